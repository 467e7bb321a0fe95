"""The values that pass from stage to stage: frozen dataclasses, standard library only.

    Document ──▶ Passage ──▶ Hit ──▶ Span ──▶ Citation ──▶ Answer

Laws, each held by a test: `document.text[p.start:p.end] == p.text` for every passage p;
`p.text[s.start:s.end] == s.text` for every span s; `document.text[c.start:c.end] == c.quote`
for every citation c; an answer has citations if and only if it is no abstention.

All offsets count Unicode code points; `end` is exclusive; lines count from 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

Days = tuple[date | None, date | None]  # first and last, both included; None: without an end


class BlockKind(StrEnum):
    """What a line of a bulletin is; paragraphs and the entries of lists become passages."""

    HEADLINE = "headline"
    DATELINE = "dateline"
    SUBHEAD = "subhead"
    PARAGRAPH = "paragraph"
    ENTRY = "entry"
    TOPICS = "topics"
    LINK = "link"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a document's text, what it is, and where its source file has it."""

    kind: BlockKind
    start: int
    end: int
    first_line: int
    last_line: int


class Unit(StrEnum):
    """What the places of a file are counted in, from 1."""

    LINE = "line"  # of a text
    PARAGRAPH = "paragraph"  # of a page, a letter, a word processor's file
    PAGE = "page"
    ROW = "row"  # of a table of items
    ENTRY = "entry"  # of a file of objects


class Origin(StrEnum):
    """From what in a file the date or the place of an item is known."""

    DATELINE = "dateline"  # the words with which its text begins
    LINE = "line"  # a line of its own
    MARKUP = "markup"  # <time> and the like
    MATTER = "matter"  # front matter
    META = "meta"  # a page's meta tags, a document's properties
    MAIL = "mail"  # a mail's header
    FIELD = "field"  # a table's column, an object's key
    HEADLINE = "headline"
    SENTENCE = "sentence"  # the first of its text
    ISSUE = "issue"  # the masthead of the issue that it stands in
    NAME = "name"  # the file's name


@dataclass(frozen=True, slots=True)
class DateRange:
    """The days of an item, both ends included, and how they are known.

    `inferred` if they are not written in full: the year is missing, or 03/04/2019 may be two days.
    """

    first: date
    last: date
    inferred: bool = False
    origin: Origin = Origin.DATELINE


@dataclass(frozen=True, slots=True)
class Topic:
    """A Sustainable Development Goal and, where given, its target ("16.4", "16.a")."""

    goal: int
    target: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One news item; `text` holds all of its lines and is what every offset refers to.

    `text` is the item as received, up to Unicode NFC, line ends, marks of emphasis, the joining of
    wrapped lines, and tables, whose rows are told with their column heads. `file` is relative to
    the corpus folder; `unit` is what its lines are counted in. An item of several days or places
    has the further ones in `more_dates` and `more_places` (town, country); `placed` says from what
    the place is known. What is `about` the publisher or the issue is no news: it answers, and is
    not listed or counted among the items.
    """

    id: str
    file: str
    text: str
    blocks: tuple[Block, ...]
    dates: DateRange | None = None
    place: str | None = None
    country: str | None = None
    topics: tuple[Topic, ...] = ()
    links: tuple[str, ...] = ()
    unit: Unit = Unit.LINE
    placed: Origin | None = None
    more_dates: tuple[DateRange, ...] = ()
    more_places: tuple[tuple[str, str | None], ...] = ()
    about: bool = False

    @property
    def headline(self) -> str:
        """The headline, or an empty string."""
        return self._first(BlockKind.HEADLINE)

    @property
    def title(self) -> str:
        """What to call it where it is shown: its headline, or else its first words, or its id."""
        first = self.headline or self._first(BlockKind.PARAGRAPH) or self.text
        words = " ".join(first[:200].split())
        return (words if len(words) <= 120 else f"{words[:119].rstrip()}…") or self.id

    @property
    def dateline(self) -> str:
        """When and where as written ("31 May 2022, Vienna, Austria"), or an empty string."""
        return ", ".join(
            self.text[b.start : b.end] for b in self.blocks if b.kind is BlockKind.DATELINE
        )

    @property
    def paragraphs(self) -> tuple[Block, ...]:
        """The blocks that hold body text."""
        body = (BlockKind.PARAGRAPH, BlockKind.ENTRY)
        return tuple(block for block in self.blocks if block.kind in body)

    def lines(self, start: int, end: int) -> tuple[int, int]:
        """Return the first and last line of the source file that text[start:end] touches."""
        touched = [b for b in self.blocks if b.start < end and b.end > start] or list(self.blocks)
        return touched[0].first_line, touched[-1].last_line

    def _first(self, kind: BlockKind) -> str:
        return next((self.text[b.start : b.end] for b in self.blocks if b.kind is kind), "")


class RemarkKind(StrEnum):
    """What a remark tells of."""

    INFERRED = "inferred"
    DOUBTFUL = "doubtful"
    LEFT_OUT = "left out"  # of every item: navigation, mastheads, what comes twice
    UNREAD = "not read"  # the file, or an entry of it


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that the reading of a file inferred, doubts, or left out, and where.

    `message` is the same for all of one kind, so that a ledger can sum up; `detail` are the words
    that this one is about. `last` is the last line of a stretch, 0 where `line` is all.
    """

    kind: RemarkKind
    line: int
    message: str
    detail: str = ""
    last: int = 0


@dataclass(frozen=True, slots=True)
class FileRecord:
    """What was read of one file: its digest, what it was read as, counts of lines by kind, remarks.

    `encoding` is empty where the format says itself how its text is written.
    """

    file: str
    sha256: str
    documents: int
    lines: Mapping[str, int]
    remarks: tuple[Remark, ...] = ()
    format: str = "text"
    encoding: str = ""
    unit: Unit = Unit.LINE

    @property
    def unread(self) -> bool:
        """Whether nothing of the file was read."""
        told = any(remark.kind == RemarkKind.UNREAD for remark in self.remarks)
        return told and not self.documents and not self.lines


@dataclass(frozen=True, slots=True)
class Ledger:
    """The ingest ledger: one record per file of the corpus folder, read or not."""

    files: tuple[FileRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, or a window of sentences of a long one: `document.text[start:end] == text`.

    `context` (headline, and dateline unless the text begins with it) is embedded and searched with
    the text, never quoted.
    `id` is stable: it depends on the document's id, the context and the text alone.
    """

    id: int
    document_id: str
    start: int
    end: int
    text: str
    context: str

    @property
    def searchable(self) -> str:
        """The text that is embedded and indexed: the context, then the passage."""
        return f"{self.context}\n{self.text}" if self.context else self.text


@dataclass(frozen=True, slots=True)
class Filters:
    """What an item must satisfy to be asked about; what is empty asks for nothing.

    `first` and `last` are days, both included: an item counts when its days overlap them, or one
    of `more_days`, further such stretches. `places` are towns or countries as the archive writes
    them ("Šibenik", "Türkiye"): it is in one of them, and in none of `not_places`. `topics`: it
    contributes to one of them. `items`: it is one of these, by id.
    """

    first: date | None = None
    last: date | None = None
    places: tuple[str, ...] = ()
    topics: tuple[Topic, ...] = ()
    more_days: tuple[Days, ...] = ()
    not_places: tuple[str, ...] = ()
    items: tuple[str, ...] = ()

    @property
    def days(self) -> tuple[Days, ...]:
        """The stretches of days, of which an item is to meet one; none where any day will do."""
        own = ((self.first, self.last),) if self.first or self.last else ()
        return (*own, *self.more_days)

    def __bool__(self) -> bool:
        """Tell whether anything is asked for."""
        return self != Filters()


class Wants(StrEnum):
    """What kind of answer a question wants.

    PASSAGE: words of one place; LIST: every item that satisfies it; COUNT: how many items do;
    OVERVIEW: what the archive holds.
    """

    PASSAGE = "passage"
    LIST = "list"
    COUNT = "count"
    OVERVIEW = "overview"


class Searcher(StrEnum):
    """How passages are found: by meaning, by words, or by both."""

    HYBRID = "hybrid"
    DENSE = "dense"
    LEXICAL = "lexical"


@dataclass(frozen=True, slots=True)
class Query:
    """A question, cleaned, and what was understood of it.

    `text` is what is searched for: the question without what the asker needs it for, and with its
    misspelt words corrected, each noted in `corrections` as (written, meant). `follows` is the
    earlier question that it leans on. `filters` were read in the question or given with it; `notes`
    are sentences for the user about what could not be understood ("31 June is no date").
    """

    question: str
    text: str
    corrections: tuple[tuple[str, str], ...] = ()
    follows: str | None = None
    wants: Wants = Wants.PASSAGE
    filters: Filters = Filters()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """A passage's place in one searcher's ranking: rank from 1, and that searcher's score."""

    rank: int
    score: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A retrieved passage with its fused rank and score, and its standing in each searcher.

    `dense.score` is the mean of two cosines, of the passage and of its best sentence;
    `lexical.score` is the share, in [0, 1], of the best BM25 score that the question could get;
    `terms` are the words searched for that it contains. Once read, `rank` is the order of the
    reader's `evidence`, and `retrieved` the rank that retrieval gave.
    """

    passage: Passage
    rank: int
    score: float
    dense: Standing | None = None
    lexical: Standing | None = None
    terms: tuple[str, ...] = ()
    retrieved: int | None = None
    evidence: float | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a passage that may answer, with offsets into the passage's text.

    `score` compares across passages of one question: higher answers better. `emphasis` is the
    part (offsets into the passage too) that is the answer proper, where the reader knows it.
    `confidence` is that of the answer that this span would be, in [0, 1].
    """

    passage: Passage
    start: int
    end: int
    score: float
    emphasis: tuple[int, int] | None = None
    confidence: float = 0.0

    @property
    def text(self) -> str:
        """The words of the span."""
        return self.passage.text[self.start : self.end]

    @property
    def words(self) -> str:
        """The words emphasised, or all of the span's where none are."""
        return self.passage.text[slice(*self.emphasis)] if self.emphasis else self.text


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words of a hit's passage that may answer: offsets into its text, and what speaks for them.

    `sentence` is the number of their sentence. `score` is a reader's of the words over "no
    answer", `relevance` its of the passage, both logits; `likeness` how well the sentence fits the
    question, from 0 to 1.
    """

    hit: Hit
    start: int
    end: int
    sentence: int
    score: float
    relevance: float
    likeness: float = 0.0

    @property
    def text(self) -> str:
        """The words."""
        return self.hit.passage.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered quote and its exact place; made only by `seeqa.answer.cite`, which verifies it."""

    number: int
    document_id: str
    headline: str
    dateline: str
    dates: DateRange | None
    place: str | None
    country: str | None
    file: str
    first_line: int
    last_line: int
    start: int
    end: int
    quote: str
    emphasis: tuple[int, int] | None = None  # offsets into the document's text
    topics: tuple[Topic, ...] = ()
    links: tuple[str, ...] = ()
    permalink: str = ""  # the path of the quote's own page in the chat
    unit: Unit = Unit.LINE  # of its lines
    placed: Origin | None = None
    more_dates: tuple[DateRange, ...] = ()
    more_places: tuple[tuple[str, str | None], ...] = ()


class Reason(StrEnum):
    """Why the assistant abstained."""

    EMPTY_ARCHIVE = "empty_archive"
    OTHER_LANGUAGE = "other_language"
    NO_WORDS = "no_words"
    SMALL_TALK = "small_talk"
    NOT_ANSWERED = "not_answered"
    NO_ITEM = "no_item"
    UNCLEAR = "unclear"  # which item is meant; the hits are of those that may be


@dataclass(frozen=True, slots=True)
class Abstention:
    """The archive does not answer: why, in a word and in a sentence."""

    reason: Reason
    message: str


@dataclass(frozen=True, slots=True)
class Listing:
    """What an answer over all items found: `items` of the `of` items that were considered.

    `margin` are quotes of items left out by little. `facets` give, for an overview, a name
    ("places", "topics", "dates") and its values with the number of items that have them.
    """

    items: int
    of: int
    margin: tuple[Citation, ...] = ()
    facets: tuple[tuple[str, tuple[tuple[str, int], ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """Verbatim quotes, or an abstention; `hits` are the passages considered.

    A passage answer has one to three quotes, or one of each item that tells a number; one with a
    `listing` has one or more for each item, in date order. `filters` and `notes` are those of the
    query; notes also say what the quotes do not tell as it was asked.

    `confidence` in [0, 1] is the estimated chance that the answer is right. `seconds` gives the
    wall-clock time of each stage. `corrections` are the (written, meant) words of the question
    that were searched for otherwise; `about` is the item that a follow-up was taken to mean.
    `dropped` is the item (id, what to call it) that a follow-up might have meant, and is not taken
    to. `perhaps`, of an abstention alone, quotes what may answer where that is not sure.
    """

    question: str
    citations: tuple[Citation, ...]
    hits: tuple[Hit, ...]
    confidence: float
    abstention: Abstention | None = None
    corrections: tuple[tuple[str, str], ...] = ()
    about: str | None = None
    wants: Wants = Wants.PASSAGE
    filters: Filters = Filters()
    notes: tuple[str, ...] = ()
    listing: Listing | None = None
    seconds: Mapping[str, float] = field(default_factory=dict)
    perhaps: tuple[Citation, ...] = ()
    dropped: tuple[str, str] | None = None

    @property
    def shown(self) -> tuple[Citation, ...]:
        """What is quoted: as the answer, or as what may be one."""
        return self.citations or self.perhaps

    @property
    def text(self) -> str:
        """The quotes one after another; empty when the assistant abstains."""
        return " ".join(citation.quote for citation in self.citations)
