"""A conversation -> Markdown, HTML, JSON or a table, with quotes, places, links; or plain text."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from seeqa import schema
from seeqa.chat.chips import filter_chips
from seeqa.chat.texts import ENGLISH, Texts
from seeqa.chat.turn import Turn
from seeqa.chat.when import place_in_file, when_where
from seeqa.markup import escape, is_web
from seeqa.types import Answer, Citation

_MARKS = re.compile(r"([\\`*_{}\[\]()<>#+!|~$&-])")
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}"
    "blockquote{margin:.5rem 0;padding-left:.75rem;border-left:3px solid #2563eb}"
    "body{overflow-wrap:anywhere}cite,.place,.heard{color:#4b5563;font-size:.9rem}"
)


def plain(question: str, answer: Answer, say: Texts = ENGLISH) -> str:
    """Return a question and its answer with the citations, as text to paste.

    The page puts its own address before what stands alone on a line as a permalink's path.
    """
    if answer.abstention:
        near = [f"{say('perhaps')} “{c.quote}” ({place(c, say)})" for c in answer.perhaps]
        return "\n\n".join([question, answer.abstention.message, *near])
    quotes = "\n".join(f"“{c.quote}” [{c.number}]" for c in answer.citations)
    places = "\n".join(
        "\n".join([f"[{c.number}] {c.headline}", f"    {place(c, say)}", *_own(c), *c.links])
        for c in answer.citations
    )
    return f"{question}\n\n{quotes}\n\n{places}"


def place(citation: Citation, say: Texts = ENGLISH) -> str:
    """Return "31 May 2022, Vienna, Austria · file.txt, line 18, characters 4021–4190"."""
    lines = place_in_file(citation.unit, citation.first_line, citation.last_line, say)
    offsets = say("place.offsets", start=citation.start, end=citation.end)
    whole = f"{citation.file}, {lines}, {offsets}"
    return " · ".join(filter(None, (when_where(citation, say), whole)))


def as_markdown(turns: Sequence[Turn], say: Texts = ENGLISH, origin: str = "") -> str:
    """Return the conversation as Markdown; nothing quoted is read as markup.

    `origin` ("http://127.0.0.1:7860") makes links of the permalinks.
    """
    shown = (_turn_markdown(turn, say, origin) for turn in turns)
    parts = [f"# {_inert(say('export.title'))}", *shown]
    return "\n\n".join(parts) + "\n"


def as_html(turns: Sequence[Turn], say: Texts = ENGLISH, origin: str = "") -> str:
    """Return the conversation as one HTML page that loads nothing."""
    title = escape(say("export.title"))
    body = "".join(_turn_html(turn, say, origin) for turn in turns)
    return (
        f'<!doctype html><html lang="{say.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{_STYLE}</style></head><body><h1>{title}</h1>"
        f"{body}</body></html>\n"
    )


def as_json(turns: Sequence[Turn], say: Texts = ENGLISH, origin: str = "") -> str:
    """Return the conversation as JSON: each answer in the form that `seeqa ask --json` prints."""
    form: list[dict[str, Any]] = [
        schema.answer_to_json(turn.answer)
        if turn.answer
        else {"question": turn.question, "problem": turn.problem}
        for turn in turns
    ]
    head = {"exported": str(date.today()), "origin": origin}
    return json.dumps({**head, "turns": form}, ensure_ascii=False, indent=2)


def as_csv(turns: Sequence[Turn], say: Texts = ENGLISH, origin: str = "") -> str:
    """Return a row for each quote, and for what has none.

    `said` tells whether it is the answer. What a spreadsheet takes for a formula is told as text.
    """
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow("question said number when_where headline quote source link".split())
    for turn in turns:
        quoted = turn.answer.shown if turn.answer else ()
        said = "answer" if turn.answer and turn.answer.citations else "perhaps"
        for c in quoted:
            source = f"{c.file}, {place_in_file(c.unit, c.first_line, c.last_line, say)}"
            told = [when_where(c, say), c.headline, c.quote, source, *_own(c, origin)]
            table.writerow(map(_no_formula, [turn.question, said, str(c.number), *told]))
        if not quoted:
            table.writerow([_no_formula(turn.question), "nothing"])
    return "\ufeff" + written.getvalue()  # by which spreadsheets know UTF-8


def _no_formula(text: str) -> str:
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


# name -> (what makes it, the file's ending, its type)
FORMATS: dict[str, tuple[Callable[..., str], str, str]] = {
    "Markdown": (as_markdown, "md", "text/markdown"),
    "HTML": (as_html, "html", "text/html"),
    "JSON": (as_json, "json", "application/json"),
    "CSV": (as_csv, "csv", "text/csv"),
}


def _turn_markdown(turn: Turn, say: Texts, origin: str) -> str:
    head = f"## {_inert(turn.question)}"
    if turn.answer is None:
        return f"{head}\n\n{_inert(turn.problem or '')}"
    heard = [_inert(line) for line in _heard(turn.answer, say)]
    if turn.answer.abstention:
        heard = [*heard, _inert(turn.answer.abstention.message)]
        heard += [_inert(say("perhaps"))] if turn.answer.perhaps else []
    quotes = (_citation_markdown(c, say, origin) for c in turn.answer.shown)
    return "\n\n".join([head, *heard, *quotes])


def _heard(answer: Answer, say: Texts) -> list[str]:
    """Return what the answer is of: filters, a follow-up's item, how many items of how many."""
    chips = [text for _, text in filter_chips(answer.filters, say, answer.about)]
    only = answer.filters.items
    about = [say("about", item=answer.about)] if answer.about and not only else []
    lines = [" · ".join(chips + about), *answer.notes]
    if answer.listing:
        items = say.count("items", answer.listing.of)
        lines.append(say("list.of", count=answer.listing.items, items=items))
    return [line for line in lines if line]


def _citation_markdown(citation: Citation, say: Texts, origin: str) -> str:
    quote = "\n> ".join(_inert(citation.quote).split("\n"))
    lines = [f"> {quote}", "", f"\\[{citation.number}\\] **{_inert(citation.headline)}**  "]
    lines.append(_inert(place(citation, say)))
    lines += [f"<{link}>" for link in _links(citation, origin)]
    return "\n".join(lines)


def _own(citation: Citation, origin: str = "") -> list[str]:
    return [f"{origin}{citation.permalink}"] if citation.permalink else []


def _links(citation: Citation, origin: str) -> list[str]:
    """Return the web addresses of a citation: its own page first, where there is one."""
    return [link for link in [*_own(citation, origin), *citation.links] if is_web(link)]


def _inert(text: str) -> str:
    """Return text as Markdown that shows exactly it."""
    return _MARKS.sub(r"\\\1", text)


def _turn_html(turn: Turn, say: Texts, origin: str) -> str:
    head = f"<h2>{escape(turn.question)}</h2>"
    if turn.answer is None:
        return f"{head}<p>{escape(turn.problem or '')}</p>"
    heard = "".join(f'<p class="heard">{escape(line)}</p>' for line in _heard(turn.answer, say))
    if turn.answer.abstention:
        heard += f"<p>{escape(turn.answer.abstention.message)}</p>"
        heard += f"<p>{escape(say('perhaps'))}</p>" if turn.answer.perhaps else ""
    quotes = "".join(_citation_html(c, say, origin) for c in turn.answer.shown)
    return f"{head}{heard}{quotes}"


def _citation_html(citation: Citation, say: Texts, origin: str) -> str:
    links = "".join(
        f'<br><a href="{escape(link)}" rel="noopener noreferrer">{escape(link)}</a>'
        for link in _links(citation, origin)
    )
    return (
        f'<blockquote data-document="{escape(citation.document_id)}" data-start="{citation.start}" '
        f'data-end="{citation.end}">{escape(citation.quote)}</blockquote><p class="place">'
        f"[{citation.number}] <cite>{escape(citation.headline)}</cite><br>"
        f"{escape(place(citation, say))}{links}</p>"
    )
