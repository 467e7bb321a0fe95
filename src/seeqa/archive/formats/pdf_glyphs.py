"""What stands on a page of a PDF: its words, with place and type face, and what is drawn.

The conventions of pdfium stop here: its points count upwards from the bottom left of a page that
is not yet turned; here y grows downwards from the top left of the page as it is seen.
"""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

MAX_SHAPES = 20_000  # of a page; a map may have a hundred thousand, and needs none of them
_SPACES = frozenset("\t\n\r\x0b\x0c \u00a0\u1680\u202f\u205f\u3000\u2028\u2029\u0085") | frozenset(
    map(chr, range(0x2000, 0x200B))
)
_UNSEEN = frozenset("\u200b\u200c\u200d\u2060\ufeff\x00")
_HYPHEN = "\x02"  # pdfium's name for a hyphen at the end of a line


@dataclass(frozen=True, slots=True)
class Style:
    """How a word is set: size in points as seen, weight, slope, and the angle it is turned by."""

    size: float
    bold: bool = False
    italic: bool = False
    font: str = ""
    turned: float = 0.0  # radians


@dataclass(slots=True)
class Word:
    """A word, or a turned label. `spaced` if the file writes a space before it."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    base: float
    style: Style
    spaced: bool = True

    @property
    def size(self) -> float:
        """The size of its type in points."""
        return self.style.size


@dataclass(frozen=True, slots=True)
class Shape:
    """Something drawn; a `rule` is a line that is level or upright, a `box` a filled area."""

    x0: float
    top: float
    x1: float
    bottom: float
    kind: str  # "rule", "box", "shape" or "image"

    @property
    def width(self) -> float:
        """Its width in points."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """Its height in points."""
        return self.bottom - self.top


@dataclass(slots=True)
class Ink:
    """All that a page shows. `unknown` counts the letters whose font does not tell them.

    `outside` are words that the file has beyond the page's edges, where nobody sees them.
    """

    number: int
    width: float
    height: float
    words: list[Word] = field(default_factory=list)
    outside: list[Word] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)
    letters: int = 0
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class _Turn:
    """Takes pdfium's points to points of the page as it is seen."""

    left: float
    bottom: float
    width: float  # before it is turned
    height: float
    quarters: int

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Return a point as (from the left, from the top)."""
        x, y = x - self.left, y - self.bottom
        if self.quarters == 0:
            return x, self.height - y
        if self.quarters == 1:
            return y, x
        if self.quarters == 2:
            return self.width - x, y
        return self.height - y, self.width - x

    def box(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        """Return a box as (left, top, right, bottom)."""
        (a, b), (c, d) = self.point(x0, y0), self.point(x1, y1)
        return min(a, c), min(b, d), max(a, c), max(b, d)


def read_ink(page: Any, number: int) -> Ink:
    """Read what a page of pypdfium2 shows."""
    left, bottom, right, top = page.get_cropbox()
    quarters = page.get_rotation() // 90 % 4
    turn = _Turn(left, bottom, right - left, top - bottom, quarters)
    wide, high = turn.width, turn.height
    ink = Ink(number, high if quarters % 2 else wide, wide if quarters % 2 else high)
    text = page.get_textpage()
    try:
        _Pen(ink, turn).write(text)
    finally:
        text.close()
    ink.shapes = [
        s
        for s in _shapes(page, turn)
        if s.x1 > 0 and s.x0 < ink.width and s.bottom > 0 and s.top < ink.height
    ]
    return ink


@dataclass(slots=True)
class _Pen:
    """Collects letters into words, in the order in which the file draws them."""

    ink: Ink
    turn: _Turn
    word: Word | None = None
    end: tuple[float, float] = (0.0, 0.0)
    start: float = 0.0  # of the last letter
    spaced: bool = False
    styles: dict[int, Style] = field(default_factory=dict)

    def write(self, text: Any) -> None:
        """Collect all of a text page's letters."""
        import pypdfium2.raw as raw  # type: ignore[import-untyped]

        rect, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
        style = Style(1.0)
        for k in range(raw.FPDFText_CountChars(text)):
            letter = chr(raw.FPDFText_GetUnicode(text, k))
            if letter in _SPACES:
                self._space(letter, style)
                continue
            drawn = ctypes.cast(raw.FPDFText_GetTextObject(text, k), ctypes.c_void_p).value or 0
            if drawn not in self.styles:
                self.styles[drawn] = _style(raw, text, k, self.turn)
            style = self.styles[drawn]
            if not _known(letter):
                self.ink.unknown += 1
            if letter in _UNSEEN:
                continue
            raw.FPDFText_GetLooseCharBox(text, k, rect)
            raw.FPDFText_GetCharOrigin(text, k, x, y)
            at = self.turn.point(x.value, y.value)
            self._letter(
                "-" if letter == _HYPHEN else letter,
                self.turn.box(rect.left, rect.bottom, rect.right, rect.top),
                at,
                style,
            )
        self._close()

    def _space(self, letter: str, style: Style) -> None:
        """End a word; a turned label goes on over its spaces."""
        if letter in "\r\n":
            self._close()
        elif not style.turned:
            self._close()
            self.spaced = True
        elif self.word is not None and not self.word.text.endswith(" "):
            self.word.text += " "

    def _letter(
        self,
        letter: str,
        box: tuple[float, float, float, float],
        at: tuple[float, float],
        style: Style,
    ) -> None:
        """Add a letter to the word, or begin one with it."""
        self.ink.letters += 1
        word = self.word
        if word is None or style != word.style or self._away(box, at, word):
            self._close()
            top, bottom = at[1] - 0.76 * style.size, at[1] + 0.24 * style.size
            if style.turned:
                top, bottom = box[1], box[3]
            self.word = Word(letter, box[0], top, box[2], bottom, at[1], style, self.spaced)
            self.spaced = False
        else:
            word.text += letter
            word.x0, word.x1 = min(word.x0, box[0]), max(word.x1, box[2])
            if style.turned:
                word.top, word.bottom = min(word.top, box[1]), max(word.bottom, box[3])
        self.end = at if style.turned else (box[2], at[1])
        self.start = box[0]

    def _away(
        self, box: tuple[float, float, float, float], at: tuple[float, float], word: Word
    ) -> bool:
        """Tell whether a letter stands too far from the word's end to belong to it."""
        size = word.size
        if word.style.turned:
            return math.dist(self.end, at) > 2.0 * size
        ahead = box[0] - self.end[0]
        # the letters of a ligature all have the ligature's box
        back = ahead < -0.6 * size and abs(box[0] - self.start) > 0.1
        return abs(at[1] - self.end[1]) > 0.1 * size or ahead > 0.25 * size or back

    def _close(self) -> None:
        """Put the finished word on the page."""
        if self.word is not None:
            self.word.text = unicodedata.normalize("NFC", _unligate(self.word.text)).strip()
            x, y = (self.word.x0 + self.word.x1) / 2, (self.word.top + self.word.bottom) / 2
            seen = 0 <= x <= self.ink.width and 0 <= y <= self.ink.height
            if self.word.text:
                (self.ink.words if seen else self.ink.outside).append(self.word)
        self.word = None


def _known(letter: str) -> bool:
    """Tell whether a letter is one that can be read."""
    return letter not in "\x00\ufffd" and unicodedata.category(letter) not in ("Co", "Cn")


def _unligate(text: str) -> str:
    """Write ligatures as letters: "ﬁnd" -> "find"."""
    if text.isascii():
        return text
    return "".join(
        unicodedata.normalize("NFKC", c) if "\ufb00" <= c <= "\ufb06" else c for c in text
    )


def _style(raw: Any, text: Any, k: int, turn: _Turn) -> Style:
    """Return how the letter k is set."""
    matrix, flags, name = raw.FS_MATRIX(), ctypes.c_int(), ctypes.create_string_buffer(128)
    raw.FPDFText_GetMatrix(text, k, matrix)
    raw.FPDFText_GetFontInfo(text, k, name, 128, flags)
    weight = raw.FPDFText_GetFontWeight(text, k)
    size = raw.FPDFText_GetFontSize(text, k) * math.hypot(matrix.c, matrix.d)
    # pdfium's matrix turns with the sun's course on a page that is turned itself
    angle = (math.atan2(matrix.b, matrix.a) - turn.quarters * math.pi / 2) % (2 * math.pi)
    level = min(angle, 2 * math.pi - angle) < 0.1
    font = name.value.decode("latin-1").split("+")[-1]
    lower = font.casefold()
    heavy = any(w in lower for w in ("bold", "black", "heavy", "demi")) and "light" not in lower
    return Style(
        size=(round(size, 1) or 1.0) if math.isfinite(size) else 1.0,
        bold=heavy or weight >= 600 or bool(flags.value & 1 << 18 and weight > 500),
        italic="italic" in lower or "oblique" in lower or bool(flags.value & 1 << 6),
        font=font,
        turned=0.0 if level else round(angle, 2),
    )


def _shapes(page: Any, turn: _Turn) -> Iterator[Shape]:
    """Yield what is drawn on a page, rules told apart."""
    import pypdfium2.raw as raw

    left = MAX_SHAPES
    stack: list[tuple[Any, tuple[float, ...], int]] = [
        (raw.FPDFPage_GetObject(page, k), (1.0, 0.0, 0.0, 1.0, 0.0, 0.0), 0)
        for k in range(min(left, raw.FPDFPage_CountObjects(page)))
    ]
    stack.reverse()
    while stack and left:
        left -= 1
        drawn, matrix, depth = stack.pop()
        kind = raw.FPDFPageObj_GetType(drawn)
        if kind == raw.FPDF_PAGEOBJ_FORM and depth < 4:
            inner = _within(_matrix(raw, drawn), matrix)
            count = min(left, raw.FPDFFormObj_CountObjects(drawn))
            stack.extend(
                (raw.FPDFFormObj_GetObject(drawn, k), inner, depth + 1) for k in range(count)
            )
        elif kind == raw.FPDF_PAGEOBJ_PATH:
            yield from _path(raw, drawn, matrix, turn)
        elif kind in (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING):
            yield Shape(*_bounds(raw, drawn, matrix, turn), "image")


def _matrix(raw: Any, drawn: Any) -> tuple[float, ...]:
    """Return an object's matrix."""
    m = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(drawn, m)
    return m.a, m.b, m.c, m.d, m.e, m.f


def _within(inner: tuple[float, ...], outer: tuple[float, ...]) -> tuple[float, ...]:
    """Return the matrix of what is drawn by `inner` inside of `outer`."""
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (
        a * p + b * r,
        a * q + b * s,
        c * p + d * r,
        c * q + d * s,
        e * p + f * r + t,
        e * q + f * s + u,
    )


def _moved(matrix: tuple[float, ...], x: float, y: float) -> tuple[float, float]:
    """Return a point moved by a matrix."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _bounds(
    raw: Any, drawn: Any, matrix: tuple[float, ...], turn: _Turn
) -> tuple[float, float, float, float]:
    """Return the box around an object."""
    x0, y0, x1, y1 = (ctypes.c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(drawn, x0, y0, x1, y1)
    (a, b), (c, d) = _moved(matrix, x0.value, y0.value), _moved(matrix, x1.value, y1.value)
    return turn.box(a, b, c, d)


def _path(raw: Any, drawn: Any, matrix: tuple[float, ...], turn: _Turn) -> Iterator[Shape]:
    """Yield the rules of a path and, if it is more than rules, its box."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(drawn, fill, stroke)
    filled = bool(fill.value) and not _white(raw, drawn)
    if not filled and not stroke.value:
        return
    bounds = _bounds(raw, drawn, matrix, turn)
    whole = Shape(*bounds, "shape")
    if min(whole.width, whole.height) < 2.5:
        if max(whole.width, whole.height) >= 8:
            yield Shape(*bounds, "rule")
        return
    segments = raw.FPDFPath_CountSegments(drawn)
    straight = stroke.value and 1 < segments <= 400 and max(whole.width, whole.height) >= 20
    rules = list(_edges(raw, drawn, matrix, turn)) if straight else []
    if rules and not filled:
        yield from rules
    if filled or len(rules) < segments - 2 or segments <= 5:
        yield Shape(*bounds, "box" if segments <= 16 else "shape")


def _edges(raw: Any, drawn: Any, matrix: tuple[float, ...], turn: _Turn) -> Iterator[Shape]:
    """Yield the level and upright strokes of a path."""
    whole = _within(_matrix(raw, drawn), matrix)
    x, y = ctypes.c_float(), ctypes.c_float()
    last = (0.0, 0.0)
    for k in range(raw.FPDFPath_CountSegments(drawn)):
        segment = raw.FPDFPath_GetPathSegment(drawn, k)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        at = turn.point(*_moved(whole, x.value, y.value))
        if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_LINETO:
            edge = Shape(
                min(at[0], last[0]),
                min(at[1], last[1]),
                max(at[0], last[0]),
                max(at[1], last[1]),
                "rule",
            )
            if min(edge.width, edge.height) < 1 and max(edge.width, edge.height) >= 8:
                yield edge
        last = at


def _white(raw: Any, drawn: Any) -> bool:
    """Tell whether an object is filled with white, or with nothing that can be seen."""
    r, g, b, a = (ctypes.c_uint() for _ in range(4))
    if not raw.FPDFPageObj_GetFillColor(drawn, r, g, b, a):
        return False
    return a.value < 8 or min(r.value, g.value, b.value) > 250
