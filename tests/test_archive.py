"""Files -> Documents: the real bulletin line by line, then what may go wrong in a file."""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import BULLETIN, ROOT, law, write_corpus
from seeqa import DateRange, Document, Topic
from seeqa.archive import digests, read_corpus
from seeqa.errors import CorpusError
from seeqa.types import BlockKind, FileRecord, Origin, RemarkKind

# Read off the bulletin by hand: first line, days of May 2022, place, country, SDG targets.
ITEMS = [
    (1, 31, 31, "Vienna", "Austria", ""),
    (19, 30, 31, "Vienna", "Austria", "16.4"),
    (28, 23, 27, "Istanbul", "Türkiye", "16.a"),
    (35, 23, 24, "Šibenik", "Croatia", "16.5 16.4"),
    (41, 17, 19, "Gradiška", "Bosnia and Herzegovina", "16.a"),
    (48, 18, 18, "Belgrade", "Serbia", "16.5 16.4"),
    (53, 17, 17, "Belgrade", "Serbia", "16.5"),
    (60, 13, 13, "Ohrid", "North Macedonia", "16.4"),
    (70, 12, 13, "Ohrid", "North Macedonia", "16.4"),
    (76, 9, 13, "Belgrade", "Serbia", "16.a"),
    (84, 11, 12, "Dubrovnik", "Croatia", "16.2"),
    (93, 11, 12, "Belgrade", "Serbia", "16.4"),
    (101, 10, 12, "Port of Piraeus", "Greece", "16.a"),
    (109, 11, 11, "Tirana", "Albania", "16.5"),
    (117, 9, 10, "Belgrade", "Serbia", "3.5"),
]
YEARLESS = {35, 70}
METADATA = {
    BlockKind.TOPICS: {26, 33, 39, 46, 51, 58, 68, 74, 82, 91, 99, 107, 115, 123},
    BlockKind.LINK: {27, 34, 40, 47, 52, 59, 69, 75, 83, 92, 100, 108, 125, 126},
    BlockKind.NOTE: {116, 124, 127},
}

odd = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
lines = st.lists(
    st.one_of(
        odd,
        st.sampled_from(
            [
                "",
                "A headline",
                "3 May 2022, Ohrid, North Macedonia: It met. It ended.",
                "12-13 May, Ohrid: Again.",
                "31 June, Ohrid: Never.",
                "This activity contributes to SDG 16, particularly Target 16.4.",
                "https://example.org/a",
                "Further Resources:",
                "---",
                "date: 2022-05-03",
                "# Heading",
            ]
        ),
    ),
    max_size=12,
)


@pytest.fixture(scope="module")
def bulletin() -> tuple[Document, ...]:
    return read_corpus(ROOT / "corpus").documents


def read(folder: Path, **files: str) -> tuple[tuple[Document, ...], FileRecord]:
    """Read a corpus of the given files; return its documents and the record of the last one."""
    corpus = read_corpus(write_corpus(folder, **files))
    return corpus.documents, corpus.ledger.files[-1]


# --- laws ---------------------------------------------------------------------------------


@law
@given(written=lines, suffix=st.sampled_from(["txt", "md"]), end=st.sampled_from(["\n", "\r\n"]))
def test_blocks_are_in_order_and_no_word_is_lost(
    tmp_path_factory: pytest.TempPathFactory, written: list[str], suffix: str, end: str
) -> None:
    text = end.join(written)
    folder = tmp_path_factory.mktemp("corpus")
    (folder / f"a.{suffix}").write_bytes(text.encode())
    corpus = read_corpus(folder)
    (record,) = corpus.ledger.files
    for document in corpus.documents:
        position = 0
        for block in document.blocks:
            assert position <= block.start <= block.end <= len(document.text)
            assert 1 <= block.first_line <= block.last_line
            position = block.end
    named = {
        line
        for line in (
            *((b.first_line, b.last_line) for d in corpus.documents for b in d.blocks),
            *((r.line, max(r.line, r.last)) for r in record.remarks),
        )
    }
    accounted = {number for first, last in named for number in range(first, last + 1)}
    unread = any(remark.kind is RemarkKind.UNREAD for remark in record.remarks)
    source = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if suffix == "txt" and not unread:
        assert {n for n, row in enumerate(source, 1) if any(map(str.isalnum, row))} <= accounted


@law
@given(st.lists(lines, min_size=2, max_size=4))
def test_ids_are_unique(tmp_path_factory: pytest.TempPathFactory, written: list[list[str]]) -> None:
    folder = tmp_path_factory.mktemp("corpus")
    for number, one in enumerate(written):
        (folder / f"{number}.md").write_text("\n".join(one), encoding="utf-8")
        (folder / f"{number}.txt").write_text("\n".join(one), encoding="utf-8")
    ids = Counter(document.id for document in read_corpus(folder).documents)
    assert all(count == 1 for count in ids.values())


@law
@given(st.binary(max_size=200), st.sampled_from(["txt", "md"]))
def test_no_bytes_are_too_odd(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, suffix: str
) -> None:
    folder = tmp_path_factory.mktemp("corpus")
    path = folder / f"a.{suffix}"
    path.write_bytes(data)
    (record,) = read_corpus(folder).ledger.files
    assert record.sha256 == hashlib.sha256(data).hexdigest()
    assert record.documents or record.remarks


# --- the bulletin -------------------------------------------------------------------------


def test_the_bulletin_has_its_fifteen_items(bulletin: tuple[Document, ...]) -> None:
    found = [
        (
            document.blocks[0].first_line,
            document.dates,
            document.place,
            document.country,
            " ".join(topic.target or "" for topic in document.topics),
        )
        for document in bulletin
    ]
    expected = [
        (
            line,
            DateRange(date(2022, 5, first), date(2022, 5, last), inferred=line in YEARLESS),
            place,
            country,
            targets,
        )
        for line, first, last, place, country, targets in ITEMS
    ]
    assert found == expected


def test_every_line_of_the_bulletin_is_what_it_is(bulletin: tuple[Document, ...]) -> None:
    source = BULLETIN.read_text(encoding="utf-8").split("\n")
    heads = {item[0] for item in ITEMS}
    blocks = [(document, block) for document in bulletin for block in document.blocks]
    assert {block.first_line for _, block in blocks} == set(range(1, 128))
    for document, block in blocks:
        line = source[block.first_line - 1]
        assert block.first_line == block.last_line
        assert document.text[block.start : block.end] in line
        if block.kind is BlockKind.HEADLINE:
            assert block.first_line in heads
        elif block.kind is BlockKind.DATELINE:
            assert block.first_line - 1 in heads
        else:
            assert block.first_line not in heads
            assert (block.first_line in METADATA.get(block.kind, set())) == (
                block.kind is not BlockKind.PARAGRAPH
            )
            assert line.endswith(document.text[block.start : block.end])


def test_headlines_and_datelines_are_as_written(bulletin: tuple[Document, ...]) -> None:
    source = BULLETIN.read_text(encoding="utf-8").split("\n")
    for document, (line, *_) in zip(bulletin, ITEMS, strict=True):
        assert document.headline == source[line - 1]
        assert source[line].startswith(f"{document.dateline}: ")
        assert document.file == BULLETIN.name
        assert document.id.startswith("unodc-see-bulletin-2022-05/")


def test_links_become_metadata(bulletin: tuple[Document, ...]) -> None:
    tracker = ("https://sdg-tracker.org/peace-justice#targets",)
    bare = ("https://sdg-tracker.org/peace-justice",)
    leaflets = (
        "Strong_families_Brochure.pdf (unodc.org)",
        "Family-UNited-leaflet-20200218.pdf (unodc.org)",
    )
    expected = [(), *[tracker] * 5, bare, *[tracker] * 6, (), leaflets]
    assert [document.links for document in bulletin] == expected


def test_the_ledger_counts_every_line_and_notes_the_inferred_years() -> None:
    (record,) = read_corpus(ROOT / "corpus").ledger.files
    assert (record.file, record.documents) == (BULLETIN.name, 15)
    assert record.sha256 == hashlib.sha256(BULLETIN.read_bytes()).hexdigest()
    assert record.lines == {"headline": 15, "paragraph": 81, "topics": 14, "link": 14, "note": 3}
    assert [(remark.kind, remark.line) for remark in record.remarks] == [
        (RemarkKind.INFERRED, 36),
        (RemarkKind.INFERRED, 71),
    ]
    assert "2022" in record.remarks[0].message
    assert (record.format, record.encoding) == ("text", "utf-8")


# --- plain text ---------------------------------------------------------------------------

ITEM = "A headline\n3 May 2022, Ohrid, North Macedonia: It met.\nIt ended.\n"


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + ITEM,
        ITEM.replace("\n", "\r\n"),
        ITEM.replace("\n", "\r"),
        ITEM.replace("\n", "  \n"),
        ITEM.rstrip("\n"),
    ],
    ids=["BOM", "CRLF", "CR", "trailing blanks", "no last line end"],
)
def test_how_a_file_was_saved_does_not_matter(tmp_path: Path, text: str) -> None:
    (document,), record = read(tmp_path, a=text)
    assert document.text == ITEM.rstrip("\n")
    assert [block.first_line for block in document.blocks] == [1, 2, 2, 3]
    assert record.remarks == ()


def test_blank_lines_are_skipped_but_counted(tmp_path: Path) -> None:
    (document,), _ = read(tmp_path, a="\n\n" + ITEM.replace("\n", "\n \n"))
    assert document.text == ITEM.rstrip("\n")
    assert [block.first_line for block in document.blocks] == [3, 5, 5, 7]


def test_text_is_composed_to_nfc(tmp_path: Path) -> None:
    (document,), _ = read(tmp_path, a=unicodedata.normalize("NFD", ITEM.replace("met", "mèt")))
    assert "mèt" in document.text


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.txt", b"", "an empty file"),
        ("a.txt", b"\xef\xbb\xbf \r\n", "an empty file"),
        ("a.md", b"", "an empty file"),
        ("a.pdf", b"%PDF", "a PDF that cannot be opened"),
        ("a.xyz", bytes(range(256)), "a file of another kind"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(
    tmp_path: Path, name: str, data: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(data)
    corpus = read_corpus(tmp_path)
    (record,) = corpus.ledger.files
    (remark,) = record.remarks
    assert (corpus.documents, record.documents, record.lines) == ((), 0, {})
    assert (remark.kind, remark.message) == (RemarkKind.UNREAD, said)


def test_a_file_in_another_encoding_is_read_and_the_encoding_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(ITEM.replace("It met.", "The café met.").encode("cp1252"))
    corpus = read_corpus(tmp_path)
    assert "The café met." in corpus.documents[0].text
    assert corpus.ledger.files[0].encoding == "cp1252"


def test_one_bad_file_does_not_hide_the_others(tmp_path: Path) -> None:
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.7 broken")
    documents, _ = read(tmp_path, a=ITEM, c=ITEM.replace("met", "sat"))
    assert [document.file for document in documents] == ["a.txt", "c.txt"]


def test_an_impossible_date_is_doubted_and_the_item_kept(tmp_path: Path) -> None:
    (document,), record = read(tmp_path, a=ITEM.replace("3 May", "31 June"))
    assert (document.dates, document.place) == (None, "Ohrid")
    said = [(r.kind, r.line, r.message, r.detail) for r in record.remarks]
    impossible = "a date that is no possible one or lacks a year"
    assert (RemarkKind.DOUBTFUL, 2, impossible, "31 June 2022") in said


def test_an_item_without_a_date_is_doubted_and_kept(tmp_path: Path) -> None:
    closed = ITEM + "https://example.org\n"
    text = closed + closed.replace("3 May", "4 May").replace("It", "She")
    text += "Undated headline\nSomething happened there.\n"
    documents, record = read(tmp_path, a=text)
    assert [d.headline for d in documents] == ["A headline", "A headline", "Undated headline"]
    assert documents[2].dates is None
    (remark,) = record.remarks
    assert (remark.line, remark.message) == (9, "an item without a date")


def test_a_missing_year_comes_from_the_nearest_item_that_has_one(tmp_path: Path) -> None:
    text = (
        "First headline\n3 May 2019, Ohrid: It met.\n"
        "Second headline\n4 May, Ohrid: It sat.\n"
        "Third headline\n5 May, Ohrid: It talked.\n"
        "Fourth headline\n6 May 2021, Ohrid: It parted.\n"
    )
    documents, record = read(tmp_path, a_2018=text)
    years = [document.dates and document.dates.first.year for document in documents]
    assert years == [2019, 2019, 2021, 2021]
    assert [document.dates and document.dates.inferred for document in documents] == [
        False,
        True,
        True,
        False,
    ]
    assert [remark.line for remark in record.remarks] == [4, 6]


def test_a_missing_year_without_neighbours_comes_from_the_file_name(tmp_path: Path) -> None:
    text = ITEM.replace(" 2022", "")
    (named,), record = read(tmp_path / "named", **{"bulletin-2019-05": text})
    assert named.dates == DateRange(date(2019, 5, 3), date(2019, 5, 3), inferred=True)
    assert record.remarks[0].message == "the year 2019, from the neighbouring items or the file"
    (unnamed,), record = read(tmp_path / "unnamed", bulletin=text)
    assert unnamed.dates is None
    assert "lacks a year" in record.remarks[-1].message


def test_lines_over_the_first_item_are_left_out_by_name(tmp_path: Path) -> None:
    documents, record = read(tmp_path, a="THE OFFICE\nBulletin of May\n\n" + ITEM)
    assert [document.headline for document in documents] == ["A headline"]
    said = [(r.kind, r.line, r.message, r.detail) for r in record.remarks]
    assert said == [
        (RemarkKind.LEFT_OUT, 1, "masthead", "THE OFFICE"),
        (RemarkKind.LEFT_OUT, 2, "masthead", "Bulletin of May"),
    ]


def test_a_dateline_without_a_headline_opens_a_doubted_item(tmp_path: Path) -> None:
    text = ITEM.replace("A headline\n", "") + "4 May 2022, Tirana: It met too.\n"
    documents, record = read(tmp_path, a=text)
    assert [(d.headline, d.place) for d in documents] == [("", "Ohrid"), ("", "Tirana")]
    assert [d.title for d in documents] == ["It met.", "It met too."]
    assert [(r.line, r.message) for r in record.remarks] == [
        (1, "an item without a headline"),
        (documents[1].blocks[0].first_line, "an item without a headline"),
    ]


def _items(*endings: str) -> str:
    """Write items that differ in the day and in what they tell, each with the endings."""
    return "".join(
        ITEM.replace("3 May", f"{day} May").replace("met", f"met {day} officers from the region")
        + "".join(f"{ending}\n" for ending in endings)
        for day in (3, 4, 5)
    )


def test_a_line_that_repeats_across_items_is_no_paragraph(tmp_path: Path) -> None:
    documents, record = read(tmp_path, a=_items("Subscribe to our newsletter today."))
    assert [len(document.paragraphs) for document in documents] == [1, 1, 1]
    assert record.lines["note"] == 6  # "It ended." repeats too


def test_the_same_item_twice_is_kept_once_and_told(tmp_path: Path) -> None:
    item = ITEM.replace("It met.", "It met to discuss the exchange of data.")
    documents, record = read(tmp_path, **{"a": item, "a (1)": item})
    assert [document.file for document in documents] == ["a.txt"]
    (first, _) = read_corpus(tmp_path).ledger.files
    (remark,) = first.remarks
    assert (remark.kind, remark.message) == (RemarkKind.LEFT_OUT, "the same words as in a.txt")


def test_the_same_words_of_another_day_or_place_are_another_item(tmp_path: Path) -> None:
    item = ITEM.replace("It met.", "It met to discuss the exchange of data, and agreed on a plan.")
    later, there = item.replace("3 May", "10 May"), item.replace("Ohrid", "Tirana")
    assert later != item != there
    documents, _ = read(tmp_path, a=item, b=later, c=there)
    assert [document.file for document in documents] == ["a.txt", "b.txt", "c.txt"]


def test_a_sentence_that_comes_again_stays_in_each_item(tmp_path: Path) -> None:
    funded = "The training was funded by the Government of Sweden."
    ours = "This bulletin is published by the regional office in Vienna."
    documents, record = read(tmp_path, a=_items(funded, ours))
    for document in documents:
        said = {document.text[b.start : b.end]: b.kind for b in document.blocks}
        assert (said[funded], said[ours]) == (BlockKind.PARAGRAPH, BlockKind.NOTE)
    told = [r.detail for r in record.remarks if r.message == "no news, because it comes again"]
    assert told == [ours]


def test_a_title_of_the_front_matter_goes_before_the_text_s_dateline(tmp_path: Path) -> None:
    text = "---\ntitle: Scanners handed over\n---\n\n## Background\n\n4 May 2022, Ohrid: It met.\n"
    (document,), _ = read(tmp_path, a_md=text)
    assert (document.headline, document.place) == ("Scanners handed over", "Ohrid")


def test_equal_headlines_get_different_ids(tmp_path: Path) -> None:
    documents, _ = read(tmp_path, a=_items(), b=ITEM)
    assert [document.id for document in documents] == [
        "a/a-headline",
        "a/a-headline-2",
        "a/a-headline-3",
        "b/a-headline",
    ]


def test_an_id_of_a_long_or_wordless_headline_is_short_and_whole_words(tmp_path: Path) -> None:
    long = ITEM.replace("A headline", "Meeting " * 12)
    documents, _ = read(tmp_path, a=long, b_md=markdown("headline: '…'"))
    assert documents[0].id == "a/" + "-".join(["meeting"] * 7)
    assert documents[1].id == "b/item"


@pytest.mark.parametrize(
    ("line", "topics"),
    [
        ("This activity contributes to SDG 16.", (Topic(16),)),
        ("It contributes to SDG 16.a on institutions.", (Topic(16, "16.a"),)),
        ("Contributing to SDG 3, Target 3.5.", (Topic(3, "3.5"),)),
        (
            "It contributes to SDG 5 and SDG 16, Targets 16.4 and 16.A.",
            (Topic(5), Topic(16, "16.4"), Topic(16, "16.a")),
        ),
    ],
)
def test_sdg_lines(tmp_path: Path, line: str, topics: tuple[Topic, ...]) -> None:
    (document,), _ = read(tmp_path, a=ITEM + line)
    assert document.topics == topics
    assert document.blocks[-1].kind is BlockKind.TOPICS


# --- Markdown -----------------------------------------------------------------------------


def markdown(matter: str, body: str = "It met\nin Ohrid.\n\nIt ended.") -> str:
    return f"---\n{matter}\n---\n\n{body}\n"


def test_front_matter_is_metadata_and_wrapped_lines_are_joined(tmp_path: Path) -> None:
    matter = (
        "headline: A meeting\ndate: 2022-05-03\nplace: Ohrid\ncountry: North Macedonia\n"
        "topics: [16.a, 3]\nlinks: [https://example.org/a]"
    )
    (document,), record = read(tmp_path, a_md=markdown(matter))
    assert document.text == (
        "A meeting\n2022-05-03, Ohrid, North Macedonia\nIt met in Ohrid.\nIt ended."
    )
    assert document.dateline == "2022-05-03, Ohrid, North Macedonia"
    assert [(b.first_line, b.last_line) for b in document.paragraphs] == [(10, 11), (13, 13)]
    day = date(2022, 5, 3)
    assert document.dates == DateRange(day, day, origin=Origin.MATTER)
    assert document.placed is Origin.MATTER
    assert (document.place, document.country) == ("Ohrid", "North Macedonia")
    assert document.topics == (Topic(3), Topic(16, "16.a"))
    assert document.links == ("https://example.org/a",)
    assert record.remarks == ()


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2022-05-03", (2022, 5, 3), (2022, 5, 3)),
        ("2022-05-03 10:30:00", (2022, 5, 3), (2022, 5, 3)),
        ("2022-05-03T10:30:00Z", (2022, 5, 3), (2022, 5, 3)),
        ("3 May 2022", (2022, 5, 3), (2022, 5, 3)),
        ("28 May - 2 June 2022", (2022, 5, 28), (2022, 6, 2)),
        ("March 14, 2019", (2019, 3, 14), (2019, 3, 14)),
        ("March 2019", (2019, 3, 1), (2019, 3, 31)),
        ("'2019-03-14'", (2019, 3, 14), (2019, 3, 14)),
    ],
)
def test_the_forms_of_a_date_in_front_matter(
    tmp_path: Path, written: str, first: tuple[int, int, int], last: tuple[int, int, int]
) -> None:
    (document,), record = read(tmp_path, a_md=markdown(f"headline: A\ndate: {written}"))
    assert document.dates == DateRange(date(*first), date(*last), origin=Origin.MATTER)
    assert type(document.dates.first) is date
    assert record.remarks == ()


@pytest.mark.parametrize(
    ("matter", "line", "said"),
    [
        ("headline: 'A", 2, "not YAML"),
        ("headline: A\ndate: 2022-06-31", 3, "no possible one"),
        ("headline: A\ndate: last week", 3, "a date that cannot be read"),
        ("headline: A\ndate: 31 June 2022", 3, "no possible one"),
        ("place: Ohrid", 5, "an item without a headline"),
    ],
)
def test_bad_front_matter_is_doubted_and_the_body_kept(
    tmp_path: Path, matter: str, line: int, said: str
) -> None:
    (document,), record = read(tmp_path, a_md=markdown(matter))
    assert document.text.endswith("It met in Ohrid.\nIt ended.")
    assert document.dates is None
    assert (line, True) in [(remark.line, said in remark.message) for remark in record.remarks]


def test_no_front_matter_takes_heading_and_dateline(tmp_path: Path) -> None:
    body = (
        "# A meeting #\n\n3 May 2022, Ohrid, North Macedonia: It met.\n\n## Results\n\nIt ended.\n"
    )
    (document,), record = read(tmp_path, a_md=body)
    assert (document.headline, document.place) == ("A meeting", "Ohrid")
    assert document.dates == DateRange(date(2022, 5, 3), date(2022, 5, 3))
    shown = [document.text[b.start : b.end] for b in document.paragraphs]
    assert shown == ["It met.", "It ended."]
    assert [b.kind for b in document.blocks][3] is BlockKind.SUBHEAD
    assert record.remarks == ()


def test_front_matter_alone_gives_no_document(tmp_path: Path) -> None:
    documents, record = read(tmp_path, a_md="---\ndate: 2022-05-03\n---\n")
    assert documents == ()
    assert record.remarks[-1].message == "no text in it"


def test_an_escaped_emoji_in_front_matter_is_one_character(tmp_path: Path) -> None:
    (document,), _ = read(tmp_path, a_md=markdown(r'headline: "Good news \ud83d\ude00"'))
    assert document.headline == "Good news 😀"
    (half,), _ = read(tmp_path, a_md=markdown(r'headline: "Half \ud83d"'))
    assert half.headline == "Half \ufffd"


# --- the folder ---------------------------------------------------------------------------


def test_read_in_the_order_of_paths_without_hidden_files_and_readmes(tmp_path: Path) -> None:
    for name in ("b.txt", "sub/a.txt", "a.txt", ".hidden.txt", ".git/c.txt", "README.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(ITEM.replace("met", f"met at {name}"), encoding="utf-8")
    assert list(digests(tmp_path)) == ["a.txt", "b.txt", "sub/a.txt"]
    assert [document.id for document in read_corpus(tmp_path).documents] == [
        "a/a-headline",
        "b/a-headline",
        "sub/a/a-headline",
    ]


def test_digests_change_with_a_byte(tmp_path: Path) -> None:
    before = digests(write_corpus(tmp_path, a=ITEM, b=ITEM))
    after = digests(write_corpus(tmp_path, a=ITEM + "."))
    assert before["a.txt"] != after["a.txt"]
    assert before["b.txt"] == after["b.txt"]


def test_an_empty_folder_is_an_empty_corpus(tmp_path: Path) -> None:
    corpus = read_corpus(tmp_path)
    assert (corpus.documents, corpus.ledger.files) == ((), ())


def test_no_folder_is_an_error_with_its_mend(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="SEEQA_CORPUS"):
        read_corpus(tmp_path / "none")
