"""The passages considered for an answer, and why each stands where it does, in plain words."""

from __future__ import annotations

from collections.abc import Mapping

from seeqa import permalink
from seeqa.chat.texts import ENGLISH, Texts
from seeqa.markup import escape
from seeqa.types import Abstention, Answer, Document, Hit, Reason

Documents = Mapping[str, Document]
_ALWAYS_SAME = (Reason.OTHER_LANGUAGE, Reason.NO_WORDS, Reason.SMALL_TALK)
_SHOWN, _NEAREST = 8, 3  # passages
_LENGTH = 240  # characters of one


def why_none(abstention: Abstention, say: Texts = ENGLISH) -> str:
    """Return why there is no answer; what hangs on no question in the visitor's language."""
    if abstention.reason in _ALWAYS_SAME:
        return say(f"abstained.{abstention.reason}")
    return abstention.message


def considered(answer: Answer, say: Texts, documents: Documents) -> str:
    """Return the passages in their final order, each with its reasons; "" without any."""
    if not answer.hits:
        return ""
    rows = "".join(_passage(hit, answer, say, documents) for hit in answer.hits[:_SHOWN])
    lead = say("why.considered", passages=say.count("passages", len(answer.hits)))
    return f'<p class="note">{escape(lead)}</p><ol class="considered">{rows}</ol>'


def nearest(answer: Answer, documents: Documents, say: Texts = ENGLISH) -> str:
    """Return what came nearest to a question, an item once, each opening it; "" without any."""
    items: dict[str, Hit] = {}
    for hit in answer.hits:
        items.setdefault(hit.passage.document_id, hit)
    rows = [
        f"<li>{_headline(hit, documents)}<p>{escape(_short(hit.passage.text))}</p></li>"
        for hit in items.values()
    ]
    shown = f'<ol class="considered">{"".join(rows[:_NEAREST])}</ol>' if rows else ""
    rest = f'<ol class="considered" start="{_NEAREST + 1}">{"".join(rows[_NEAREST:])}</ol>'
    more = f"<details><summary>{escape(say('nearest.more'))}</summary>{rest}</details>"
    return shown + (more if rows[_NEAREST:] else "")


def _headline(hit: Hit, documents: Documents) -> str:
    """Return the headline of a passage's item, which opens the passage's own page."""
    headline = f"<cite>{escape(hit.passage.context.split(chr(10))[0])}</cite>"
    document, place = documents.get(hit.passage.document_id), (hit.passage.start, hit.passage.end)
    if document is None or document.text[slice(*place)] != hit.passage.text:
        return headline
    path = escape(f"{permalink.PATH}{permalink.make(document, *place)}".removeprefix("/"))
    return f'<a href="{path}" target="_blank">{headline}</a>'


def _short(text: str) -> str:
    return text if len(text) <= _LENGTH else text[:_LENGTH].rsplit(" ", 1)[0] + " …"


def _passage(hit: Hit, answer: Answer, say: Texts, documents: Documents) -> str:
    headline = hit.passage.context.split("\n")[0]
    cited = _cited(hit, answer)
    mark = f" <strong>{escape(say('why.cited', numbers=cited))}</strong>" if cited else ""
    focus = answer.about is not None and answer.about == headline
    read = any(hit.evidence is not None for hit in answer.hits)
    reasons = "".join(
        f"<li>{escape(r)}</li>" for r in reasons_for(hit, say, read=read, focus=focus)
    )
    return (
        f'<li value="{hit.rank}">{_headline(hit, documents)}{mark}'
        f"<p>{escape(_short(hit.passage.text))}</p><ul>{reasons}</ul></li>"
    )


def reasons_for(hit: Hit, say: Texts = ENGLISH, *, read: bool, focus: bool = False) -> list[str]:
    """Return what each stage made of a passage: words, meaning, both together, the reader.

    `read` tells whether the reader put the passages in an order of its own, `focus` whether the
    passage is preferred as one of the item that a follow-up is about.
    """
    shared = ", ".join(hit.terms)
    reasons = [say("why.focus")] if focus else []
    reasons += [say("why.shared", words=shared) if shared else say("why.shared.none")]
    if hit.dense:
        near = f"{hit.dense.score:.2f}"
        reasons.append(say("why.meaning", rank=hit.dense.rank, score=near))
    else:
        reasons.append(say("why.meaning.none"))
    if hit.lexical:
        share = f"{hit.lexical.score:.0%}"
        reasons.append(say("why.words", rank=hit.lexical.rank, percent=share))
    else:
        reasons.append(say("why.words.none"))
    reasons.append(say("why.retrieved", rank=hit.retrieved or hit.rank))
    if read:
        reasons.append(_read(hit, say))
    return reasons


def _read(hit: Hit, say: Texts) -> str:
    if hit.evidence is None:
        return say("why.unread")
    evidence = say("why.evidence", score=f"{hit.evidence:.1f}")
    return f"{say('why.read', rank=hit.rank)} ({evidence})"


def _cited(hit: Hit, answer: Answer) -> str:
    passage = hit.passage
    numbers = [
        str(c.number)
        for c in answer.citations
        if c.document_id == passage.document_id and passage.start <= c.start < passage.end
    ]
    return ", ".join(numbers)
