"""What a mail says and what is attached to it, chosen from the tree of its parts."""

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

from gateway.channels.email import alternatives, calendars, files, rtf, smime, tnef
from gateway.channels.email.encoded_words import decode_value
from gateway.channels.email.mime import Part, tree
from gateway.channels.email.words import MAX_TEXT, READABLE, is_long, is_text, shortened, words
from gateway.domain.model import Attachment
from gateway.domain.model.names import Flag
from gateway.domain.text import Encoding, clean, encoding_named

__all__ = ["SMIME", "Content", "read", "together"]

DANGEROUS: Flag = "dangerous_attachment"  # flag of a message: at least one attachment has flags
MAX_OPENED = 5  # containers in one another: signatures, attached mails
MAX_FORWARDED = 10  # attached mails whose words are read
MAX_PHOTOS = 20  # photos in attached mails
MAX_COVER = 12  # words of a note that goes with an attached mail
MAX_SPARE = 5  # texts that are read for want of another

SMIME = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_SIGNATURES = frozenset({"application/pkcs7-signature", "application/x-pkcs7-signature"})
_TNEF = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_FORWARDED = frozenset({"message/rfc822", "message/global"})
_RTF = frozenset({"application/rtf", "text/rtf"})
_OCTETS = "application/octet-stream"
_PHOTO = re.compile(r"\Aimage/|\.(?:jpe?g|png|heic|heif|webp)\Z", re.I)
_PGP = "-----BEGIN PGP MESSAGE-----\n"


@dataclass(slots=True)
class Content:
    """The text parts, the attachments in their order, and what is odd about them.

    `forwarded`: the words of mails that are attached; `invitation`: what a calendar's answer is about
    (calendars.event), None where there is none; `signer`: of a signature that holds the text or stands beside it
    (smime.Opened)."""

    texts: list[str] = field(default_factory=list)
    forwarded: list[str] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)
    invitation: Set[str] | None = None
    signer: Mapping[str, str] = field(default_factory=dict)

    @property
    def own(self) -> str:
        """All text parts, each on lines of its own."""
        return together(self.texts)

    @property
    def text(self) -> str:
        """Those; behind a few words that only go with attached mails, theirs."""
        return self.own if not self.forwarded or self._is_letter else together([*self.texts, *self.forwarded])

    @property
    def enclosed(self) -> str:
        """The words of mails that are attached to a letter with words of its own."""
        return together(self.forwarded) if self.forwarded and self._is_letter else ""

    @property
    def _is_letter(self) -> bool:
        return len(self.own.split()) > MAX_COVER

    @property
    def encoding(self) -> Encoding | None:
        """The old Vietnamese encoding that its texts are in, where they are in one."""
        return next((one for flag in self.flags if (one := encoding_named(flag))), None)

    def flag(self, name: Flag) -> None:
        """Note something odd, once."""
        if name not in self.flags:
            self.flags.append(name)

    def attach(self, names: Sequence[str], type: str, data: bytes, *, inline: bool = False) -> None:
        """One file more, that is no part of its own."""
        self.attachments.append(files.of_octets(names, type, data, len(self.attachments) + 1, inline=inline))


def together(texts: Sequence[str]) -> str:
    """Texts with an empty line between them; no longer than one may be."""
    return shortened("\n\n".join(text for text in (each.strip("\n") for each in texts) if text.strip()))


def read(root: Part) -> Content:
    """Walk the tree once: text parts are read, of alternatives the best one, everything else is an attachment."""
    return _Walk(root, 0).content


class _Walk:
    """One walk. `opened`: in how many containers the mail lies that is walked through."""

    def __init__(self, root: Part, opened: int) -> None:
        self.content = Content()
        self.is_report = root.type == "multipart/report"  # what it returns is ours (RFC 6522)
        self.opened = opened
        self.is_encrypted = False  # some of it
        self.is_long = False  # some text is longer than is kept
        self.spare: list[tuple[Part, Attachment]] = []
        self.enclosed: list[str] = []  # the text of a winmail.dat
        self.photos: list[Attachment] = []  # of attached mails
        self.waiting = [root]
        if root.capped:
            self.content.flag("bomb")
        while self.waiting:
            self._visit(self.waiting.pop())
        if not alternatives.says_something(self.content.own):
            self._read_spare()
        self.content.attachments += self.photos[:MAX_PHOTOS]
        if self.is_encrypted and not alternatives.says_something(self.content.text.partition(_PGP)[0]):
            self.content.flag("encrypted")
        if self.is_long or sum(map(len, self.content.texts)) > MAX_TEXT:
            self.content.flag("truncated")
        if any(one.flags for one in self.content.attachments):
            self.content.flag(DANGEROUS)

    def _visit(self, part: Part) -> None:
        content = self.content
        if part.type == "multipart/encrypted":
            self.is_encrypted = True
        if part.type == "multipart/alternative" and part.children:
            chosen = alternatives.choose(part, READABLE)
            if chosen.is_html:
                content.flag("html_only")
            for text in chosen.texts:
                self._text(text)
            self.waiting += reversed(chosen.files)
        elif part.children:
            self.waiting += reversed(part.children)
        elif part.type in READABLE and part.disposition != "attachment" and (part.depth == 0 or not part.name):
            if part.type == "text/html" and part.depth == 0:
                content.flag("html_only")
            self._text(part)
        elif part.type.startswith("multipart/"):
            content.texts.append(shortened(part.text()[0]))  # a multipart whose boundary never comes
            self.is_long |= is_long(part)
        else:
            self._file(part)

    def _text(self, part: Part) -> None:
        text, flag = words(part)
        if flag:
            self.content.flag(flag)
        if _PGP in text:
            self.is_encrypted = True
        self.content.texts.append(text)
        self.is_long |= is_long(part)
        for name, data in part.blocks:
            self.content.attach((decode_value(name),), "", data)

    def _file(self, part: Part) -> None:
        """An attachment, and what can be read in it: a signature that holds the mail, a winmail.dat, another mail."""
        name = part.name.lower()
        if part.type in SMIME or (part.type == _OCTETS and name.endswith(".p7m")):
            if self._signed(part):
                return
        elif (part.type in _TNEF or name == "winmail.dat") and self._enclosed(part):
            return
        elif part.type in _FORWARDED or (part.type == _OCTETS and name.endswith(".eml")):
            self._forwarded(part)
        elif part.type in _SIGNATURES:
            self.content.signer = self.content.signer or smime.signer(part.content())
        elif part.type == "text/calendar" and calendars.is_reply(part.params.get("method", ""), part.text()[0]):
            self.content.invitation = calendars.event(part.text()[0])
        attachment = files.of_part(part, len(self.content.attachments) + 1)
        self.spare.append((part, attachment))
        self.content.attachments.append(attachment)

    def _signed(self, part: Part) -> bool:
        """Whether a signature held a mail, which is read in its place; what is encrypted is flagged."""
        found = smime.open_message(part.content()) if self.opened < MAX_OPENED else None
        if found is None or found.encrypted:
            self.is_encrypted |= found is not None or part.params.get("smime-type") == "enveloped-data"
            return False
        self.opened += 1
        self.content.flag("signed")
        self.content.signer = self.content.signer or found.signer
        self.waiting.append(tree(found.content))
        return True

    def _enclosed(self, part: Part) -> bool:
        """Whether a winmail.dat could be read: its files are the mail's, its text where the mail has no other."""
        found = tnef.read(part.content())
        if found is None:
            return False
        self.enclosed.append(clean(found.text))
        for one in found.files:
            self.content.attach((one.name,), one.type, one.data, inline=one.inline)
        return True

    def _forwarded(self, part: Part) -> None:
        if self.is_report or self.opened >= MAX_OPENED or len(self.content.forwarded) >= MAX_FORWARDED:
            return
        inner = tree(part.content().lstrip(b"\r\n"))
        if inner.headers.has("from") or inner.headers.has("subject"):
            said = _Walk(inner, self.opened + 1).content
            self.photos += [one for one in said.attachments if _PHOTO.search(f"{one.type} {one.name}")]
            self.content.forwarded.append(together((inner.headers.text("subject"), said.text)))

    def _read_spare(self) -> None:
        """No other part has words: what a winmail.dat says, texts that bear a file's name or are marked as attachment
        (those stay files as well, unless they are the whole mail), an invitation, rich text."""
        self.content.texts += self.enclosed
        texts = [(part, file) for part, file in self.spare if is_text(part.type)][:MAX_SPARE]
        shown = [(part, file) for part, file in texts if part.disposition != "attachment"]
        for part, file in shown or texts:
            if part.disposition != "attachment" or (part.depth == 0 and not part.name):
                self.content.attachments.remove(file)
            self._text(part)
        for part, _ in self.spare[:MAX_SPARE]:
            if part.type == "text/calendar":
                says = calendars.words if self.content.invitation is None else calendars.comment
                self.content.texts.append(says(part.text()[0]))
            elif part.type in _RTF:
                self.content.texts.append(clean(rtf.to_text(part.content())))
