"""What is dangerous about a file that a stranger sent, told from its name and its bytes. Pure, linear.

`inspect` is the only entrance. Directories (ZIP, RAR, 7z, CAB, TAR, OLE) are read where they stand in clear, and
nothing is unpacked: what cannot be seen is said to be unseen. A flag is a warning to a person, not a verdict; no flag
is no proof that a file is harmless.
"""

from collections.abc import Sequence

from gateway.domain.attachments import archives, contents, names, ole

__all__ = ["FLAGS", "inspect"]

# In the order in which a person should hear of them.
FLAGS = (
    "executable",  # runs when it is opened
    "script",
    "program_inside",  # an archive that holds one of the two, or a document with macros
    "macros",
    "active_content",  # a PDF with scripts or launches, a document that fetches a template
    "embedded_object",  # another file in a document: OLE, RTF, OneNote
    "web_page",  # HTML, SVG: may run scripts and imitate a log-in
    "disk_image",  # mounted by a click, and what comes from it is not marked as from outside
    "disguised",  # the name hides what it is, or the content is another than the name says
    "double_extension",
    "encrypted",  # nobody can look into it, no scanner either
    "nested_archive",
    "unseen",  # an archive whose directory cannot be read here
)

_DECLARED = {
    "text/html": "web_page",
    "application/xhtml+xml": "web_page",
    "image/svg+xml": "web_page",
    "application/x-msdownload": "executable",
    "application/x-msdos-program": "executable",
    "application/vnd.microsoft.portable-executable": "executable",
    "application/x-executable": "executable",
    "application/java-archive": "executable",
    "application/vnd.android.package-archive": "executable",
    "application/x-ms-shortcut": "executable",
    "application/hta": "script",
    "application/javascript": "script",
    "text/javascript": "script",
    "application/x-sh": "script",
    "application/x-bat": "script",
    "text/vbscript": "script",
}
_RUNS = frozenset({"executable", "script", "disk_image"})


def inspect(given: Sequence[str], type: str, data: bytes) -> tuple[str, ...]:
    """The flags of one file, in the order of FLAGS. `given`: every name that it was given, as sent (they may differ);
    `type`: its MIME type; `data`: its bytes."""
    found = {flag for name in given for flag in names.flags(name)}
    by_name = found & _RUNS
    if names.disagree(given):
        found.add("disguised")
    seen = contents.flags(data) | ole.flags(data) | archives.flags(data)
    found |= {_DECLARED[type]} if type in _DECLARED else set()
    if seen & _RUNS and not by_name and any(given):
        found.add("disguised")
    found |= seen
    if "macros" in found and names.says_document(given) is False:
        found.add("disguised")
    return tuple(flag for flag in FLAGS if flag in found)
