"""A conversation -> Markdown, HTML, JSON or a table, with quotes, places, links; or plain text."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Sequence
from datetime import date
from itertools import groupby
from textwrap import indent
from typing import Any

from anyascii import anyascii

from seeqa import schema
from seeqa.chat import markdown
from seeqa.chat.chips import filter_chips
from seeqa.chat.texts import ENGLISH, Texts
from seeqa.chat.turn import Turn
from seeqa.chat.when import place_in_file, when_where
from seeqa.markup import escape, is_web
from seeqa.types import Answer, Citation

_LONGEST_SLUG = 60
_LEAD, _NEAR = 90, 40  # characters before the words that answer: from where some are far, and not
# Of answers so sure, 92 % are right on archives that taught nothing, of those between 75 %.
_SURE = (("likely", 0.9), ("possible", 0.6))
_FACETS = ("countries", "dates", "places", "topics")
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}"
    "blockquote{margin:.5rem 0;padding-left:.75rem;border-left:3px solid #2563eb}"
    "body{overflow-wrap:anywhere}cite,.place,.heard{color:#4b5563;font-size:.9rem}"
    "h3{margin:0;font-size:1rem}li{margin:1rem 0}"
)


def plain(question: str, answer: Answer, say: Texts = ENGLISH) -> str:
    """Return a question and its answer with the citations, as text to paste.

    The page puts its own address before what stands alone on a line as a permalink's path.
    """
    if answer.abstention:
        near = [f"{say('perhaps')} “{c.quote}” ({place(c, say)})" for c in answer.perhaps]
        return "\n\n".join([question, answer.abstention.message, *near])
    if answer.listing:
        rows = (
            _listed_plain(i, group, say) for i, group in enumerate(by_item(answer.citations), 1)
        )
        return "\n\n".join([question, "\n".join(_counted(answer, say)), *rows])
    quotes = "\n".join(f"“{c.quote}” [{c.number}]" for c in answer.citations)
    places = "\n".join(
        "\n".join([f"[{c.number}] {c.headline}", f"    {place(c, say)}", *_own(c), *c.links])
        for c in answer.citations
    )
    return f"{question}\n\n{quotes}\n\n{places}"


def _listed_plain(number: int, citations: Sequence[Citation], say: Texts) -> str:
    head = [f"{number}. {citations[0].headline}", when_where(citations[0], say)]
    quotes = [
        "\n".join([f"“{c.quote}” [{c.number}]", f"    {_in_file(c, say)}", *_own(c)])
        for c in citations
    ]
    return "\n".join([*filter(None, head), *quotes])


def by_item(citations: Sequence[Citation]) -> list[list[Citation]]:
    """Return quotes that follow one another in the same item together."""
    return [list(group) for _, group in groupby(citations, lambda c: c.document_id)]


def sure(confidence: float, say: Texts = ENGLISH) -> str:
    """Return how sure an answer is in words: "Likely right"."""
    return say(f"sure.{next((name for name, least in _SURE if confidence >= least), 'uncertain')}")


def facet_name(name: str, say: Texts = ENGLISH) -> str:
    """Return what an overview calls what it counts: "Places"."""
    return say(f"list.facet.{name}") if name in _FACETS else name


def place(citation: Citation, say: Texts = ENGLISH) -> str:
    """Return "31 May 2022, Vienna, Austria · file.txt, line 18, characters 4021–4190"."""
    return " · ".join(filter(None, (when_where(citation, say), _in_file(citation, say))))


def _in_file(citation: Citation, say: Texts) -> str:
    lines = place_in_file(citation.unit, citation.first_line, citation.last_line, say)
    offsets = say("place.offsets", start=citation.start, end=citation.end)
    return f"{citation.file}, {lines}, {offsets}"


def as_markdown(turns: Sequence[Turn], say: Texts = ENGLISH, origin: str = "") -> str:
    """Return the conversation as Markdown; nothing quoted is read as markup.

    `origin` ("http://127.0.0.1:7860") makes links of the permalinks.
    """
    shown = (_turn_markdown(turn, say, origin) for turn in turns)
    parts = [f"# {markdown.line(say('export.title'))}", markdown.line(_exported(say)), *shown]
    return "\n\n".join(parts) + "\n"


def as_html(turns: Sequence[Turn], say: Texts = ENGLISH, origin: str = "") -> str:
    """Return the conversation as one HTML page that loads nothing."""
    title = escape(say("export.title"))
    body = "".join(_turn_html(turn, say, origin) for turn in turns)
    return (
        f'<!doctype html><html lang="{say.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{_STYLE}</style></head><body><h1>{title}</h1>"
        f'<p class="heard">{escape(_exported(say))}</p>{body}</body></html>\n'
    )


def _exported(say: Texts) -> str:
    return say("export.on", day=say.day(date.today()))


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
    columns = "question said confidence number when_where headline quote source link".split()
    table.writerow(columns)
    for turn in turns:
        quoted = turn.answer.shown if turn.answer else ()
        said = "answer" if turn.answer and turn.answer.citations else "perhaps"
        chance = f"{turn.answer.confidence:.2f}" if turn.answer else ""
        for c in quoted:
            source = f"{c.file}, {place_in_file(c.unit, c.first_line, c.last_line, say)}"
            told = [when_where(c, say), c.headline, c.quote, source, *_own(c, origin)]
            table.writerow(map(_no_formula, [turn.question, said, chance, str(c.number), *told]))
        if not quoted:
            row = [_no_formula(turn.question), "nothing"]
            table.writerow([*row, *[""] * (len(columns) - len(row))])
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


def file_name(question: str, ending: str) -> str:
    """Return a name from today's date and the first question's words, in plain letters.

    "seeqa-2022-05-31-who-paid-for-the-report.md"
    """
    slug = re.sub(r"[^a-z0-9]+", "-", anyascii(question).lower()).strip("-")
    if len(slug) > _LONGEST_SLUG:
        slug = slug[: _LONGEST_SLUG + 1].rpartition("-")[0] or slug[:_LONGEST_SLUG]
    return f"{'-'.join(filter(None, ('seeqa', str(date.today()), slug)))}.{ending}"


def _turn_markdown(turn: Turn, say: Texts, origin: str) -> str:
    head = f"## {markdown.line(turn.question)}"
    if turn.answer is None:
        return f"{head}\n\n{markdown.lines(turn.problem or '')}"
    heard = [markdown.lines(one) for one in _told(turn.answer, say)]
    return "\n\n".join([head, *heard, *_quotes_markdown(turn.answer, say, origin)])


def _quotes_markdown(answer: Answer, say: Texts, origin: str) -> list[str]:
    if not answer.listing:
        return [_citation_markdown(c, say, origin) for c in answer.shown]
    return [
        _listed_markdown(number, group, say, origin)
        for number, group in enumerate(by_item(answer.citations), 1)
    ]


def _told(answer: Answer, say: Texts) -> list[str]:
    """Return what stands over the quotes: what was heard and counted, how sure it is, why not."""
    lines = [*_heard(answer, say), *_counted(answer, say)]
    if answer.abstention:
        return [*lines, answer.abstention.message, *([say("perhaps")] if answer.perhaps else [])]
    return [*lines, f"{sure(answer.confidence, say)} ({answer.confidence:.0%})"]


def _heard(answer: Answer, say: Texts) -> list[str]:
    """Return what the question was taken for: filters, a follow-up's item, remarks."""
    chips = [text for _, text in filter_chips(answer.filters, say, answer.about)]
    about = answer.about if not answer.filters.items else None
    chips += [say("about", item=about)] if about else []
    return [line for line in (" · ".join(chips), *answer.notes) if line]


def _counted(answer: Answer, say: Texts) -> list[str]:
    """Return how many items a list has, of how many, and what an overview counts."""
    if not answer.listing:
        return []
    items = say.count("items", answer.listing.of)
    facets = [
        f"{facet_name(name, say)}: {', '.join(f'{value} ({count:,})' for value, count in values)}"
        for name, values in answer.listing.facets
    ]
    return [say("list.of", count=answer.listing.items, items=items), *facets]


def _listed_markdown(number: int, citations: Sequence[Citation], say: Texts, origin: str) -> str:
    """Return an item of a list: its headline, when and where, and what shows that it belongs."""
    first, mark = citations[0], f"{number}. "
    head = [f"**{markdown.line(first.headline)}**", markdown.line(when_where(first, say))]
    quotes = [
        f"{_quote_markdown(c)}\n\n"
        f"{_lines(f'[{c.number}] {markdown.line(_in_file(c, say))}', c, origin)}"
        for c in citations
    ]
    body = "\n\n".join(["  \n".join(filter(None, head)), *quotes])
    return mark + indent(body, " " * len(mark)).lstrip()


def _citation_markdown(citation: Citation, say: Texts, origin: str) -> str:
    head = f"[{citation.number}] **{markdown.line(citation.headline)}**  \n"
    whence = head + markdown.line(place(citation, say))
    return f"{_quote_markdown(citation)}\n\n{_lines(whence, citation, origin)}"


def _quote_markdown(citation: Citation) -> str:
    return markdown.quoted(citation.quote, _emphasis(citation))


def _lines(whence: str, citation: Citation, origin: str) -> str:
    return "  \n".join([whence, *(f"<{link}>" for link in _links(citation, origin))])


def _emphasis(citation: Citation) -> tuple[int, int] | None:
    """Return the offsets of the emphasised words within the quote."""
    if citation.emphasis is None:
        return None
    start, end = citation.emphasis
    return start - citation.start, end - citation.start


def emphasised(citation: Citation) -> str:
    """Return a quote as HTML, the words that answer in bold; what is far before them apart."""
    start, end = _emphasis(citation) or (0, 0)
    quote = citation.quote
    bold = f"<b>{escape(quote[start:end])}</b>" if start < end else ""
    return f"{_lead(quote[:start])}{bold}{escape(quote[end:])}"


def _lead(text: str) -> str:
    """Return what stands before the words that answer: a list passes most of it by (style.css)."""
    if len(text) < _LEAD:
        return escape(text)
    cut = text.rindex(" ", 0, len(text) - _NEAR) if " " in text[:-_NEAR] else 0
    return f'<span class="lead">{escape(text[:cut])}</span>{escape(text[cut:])}'


def _own(citation: Citation, origin: str = "") -> list[str]:
    return [f"{origin}{citation.permalink}"] if citation.permalink else []


def _links(citation: Citation, origin: str) -> list[str]:
    """Return the web addresses of a citation: its own page first, where there is one."""
    return [link for link in [*_own(citation, origin), *citation.links] if is_web(link)]


def _turn_html(turn: Turn, say: Texts, origin: str) -> str:
    head = f"<h2>{escape(turn.question)}</h2>"
    if turn.answer is None:
        return f"{head}<p>{escape(turn.problem or '')}</p>"
    told = "".join(f'<p class="heard">{escape(line)}</p>' for line in _told(turn.answer, say))
    if not turn.answer.listing:
        quotes = "".join(_citation_html(c, say, origin) for c in turn.answer.shown)
        return f"{head}{told}{quotes}"
    rows = "".join(_listed_html(g, say, origin) for g in by_item(turn.answer.citations))
    return f"{head}{told}<ol>{rows}</ol>"


def _listed_html(citations: Sequence[Citation], say: Texts, origin: str) -> str:
    first = citations[0]
    quotes = "".join(
        f"{_quote_html(c)}{_whence_html(c, escape(_in_file(c, say)), origin)}" for c in citations
    )
    when = escape(when_where(first, say))
    return f'<li><h3>{escape(first.headline)}</h3><p class="place">{when}</p>{quotes}</li>'


def _citation_html(citation: Citation, say: Texts, origin: str) -> str:
    whence = f"<cite>{escape(citation.headline)}</cite><br>{escape(place(citation, say))}"
    return f"{_quote_html(citation)}{_whence_html(citation, whence, origin)}"


def _quote_html(citation: Citation) -> str:
    return (
        f'<blockquote data-document="{escape(citation.document_id)}" data-start="{citation.start}" '
        f'data-end="{citation.end}">{emphasised(citation)}</blockquote>'
    )


def _whence_html(citation: Citation, whence: str, origin: str) -> str:
    links = "".join(
        f'<br><a href="{escape(link)}" rel="noopener noreferrer">{escape(link)}</a>'
        for link in _links(citation, origin)
    )
    return f'<p class="place">[{citation.number}] {whence}{links}</p>'
