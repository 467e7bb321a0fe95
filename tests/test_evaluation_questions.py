"""Question sets: the form, and what is no question."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import law
from seeqa.errors import QuestionSetError
from seeqa.evaluation import Gold, Question, read_questions
from seeqa.schema import to_json

GOLD = {"document": "d", "start": 3, "end": 7, "text": "four"}
FORM: dict[str, Any] = {"id": "q1", "question": "Who?", "split": "dev", "answers": [GOLD]}

texts = st.text(max_size=20)
golds = st.builds(Gold, texts, st.integers(0), st.integers(0), texts)
with_also = st.builds(
    Gold,
    texts,
    st.integers(0),
    st.integers(0),
    texts,
    also=st.lists(golds, max_size=2).map(tuple),
)
questions = st.builds(
    Question,
    id=texts,
    question=texts,
    split=st.sampled_from(["dev", "test"]),
    tags=st.lists(texts, max_size=2).map(tuple),
    answers=st.lists(with_also, max_size=2).map(tuple),
    history=st.lists(texts, max_size=2).map(tuple),
    standalone=st.none() | texts,
    filters=st.dictionaries(texts, texts, max_size=2),
)


def write(path: Path, *forms: object) -> Path:
    lines = [form if isinstance(form, str) else json.dumps(form) for form in forms]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@law
@given(st.lists(questions, max_size=3, unique_by=lambda question: question.id))
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, asked: list[Question]
) -> None:
    path = tmp_path_factory.mktemp("set") / "set.jsonl"
    lines = [json.dumps(to_json(question), ensure_ascii=False) for question in asked]
    path.write_text("\n".join(lines), encoding="utf-8")
    assert read_questions(path) == asked


def test_a_line_separator_within_a_text_ends_no_line(tmp_path: Path) -> None:
    form = json.dumps({**FORM, "question": "Who\u2028came\u0085here?"}, ensure_ascii=False)
    (question,) = read_questions(write(tmp_path / "set.jsonl", form))
    assert question.question == "Who\u2028came\u0085here?"


def test_blank_lines_and_crlf_are_skipped(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_bytes(b"\r\n" + json.dumps(FORM).encode() + b"\r\n\r\n")
    assert [question.id for question in read_questions(path)] == ["q1"]


def test_what_a_question_says_of_itself() -> None:
    gold = Gold("d", 3, 7, "four", also=(Gold("e", 1, 5, "four"),))
    question = Question("q1", "Who?", "dev", ("list",), (gold,))
    assert (question.answerable, question.wants_all) == (True, True)
    assert gold.places == (gold, Gold("e", 1, 5, "four"))
    bare = Question("q2", "Who?", "dev")
    assert (bare.answerable, bare.wants_all) == (False, False)


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ("{", "no JSON"),
        ("[1]", "a list, not an object"),
        ({**FORM, "documents": {"d": 0.5}}, "a grade that is no whole number: 0.5 of 'd'"),
        ({**FORM, "documents": {"d": True}}, "a grade that is no whole number: True of 'd'"),
        ({**FORM, "documents": ["d"]}, "documents that are no object"),
        ({**FORM, "history": "What before?"}, "history that is no list of texts"),
        ({**FORM, "history": [1]}, "history that is no list of texts"),
        ({**FORM, "tags": "list"}, "tags that is no list of texts"),
        ({**FORM, "standalone": 7}, "a standalone that is no text"),
        ({**FORM, "filters": "Ohrid"}, "filters that are no object"),
        ({**FORM, "filters": {"place": 7}}, "place that is no list of texts"),
        ({**FORM, "answers": [{**GOLD, "start": "x"}]}, "a start that is no whole number: 'x'"),
        ({**FORM, "answers": [{**GOLD, "end": 9.5}]}, "an end that is no whole number: 9.5"),
        ({**FORM, "answers": [{**GOLD, "text": None}]}, "an answer's text that is none"),
        ({**FORM, "answers": [{**GOLD, "also": GOLD}]}, "also that are no list"),
        ({**FORM, "id": [1]}, "an id that is no text"),
        ({**FORM, "split": "train"}, "split 'train', not one of dev, test"),
        ({**FORM, "question": 7}, "a question that is no text"),
        ({**FORM, "answers": None}, "answers that are no list"),
        ({**FORM, "answers": ["four"]}, "an answer that is no object"),
        ({**FORM, "answers": [{"document": "d", "start": 3}]}, "'end'"),
        ({**FORM, "answers": [{**GOLD, "colour": "red"}]}, "a field that no answer has: colour"),
        ({key: FORM[key] for key in ("id", "split", "answers")}, "no field 'question'"),
        (FORM, "id 'q1', as in line 1"),
    ],
)
def test_what_is_no_question_is_named_with_its_line(
    tmp_path: Path, form: object, said: str
) -> None:
    path = write(tmp_path / "set.jsonl", FORM, "", form)
    with pytest.raises(QuestionSetError) as caught:
        read_questions(path)
    assert f"{path}, line 3" in str(caught.value)
    assert said in str(caught.value)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(QuestionSetError, match="No such file"):
        read_questions(tmp_path / "none.jsonl")
    (tmp_path / "bad.jsonl").write_bytes(b"\xff")
    with pytest.raises(QuestionSetError, match="not UTF-8"):
        read_questions(tmp_path / "bad.jsonl")
