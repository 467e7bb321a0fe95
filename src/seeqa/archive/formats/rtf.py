"""Rich Text (.rtf) -> lines: paragraphs, with what little the text itself says of their marks.

striprtf makes text of it, but leaves out footnotes, headers and text boxes, and does not tell what
is bold, a list's entry, a heading or a table's row. Those groups are therefore cut out beforehand
and stripped by themselves, and such marks are put into the text as letters of the private use area.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from seeqa.archive.formats import office
from seeqa.archive.formats.encoding import clean
from seeqa.archive.formats.office import Block, Paragraph, Table, TableCell
from seeqa.archive.formats.runs import Run, Turn
from seeqa.archive.source import Source

_TOKEN = re.compile(
    r"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})?[ ]?|\\'[0-9a-fA-F]{2}|\\."
    r"|(?P<brace>[{}])|[^\\{}]+|\\",
    re.DOTALL,
)
_GROUP = re.compile(r"\{\s*(?:\\\*\s*)?\\([a-zA-Z]+)(?:-?\d+)?[ ]?")
_BOUND = re.compile(r"\\bin(\d+)[ ]?|\\.|[{}]", re.DOTALL)
_FONTS = re.compile(r"\{\s*\\fonttbl")
_PAGE = re.compile(r"\\ansicpg\d+")
_BEYOND = re.compile("[\x80-\xff]")
_BOXED = frozenset({"shptxt", "dptxbxtext"})
# Groups that are read by themselves, and the kind of what is in them.
_CUT = {
    **dict.fromkeys(("footnote",), "note"),
    **dict.fromkeys(("shp", "do"), "box"),
    **dict.fromkeys(("header", "headerl", "headerr", "headerf"), "header"),
    **dict.fromkeys(("footer", "footerl", "footerr", "footerf"), "footer"),
    **dict.fromkeys(("annotation",), "comment"),
    **dict.fromkeys(("listtext", "pntext"), "entry"),
}
# Groups without words; the search for links in those of fields takes striprtf very long.
_DROPPED = frozenset(
    "fldinst pict nonshppict objdata datastore themedata colorschememapping stylesheet".split()
)

# The letters that stand for marks until the text is stripped.
_BOLD, _NOT_BOLD, _SLANTED, _NOT_SLANTED = "\ue800", "\ue801", "\ue802", "\ue803"
_ENTRY, _BREAK, _ROW_BEGINS, _CELL_ENDS, _ROW_ENDS = (
    "\ue804",
    "\ue805",
    "\ue806",
    "\ue807",
    "\ue808",
)
_RANK = 0xE810  # of a heading, the first of nine
_ASIDE = 0xE900  # of a group that was cut out, the first
_MOST_CUT = 0xF8FF - _ASIDE
_MOST_FONTS = 2**16  # bytes of a table of fonts: striprtf reads a garbled one very slowly
_DEEPEST = 4  # groups that are read by themselves, in one another
_MARK = re.compile("([\ue800-\uf8ff])")
_WORDS = {
    "line": _BREAK,
    "trowd": _ROW_BEGINS,
    "cell": _CELL_ENDS,
    "nestcell": _CELL_ENDS,
    "row": _ROW_ENDS,
    "nestrow": _ROW_ENDS,
}


@dataclass(slots=True)
class _State:
    """How letters look at a place of the text."""

    bold: bool = False
    slanted: bool = False
    deleted: bool = False


@dataclass(slots=True)
class _Rtf:
    """What every group needs in order to be read (code page, fonts), and the groups cut out."""

    top: str = ""
    cut: list[tuple[str, str]] = field(default_factory=list)
    depth: int = 0  # of the group that is being read, in others that are read by themselves


def read(data: bytes, name: str) -> Source:
    """Return the lines of a Rich Text file."""
    text = data.decode("latin-1")  # each byte as it is: striprtf knows the code pages
    rtf = _Rtf(_top(text))
    blocks = list(_blocks(rtf, _stripped(_marked(rtf, text))))
    part = office.part(
        blocks,
        before=office.furniture(_cut_out(rtf, "header"), "running header"),
        after=[
            *office.furniture(_cut_out(rtf, "footer"), "running footer"),
            *office.furniture(_cut_out(rtf, "comment"), "a reviewer's comment"),
        ],
    )
    return Source("rtf", [part] if part.lines else [])


def _top(text: str) -> str:
    """Return what the whole text's beginning says that each group must be told: the fonts."""
    page, fonts = _PAGE.search(text), _FONTS.search(text)
    table = text[fonts.start() : _end(text, fonts.start())] if fonts else ""
    return (page[0] if page else "") + (table if len(table) <= _MOST_FONTS else "")


def _stripped(text: str) -> str:
    from striprtf.striprtf import rtf_to_text

    strip: Callable[..., str] = rtf_to_text
    return clean(strip(text, errors="replace"))


def _end(text: str, at: int) -> int:
    """Return where the group ends that begins at a brace."""
    depth = 0
    while match := _BOUND.search(text, at):
        at = match.end() + int(match[1] or 0)  # a picture's bytes may be braces too
        depth += (match[0] == "{") - (match[0] == "}")
        if depth <= 0 and match[0] == "}":
            return at
    return len(text)


def _marked(rtf: _Rtf, text: str) -> str:
    """Return a text with letters for its marks, without deletions and what is read by itself."""
    made: list[str] = []
    states = [_State()]
    at = 0
    while at < len(text):
        group = _GROUP.match(text, at)
        word = group[1] if group else ""
        if group and (word in _DROPPED or word == "fonttbl" or _is_cut(rtf, word)):
            end = _end(text, at)
            if word == "fonttbl" and end - at <= _MOST_FONTS:
                made.append(text[at:end])
            elif word in _CUT and not states[-1].deleted:
                made.append(_cut(rtf, _CUT[word], text[group.end() : end - 1]))
            at = end
            continue
        token = _TOKEN.match(text, at)
        if token is None:
            break
        at = token.end()
        made.append(_retold(states, token))
    return "".join(made)


def _is_cut(rtf: _Rtf, word: str) -> bool:
    return word in _CUT and rtf.depth < _DEEPEST


def _retold(states: list[_State], token: re.Match[str]) -> str:
    """Return a token with the letters of the marks that it sets; nothing for what is deleted."""
    now = states[-1]
    if token["brace"] == "{":
        states.append(_State(now.bold, now.slanted, now.deleted))
        return "{"
    if token["brace"]:
        if len(states) > 1:
            states.pop()
        return "}" + _change(now, states[-1])
    word, number = token["word"], token["number"]
    if word in ("b", "i", "plain", "deleted"):
        before = _State(now.bold, now.slanted)
        now.bold = {"b": number != "0", "plain": False}.get(word, now.bold)
        now.slanted = {"i": number != "0", "plain": False}.get(word, now.slanted)
        now.deleted = {"deleted": number != "0", "plain": False}.get(word, now.deleted)
        return token[0] + _change(before, now)
    if word == "outlinelevel" and number in tuple("012345678"):
        return token[0] + _letter(chr(_RANK + int(number)))
    if word in _WORDS:
        return _letter(_WORDS[word]) + ("\\par " if _WORDS[word] == _ROW_ENDS else "")
    if now.deleted and (not word or word == "u"):
        return ""
    return _BEYOND.sub(lambda match: f"\\'{ord(match[0]):02x}", token[0])


def _change(before: _State, now: _State) -> str:
    """Return the letters for how letters look from here on."""
    made = ""
    if now.bold != before.bold:
        made += _letter(_BOLD if now.bold else _NOT_BOLD)
    if now.slanted != before.slanted:
        made += _letter(_SLANTED if now.slanted else _NOT_SLANTED)
    return made


def _letter(mark: str) -> str:
    """Return a letter as Rich Text writes it."""
    return f"{{\\uc1\\u{ord(mark)}?}}"


def _cut(rtf: _Rtf, kind: str, inside: str) -> str:
    """Keep what a group holds, and return the letter that stands for it."""
    if kind == "entry":
        return _letter(_ENTRY)
    if kind == "box":
        inside = "\\par ".join(_boxed(inside))
        if not inside:
            return ""
    if len(rtf.cut) >= _MOST_CUT:
        return f"{{ {inside}}}"
    at = len(rtf.cut)
    rtf.cut.append((kind, ""))
    rtf.depth += 1
    whole = f"{{\\rtf1\\ansi{rtf.top}{{{_marked(rtf, inside)}}}}}"
    rtf.depth -= 1
    rtf.cut[at] = (kind, _stripped(whole))
    return _letter(chr(_ASIDE + at)) if kind in ("note", "box") else ""


def _boxed(text: str) -> Iterator[str]:
    """Yield what the text boxes of a drawing hold."""
    at = 0
    while (at := text.find("{", at)) >= 0:
        group = _GROUP.match(text, at)
        if group and group[1] in _BOXED:
            end = _end(text, at)
            yield text[group.end() : end - 1]
            at = end
        else:
            at += 1


def _cut_out(rtf: _Rtf, kind: str) -> list[str]:
    """Return the paragraphs of the groups of a kind."""
    texts = [text for found, text in rtf.cut if found == kind]
    return [_MARK.sub("", line) for text in texts for line in text.split("\n")]


def _blocks(rtf: _Rtf, text: str) -> Iterator[Block]:
    """Yield the paragraphs and tables of a stripped text."""
    look = [False, False]
    table = Table()
    *rows, rest = text.split(f"{_ROW_ENDS}\n")
    for chunk in rows:
        begins = chunk.find(_ROW_BEGINS)
        if begins < 0:
            begins = chunk.rfind("\n", 0, max(chunk.find(_CELL_ENDS), 0)) + 1
        above, row = chunk[:begins], chunk[begins:]
        if _MARK.sub("", above).strip():
            if table.rows:
                yield table
                table = Table()
            yield from _paragraphs(rtf, above, look)
        cells = row.split(_CELL_ENDS)
        last = cells.pop()  # after the last cell there are only the marks of the row's end
        cells += [last] if _MARK.sub("", last).strip() else []
        table.rows.append([TableCell(list(_paragraphs(rtf, cell, look))) for cell in cells])
    if table.rows:
        yield table
    yield from _paragraphs(rtf, rest, look)


def _paragraphs(rtf: _Rtf, text: str, look: list[bool]) -> Iterator[Block]:
    """Yield the paragraphs of a text; `look` is whether its letters are bold, are slanted."""
    lines = text.split("\n")
    for line in lines if _MARK.sub("", lines[-1]) else lines[:-1]:
        made = Paragraph()
        for piece in _MARK.split(line):
            if _MARK.fullmatch(piece):
                _heed(rtf, piece, made, look)
            elif piece:
                made.runs.append(Run(piece, strong=int(look[0]), slanted=int(look[1])))
        yield made


def _heed(rtf: _Rtf, mark: str, made: Paragraph, look: list[bool]) -> None:
    """Do to a paragraph, or to the look of letters, what a mark means."""
    code = ord(mark)
    if mark in (_BOLD, _NOT_BOLD):
        look[0] = mark == _BOLD
    elif mark in (_SLANTED, _NOT_SLANTED):
        look[1] = mark == _SLANTED
    elif mark == _ENTRY:
        made.entry = True
    elif mark == _BREAK:
        made.runs.append(Run(turn=Turn.LINE))
    elif _RANK <= code < _RANK + 9:
        made.level = code - _RANK + 1
    elif 0 <= code - _ASIDE < len(rtf.cut):
        kind, text = rtf.cut[code - _ASIDE]
        if kind == "note":
            made.notes.append(" ".join(_MARK.sub(" ", text).split()))
        else:
            made.boxes += _paragraphs(rtf, text, [False, False])
