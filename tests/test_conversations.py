from __future__ import annotations

import csv
import dataclasses
import io
import json
import re
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

import made
from fakes import HashEncoder, make_index, small_config
from seeqa.answer.cite import verify
from seeqa.chat.conversations import kept, restored
from seeqa.chat.export import as_csv, as_html, as_json, as_markdown, file_name, plain
from seeqa.chat.turn import Turn
from seeqa.index import Index

ORIGIN = "http://127.0.0.1:7860"


@pytest.fixture
def index(tmp_path: Path) -> Index:
    return make_index(small_config(tmp_path), HashEncoder())


def turns_over(index: Index) -> list[Turn]:
    """Answers, an abstention, a listing and a problem; their passages are the index's."""
    found = dict(index.documents)
    hits = tuple(
        dataclasses.replace(made.hit(found[p.document_id], rank), passage=p)
        for rank, p in enumerate(index.passages, 1)
    )
    asked = made.answer(found, *made.QUOTES, filters=made.FILTERS, about="Officers", hits=hits)
    return [
        Turn("How many officers?", answer=asked, history=("Before?",), read_filters=False),
        Turn("Why?", answer=dataclasses.replace(made.abstention(found), hits=hits[:1])),
        Turn("Which?", answer=dataclasses.replace(made.listing(found), hits=())),
        Turn("Too long", problem="Ask one short question."),
    ]


def text_of(turns: list[Turn]) -> str:
    return json.dumps(kept(turns))


def test_what_is_kept_comes_back_whole(index: Index) -> None:
    turns = turns_over(index)
    assert restored(text_of(turns), index) == turns


def test_the_texts_of_passages_are_not_kept(index: Index) -> None:
    stored = text_of(turns_over(index)[1:2])
    assert all(passage.text not in stored for passage in index.passages)


def test_ids_are_kept_as_strings_for_javascript(index: Index) -> None:
    (form,) = kept(turns_over(index)[:1])
    assert [hit["passage"]["id"] for hit in form["answer"]["hits"]] == [
        str(passage.id) for passage in index.passages
    ]


def test_quotes_are_verified_and_the_rest_is_taken_from_the_archive(index: Index) -> None:
    forms: Any = kept(turns_over(index)[:1])
    citation = forms[0]["answer"]["citations"][0]
    citation["headline"] = "A forged headline"
    citation["links"] = ["javascript:alert(1)"]
    citation["number"] = 99
    forms[0]["answer"]["hits"][0]["passage"]["text"] = "forged"
    (turn,) = restored(json.dumps(forms), index)
    assert turn.answer is not None
    assert "forged" not in str(turn)
    assert "javascript" not in str(turn)
    assert [c.number for c in turn.answer.citations] == [1, 2]


def test_a_forged_quote_is_not_shown(index: Index) -> None:
    forms: Any = kept(turns_over(index)[:1])
    forms[0]["answer"]["citations"][0]["quote"] = "UNODC trained 99 officers."
    (turn,) = restored(json.dumps(forms), index)
    assert turn.answer is not None
    assert [c.quote for c in turn.answer.citations] == [made.QUOTES[1]]
    assert "do not stand in the archive any more: Officers trained" in turn.remarks[0]
    forms[0]["answer"]["citations"] = forms[0]["answer"]["citations"][:1]
    (turn,) = restored(json.dumps(forms), index)
    assert turn.answer is None
    assert "do not stand in the archive any more" in str(turn.problem)


def test_a_quote_that_moved_is_found_again(index: Index) -> None:
    forms: Any = kept(turns_over(index)[:1])
    for offset in ("start", "end"):
        forms[0]["answer"]["citations"][0][offset] += 7
    forms[0]["answer"]["citations"][0]["emphasis"] = None
    (turn,) = restored(json.dumps(forms), index)
    assert turn.answer is not None
    for citation in turn.answer.citations:
        verify(citation, index.documents[citation.document_id])
    assert turn.answer.citations[0].quote == made.QUOTES[0]
    assert turn.remarks == (
        "The item was edited since: the same words were found at another place of it.",
    )


def test_an_item_that_is_gone_is_told(index: Index) -> None:
    forms: Any = kept(turns_over(index)[:1])
    for citation in forms[0]["answer"]["citations"]:
        citation["document_id"] = "gone"
    (turn,) = restored(json.dumps(forms), index)
    assert turn.answer is None


@pytest.mark.parametrize(
    "stored",
    [
        "",
        "null",
        "[",
        "{}",
        '[{"question": 5}]',
        '[{"question": "Why?", "answer": {"citations": "x"}}]',
        "[" * 10_000,
        json.dumps([{"question": "Why?"}] * 501),
        json.dumps([{"question": "x" * 4_000_001}]),
    ],
)
def test_a_garbled_store_is_a_value_error(index: Index, stored: str) -> None:
    with pytest.raises(ValueError):
        restored(stored, index)


def test_an_unfinished_turn_comes_back_as_stopped(index: Index) -> None:
    (turn,) = restored('[{"question": "Why?", "busy": "Searching"}]', index)
    assert turn.problem == "Stopped before there was an answer."


def test_the_table_has_a_row_for_each_quote_and_no_formula(index: Index) -> None:
    turns = turns_over(index)
    answer = turns[0].answer
    assert answer is not None
    formula: dict[str, Any] = {"headline": "=a", "dateline": "@b", "quote": "+c", "file": "-d"}
    forged = dataclasses.replace(answer.citations[0], dates=None, **formula)
    unsure = dataclasses.replace(made.abstention(dict(index.documents)), perhaps=(forged,))
    asked = [dataclasses.replace(turns[0], question="=1+1, why?"), Turn("=e", answer=unsure)]
    asked.append(Turn("Who?", answer=made.abstention(dict(index.documents))))
    written = as_csv(asked, origin="http://127.0.0.1:7860")
    rows = list(csv.DictReader(io.StringIO(written.removeprefix("\ufeff"))))
    assert [row["quote"] for row in rows[:-2]] == [c.quote for c in answer.citations]
    assert [row["said"] for row in rows[-3:]] == ["answer", "perhaps", "nothing"]
    assert [row["confidence"] for row in rows] == ["0.71"] * (len(rows) - 2) + ["0.10", ""]
    assert None not in rows[-1].values()
    assert not any((cell or "").startswith(tuple("=+-@")) for row in rows for cell in row.values())
    assert rows[0]["link"].startswith("http://127.0.0.1:7860/p/")
    assert "line" in rows[0]["source"]


def test_what_may_answer_is_verified_too(index: Index) -> None:
    """Of a kept abstention, its quote is cited anew; that it is gone is told."""
    documents = dict(index.documents)
    unsure = dataclasses.replace(
        made.abstention(documents), perhaps=made.quoted(documents, made.QUOTES[0])
    )
    forms = json.loads(json.dumps(kept([Turn("Why?", answer=unsure)])))
    (turn,) = restored(json.dumps(forms), index)
    assert turn.answer is not None
    assert [c.quote for c in turn.answer.perhaps] == [made.QUOTES[0]]
    forms[0]["answer"]["perhaps"][0]["quote"] = "Nobody said so."
    (turn,) = restored(json.dumps(forms), index)
    assert turn.answer is not None and turn.answer.perhaps == ()
    assert "do not stand in the archive any more" in " ".join(turn.remarks)


def test_every_export_has_each_quote_its_offsets_and_links(index: Index) -> None:
    turns = turns_over(index)
    exported = json.loads(as_json(turns))
    assert turns[0].answer is not None
    for citation, form in zip(
        turns[0].answer.citations, exported["turns"][0]["citations"], strict=True
    ):
        document = index.documents[form["document_id"]]
        assert document.text[form["start"] : form["end"]] == form["quote"] == citation.quote
    for text in (as_markdown(turns, origin=ORIGIN), as_html(turns, origin=ORIGIN)):
        for said in ("9 May 2022 to 13 May 2022 · Serbia", "About: Officers", "2 of 15 items"):
            assert said in text
        assert "https://sdg-tracker.org/peace-justice#targets" in text
        for citation in turns[0].answer.citations:
            assert f"{citation.start}–{citation.end}" in text
            assert f"{ORIGIN}{citation.permalink}" in text
            assert citation.quote in re.sub(r"\*\*|</?b>", "", text)


@pytest.mark.parametrize("listed", [True, False])
def test_a_person_reads_an_export(index: Index, listed: bool) -> None:
    """Dates, headlines, words in bold, permalinks; of a list an entry an item; few escapes."""
    found = dict(index.documents)
    answer = made.listing(found) if listed else made.answer(found, *made.QUOTES)
    turns = [Turn("How many officers?", answer=answer)]
    text = as_markdown(turns, origin=ORIGIN)
    assert re.findall(r"\\(?!<img|`|\|)", text) == []
    shown = MarkdownIt("commonmark").render(text)
    for form in (shown, as_html(turns, origin=ORIGIN)):
        assert form.count("<li>") == (2 if listed else 0)
        assert re.findall(r"<b>|<strong>", form)
        assert re.sub(r"<.*?>", "", form).count("23-27 May 2022, Istanbul, Türkiye") == 1
        for citation in answer.citations:
            assert f'href="{ORIGIN}{citation.permalink}"' in form
            bold = found[citation.document_id].text[slice(*citation.emphasis or (0, 0))]
            assert re.search(rf"<(b|strong)>{bold}</\1>", form)
    forms = json.loads(as_json(turns))["turns"][0]["citations"]
    assert [form["permalink"] for form in forms] == [c.permalink for c in answer.citations]
    assert forms[0]["dates"]["first"] == "2022-05-23"
    copied = plain("Which?", answer)
    assert ("1. Officers trained in Istanbul\n23-27 May 2022" in copied) == listed
    assert all(
        f"\n{c.permalink}" in copied and f"“{c.quote}” [" in copied for c in answer.citations
    )


def test_an_export_is_named_for_its_day_and_first_question() -> None:
    name = file_name("Who paid for the Trafficking report?", "md")
    assert name == f"seeqa-{date.today()}-who-paid-for-the-trafficking-report.md"
    assert file_name("…?", "csv") == f"seeqa-{date.today()}.csv"
    assert file_name("Шта се десило у Скопљу?", "md").endswith("-shta-se-desilo-u-skoplju.md")
    slug = file_name("word " * 40, "md").partition(f"{date.today()}-")[2].removesuffix(".md")
    assert slug == "-".join(["word"] * 12)
    assert len(file_name("x" * 500, "md")) == len(f"seeqa-{date.today()}-.md") + 60


def test_nothing_exported_becomes_markup(index: Index) -> None:
    question = f"# {made.HOSTILE} [x](javascript:alert(1))\n\n<b>"
    turns = [Turn(question, problem=made.HOSTILE)]
    assert "<img" not in as_html(turns)
    shown = MarkdownIt("commonmark").render(as_markdown(turns))
    assert re.findall(r"<(?!/)(\w+)", shown) == ["h1", "p", "h2", "p"]
    assert " ".join(question.split()) in unescape(shown)
