"""A file's name and bytes -> its lines, by whichever of the formats it is in.

What a file is, its first bytes tell where they can (a PDF, a ZIP file, a page); its suffix
otherwise. Every parser of another's making runs in here: whatever it raises becomes a remark, since
one broken file must not keep an archive from being read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from seeqa.archive.formats import zipped
from seeqa.archive.formats.encoding import UnreadableText, clean, decode
from seeqa.archive.source import Field, Role, Source
from seeqa.types import Remark, RemarkKind

# By suffix, the format that a file is taken for unless its bytes say otherwise.
SUFFIXES: Mapping[str, str] = {
    **dict.fromkeys((".txt", ".text"), "text"),
    **dict.fromkeys((".md", ".markdown"), "markdown"),
    **dict.fromkeys((".html", ".htm", ".xhtml"), "html"),
    ".pdf": "pdf",
    **dict.fromkeys((".docx", ".docm", ".dotx", ".dotm"), "docx"),
    **dict.fromkeys((".odt", ".ott"), "odt"),
    ".rtf": "rtf",
    **dict.fromkeys((".csv", ".tsv"), "csv"),
    ".json": "json",
    **dict.fromkeys((".xml", ".rss", ".atom"), "feed"),
    **dict.fromkeys((".jsonl", ".ndjson"), "jsonl"),
    ".eml": "eml",
    ".msg": "msg",
    ".zip": "zip",
}
# The module of each format in this package and the function in it that reads; a module is loaded
# when the first file of its format is read, so that a question does not wait for parsers.
_OF_BYTES: Mapping[str, str] = {
    "html": "html.read",
    "feed": "feed.read",
    "pdf": "pdf.read",
    "docx": "docx.read",
    "odt": "odt.read",
    "rtf": "rtf.read",
    "eml": "mail.read_eml",
    "msg": "mail.read_msg",
}
_OF_TEXT: Mapping[str, str] = {
    "text": "text.read",
    "markdown": "markdown.read",
    "csv": "table.read_csv",
    "json": "objects.read_json",
    "jsonl": "objects.read_jsonl",
}
# What is recognised only to be refused by its name.
_REFUSALS: Mapping[str, str] = {
    "doc": "an old Word file (.doc): save it as .docx",
    "locked": "a file with a password",
    "zip": "a ZIP file that was not opened",
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Names of the streams within such a file, and what it then is.
_STREAMS = (
    ("EncryptedPackage", "locked"),
    ("__properties_version1.0", "msg"),
    ("WordDocument", "doc"),
)
_PAGE = re.compile(
    rb"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body)\b", re.I | re.S
)
_HEADER = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\n(?:[ \t][^\n]*\n)*){3,}")
_OF_MAIL = re.compile(rb"^(received|mime-version|message-id|return-path):", re.I | re.M)
_BEGINNING = 4096  # bytes
_SURE = ("utf-8", "utf-16", "utf-32")


def read(name: str, data: bytes) -> Source:
    """Return the lines of a file, or why it was not read: never an error (but out of memory)."""
    if not data.strip(b" \t\r\n\xef\xbb\xbf\0"):
        return _unread("", "an empty file")
    suffix, expected = _suffix(name), SUFFIXES.get(_suffix(name), "")
    found = kind(name, data)
    if found in _REFUSALS:
        return _unread(found, _REFUSALS[found])
    if found not in _OF_BYTES and found not in _OF_TEXT:
        return _unread("", "a file of another kind", suffix or "no suffix")
    try:
        source = _read(found, name, data)
    except MemoryError:
        raise
    except Exception as error:  # a parser may raise anything
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        return _unread(found, "a file that its parser cannot read", reason[:200])
    if found != expected:
        detail = f"{suffix or 'none'}, read as {found}"
        source.remarks.append(Remark(RemarkKind.DOUBTFUL, 1, "the suffix does not fit", detail))
    return _tidy(source)


def kind(name: str, data: bytes) -> str:
    """Return the format of a file: by its first bytes where they are unmistakable, else its suffix.

    Empty if it is none that is read; "zip" is opened by `zipped.members`.
    """
    by_suffix = SUFFIXES.get(_suffix(name), "")
    beginning = data[:_BEGINNING].removeprefix(b"\xef\xbb\xbf")
    if b"%PDF-" in beginning[:1024]:
        return "pdf"
    if beginning.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        packed = zipped.kind(data)
        return by_suffix if packed == "zip" else packed
    if beginning.lstrip().startswith(b"{\\rtf"):
        return "rtf"
    if beginning.startswith(_OLE):
        streams = ((key.encode("utf-16-le"), found) for key, found in _STREAMS)
        return next((found for key, found in streams if key in data), "")
    if by_suffix not in ("eml", "html") and _PAGE.match(beginning.replace(b"\0", b"")):
        return "html"
    if by_suffix in ("", "text") and _is_mail(beginning):
        return "eml"
    return by_suffix


def _read(found: str, name: str, data: bytes) -> Source:
    """Read a file in its format."""
    if found in _OF_BYTES:
        read_bytes: Callable[[bytes, str], Source] = _reader(_OF_BYTES[found])
        return read_bytes(data, name)
    try:
        written, encoding = decode(data)
    except UnreadableText as error:
        return _unread(found, "a file that is no text", f"{error}")
    read_text: Callable[[str, str], Source] = _reader(_OF_TEXT[found])
    source = read_text(written, name)
    source.encoding = encoding
    if not encoding.startswith(_SURE) or "," in encoding:
        message = "an encoding that the file does not state"
        source.remarks.append(Remark(RemarkKind.INFERRED, 1, message, encoding))
    return source


def _reader(name: str) -> Any:
    """Return the function of a format's module."""
    module, _, function = name.partition(".")
    return getattr(import_module(f"{__name__}.{module}"), function)


def _is_mail(beginning: bytes) -> bool:
    """Tell a letter by its header, which must have what only programs write."""
    header = _HEADER.match(beginning.replace(b"\r\n", b"\n"))
    return bool(header and _OF_MAIL.search(header[0]))


def _suffix(name: str) -> str:
    stem, dot, suffix = name.rpartition("/")[2].rpartition(".")
    return f".{suffix.lower()}" if dot and stem else ""


def _tidy(source: Source) -> Source:
    """Return what was read with all of its text composed, and no file without a word for it."""
    for part in source.parts:
        for line in part.lines:
            line.text, line.why = clean(line.text), clean(line.why)
        part.lines = [it for it in part.lines if it.text.strip() or it.role is Role.RULE]
        part.fields = {
            key: Field(clean(it.value), it.number, it.origin)
            for key, it in part.fields.items()
            if it.value.strip()
        }
    source.parts = [part for part in source.parts if part.lines or part.fields]
    if not source.parts and not any(it.kind is RemarkKind.UNREAD for it in source.remarks):
        source.remarks.append(Remark(RemarkKind.UNREAD, 1, "a file without words"))
    return source


def _unread(found: str, message: str, detail: str = "") -> Source:
    return Source(found, remarks=[Remark(RemarkKind.UNREAD, 1, message, detail)])
