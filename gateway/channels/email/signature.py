"""Whether the S/MIME signature of a mail is true (RFC 8551, RFC 8550), for lines that name authorities in `smime_ca`.

Asked of the openssl program, in a process of its own: it builds the chain, knows the algorithms and the purposes, and
what a stranger has written is not read here. Revocation is not asked. Only a mail that is signed as a whole counts:
what stands around a signed part is nobody's.
"""

import asyncio
import base64
import binascii
import contextlib
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from gateway.channels.email import headers, mime, smime
from gateway.channels.email.content import SMIME
from gateway.channels.email.options import EmailOptions
from gateway.domain import addresses
from gateway.domain.model import Decoded
from gateway.domain.model.names import Flag

__all__ = ["verify"]

SECONDS = 10.0
MAX_PEM = 65_536

_PEM = re.compile(rb"-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]{1,60000})-----END CERTIFICATE-----")
_REFUSED = 4  # exit status of `openssl cms -verify` where the signature or its chain is wrong


class _Answer(NamedTuple):
    status: int  # -1: it did not answer
    certificate: bytes  # DER; only of a good signature


async def verify(body: bytes, decoded: Decoded, options: EmailOptions) -> Decoded:
    """What a mail's signature is worth: the flag "signed" (an authority that nobody named, no answer, or a certificate
    that cannot be read) becomes "signature_verified", or "signature_failed": the words are not those that were signed,
    or somebody else signed."""
    if not options.smime_ca or not _is_signed(body):
        return decoded
    answer = await _ask(body, "-CAfile", options.smime_ca, "-partial_chain")
    signer: Mapping[str, str] = {}
    flag: Flag = "signed"
    if answer.status == 0:
        signer, mails = smime.certificate(answer.certificate)
        known = {addresses.mail(one) for one in mails}
        if signer:
            flag = "signature_verified" if not known or decoded.sender in known else "signature_failed"
    elif answer.status == _REFUSED and (await _ask(body, "-noverify")).status == _REFUSED:
        flag = "signature_failed"
    flags = (*(one for one in decoded.flags if one != "signed"), flag)
    return replace(decoded, flags=flags, extra={**decoded.extra, **({"signer": dict(signer)} if signer else {})})


def _is_signed(body: bytes) -> bool:
    head = headers.parse(body)
    kind, params = mime.parameters(head.raw("content-type"))
    return kind in SMIME or (kind == "multipart/signed" and "pkcs7-signature" in params.get("protocol", "").lower())


async def _ask(body: bytes, *how: str) -> _Answer:
    """`openssl cms -verify` of the whole mail, `how` saying whom it believes."""
    command = ("cms", "-verify", "-inform", "SMIME", "-purpose", "smimesign", "-out", "/dev/null", *how)
    try:
        process = await asyncio.create_subprocess_exec(
            "openssl",
            *command,
            "-signer",
            "/dev/stdout",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
    except OSError:
        return _Answer(-1, b"")
    try:
        told, _ = await asyncio.wait_for(process.communicate(body), SECONDS)
    except (TimeoutError, OSError):
        return _Answer(-1, b"")
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    return _Answer(process.returncode or 0, _certificate(told[:MAX_PEM]))


def _certificate(told: bytes) -> bytes:
    found = _PEM.search(told)
    try:
        return base64.b64decode(found[1]) if found else b""
    except binascii.Error:
        return b""
