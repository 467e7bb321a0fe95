"""Question sets of every form are read, written back the same, and refused with the line."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import ROOT, law
from seeqa.errors import QuestionSetError
from seeqa.evaluation import Gold, Question, read_questions, write_questions
from seeqa.evaluation.beir import plain_document, read_folder, write_folder
from seeqa.evaluation.formats import QuestionSet, detect, read_documents, read_set
from seeqa.evaluation.squad import read_squad, write_squad
from seeqa.evaluation.tables import read_table, write_table
from seeqa.evaluation.trec import read_qrels, read_run, write_qrels, write_run

TIRANA = plain_document("t", "Tirana", "Austria paid. Austria left.", file="c", line=1)
VIENNA = plain_document("v", "", "Nobody paid in Vienna.", file="c", line=2)
DOCUMENTS = {document.id: document for document in (TIRANA, VIENNA)}
CORPUS = [{"_id": "t", "title": "Tirana", "text": "x"}, {"_id": "v", "title": "", "text": "y"}]
SQUAD = {
    "version": "v2.0",
    "data": [
        {
            "title": "New_York",
            "paragraphs": [
                {
                    "context": "It is big.",
                    "qas": [
                        {
                            "id": "1",
                            "question": "How?",
                            "is_impossible": False,
                            "answers": [
                                {"text": "big", "answer_start": 6},
                                {"text": "big", "answer_start": 6},
                            ],
                        },
                        {"id": "2", "question": "Who?", "is_impossible": True, "answers": []},
                    ],
                }
            ],
        }
    ],
}


def beir(folder: Path, qrels: str = "query-id\tcorpus-id\tscore\nq\tt\t2\nq\tv\t0\n") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    lines = "".join(f"{json.dumps(form)}\n" for form in CORPUS)
    (folder / "corpus.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    (folder / "queries.jsonl").write_text('{"_id": "q", "text": "who"}\n{"_id": "r", "text": "?"}')
    (folder / "qrels.tsv").write_text(qrels)
    return folder


def read(path: Path) -> QuestionSet:
    return read_set(path, lambda: DOCUMENTS)


text = st.text(st.characters(codec="utf-8"), max_size=12)
golds = st.builds(
    Gold, document=text, start=st.integers(0), end=st.integers(0), text=text, also=st.just(())
)
questions = st.builds(
    Question,
    id=text.filter(bool),
    question=text,
    split=st.sampled_from(["dev", "test"]),
    tags=st.lists(text).map(tuple),
    answers=st.lists(
        st.builds(
            Gold,
            document=text,
            start=st.integers(0),
            end=st.integers(0),
            text=text,
            also=st.lists(golds, max_size=2).map(tuple),
        ),
        max_size=3,
    ).map(tuple),
    history=st.lists(text).map(tuple),
    standalone=text.filter(bool) | st.none(),
    filters=st.dictionaries(text, text, max_size=2),
    documents=st.dictionaries(text, st.integers(1, 3), max_size=2),
)


@law
@given(asked=st.lists(questions, max_size=4, unique_by=lambda question: question.id))
@pytest.mark.parametrize("name", ["set.jsonl", "set.jsonl.gz"])
def test_jsonl_reads_what_it_wrote(
    tmp_path_factory: pytest.TempPathFactory, name: str, asked: list[Question]
) -> None:
    path = tmp_path_factory.mktemp("set") / name
    write_questions(path, asked)
    assert read_questions(path) == asked


def test_our_own_set_survives_writing(tmp_path: Path) -> None:
    asked = read_questions(ROOT / "questions" / "bulletin.jsonl")
    write_questions(tmp_path / "copy.jsonl", asked)
    assert read_questions(tmp_path / "copy.jsonl") == asked


def test_beir_folder(tmp_path: Path) -> None:
    found = read(beir(tmp_path))
    assert found.questions == (Question("q", "who", "test", documents={"t": 2}),)
    assert found.documents is not None
    assert [d.headline for d in found.documents] == ["Tirana", ""]
    assert [d.text for d in found.documents] == ["Tirana\nx", "y"]
    assert found.remarks == ("1 queries without any judgement are not asked",)
    assert read_documents(tmp_path) == found.documents


def test_beir_splits_and_round_trip(tmp_path: Path) -> None:
    asked = [
        Question("a", "who", "dev", documents={"t": 2}),
        Question("b", "why", "test", documents={"v": 1}),
    ]
    write_folder(tmp_path, asked, [TIRANA, VIENNA])
    again, documents, _ = read_folder(tmp_path)
    assert [(q.id, q.split, q.documents) for q in again] == [
        ("dev/a", "dev", {"t": 2}),
        ("test/b", "test", {"v": 1}),
    ]
    assert [d.text for d in documents] == [TIRANA.text, VIENNA.text]


def test_beir_remarks_on_what_the_corpus_lacks(tmp_path: Path) -> None:
    _, _, remarks = read_folder(beir(tmp_path, "q\tgone\t1\nr\tt\t0\n"))
    assert remarks == (
        "1 queries have no relevant document and count as unanswerable",
        "1 relevant documents are not in the corpus and count as missed",
    )


def test_squad(tmp_path: Path) -> None:
    path = tmp_path / "dev.json.gz"
    path.write_bytes(gzip.compress(json.dumps(SQUAD).encode()))
    found = read(path)
    assert found.documents is not None
    document = found.documents[0]
    assert document.text == "New York\nIt is big."
    assert found.questions == (
        Question("1", "How?", "test", answers=(Gold(document.id, 15, 18, "big"),)),
        Question("2", "Who?", "test"),
    )


def test_squad_reads_what_it_wrote(tmp_path: Path) -> None:
    asked = [
        Question("1", "Who?", "test", answers=(Gold("t", 7, 14, "Austria"),)),
        Question("2", "Why?", "test"),
    ]
    write_squad(tmp_path / "s.json", asked, [TIRANA, VIENNA])
    again, documents = read_squad(tmp_path / "s.json")
    assert [(q.id, q.answerable) for q in again] == [("1", True), ("2", False)]
    gold = again[0].answers[0]
    home = next(d for d in documents if d.id == gold.document)
    assert home.text[gold.start : gold.end] == "Austria"


def test_csv_finds_the_words(tmp_path: Path) -> None:
    path = tmp_path / "set.csv"
    path.write_text(
        "question,answer,document,split,tags\n"
        "Who paid?,Austria,,dev,who direct\n"
        '"Who, then?",Austria | Nobody,,,list\n'
        "Which item?,,v,test,\n"
        "Why?,,,test,\n",
        encoding="utf-8",
    )
    who, then, item, why = read(path).questions
    assert who.answers == (Gold("t", 7, 14, "Austria", (Gold("t", 21, 28, "Austria"),)),)
    assert (who.split, who.tags) == ("dev", ("who", "direct"))
    assert [gold.text for gold in then.answers] == ["Austria", "Nobody"]
    assert (item.documents, item.answers) == ({"v": 1}, ())
    assert not why.answerable
    write_table(tmp_path / "copy.csv", [who, then, item, why])
    assert read_table(tmp_path / "copy.csv", DOCUMENTS) == [who, then, item, why]


def test_trec_files(tmp_path: Path) -> None:
    asked = [Question("q", "who", "test", documents={"t": 2, "v": 1})]
    write_qrels(tmp_path / "qrels", asked)
    assert read_qrels(tmp_path / "qrels") == {"q": {"t": 2, "v": 1}}
    write_run(tmp_path / "run", {"q": [("v", 0.5), ("t", 0.5), ("x", 0.7)]})
    assert [name for name, _ in read_run(tmp_path / "run")["q"]] == ["v", "t", "x"]
    with pytest.raises(QuestionSetError, match="white space"):
        write_run(tmp_path / "run", {"q": [("two words", 0.5)]})


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("s.jsonl", '{"id": "1", "question": "?", "split": "dev", "answers": []}\n{', "line 2"),
        ("s.jsonl", '\n{"id": "1", "split": "dev", "answers": []}', "line 2; found no field 'que"),
        ("s.jsonl", '{"id": "1", "question": "?", "split": "x", "answers": []}', "split 'x'"),
        ("s.jsonl", '{"id": "1", "question": "?", "split": "dev"}', "line 1; found neither"),
        ("s.jsonl", '{"id":1,"question":"","split":"dev","answers":[]}\n' * 2, "as in line 1"),
        ("s.jsonl.gz", "not packed", "s.jsonl.gz"),
        ("s.csv", "question,reply\na,b\n", "line 1; found columns"),
        ("s.csv", "question,answer\nWho?,Peru\n", "line 2; found answer 'Peru'"),
        ("s.csv", "question,split\nWho?,train\n", "line 2; found split 'train'"),
        ("s.csv", "question,document\nWho?,p\n", "line 2; found document 'p'"),
        ("s.csv", "question,answer\nWho?\n", "line 2; found more or fewer"),
        ("s.json", "{", "line 1"),
        ("s.json", "{}", "'data'"),
        ("s.json", json.dumps(SQUAD).replace('_start": 6', '_start": 5'), "question '1'"),
        ("s.xml", "", "the ending '.xml'"),
    ],
)
def test_a_malformed_file_is_told_with_place_and_reason(
    tmp_path: Path, name: str, content: str, said: str
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(QuestionSetError) as caught:
        read(tmp_path / name)
    assert name in str(caught.value)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("qrels", "said"),
    [
        ("q\tt\t1\nq\tt\n", "qrels.tsv, line 2; found 2 columns"),
        ("q\tt\tgood\n", "line 1; found grade 'good'"),
        ("z\tt\t1\n", "line 1; found query 'z'"),
    ],
)
def test_malformed_judgements(tmp_path: Path, qrels: str, said: str) -> None:
    with pytest.raises(QuestionSetError) as caught:
        read(beir(tmp_path, qrels))
    assert said in str(caught.value)


def test_a_folder_that_is_no_beir_folder(tmp_path: Path) -> None:
    with pytest.raises(QuestionSetError, match="corpus.jsonl or corpus.jsonl.gz"):
        read(tmp_path)
    assert read_documents(tmp_path) is None
    assert detect(tmp_path).value == "beir"


@pytest.mark.parametrize("reader", [read_qrels, read_run])
def test_malformed_trec_files(tmp_path: Path, reader: Callable[[Path], object]) -> None:
    (tmp_path / "f").write_text("q 0 d\n")
    with pytest.raises(QuestionSetError, match="line 1; found 3 columns"):
        reader(tmp_path / "f")


@pytest.mark.parametrize("name", ["none.jsonl", "none.csv", "none.json"])
def test_a_set_without_a_question_is_refused(tmp_path: Path, name: str) -> None:
    empty = {".jsonl": "\n", ".csv": "question,answer\n", ".json": '{"data": []}'}
    (tmp_path / name).write_text(empty[Path(name).suffix])
    with pytest.raises(QuestionSetError, match=f"at least one question in .*{name}; found none"):
        read_set(tmp_path / name, lambda: DOCUMENTS)
