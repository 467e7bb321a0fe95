"""Passwords: a file of `name:hash` lines, hashed with scrypt (RFC 7914), compared in one time.

anna:scrypt$16384$8$1$<salt, base64>$<hash, base64>
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path

from seeqa.errors import AuthError

MIN_LENGTH = 8
_N, _R, _P = 2**14, 8, 1  # 16 MB and some 50 ms a try
_NAME = re.compile(r"[^\s:#][^\s:]{0,63}")


def hash_password(password: str) -> str:
    """Return the salted hash of a password, with its parameters.

    Raises AuthError when the password is too short.
    """
    if len(password) < MIN_LENGTH:
        raise AuthError(
            expected=f"a password of at least {MIN_LENGTH} characters",
            found=f"one of {len(password)}",
            mend="Choose a longer one.",
        )
    salt = secrets.token_bytes(16)
    return _written(_N, _R, _P, salt, _derive(password, _N, _R, _P, salt))


def matches(password: str, hashed: str) -> bool:
    """Return whether a password is the one that was hashed."""
    n, r, p, salt, expected = _parts(hashed)
    return hmac.compare_digest(_derive(password, n, r, p, salt), expected)


def read_users(path: Path) -> dict[str, str]:
    """Return the hashes of a password file by name. Raises AuthError, naming the line."""
    users = {}
    for number, line in enumerate(_lines(path), 1):
        if not line.strip() or line.startswith("#"):
            continue
        name, _, hashed = line.strip().partition(":")
        if not _NAME.fullmatch(name) or not _is_hash(hashed):
            raise AuthError(
                expected=f"lines of name:hash in {path}",
                found=f"something else in line {number}",
                mend="Write it with 'seeqa passwd NAME --auth FILE'.",
            )
        users[name] = hashed
    if not users:
        raise AuthError(
            expected=f"at least one user in {path}",
            found="none",
            mend="Add one with 'seeqa passwd NAME --auth FILE'.",
        )
    return users


def set_password(path: Path, name: str, password: str) -> None:
    """Write a user's password into a file, which is made if need be; only its owner may read it.

    Raises AuthError.
    """
    if not _NAME.fullmatch(name):
        raise AuthError(
            expected="a name of at most 64 characters without spaces and colons",
            found=repr(name[:80]),
            mend="Choose another.",
        )
    hashed = hash_password(password)
    users = {**(read_users(path) if path.exists() else {}), name: hashed}
    _write(path, users)


def _write(path: Path, users: Mapping[str, str]) -> None:
    temporary = path.with_name(f".{path.name}-{os.getpid()}")
    try:
        descriptor = os.open(temporary, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.writelines(f"{name}:{hashed}\n" for name, hashed in users.items())
        temporary.replace(path)
    except OSError as error:
        raise _unusable(path, "to write", error.strerror or str(error)) from error


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise _unusable(path, "to read", error.strerror or str(error)) from error
    except UnicodeDecodeError as error:
        raise _unusable(path, "to read", "bytes that are not UTF-8") from error


def _unusable(path: Path, what: str, found: str) -> AuthError:
    mend = "Correct --auth or SEEQA_AUTH; 'seeqa passwd NAME --auth FILE' makes such a file."
    return AuthError(expected=f"{what} the password file {path}", found=found, mend=mend)


def _parts(hashed: str) -> tuple[int, int, int, bytes, bytes]:
    """Return cost, block size, parallelism, salt and hash; ValueError unless it is one of ours."""
    kind, *numbers, salt, derived = hashed.split("$")
    n, r, p = map(int, numbers)
    if kind != "scrypt" or not 2**10 <= n <= 2**20 or n & (n - 1) or (r, p) != (_R, _P):
        raise ValueError(kind)
    return n, r, p, base64.b64decode(salt, validate=True), base64.b64decode(derived, validate=True)


def _is_hash(text: str) -> bool:
    try:
        _parts(text)
    except ValueError:  # binascii's error is one too
        return False
    return True


def _written(n: int, r: int, p: int, salt: bytes, derived: bytes) -> str:
    return "$".join(
        ["scrypt", str(n), str(r), str(p), *(base64.b64encode(b).decode() for b in (salt, derived))]
    )


def _derive(password: str, n: int, r: int, p: int, salt: bytes) -> bytes:
    memory = 256 * n * r  # twice what the parameters need
    return hashlib.scrypt(password.encode(), salt=salt, n=n, r=r, p=p, maxmem=memory, dklen=32)
