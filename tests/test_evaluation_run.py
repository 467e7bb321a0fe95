"""A whole evaluation on small archives: stages, denominators, JSON, comparing, baseline."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import ir_measures
import pytest

from fakes import ROOT, HashEncoder, small_config
from seeqa import Assistant, Config
from seeqa.errors import ConfigError, QuestionSetError
from seeqa.evaluation import (
    Bench,
    Comparison,
    Gold,
    Question,
    Report,
    against,
    evaluate,
    load_baseline,
    rankings,
    save_baseline,
    table,
    variants,
    write_questions,
    write_run,
)
from seeqa.evaluation.compare import COMPARABLE
from seeqa.evaluation.judge import Judge
from seeqa.evaluation.questions import read_questions
from seeqa.evaluation.trec import read_run
from seeqa.types import Searcher

SPLITS = ("dev", "test")


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    config = small_config(tmp_path_factory.mktemp("small"))
    return Assistant.open(config, encoder=HashEncoder())


def gold(assistant: Assistant, words: str) -> Gold:
    for document in assistant.documents():
        if words in document.text:
            start = document.text.index(words)
            return Gold(document.id, start, start + len(words), words)
    raise AssertionError(words)


def ask(assistant: Assistant, text: str, *golds: str, **fields: object) -> Question:
    answers = tuple(gold(assistant, words) for words in golds)
    return dataclasses.replace(
        Question(f"{text[:8]}{len(golds)}", text, "dev", answers=answers),
        **fields,  # type: ignore[arg-type]
    )


def asked(assistant: Assistant) -> list[Question]:
    return [
        ask(assistant, "Who funded the workshop in Tirana?", "Austria"),
        ask(assistant, "Who hosted the course?", "Turkish police", split="test"),
        ask(assistant, "Which events?", "12 border officers", "Twenty companies", tags=("list",)),
        ask(assistant, "What did the zebra say?", split="test"),
        ask(assistant, "", "Austria"),  # refused: empty
    ]


def only(assistant: Assistant, question: Question, **settings: object) -> Report:
    config = assistant.config.with_values(**settings)
    return evaluate(Assistant.open(config, encoder=HashEncoder()), [question])


def test_a_refused_question_scores_zero_and_stays_in_every_denominator(
    assistant: Assistant,
) -> None:
    report = evaluate(assistant, asked(assistant))
    refused = report.outcomes[-1]
    assert refused.answer is None
    assert refused.measures["Recall@10"] == refused.measures["F1"] == 0
    assert refused.lost_at == "not_retrieved"
    for name in ("Success@5", "Recall@5", "MRR@10", "document nDCG@10", "F1", "right sentence"):
        assert report.figures()[name].n == 4, name
    assert report.figures()["abstention accuracy"].n == 5
    assert report.figures()["list F1"].n == 1


@pytest.mark.parametrize(
    ("words", "settings", "stage"),
    [
        ("Austria", {}, None),
        ("Austria", {"min_confidence": 1.0}, "wrongly_abstained"),
        ("Twenty companies", {"max_sentences": 1}, "wrong_span"),
        ("The next course", {"read_k": 1}, "ranked_low"),
    ],
)
def test_the_stage_that_lost_a_question(
    assistant: Assistant, words: str, settings: dict[str, object], stage: str | None
) -> None:
    question = ask(assistant, "Which donor funded the workshop, Austria?", words)
    assert only(assistant, question, **settings).outcomes[0].lost_at == stage


def test_what_is_not_among_ten_hits_is_not_retrieved_and_noise_is_wrongly_answered(
    assistant: Assistant,
) -> None:
    answer = assistant.ask("Who funded the workshop?")
    judge = Judge(assistant.documents(), assistant.index.passages, read_k=8)
    right = ask(assistant, "Who funded the workshop?", "Austria")
    bare = dataclasses.replace(answer, hits=(), citations=())
    assert judge.judge(right, bare, bare).lost_at == "not_retrieved"
    none = ask(assistant, "Who funded the workshop?")
    outcome = judge.judge(none, answer, answer)
    assert outcome.lost_at == "wrongly_answered"
    assert outcome.measures["NoAns F1"] == 0


def test_verbatim_notices_an_altered_quote(assistant: Assistant) -> None:
    answer = assistant.ask("Who funded the workshop?")
    forged = dataclasses.replace(answer.citations[0], quote="Peru funded the workshop.")
    altered = dataclasses.replace(answer, citations=(answer.citations[0], forged))
    judge = Judge(assistant.documents(), assistant.index.passages, read_k=8)
    question = ask(assistant, "Who funded the workshop?", "Austria")
    assert judge.judge(question, answer, answer).measures["verbatim"] == 1
    assert judge.judge(question, altered, altered).measures["verbatim"] == 1 / 2


def test_the_json_form(assistant: Assistant) -> None:
    report = evaluate(assistant, asked(assistant))
    form = json.loads(json.dumps(report.to_json()))
    assert list(form) == ["settings", "set", "figures", "by_tag", "curves", "latency", "outcomes"]
    assert form["set"] | {"path": "", "remarks": []} == {
        "path": "",
        "questions": 5,
        "answerable": 4,
        "unanswerable": 1,
        "remarks": [],
    }
    assert list(form["figures"]) == ["all", *SPLITS]
    assert set(form["figures"]["all"]["F1"]) == {"value", "low", "high", "n"}
    assert form["by_tag"]["list"]["n"] == 1
    for curve in ("risk_coverage", "calibration", "recall_by_k"):
        assert list(form["curves"][curve]) == ["all", *SPLITS]
    assert [k for k, _ in form["curves"]["recall_by_k"]["all"]] == list(range(1, 11))
    assert set(form["latency"]["total"]) == {"p50", "p95"}
    first = form["outcomes"][0]
    assert first["gold"][0]["text"] == "Austria"
    assert set(first["golds_at"][0]) == {"rank", "dense_rank", "lexical_rank"}
    assert first["lost_at"] is None
    assert form["outcomes"][-1]["answer"] is None
    assert form["settings"]["searcher"] == "hybrid"


def test_the_curve_goes_on_below_the_threshold(assistant: Assistant) -> None:
    question = ask(assistant, "Who funded the workshop in Tirana?", "Austria")
    report = only(assistant, question, min_confidence=1.0)
    assert report.outcomes[0].abstained
    assert report.outcomes[0].measures["F1"] == 0
    assert report.risk_coverage() == [(1.0, 0.0)]  # it would have been right


def test_the_table_names_splits_figures_and_remarks(assistant: Assistant) -> None:
    report = evaluate(assistant, asked(assistant))
    said = table(dataclasses.replace(report, remarks=("one remark",)))
    assert said.splitlines()[0].split() == ["dev", "test", "all"]
    assert "Note: one remark." in said
    assert "wrongly abstained" in said


def bench(tmp_path: Path, assistant: Assistant) -> Bench:
    write_questions(tmp_path / "set.jsonl", asked(assistant))
    return Bench.open(assistant.config, tmp_path / "set.jsonl", encoder=HashEncoder())


def test_comparing_shares_parts_and_tests_against_the_first(
    tmp_path: Path, assistant: Assistant
) -> None:
    opened = bench(tmp_path, assistant)
    wanted = variants(opened.config, ["dense,lexical", "k=5,min_confidence=1"])
    assert [v.name for v in wanted] == ["dense", "lexical", "k=5,min_confidence=1"]
    assert (wanted[2].config.top_k, wanted[2].config.searcher) == (5, Searcher.HYBRID)
    reports = tuple(opened.run(variant.config) for variant in wanted)
    comparison = Comparison(tuple(v.name for v in wanted), reports)
    assert comparison.table().splitlines()[0].split() == [v.name for v in wanted]
    form = comparison.to_json()["variants"]
    assert form[0]["against_first"] is None
    assert 0 < form[2]["against_first"]["F1"]["p"] <= 1
    assert form[2]["against_first"]["F1"]["difference"] < 0


def test_one_setting_is_set_against_those_as_they_are() -> None:
    assert [v.name for v in variants(Config(), ["searcher=dense"])] == ["as set", "searcher=dense"]
    (_, other) = variants(Config(), ["weights=mine.json"])
    assert other.config.weights == "mine.json"


def test_what_can_be_compared_are_settings() -> None:
    assert set(COMPARABLE) <= {field.name for field in dataclasses.fields(Config)}


@pytest.mark.parametrize("given", ["magic", "port=80", "lexical_weight=much", "read_k=0"])
def test_settings_that_cannot_be_compared(given: str) -> None:
    with pytest.raises(ConfigError):
        variants(Config(), [given])


def test_a_set_with_its_own_corpus_leaves_the_index_alone(
    tmp_path: Path, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = tmp_path / "beir"
    folder.mkdir()
    names = ("zebra", "giraffe", "lion")
    corpus = [{"_id": n, "title": "", "text": f"The {n} committee met. It ate."} for n in names]
    queries = [{"_id": str(i), "text": f"{n} committee"} for i, n in enumerate(names)]
    (folder / "corpus.jsonl").write_text("\n".join(map(json.dumps, corpus)))
    (folder / "queries.jsonl").write_text("\n".join(map(json.dumps, queries)))
    (folder / "qrels.tsv").write_text("0\tzebra\t1\n0\tlion\t2\n1\tgiraffe\t1\n2\tzebra\t1\n")
    config = dataclasses.replace(assistant.config, index=tmp_path / "untouched")
    first = HashEncoder()
    report = Bench.open(config, folder, encoder=first).run()
    assert not (tmp_path / "untouched").exists()
    second = HashEncoder()
    again = Bench.open(config, folder, encoder=second).run()
    assert rankings(report) == rankings(again)
    assert len(second.encoded) < len(first.encoded)  # the passages came from the cache
    assert "F1" not in report.figures()
    write_run(tmp_path / "run", rankings(report))
    run = [
        ir_measures.ScoredDoc(q, d, s)
        for q, found in read_run(tmp_path / "run").items()
        for d, s in found
    ]
    qrels = [
        ir_measures.Qrel(q.question.id, d, g)
        for q in report.outcomes
        for d, g in q.question.documents.items()
    ]
    for ours, theirs in (("nDCG@10", "nDCG@10"), ("MAP", "AP"), ("MRR@10", "RR@10")):
        measure = ir_measures.parse_measure(theirs)
        expected = ir_measures.calc_aggregate([measure], qrels, run)[measure]
        assert report.means()[f"document {ours}"] == pytest.approx(expected, abs=1e-9)


def test_gold_that_the_archive_lacks_is_remarked(tmp_path: Path, assistant: Assistant) -> None:
    lost = Question("x", "Who?", "dev", answers=(Gold("no/such", 0, 3, "abc"),))
    write_questions(tmp_path / "set.jsonl", [lost])
    opened = Bench.open(assistant.config, tmp_path / "set.jsonl", encoder=HashEncoder())
    assert "1 gold spans are not in this archive" in opened.asked.remarks[0]
    assert opened.run().figures()["Recall@10"].value == 0


def test_a_baseline_against_itself_passes(tmp_path: Path, assistant: Assistant) -> None:
    report = evaluate(assistant, asked(assistant))
    save_baseline(tmp_path / "b.json", report)
    verdict = against(load_baseline(tmp_path / "b.json"), report)
    assert not verdict.failed
    assert not verdict.moved
    fewer = against(load_baseline(tmp_path / "b.json"), report.part("dev"))
    assert len(fewer.gone) == 2
    assert "2 questions are not in this run and not compared." in fewer.lines()


def test_a_significant_loss_fails_and_names_the_stage(tmp_path: Path, assistant: Assistant) -> None:
    same = ask(assistant, "Who funded the workshop in Tirana?", "Austria")
    many = [dataclasses.replace(same, id=f"q{i}") for i in range(12)]
    save_baseline(tmp_path / "b.json", evaluate(assistant, many))
    config = assistant.config.with_values(min_confidence=1.0)
    worse = evaluate(Assistant.open(config, encoder=HashEncoder()), many)
    verdict = against(load_baseline(tmp_path / "b.json"), worse)
    assert verdict.failed
    assert {c.name for c in verdict.changes if c.lost} == {
        "F1",
        "right sentence",
        "abstention accuracy",
    }
    assert "Lost most at: wrongly abstained (+12 questions)." in verdict.lines()


@pytest.mark.parametrize("content", ["{", "[]", '{"format": 9, "questions": {}}'])
def test_a_file_that_is_no_baseline(tmp_path: Path, content: str) -> None:
    (tmp_path / "b.json").write_text(content)
    with pytest.raises(QuestionSetError, match="--save-baseline"):
        load_baseline(tmp_path / "b.json")


@pytest.mark.model
def test_worse_settings_fail_a_baseline(bulletin: Assistant, tmp_path: Path) -> None:
    asked = read_questions(ROOT / "questions" / "bulletin.jsonl")
    write_questions(tmp_path / "some.jsonl", asked[::6])
    opened = Bench.open(bulletin.config, tmp_path / "some.jsonl", split="dev")
    save_baseline(tmp_path / "b.json", opened.run())
    baseline = load_baseline(tmp_path / "b.json")
    shy = against(baseline, opened.run(bulletin.config.with_values(min_confidence=0.999)))
    assert shy.failed
    assert shy.stages[0][0] == "wrongly_abstained"
    deaf = bulletin.config.with_values(searcher=Searcher.LEXICAL, min_confidence=0.0, read_k=1)
    verdict = against(baseline, opened.run(deaf))
    assert verdict.failed
    assert "MRR@10" in {c.name for c in verdict.changes if c.lost}
    assert verdict.stages[0][0] in ("not_retrieved", "ranked_low")


def test_filters_read_are_held_against_those_wanted(assistant: Assistant) -> None:
    there = ask(assistant, "What happened in Tirana?", "Austria")
    filtered = dataclasses.replace(there, filters={"place": "Tirana"})
    wrong = dataclasses.replace(there, id="w", filters={"place": "Tirana", "topic": "16"})
    plain = ask(assistant, "Who hosted the course?", "Turkish police")
    report = evaluate(assistant, [filtered, wrong, plain, dataclasses.replace(there, id="more")])
    assert report.values("filter exact match") == [1.0, 0.0]
    assert report.values("rightly unfiltered") == [1.0, 0.0]
