"""bytes -> str: in which of the many ways a file's text was written, by evidence.

A mark at the beginning, then UTF-8, decide by themselves. What is neither was written by an old
program, and in this order is taken for: UTF-16 without a mark (every other byte is NUL), UTF-8 with
a few broken places, a Western or Central European code page (whichever puts letters where words
are), and only then for what charset_normalizer believes.
"""

from __future__ import annotations

import codecs
import re
import unicodedata

# The longer marks first: that of UTF-16 is the beginning of that of UTF-32.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What text never has: the control characters but tab, line ends, form feed, escape, DOS's end.
_CONTROLS = bytes(sorted(set(range(32)) - {0, 9, 10, 11, 12, 13, 26, 27}) + [127])
_CONTROL_SHARE = 0.01
_NUL_SHARE = 0.05
_PAGES = ("cp1252", "cp1250", "iso8859_2", "cp1257", "cp1254", "mac_roman", "cp850")
_FAVOUR = 0.02  # how much likelier each code page is than the one after it
_ALPHABETS = tuple(
    frozenset(letters)
    for letters in (
        "äöüß",  # German
        "àâçéèêëîïôùûüÿœæ",  # French
        "áéíóúüñ",  # Spanish
        "áâãàçéêíóôõúü",  # Portuguese
        "àèéìòù",  # Italian
        "àçèéíïòóúü",  # Catalan
        "ëïéèöü",  # Dutch
        "æøåé",  # Danish, Norwegian
        "åäöé",  # Swedish, Finnish
        "áæðéíóöþúý",  # Icelandic
        "ąćęłńóśźż",  # Polish
        "áčďéěíňóřšťúůýžľĺŕôä",  # Czech, Slovak
        "áéíóöőúüű",  # Hungarian
        "čćđšž",  # Bosnian, Croatian, Serbian, Slovene
        "ăâîşţșț",  # Romanian
        "ëç",  # Albanian
        "çğıöşüâîû",  # Turkish
        "äõöüšž",  # Estonian
        "āčēģīķļņšūž",  # Latvian
        "ąčęėįšųūž",  # Lithuanian
    )
)
_FOREIGN = re.compile(rb"[^\r\n]?[A-Za-z\x80-\xff]*[\x80-\xff][A-Za-z\x80-\xff]*[^\r\n]?")
_SAMPLE = 2000  # words, enough to tell code pages apart by
_SURROGATE = re.compile("[\ud800-\udfff]")
# What only a terminal or a page's layout obeys: control characters and overrides of direction.
_UNSEEN = re.compile("[\x01-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069]")


class UnreadableText(ValueError):
    """Bytes that are no text in any encoding."""


def decode(data: bytes) -> tuple[str, str]:
    r"""Return the text of a file, cleaned, and the name of the encoding that it was written in.

    Line ends become "\n", characters are composed (NFC), NULs become U+FFFD. Raises
    UnreadableText where the bytes are a picture, a program or the like.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return clean(data[len(mark) :].decode(name, errors="replace")), name
    wide = _wide(data)
    if wide:
        return clean(data.decode(wide, errors="replace")), wide
    _refuse_binary(data)
    try:
        return clean(data.decode("utf-8")), "utf-8"
    except UnicodeDecodeError:
        return _decode_old(data)


def clean(text: str) -> str:
    r"""Return a text with one kind of line end, composed, without NULs and halves of characters.

    What would steer a terminal or turn the direction of writing is dropped.

    "a\r\nb" -> "a\nb"; a pair of surrogates becomes the character that it stands for.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd")
    if _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return unicodedata.normalize("NFC", _UNSEEN.sub("", text))


def _wide(data: bytes) -> str:
    """Return which UTF-16 a text without a mark is in, by where its NULs stand; else nothing."""
    sample = data[: 1 << 16]
    sample = sample[: len(sample) // 2 * 2]
    if len(sample) < 4 or len(data) % 2:
        return ""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if odd > 0.4 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.4 * half and odd < 0.05 * half:
        return "utf-16-be"
    return ""


def _refuse_binary(data: bytes) -> None:
    """Raise UnreadableText where too many bytes are ones that no text has."""
    size = max(len(data), 1)
    controls = size - len(data.translate(None, _CONTROLS))
    if controls > max(_CONTROL_SHARE * size, 2) or data.count(0) > max(_NUL_SHARE * size, 8):
        raise UnreadableText("bytes that are no text")


def _decode_old(data: bytes) -> tuple[str, str]:
    """Decode what is not UTF-8 throughout."""
    broken = data.decode("utf-8", errors="surrogateescape")
    strays = len(_SURROGATE.findall(broken))
    whole = sum(character > "\x7f" for character in broken) - strays
    if whole > strays:
        return clean(_SURROGATE.sub(_stray, broken)), "utf-8, in part cp1252"
    letters = sum(byte > 127 or chr(byte).isalpha() for byte in data)
    if sum(byte > 127 for byte in data) <= 0.3 * letters:
        name = _likeliest(_FOREIGN.findall(data)[:_SAMPLE])
    else:
        name = _guess(data)
    return clean(data.decode(name, errors="replace")), name


def _stray(match: re.Match[str]) -> str:
    """Return the character that a byte alone among UTF-8 most likely was."""
    return bytes([ord(match.group()) - 0xDC00]).decode("cp1252", errors="replace")


def _likeliest(words: list[bytes]) -> str:
    """Return the code page in which words with letters beyond ASCII are most likely written."""
    return max(_PAGES, key=lambda page: _likelihood(words, page) - _FAVOUR * _PAGES.index(page))


def _likelihood(words: list[bytes], page: str) -> float:
    """Tell how much like one language, and like any, a code page makes of words."""
    fits: list[float] = []
    spelt: list[frozenset[str]] = []
    for word in words:
        text = f" {word.decode(page, errors='replace')} "
        places = [at for at, character in enumerate(text) if character > "\x7f"]
        fits += [_fits(text[at - 1], text[at], text[at + 1]) for at in places]
        letters = frozenset(text[at].lower()[0] for at in places if text[at].isalpha())
        spelt += [letters - {"i"}] if letters else []  # "İ".lower() is "i" and a dot
    lost = sum("\ufffd" in word.decode(page, errors="replace") for word in words)
    of_one = max(sum(letters <= alphabet for letters in spelt) for alphabet in _ALPHABETS)
    of_any = sum(any(letters <= alphabet for alphabet in _ALPHABETS) for letters in spelt)
    likely = sum(fits) / max(len(fits), 1) + (of_one + 0.5 * of_any) / max(len(spelt), 1)
    return likely - 2 * lost / max(len(words), 1)


def _fits(before: str, it: str, after: str) -> float:
    """Tell from -1 to 1 whether a character may stand between two others."""
    beside = before.isalpha() or after.isalpha()
    if it.isalpha() and it not in "ªº":
        if it.isupper() and before.islower():
            return -1.0  # "MoÑki"
        if before.isdigit() or after.isdigit():
            return -1.0  # "Ł48,000"
        return 1.0 if beside else -0.5
    if it in "‘’“”„«»‹›–—…•\xa0€£§°":
        return 1.0
    return -1.0 if before.isalpha() and after.isalpha() else 0.0  # "Bia³ystok"


def _guess(data: bytes) -> str:
    """Return the encoding that charset_normalizer believes in, cp1252 where it has none."""
    from charset_normalizer import from_bytes

    best = from_bytes(data[: 1 << 18]).best()
    return best.encoding if best else "cp1252"
