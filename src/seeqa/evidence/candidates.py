"""What else than a reader's own spans may answer: slots, entities of the kind asked for, datelines.

The reader scores them all; nothing is retrieved or read for them a second time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from seeqa.evidence.features import asked_signs, wanted_entities
from seeqa.language.record import Record
from seeqa.question.frame import Frame, Kind
from seeqa.sentences import sentence_offsets
from seeqa.types import BlockKind, Candidate, Document, Hit, Passage

_MOST = 6  # places of a passage
_LEADS = 3  # items whose dateline is read
_OF_DATELINES = frozenset({Kind.DAY, Kind.PLACE})


def places(
    frame: Frame, hits: Sequence[Hit], records: Mapping[int, Record]
) -> dict[int, list[tuple[int, int]]]:
    """Return the stretches of each passage, by its id, that a question may want besides."""
    names = {sign.name for sign in asked_signs(frame)}
    labels = wanted_entities(frame)
    found = {}
    for hit in hits:
        record = records.get(hit.passage.id, Record())
        told = [(s.start, s.end) for s in record.slots if s.sign in names]
        told += [(e.start, e.end) for e in record.entities if e.label in labels]
        found[hit.passage.id] = list(dict.fromkeys(told))[:_MOST]
    return found


def widened(
    candidates: Sequence[Candidate], records: Mapping[int, Record]
) -> tuple[Candidate, ...]:
    """Return candidates whose words take in whole each name, date or number that they cut.

    Of those that become the same words, the one that the reader scores best.
    """
    best: dict[tuple[int, int, int], Candidate] = {}
    for one in candidates:
        wide = _widened(one, records.get(one.hit.passage.id, Record()))
        place = (wide.hit.passage.id, wide.start, wide.end)
        if place not in best or wide.score > best[place].score:
            best[place] = wide
    return tuple(best.values())


def _widened(found: Candidate, record: Record) -> Candidate:
    first, last = sentence_offsets(found.hit.passage.text)[found.sentence]
    start, end = found.start, found.end
    for entity in record.entities:
        inside = first <= entity.start and entity.end <= last
        if inside and entity.start < found.end and found.start < entity.end:
            start, end = min(start, entity.start), max(end, entity.end)
    return replace(found, start=start, end=end)


def with_datelines(
    frame: Frame, hits: Sequence[Hit], documents: Mapping[str, Document]
) -> list[Hit]:
    """Return hits with the datelines of the best items among them, where a day or a place is asked.

    A dateline is a passage of its own, which no index holds; its id is negative.
    """
    if frame.kind not in _OF_DATELINES:
        return list(hits)
    best: dict[str, Hit] = {}
    for hit in hits:
        best.setdefault(hit.passage.document_id, hit)
    held = {(h.passage.document_id, h.passage.start): h for h in hits}
    lines: list[Hit] = []
    for hit in list(best.values())[:_LEADS]:
        document = documents[hit.passage.document_id]
        for block in document.blocks:
            if block.kind is not BlockKind.DATELINE or (document.id, block.start) in held:
                continue
            text = document.text[block.start : block.end]
            line = Passage(
                -len(lines) - 1, document.id, block.start, block.end, text, document.headline
            )
            lines.append(Hit(line, hit.rank, hit.score, hit.dense, hit.lexical))
            break
    return [*hits, *lines]
