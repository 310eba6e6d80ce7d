"""Mails signed by S/MIME, with keys that the openssl program makes for a test."""

import shlex
import subprocess
from pathlib import Path

__all__ = ["WRITER", "keys", "signed"]

WRITER = "mau@example.com"


def keys(at: Path) -> Path:
    """A folder with two authorities (ca.pem, other.pem) and a writer's certificate of the first."""
    new = "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
    for name in ("ca", "other"):
        _openssl(at, f"{new} -x509 -keyout {name}.key -out {name}.pem -days 2 -subj /CN={name}")
    _openssl(at, f"{new} -keyout writer.key -out writer.csr -subj '/CN=Le Thi Mau/O=To 5'")
    (at / "extensions").write_text(f"subjectAltName=email:{WRITER}\nextendedKeyUsage=emailProtection\n")
    issue = "x509 -req -in writer.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -out writer.pem"
    _openssl(at, f"{issue} -extfile extensions")
    return at


def signed(keys: Path, words: str, *how: str, sender: str = WRITER, to: str = "phuong@example.com") -> bytes:
    """A mail of those words. `how`: more options of `openssl cms -sign`: "-nodetach" for words within the signature."""
    (keys / "words").write_bytes(f"Content-Type: text/plain; charset=utf-8\r\n\r\n{words}\r\n".encode())
    command = "cms -sign -in words -signer writer.pem -inkey writer.key -outform SMIME -subject x -crlfeol"
    return _openssl(keys, command, "-from", sender, "-to", to, *how)


def _openssl(where: Path, command: str, *more: str) -> bytes:
    return subprocess.run(["openssl", *shlex.split(command), *more], cwd=where, check=True, capture_output=True).stdout
