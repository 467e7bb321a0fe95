"""The passages considered for an answer, and why each stands where it does, in plain words."""

from __future__ import annotations

from seeqa.chat.texts import ENGLISH, Texts
from seeqa.markup import escape
from seeqa.types import Answer, Hit

_SHOWN = 8  # passages
_LENGTH = 240  # characters of one


def considered(answer: Answer, say: Texts = ENGLISH, *, limit: int = _SHOWN) -> str:
    """Return the passages in their final order, each with its reasons; "" without any."""
    if not answer.hits:
        return ""
    rows = "".join(_passage(hit, answer, say) for hit in answer.hits[:limit])
    lead = say("why.considered", passages=say.count("passages", len(answer.hits)))
    return f'<p class="note">{escape(lead)}</p><ol class="considered">{rows}</ol>'


def _passage(hit: Hit, answer: Answer, say: Texts) -> str:
    text = hit.passage.text
    short = text if len(text) <= _LENGTH else text[:_LENGTH].rsplit(" ", 1)[0] + " …"
    headline = hit.passage.context.split("\n")[0]
    cited = _cited(hit, answer)
    mark = f" <strong>{escape(say('why.cited', numbers=cited))}</strong>" if cited else ""
    focus = answer.about is not None and answer.about == headline
    read = any(hit.evidence is not None for hit in answer.hits)
    reasons = "".join(
        f"<li>{escape(r)}</li>" for r in reasons_for(hit, say, read=read, focus=focus)
    )
    return (
        f'<li value="{hit.rank}"><cite>{escape(headline)}</cite>{mark}'
        f"<p>{escape(short)}</p><ul>{reasons}</ul></li>"
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
