"""Vietnamese text: one form to store, one to match, one to send by SMS. Pure; reads only its own data files, once.

`clean` gives what is stored and shown, `fold` what rules match on, `unaccent` what a plain SMS carries. The folded copy
is never shown: marks that a citizen did not type are never put back, and marks that were typed are never lost.
"""

from gateway.domain.text.form import (
    bare_subject,
    clean,
    fold,
    is_forward,
    is_reply,
    normal,
    trimmed,
    typography,
    unaccent,
)
from gateway.domain.text.gsm import Segment, gsm_codes, is_gsm7, of_gsm_codes, segments
from gateway.domain.text.keys import typed
from gateway.domain.text.languages import OTHER, language
from gateway.domain.text.legacy import (
    Encoding,
    Repaired,
    decode_octets,
    encoding_named,
    is_vietnamese,
    repair,
    share_of_syllables,
)
from gateway.domain.text.syllables import expand, is_syllable, spelled
from gateway.domain.text.viqr import from_viqr

__all__ = [
    "OTHER",
    "Encoding",
    "Repaired",
    "Segment",
    "bare_subject",
    "clean",
    "decode_octets",
    "encoding_named",
    "expand",
    "fold",
    "from_viqr",
    "gsm_codes",
    "is_forward",
    "is_gsm7",
    "is_reply",
    "is_syllable",
    "is_vietnamese",
    "language",
    "normal",
    "of_gsm_codes",
    "repair",
    "segments",
    "share_of_syllables",
    "spelled",
    "trimmed",
    "typed",
    "typography",
    "unaccent",
]
