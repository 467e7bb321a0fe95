"""Whole archives: questions located in documents, figures by hand, a run, the command."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from fakes import HashEncoder, write_weights
from seeqa import Config
from seeqa.answer.cite import cite
from seeqa.cli import cli
from seeqa.errors import QuestionSetError
from seeqa.evaluation import (
    ArchiveReport,
    ArchiveReports,
    Question,
    Report,
    archives_table,
    evaluate_archives,
    html,
    wrong_lines,
)
from seeqa.evaluation.archive_questions import alone, read_archive_questions
from seeqa.evaluation.beir import plain_document
from seeqa.evaluation.items import TrueItem
from seeqa.evaluation.judge import Judge
from seeqa.passages import split
from seeqa.types import Abstention, Answer, Block, BlockKind, Document, Reason, Span

ILL = "Sixty-three people are now counted as cases. The hotel has been closed since July."
EARLY = "So far 46 guests fell ill. Cooks were trained."
DOCUMENTS = (
    plain_document("b/ill", "Outbreak: what was found", ILL, file="b.txt", line=1),
    plain_document("a/ill", "Guests fall ill", EARLY, file="a.txt", line=1),
    plain_document("a/cooks", "Cooks trained", "Norway paid for 312 cooks.", file="a.txt", line=4),
)


def form(kind: str = "plain", **fields: Any) -> dict[str, Any]:
    return {
        "id": "q1",
        "kind": kind,
        "question": "How many people fell ill?",
        "answers": ["Sixty-three", "Sixty-three people"],
        "evidence": ["Sixty-three people are now counted as cases."],
        "item": "Outbreak: what was found",
        "file": "b.txt",
    } | fields


def listed(kind: str, *items: tuple[str, str], **fields: Any) -> dict[str, Any]:
    gold = {"gold_items": [name for name, _ in items], "gold_files": [file for _, file in items]}
    return {"id": "l1", "kind": kind, "question": "Which?"} | gold | fields


def write(folder: Path, *forms: dict[str, Any]) -> Path:
    path = folder / "questions.jsonl"
    path.write_text("".join(json.dumps(form, ensure_ascii=False) + "\n" for form in forms))
    return path


def located(
    folder: Path,
    *forms: dict[str, Any],
    documents: tuple[Document, ...] = DOCUMENTS,
    items: tuple[TrueItem, ...] = (),
) -> tuple[list[Question], tuple[str, ...]]:
    read = read_archive_questions(write(folder, *forms), documents, items)
    return list(read.questions), read.remarks


def golds(question: Question) -> list[tuple[str, str]]:
    return [(gold.document, gold.text) for gold in question.answers]


# --- golds found in the documents ---------------------------------------------------------


def test_the_answers_words_within_the_evidence(tmp_path: Path) -> None:
    (question,), remarks = located(tmp_path, form(also_wrong=["46"]))
    assert golds(question) == [("b/ill", "Sixty-three"), ("b/ill", "Sixty-three people")]
    text = DOCUMENTS[0].text
    assert all(text[gold.start : gold.end] == gold.text for gold in question.answers)
    assert question.wordings == ("Sixty-three", "Sixty-three people")
    assert (question.wrong, question.split, question.tags) == (("46",), "test", ("plain",))
    assert remarks == ()


@pytest.mark.parametrize(
    ("change", "found", "remark"),
    [
        # the evidence entire, where no answer is in its words
        ({"answers": ["63"]}, ["Sixty-three people are now counted as cases."], ""),
        ({"item": "OUTBREAK:  what was found"}, ["Sixty-three", "Sixty-three people"], ""),
        # the answer's words, where the evidence is not told like that: the longest first
        ({"evidence": ["People: 63"]}, ["Sixty-three people"], "other words"),
        ({"evidence": ["People: 63"], "answers": ["63"]}, [], "read without evidence"),
        ({"item": "Outbreak"}, [], "evidence being in another document"),
        ({"item": "Outbreak", "evidence": ["It is over."]}, [], "no document has the headline"),
        ({"file": "c.txt"}, [], "no document has the headline"),
    ],
)
def test_where_golds_come_from(
    tmp_path: Path, change: dict[str, Any], found: list[str], remark: str
) -> None:
    (question,), remarks = located(tmp_path, form(**change))
    wanted = [("b/ill", text) for text in found]
    missed = not found and question.answers[0].document.startswith("not read: ")
    assert golds(question) == wanted or missed
    assert question.answerable
    assert [remark in said for said in remarks] == ([True] if remark else [])
    assert all(said.endswith(": 1") for said in remarks)


def test_evidence_in_another_file_answers_too(tmp_path: Path) -> None:
    told = form(evidence=["Cooks were trained.", "312 cooks"], answers=["cooks"], also_file="a.txt")
    (question,), _ = located(tmp_path, told)
    assert golds(question) == [("a/ill", "Cooks"), ("a/cooks", "cooks")]


def test_what_is_no_item_is_looked_for_in_its_whole_file(tmp_path: Path) -> None:
    known = TrueItem("b.txt", "Outbreak: what was found", frozenset(), (), "", "")
    told = form(item="Imprint", evidence=["Norway paid for 312 cooks."], answers=["Norway"])
    (question,), _ = located(tmp_path, told | {"file": "a.txt"}, items=(known,))
    assert golds(question) == [("a/cooks", "Norway")]
    (question,), remarks = located(tmp_path, told | {"file": "a.txt"})
    assert question.answers[0].document == "not read: a.txt: Imprint"
    assert len(remarks) == 1


def test_a_gold_stays_within_a_block(tmp_path: Path) -> None:
    text = "Head\nThe office said that the inves-\nFigure 2\ntigation of Oslo goes on."
    ends = [i for i, char in enumerate(text) if char == "\n"] + [len(text)]
    starts = [0, *(end + 1 for end in ends[:-1])]
    kinds = (BlockKind.HEADLINE, *[BlockKind.PARAGRAPH] * 3)
    blocks = tuple(
        Block(kind, start, end, 1, 1) for kind, start, end in zip(kinds, starts, ends, strict=True)
    )
    document = Document("d", "b.txt", text, blocks)
    told = form(item="Head", evidence=["The office said that the investigation of Oslo goes on."])
    (question,), _ = located(tmp_path, told | {"answers": ["Oslo"]}, documents=(document,))
    assert golds(question) == [("d", "Oslo")]
    (question,), _ = located(tmp_path, told | {"answers": ["yes"]}, documents=(document,))
    assert golds(question) == [
        ("d", "The office said that the inves-"[:-1]),
        ("d", "tigation of Oslo goes on."),
    ]


def test_lists_are_judged_by_documents_and_keep_what_was_not_read(tmp_path: Path) -> None:
    ill, cooks, lost = ("Guests fall ill", "a.txt"), ("Cooks trained", "a.txt"), ("Fire", "b.txt")
    (plain, filtered, twice), remarks = located(
        tmp_path,
        listed("list", ill, lost, count=2),
        listed("filter", ill, cooks, id="l2"),
        listed("list", ill, ill, id="l3"),
    )
    assert dict(plain.documents) == {"a/ill": 1, "not read: b.txt: Fire": 1}
    assert plain.tags == ("list", "count")
    assert dict(filtered.documents) == {"a/ill": 1, "a/cooks": 1}
    assert filtered.tags == ("filter", "list")
    assert dict(twice.documents) == {"a/ill": 1, "not read: a.txt: Guests fall ill": 1}
    assert remarks == ("questions for lists of which an item was not read, missed in part: 2",)


def test_tags_and_stand_alone_forms(tmp_path: Path) -> None:
    leaning = {"history": ["Who?"], "standalone": "How many guests fell ill?"}
    read, _ = located(
        tmp_path,
        form("followup", **leaning),
        form("followup", id="q2", topic_change=True, **leaning),
        {"id": "q3", "kind": "unanswerable", "question": "Who?", "subtype": "near_miss"},
        {"id": "q4", "kind": "unanswerable", "question": "Who?", "answers": [], "sub": "near"},
        {"id": "q5", "kind": "unanswerable", "question": "Who?", "sub": "outside"},
    )
    assert [question.tags for question in read] == [
        ("conversation", "follow-up"),
        ("conversation", "topic-change"),
        ("unanswerable", "near-miss"),
        ("unanswerable", "near-miss"),
        ("unanswerable", "outside"),
    ]
    assert not any(question.answerable for question in read[2:])
    standing = alone(read)
    assert [(q.id, q.question, q.history) for q in standing] == [
        ("q1/alone", "How many guests fell ill?", ()),
        ("q2/alone", "How many guests fell ill?", ()),
    ]


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (form("riddle"), "line 1; found kind 'riddle', not one of plain"),
        (form(id=None), "no field 'id'"),
        ({"id": "q", "kind": "plain", "question": "Who?"}, "a plain question without field"),
        (listed("list") | {"gold_files": ["a.txt"]}, "different length"),
    ],
)
def test_a_line_that_is_no_question(tmp_path: Path, told: dict[str, Any], said: str) -> None:
    with pytest.raises(QuestionSetError, match=said):
        located(tmp_path, told)
    with pytest.raises(QuestionSetError, match="id 'q1', as in line 1"):
        located(tmp_path, form(), form())


# --- figures by hand ----------------------------------------------------------------------

JUDGE = Judge(DOCUMENTS, split(DOCUMENTS), read_k=8)
PASSAGES = {passage.document_id: passage for passage in split(DOCUMENTS)}


def answer(*quotes: tuple[str, str, str], sure: float = 0.9, about: str | None = None) -> Answer:
    """Return an answer that quotes (document, sentence, emphasised words); without any, none."""
    spans = []
    for document, sentence, words in quotes:
        passage = PASSAGES[document]
        start, at = passage.text.index(sentence), passage.text.index(words)
        spans.append(Span(passage, start, start + len(sentence), 1.0, (at, at + len(words)), sure))
    abstention = None if quotes else Abstention(Reason.NOT_ANSWERED, "")
    by_id = {document.id: document for document in DOCUMENTS}
    return Answer("", cite(spans, by_id), (), sure, abstention, about=about)


RIGHT = ("b/ill", "Sixty-three people are now counted as cases.", "Sixty-three people")
OLDER = ("a/ill", "So far 46 guests fell ill.", "46")
CLOSED = ("b/ill", "The hotel has been closed since July.", "July")
COOKS = ("a/cooks", "Norway paid for 312 cooks.", "312 cooks")


def report(questions: list[Question], answers: list[Answer]) -> Report:
    pairs = zip(questions, answers, strict=True)
    return Report(tuple(JUDGE.judge(question, given, given) for question, given in pairs))


def test_every_figure_of_an_archive(tmp_path: Path) -> None:
    ill, cooks = ("Guests fall ill", "a.txt"), ("Cooks trained", "a.txt")
    leaning = {"history": ["Who?"], "standalone": "How many guests fell ill?"}
    read, _ = located(
        tmp_path,
        form(),  # right
        form("latest", id="q2"),  # an older figure
        form("typo", id="q3"),  # refused, as sure as the near miss
        listed("list", ill, cooks),  # one of two, and one too many
        listed("filter", ill, cooks, id="f1"),  # all and no more
        listed("filter", ill, id="f2"),  # one too many
        form("followup", id="q4", **leaning),
        form("followup", id="q5", topic_change=True, **leaning),
        {"id": "u1", "kind": "unanswerable", "question": "Who?", "sub": "near"},
        {"id": "u2", "kind": "unanswerable", "question": "Who?", "sub": "absent"},
    )
    asked = report(
        read,
        [
            answer(RIGHT, sure=0.9),
            answer(OLDER, sure=0.8),
            answer(sure=0.3),
            answer(OLDER, CLOSED),
            answer(OLDER, COOKS),
            answer(OLDER, COOKS),
            answer(CLOSED),
            answer(RIGHT, about="Cooks trained"),
            answer(CLOSED, sure=0.3),
            answer(sure=0.1),
        ],
    )
    standing = report(list(alone(read)), [answer(RIGHT), answer(CLOSED)])
    figures = ArchiveReport("tiny", None, asked, standing).figures()
    found = {name: (figure.value, figure.n) for name, figure in figures.items()}
    assert found == {
        "answer quoted": (pytest.approx(1 / 3), 3),
        "Recall@1": (0, 3),  # without hits
        "Recall@5": (0, 3),
        "emphasised words F1": (pytest.approx(1 / 3), 3),
        "exact match": (pytest.approx(1 / 3), 3),
        # of 3 * 2 pairs one is a tie: (5 + ½) / 6
        "no-answer AUROC": (pytest.approx(11 / 12), 5),
        "false answers": (0.5, 2),
        "  to near misses": (1, 1),
        "  to others": (0, 1),
        "wrong refusals": (pytest.approx(1 / 3), 3),
        "list F1": (pytest.approx((0.5 + 1 + 2 / 3) / 3), 3),
        "filter sets exact": (0.5, 2),
        "follow-ups right": (0, 1),
        "  stand-alone right": (1, 1),
        "topic changes right": (1, 1),
        "  carried": (1, 1),
        "verbatim": (1, 8),
    }


def test_words_known_to_be_wrong_never_count(tmp_path: Path) -> None:
    told = form(also_wrong=["Sixty-three people"], answers=["Sixty-three"])
    (question,), _ = located(tmp_path, told)
    judged = JUDGE.judge(question, answer(RIGHT), answer(RIGHT))
    assert (judged.right, judged.measures["right sentence"], judged.measures["F1"]) == (False, 0, 0)
    other = dataclasses.replace(question, wrong=("46",))
    judged = JUDGE.judge(other, answer(RIGHT), answer(RIGHT))
    assert judged.right
    assert judged.measures["F1"] == pytest.approx(2 / 3)


def test_the_mean_counts_archives_alike_and_the_pool_questions(tmp_path: Path) -> None:
    (question,), _ = located(tmp_path, form())
    one = report([question], [answer(RIGHT)])
    three = report([question] * 3, [answer(OLDER)] * 3)
    reports = ArchiveReports((ArchiveReport("a", None, one), ArchiveReport("b", None, three)))
    assert reports.mean()["answer quoted"].value == 1 / 2
    assert reports.mean()["answer quoted"].n == 2
    assert reports.pooled.figures()["answer quoted"].value == 1 / 4
    asked = reports.pooled.asked
    assert asked is not None
    assert [o.question.id for o in asked.outcomes] == ["a/q1", "b/q1", "b/q1", "b/q1"]


# --- a run --------------------------------------------------------------------------------

MAY = (
    "Officers trained in Istanbul\n"
    "23-27 May 2022, Istanbul, Türkiye: UNODC trained 12 border officers on vehicle searches. "
    "Turkish police hosted the course.\n"
    "The next course is planned for customs officers.\n"
    "Corruption workshop in Tirana\n"
    "11 May 2022, Tirana, Albania: Twenty companies discussed corruption. "
    "Austria funded the workshop.\n"
)
ITEMS = (
    {
        "file": "may.txt",
        "headline": "Officers trained in Istanbul",
        "date": "2022-05-23/2022-05-27",
        "place": "Istanbul",
        "country": "Türkiye",
        "begins": "UNODC trained 12 border officers",
        "ends": "is planned for customs officers.",
    },
    {
        "file": "may.txt",
        "headline": "Corruption workshop in Tirana",
        "date": "2022-05-11",
        "place": "Durrës",  # what is wrong with the reading is the truth here
        "country": "Albania",
        "begins": "Twenty companies discussed corruption. Austria",
        "ends": "corruption. Austria funded the workshop.",
    },
)
TIRANA = {
    "answers": ["Austria"],
    "evidence": ["Austria funded the workshop."],
    "item": "Corruption workshop in Tirana",
    "file": "may.txt",
}
QUESTIONS = (
    {"id": "1", "kind": "plain", "question": "Who funded the workshop in Tirana?", **TIRANA},
    {"id": "2", "kind": "keyword", "question": "Tirana funds", **TIRANA, "file": "june.txt"},
    {
        "id": "3",
        "kind": "followup",
        "question": "Who funded it?",
        "history": ["What was discussed in Tirana?"],
        "standalone": "Who funded the workshop in Tirana?",
        **TIRANA,
    },
    {"id": "4", "kind": "unanswerable", "question": "What did the zebra say?", "sub": "absent"},
    listed("filter", ("Corruption workshop in Tirana", "may.txt"), question="What was in Tirana?"),
)


def make_archive(folder: Path, *, asked: bool = True) -> Path:
    (folder / "files").mkdir(parents=True)
    (folder / "files" / "may.txt").write_text(MAY, encoding="utf-8")
    (folder / "items.jsonl").write_text("\n".join(map(json.dumps, ITEMS)))
    if asked:
        write(folder, *QUESTIONS)
    return folder


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return Config(
        corpus=tmp_path / "no-such",
        index=tmp_path / "untouched",
        reader="sentences",
        weights=write_weights(tmp_path),
        min_confidence=0.0,
    )


def test_archives_are_read_indexed_and_asked_apart(tmp_path: Path, config: Config) -> None:
    folders = [make_archive(tmp_path / "one"), make_archive(tmp_path / "two", asked=False)]
    reports = evaluate_archives(config, folders, encoder=HashEncoder())
    assert not config.index.exists()
    one, two = reports.archives
    assert (one.name, two.name, two.asked) == ("one", "two", None)
    assert one.reading_figures()["right"].value == two.reading_figures()["right"].value == 1 / 2
    figures = one.figures()
    assert (figures["answer quoted"].value, figures["answer quoted"].n) == (1 / 2, 2)
    assert figures["Recall@5"].value == 1 / 2  # of an item that was not read nothing is found
    assert figures["  stand-alone right"].value == 1
    assert figures["verbatim"].value == 1
    again = HashEncoder()
    evaluate_archives(config, folders[:1], encoder=again)
    embedded = [text for text in again.encoded if "Turkish police hosted" in text]
    assert not embedded  # the passages came from the cache

    shown = archives_table(reports)
    assert shown.splitlines()[0].split() == ["one", "two", "mean", "pooled", "95", "%", "n"]
    assert [line.split() for line in shown.splitlines() if line.startswith("questions")] == [
        ["questions", "5", "–", "5"]
    ]
    assert "Note: one: questions on items that were not read" in shown
    made = json.loads(json.dumps(reports.to_json()))
    assert list(made) == ["archives", "mean", "pooled"]
    assert made["archives"][0]["reading"]["wrong"][0]["faults"] == ["place"]
    assert made["archives"][0]["report"]["set"]["questions"] == 5
    assert made["archives"][0]["stand_alone"]["set"]["questions"] == 1
    assert made["archives"][1]["report"] is None
    asked = reports.pooled.asked
    assert asked is not None
    assert "Tirana funds" in html.render(asked.to_json())


def test_wrong_items_are_listed_up_to_a_limit(tmp_path: Path, config: Config) -> None:
    reports = evaluate_archives(config, [make_archive(tmp_path / "one", asked=False)])
    assert wrong_lines(reports) == [
        "",
        "Items not read right: 1.",
        "one/may.txt: place",
        "    wanted “Corruption workshop in Tirana”, 2022-05-11, Durrës",
        "    found  “Corruption workshop in Tirana”, 2022-05-11, Tirana",
    ]
    assert wrong_lines(reports, most=0)[-1] == "… and 1 more; --json has all."


def test_archives_of_one_name_are_told_apart(tmp_path: Path, config: Config) -> None:
    folders = [make_archive(tmp_path / year / "may", asked=False) for year in ("2021", "2022")]
    reports = evaluate_archives(config, folders)
    assert [archive.name for archive in reports.archives] == ["2021/may", "2022/may"]


@pytest.mark.parametrize(("there", "said"), [(("files",), "found files"), ((), "none of them")])
def test_a_folder_that_is_no_archive(
    tmp_path: Path, config: Config, there: tuple[str, ...], said: str
) -> None:
    for name in there:
        (tmp_path / name).mkdir()
    with pytest.raises(QuestionSetError, match=said):
        evaluate_archives(config, [tmp_path])


# --- the command --------------------------------------------------------------------------

TABLE = """\
                                  one          95 %     n
items                               2
right                         1 0.500  [0.00, 1.00]     2
right and apart               1 0.500  [0.00, 1.00]     2
headline right                2 1.000  [1.00, 1.00]     2
date right                    2 1.000  [1.00, 1.00]     2
place right                   1 0.500  [0.00, 1.00]     2
merged                        0 0.000  [0.00, 0.00]     2
lost                          0 0.000  [0.00, 0.00]     2
cut                           0 0.000  [0.00, 0.00]     2
wrong and silent              1 0.500  [0.00, 1.00]     2
extra documents               0 0.000  [0.00, 0.00]     2
"""


def test_the_command_judges_the_reading_alone(tmp_path: Path) -> None:
    folder = make_archive(tmp_path / "one", asked=False)
    ran = CliRunner().invoke(cli, ["eval", "--archive", str(folder)])
    assert (ran.exit_code, ran.output) == (0, TABLE)
    ran = CliRunner().invoke(cli, ["eval", "--archive", str(folder), "--show-wrong"])
    assert ran.output.startswith(TABLE)
    assert "Items not read right: 1." in ran.output
    ran = CliRunner().invoke(cli, ["eval", "--archive", str(folder), "--json"])
    assert json.loads(ran.output)["archives"][0]["reading"]["items"] == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--archive", "ARCHIVE", "--save-run", "run.txt"], "does not go with --save-run"),
        (["--archive", "ARCHIVE", "--questions", "q.jsonl"], "does not go with --questions"),
        (["--archive", "ARCHIVE", "--html", "report.html"], "no archive given has"),
        (["--show-wrong"], "goes with --archive"),
    ],
)
def test_wrong_uses(tmp_path: Path, arguments: list[str], said: str) -> None:
    folder = make_archive(tmp_path / "one", asked=False)
    given = [str(folder) if argument == "ARCHIVE" else argument for argument in arguments]
    ran = CliRunner().invoke(cli, ["eval", *given])
    assert ran.exit_code == 2
    assert said in ran.output
