"""The ledger summed up, in words: what each file was read as, what was doubted, what was not read.

Remarks of one kind and message are told once, with how many there are and the places and words
of the first few.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from seeqa.chat.texts import ENGLISH, Texts
from seeqa.chat.when import numbered
from seeqa.types import BlockKind, FileRecord, Ledger, Remark, RemarkKind, Unit

_PLACES = 5  # told of a sum
_WORDS = 60  # characters told of a detail
_ORDER = (RemarkKind.UNREAD, RemarkKind.DOUBTFUL, RemarkKind.INFERRED, RemarkKind.LEFT_OUT)


@dataclass(frozen=True, slots=True)
class Sum:
    """The remarks on a file that say the same, in the order of their places."""

    kind: str
    message: str
    remarks: tuple[Remark, ...]

    def sentence(self, unit: Unit | None, say: Texts = ENGLISH) -> str:
        """Return "an item without a date (37 times: lines 3, 40, 88 …: “first detail”)".

        Without a unit no places are told.
        """
        places = list(dict.fromkeys((r.line, max(r.line, r.last)) for r in self.remarks if r.line))
        details = list(dict.fromkeys(r.detail for r in self.remarks if r.detail))
        told = [say.count("times", len(self.remarks))] if len(self.remarks) > 1 else []
        if places and unit:
            told.append(numbered(unit, places[:_PLACES], say) + _more(places))
        if details:
            quoted = ", ".join(f"“{_short(detail)}”" for detail in details[:_PLACES])
            told.append(quoted + _more(details))
        return f"{self.message} ({': '.join(told)})" if told else self.message


def _more(said: Sequence[object]) -> str:
    return " …" if len(said) > _PLACES else ""


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _WORDS else f"{text[:_WORDS].rstrip()} …"


def summed(remarks: Iterable[Remark]) -> list[Sum]:
    """Return the remarks summed up by kind and message: first what was not read, then doubts."""
    sums: dict[tuple[str, str], list[Remark]] = {}
    for remark in remarks:
        sums.setdefault((remark.kind, remark.message), []).append(remark)
    found = [Sum(kind, message, tuple(same)) for (kind, message), same in sums.items()]
    return sorted(found, key=lambda one: _ORDER.index(RemarkKind(one.kind)))


def unread(ledger: Ledger) -> list[FileRecord]:
    """Return the files that were not read."""
    return [file for file in ledger.files if file.unread]


def doubts(ledger: Ledger) -> int:
    """Return how many doubts there are."""
    return sum(r.kind == RemarkKind.DOUBTFUL for file in ledger.files for r in file.remarks)


def endings(files: Iterable[FileRecord]) -> str:
    """Return the endings of files, each once, for what has none its name: ".docx, .pdf"."""
    names = (PurePosixPath(file.file) for file in files)
    return ", ".join(dict.fromkeys(name.suffix.lower() or name.name for name in names))


def summary(ledger: Ledger, say: Texts = ENGLISH) -> str:
    """Return "12 files: 10 read, 2 not read; 48 items; 7 doubts"."""
    count = len(unread(ledger))
    return say(
        "report.summary",
        files=say.count("files", len(ledger.files)),
        read=len(ledger.files) - count,
        unread=count,
        items=say.count("items", sum(file.documents for file in ledger.files)),
        doubts=say.count("doubts", doubts(ledger)),
    )


def read_as(file: FileRecord, say: Texts = ENGLISH) -> str:
    """Return "text, utf-8; 15 items; headlines: 15, paragraphs: 60"."""
    kinds = ", ".join(f"{_lines(kind, say)}: {count:,}" for kind, count in file.lines.items())
    form = ", ".join(filter(None, (file.format, file.encoding)))
    return "; ".join(filter(None, (form, say.count("items", file.documents), kinds)))


def why_unread(file: FileRecord, say: Texts = ENGLISH) -> str:
    """Return why a file was not read."""
    sums = summed(r for r in file.remarks if r.kind == RemarkKind.UNREAD)
    return "; ".join(one.sentence(None, say) for one in sums)


def kind_named(kind: str, say: Texts = ENGLISH) -> str:
    """Return the name of a kind of remark."""
    return say(f"report.{kind.replace(' ', '_')}")


def _lines(kind: str, say: Texts) -> str:
    return say(f"report.kind.{kind}") if kind in [*BlockKind] else kind
