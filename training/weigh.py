"""Learn what evidence weighs (`seeqa.evidence.weights`), each archive judged by what others teach.

    python training/weigh.py --rows ROWS            # ask, keep the rows, print the table
    python training/weigh.py --rows ROWS --write    # from the rows; write all weights
    python training/weigh.py --rows ROWS --only city-library food-safety    # ask those alone

Every question of `questions/archives/*` and a quarter of the bulletin's sets is asked once. Its
candidates, its items and the question itself are the rows of three logistic regressions: which
words answer, which items belong to a list, which question wants a list. Of all archives each counts
alike. The rows of an archive are kept in a file, and hold for one reader.

What is printed, and every figure of the evaluation, is of archives left out: the weights beside an
archive's questions (`weights.json`) were fitted on all others; the package's on all of them.
scikit-learn comes with sentence-transformers.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from seeqa import Assistant
from seeqa.archive import read_corpus
from seeqa.assistant import Evidence
from seeqa.config import Config
from seeqa.conversation import LIST, Asked
from seeqa.embed import SentenceEncoder
from seeqa.evaluation import read_questions
from seeqa.evaluation.archive import open_archive
from seeqa.evaluation.archive_questions import read_archive_questions
from seeqa.evaluation.items import read_items
from seeqa.evaluation.questions import Question
from seeqa.evaluation.words import f1
from seeqa.evidence.features import NAMES, STANDING, standing
from seeqa.evidence.weights import FILE, Regression
from seeqa.items.select import NAMES as ITEM_NAMES
from seeqa.items.select import Selection, chosen
from seeqa.language.parse import Parse
from seeqa.question import scope
from seeqa.question.frame import read_frame
from seeqa.sentences import sentence_offsets
from seeqa.types import Candidate, Wants
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.preprocessing import StandardScaler

HOME = "home"  # the bulletin, whose sets are the files in questions/
HOME_EVERY = 4  # of its questions so many are left out for one that is asked
Floats = NDArray[np.float64]
PARTS = ("answer", "item", "scope")
LEAST_SPREAD = 1e-3
# Inverse of the penalty on weights.
STRENGTH = {"answer": 0.3, "sure": 0.1, "item": 0.3, "scope": 0.01}
PLAIN = "plain/"  # the same parts for another reader or encoder than ours
OF_READER = ("relevance", "relevance_gap", "span_score")  # what an item has of a reader
OF_WORDS = 0.8  # of a right sentence's worth that its emphasised words decide
# Features of which more can only speak for an answer, and of which more only against it.
MORE = frozenset(
    "log_odds best_relevance score relevance fused likeness dense lexical kind_met sentence_share "
    "passage_share item_share act_sentence act_passage act_item agent_sentence thing_sentence "
    "pair_passage head_near slot_met preferred in_focus ahead ahead_of_few right_ones".split()
)
LESS = frozenset(
    "kind_unmet no_number sentence_worst passage_worst item_worst archive_worst names_sentence "
    "names_item numbers_sentence numbers_item slot_untold rank".split()
)
REFUSED = 0.1  # of the right answers, where false ones are counted


@dataclass(frozen=True)
class Rows:
    """Features and goals of one part, and of which archive and question each row is.

    `extra` is 1 for questions that the archive answers (answer), that filter (item).
    """

    features: Floats
    goal: Floats
    archive: NDArray[np.int64]
    question: NDArray[np.int64]
    extra: NDArray[np.int64]


def archives(root: Path) -> list[Path]:
    """Return the folders of the archives, and that of the bulletin's sets last."""
    return [*sorted(p for p in (root / "archives").iterdir() if p.is_dir()), root]


def blank(path: Path) -> Path:
    """Write weights that know nothing, to ask with where the package's are of other features."""
    counts = {"answer": len(NAMES), "sure": len(STANDING) + len(NAMES), "item": len(ITEM_NAMES)}
    framed = scope.features(read_frame(Parse("", (), ())), None).shape[0]
    form = {part: {"intercept": 0.0, "weights": [0.0] * n} for part, n in counts.items()}
    form["scope"] = {"intercept": -1.0, "weights": [0.0] * framed}
    _write(path, {"encoder": "", "reader": "", "plain": form, **form})
    return path


def opened(
    folder: Path, root: Path, encoder: SentenceEncoder, weights: Path
) -> tuple[Assistant, list[Question]]:
    """Return the assistant of an archive and the questions on it."""
    config = dataclasses.replace(Config.from_env(), weights=str(weights))
    if folder == root:
        sets = sorted(root.glob("*.jsonl"))
        found = [q for path in sets for q in read_questions(path)][::HOME_EVERY]
        return open_archive(config, None, encoder=encoder), found
    documents = read_corpus(folder / "files").documents
    config = dataclasses.replace(config, corpus=folder / "files")
    items = read_items(folder / "items.jsonl")
    asked = read_archive_questions(folder / "questions.jsonl", documents, items).questions
    return open_archive(config, documents, encoder=encoder), list(asked)


class Collector:
    """Asks questions and keeps the rows."""

    def __init__(self) -> None:
        """Begin with none."""
        parts = [*PARTS, PLAIN + "answer"]
        self.found: dict[str, list[tuple[Floats, float, int, int, int]]] = {p: [] for p in parts}
        self._questions = 0

    def ask(self, number: int, assistant: Assistant, question: Question) -> None:
        """Keep the rows of a question on archive `number`, stand-alone and in its conversation."""
        alone = assistant.asked(question.standalone or question.question)[0]
        # At home a fact may be asked with a filter; elsewhere a filter asks for documents.
        wants_list = "list" in question.tags or bool(question.documents)
        if not alone.facet and "overview" not in question.tags:
            vector = assistant.encoded(alone.frame.text)
            told = scope.features(alone.frame, vector)
            self.add("scope", told, float(wants_list), number, 0)
            self._questions += 1
        if wants_list:
            self._items(number, assistant, question, alone)
        elif not {"overview", "count"} & set(question.tags):
            self._answers(number, assistant, question, alone)
            if question.history:
                leaning = assistant.asked(question.question, history=question.history)[-1]
                self._answers(number, assistant, question, leaning)

    def add(self, part: str, told: Floats, goal: float, archive: int, extra: int) -> None:
        """Keep a row."""
        self.found[part].append((told, goal, archive, self._questions, extra))

    def _answers(self, number: int, assistant: Assistant, question: Question, asked: Asked) -> None:
        for part, plainly in (("answer", False), (PLAIN + "answer", True)):
            found: Evidence = assistant.evidence(asked, plainly=plainly)
            for candidate, told in zip(found.candidates, found.features, strict=True):
                self.add(part, told, worth(question, candidate), number, question.answerable)
        self._questions += 1

    def _items(self, number: int, assistant: Assistant, question: Question, asked: Asked) -> None:
        query = dataclasses.replace(asked.query, wants=Wants.LIST, filters=asked.prefers)
        found: Selection = assistant.selection(dataclasses.replace(asked, query=query))
        wanted = set(question.documents) | {a.document for a in question.answers}
        missed = len(wanted - {one.document.id for one in found.weighed})
        for one, told in zip(found.weighed, found.features, strict=True):
            goal = float(one.document.id in wanted)
            code = 1000 * missed + 10 * found.every + ("filter" in question.tags)
            self.add("item", told, goal, number, code)
        self._questions += 1

    def rows(self) -> dict[str, Rows]:
        """Return the rows of each part."""
        return {part: _rows(found) for part, found in self.found.items()}


def _rows(found: Sequence[tuple[Floats, float, int, int, int]]) -> Rows:
    told, *columns = zip(*found, strict=True)
    return Rows(np.array(told), *(np.array(column) for column in columns))


def worth(question: Question, found: Candidate) -> float:
    """Return 0 for a wrong sentence, else how right its words are, from 0.2 to 1."""
    passage = found.hit.passage
    start, end = (passage.start + at for at in sentence_offsets(passage.text)[found.sentence])
    places = [place for gold in question.answers for place in gold.places]
    right = [
        p for p in places if p.document == passage.document_id and p.start < end and start < p.end
    ]
    if not right:
        return 0.0
    wordings = question.wordings or tuple(p.text for p in right)
    return 1 - OF_WORDS + OF_WORDS * max((f1(found.text, w) for w in wordings), default=0.0)


def standings(rows: Rows, archive: int, model: Regression) -> Rows:
    """Return one row for each question on an archive: what its best candidate's confidence sees."""
    found = []
    for own in questions(rows, archive):
        chances = model.chances(rows.features[own])
        best = own[int(chances.argmax())]
        goal = float(rows.goal[best] > 0)
        told = standing(chances, rows.features[own])
        found.append((told, goal, archive, int(rows.question[best]), int(rows.extra[best])))
    return _rows(found)


def fit_sure(rows: Rows, without: int | None, answer: Regression) -> Regression:
    """Return the regression of the confidence, over all archives but one."""
    numbers = [int(n) for n in np.unique(rows.archive) if n != without]
    parts = [{"sure": standings(rows, n, answer)} for n in numbers]
    return bounded(joined(parts)["sure"])


def bounded(rows: Rows) -> Regression:
    """Return the regression of the confidence, its signs bounded where sense gives them.

    In test sets near misses share more words with a text than paraphrases do; words in common are
    no evidence against an answer all the same.
    """
    share = 1 / np.bincount(rows.archive)[rows.archive]
    share *= len(share) / share.sum()
    scale = scaler(rows.features)
    told, goal = scale.transform(rows.features), (rows.goal > 0).astype(float)
    names = [*STANDING, *NAMES]
    ends = [(0.0 if n in MORE else None, 0.0 if n in LESS else None) for n in names]

    def loss(at: Floats) -> tuple[float, Floats]:
        odds = told @ at[1:] + at[0]
        wrong = share * (1 / (1 + np.exp(-odds)) - goal)
        value = (share * (np.logaddexp(0, odds) - goal * odds)).sum()
        slope = np.concatenate([[wrong.sum()], told.T @ wrong + at[1:] / STRENGTH["sure"]])
        return float(value + (at[1:] ** 2).sum() / (2 * STRENGTH["sure"])), slope

    start = np.zeros(len(names) + 1)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(None, None), *ends]).x
    weights = found[1:] / scale.scale_
    return Regression(weights, float(found[0] - weights @ scale.mean_))


def plain(rows: dict[str, Rows]) -> dict[str, Rows]:
    """Return the rows that another reader or encoder has: without what ours say."""
    item, scoped = rows["item"], rows["scope"]
    columns = [ITEM_NAMES.index(name) for name in OF_READER]
    told = item.features.copy()
    told[:, columns] = 0.0
    framed = scope.features(read_frame(Parse("", (), ())), None).shape[0]
    return {
        "answer": rows[PLAIN + "answer"],
        "item": dataclasses.replace(item, features=told),
        "scope": dataclasses.replace(scoped, features=scoped.features[:, -framed:]),
    }


def scaler(told: Floats) -> StandardScaler:
    """Return what brings features to one scale; those that hardly vary stay as they are.

    Three parts of MiniLM's vectors are noise about zero, of another size on each machine.
    """
    scale = StandardScaler().fit(told)
    scale.scale_[scale.scale_ < LEAST_SPREAD] = 1.0
    return scale


def fit(rows: Rows, part: str, without: int | None) -> Regression:
    """Return the regression of a part, fitted on all archives but one."""
    kept = rows.archive != without
    told, goal, archive = rows.features[kept], rows.goal[kept], rows.archive[kept]
    share = 1 / np.bincount(archive, minlength=archive.max() + 1)[archive]
    share *= len(share) / share.sum()
    scale = scaler(told)
    scaled = scale.transform(told)
    # A goal between 0 and 1 is so much of a row with 1, and the rest of one with 0.
    yes, no = goal > 0, goal < 1
    model = LogisticRegression(C=STRENGTH[part], max_iter=5000)
    model.fit(
        np.concatenate([scaled[yes], scaled[no]]),
        np.concatenate([np.ones(yes.sum()), np.zeros(no.sum())]),
        sample_weight=np.concatenate([(share * goal)[yes], (share * (1 - goal))[no]]),
    )
    weights = model.coef_[0] / scale.scale_
    return Regression(weights, float(model.intercept_[0] - weights @ scale.mean_))


def questions(rows: Rows, archive: int) -> Iterator[NDArray[np.int64]]:
    """Yield the rows of each question on an archive."""
    own = np.flatnonzero(rows.archive == archive)
    for number in np.unique(rows.question[own]):
        yield own[rows.question[own] == number]


def of_answers(rows: Rows, archive: int, model: Regression) -> dict[str, float]:
    """Return how well an archive's questions for one fact are answered."""
    asked = standings(rows, archive, model)
    chance = fit_sure(rows, archive, model).chances(asked.features)
    hits, has = asked.goal > 0, asked.extra > 0
    level = np.quantile(chance[has], REFUSED)
    bins = np.clip((chance * 10).astype(int), 0, 9)
    parts = [(bins == b) for b in range(10) if (bins == b).any()]
    ece = sum(p.mean() * abs(chance[p].mean() - hits[p].mean()) for p in parts)
    return {
        "right": float(hits[has].mean()),
        "auroc": float(roc_auc_score(has, chance)),
        "false": float((chance[~has] >= level).mean()),
        "quoted": float((hits & (chance >= level))[has].mean()),
        "level": float(level),
        "ece": float(ece),
    }


def of_items(rows: Rows, archive: int, model: Regression) -> dict[str, float]:
    """Return the F1 of an archive's lists, and how many of its filters are exact."""
    scores: dict[int, list[float]] = {0: [], 1: []}
    for own in questions(rows, archive):
        code = int(rows.extra[own][0])
        missed, every, filters = code // 1000, code // 10 % 10, code % 10
        chances = model.chances(rows.features[own])
        order = np.argsort(-chances, kind="stable")
        size = len(own) if every else chosen(chances[order])
        hits = rows.goal[own][order][:size].sum()
        scores[filters].append(2 * hits / (size + rows.goal[own].sum() + missed))
    return {
        "list F1": float(np.mean(scores[0])) if scores[0] else np.nan,
        "filter exact": float(np.mean([s == 1 for s in scores[1]])) if scores[1] else np.nan,
    }


def of_scope(rows: Rows, archive: int, model: Regression) -> dict[str, float]:
    """Return how well an archive's questions for lists are told from others."""
    own = rows.archive == archive
    chance, wanted = model.chances(rows.features[own]), rows.goal[own] > 0
    found = chance >= LIST
    return {
        "scope auroc": float(roc_auc_score(wanted, chance)),
        "precision": float(wanted[found].mean()) if found.any() else np.nan,
        "recall": float(found[wanted].mean()),
    }


MEASURES: dict[str, Callable[[Rows, int, Regression], dict[str, float]]] = {
    "answer": of_answers,
    "item": of_items,
    "scope": of_scope,
}


def form(rows: dict[str, Rows], without: int | None, encoder: str, reader: str) -> dict[str, Any]:
    """Return the JSON form of the weights that all archives but one teach."""
    parts, plainly = (_form(_fitted(told, without)) for told in (rows, plain(rows)))
    return {"encoder": encoder, "reader": reader, **parts, "plain": plainly}


def _fitted(rows: dict[str, Rows], without: int | None) -> dict[str, Regression]:
    models = {part: fit(rows[part], part, without) for part in PARTS}
    return models | {"sure": fit_sure(rows["answer"], without, models["answer"])}


def _form(models: dict[str, Regression]) -> dict[str, Any]:
    return {
        part: {
            "intercept": round(model.intercept, 5),
            "weights": [round(float(w), 5) for w in model.weights],
        }
        for part, model in models.items()
    }


def show(names: Sequence[str], found: list[dict[str, float]]) -> None:
    """Print a table of all archives, and the mean of those that are not the bulletin."""
    columns = list(found[0])
    sys.stdout.write("| archive | " + " | ".join(columns) + " |\n")
    others = {c: float(np.nanmean([f[c] for f in found[:-1]])) for c in columns}
    for name, row in [*zip(names, found, strict=True), ("mean of all but home", others)]:
        cells = " | ".join(f"{row[c]:.3f}" for c in columns)
        sys.stdout.write(f"| {name} | {cells} |\n")


def ask(
    folder: Path, number: int, root: Path, encoder: SentenceEncoder, weights: Path
) -> dict[str, Rows]:
    """Return the rows of every question on an archive."""
    collector = Collector()
    assistant, asked = opened(folder, root, encoder, weights)
    for question in asked:
        collector.ask(number, assistant, question)
    return collector.rows()


def joined(parts: Sequence[dict[str, Rows]]) -> dict[str, Rows]:
    """Return the rows of several archives in one, each archive by its number."""
    found = {}
    for part in parts[0]:
        columns = [
            np.concatenate([getattr(rows[part], field.name) for rows in parts])
            for field in dataclasses.fields(Rows)
        ]
        numbers = [np.full(len(rows[part].goal), n) for n, rows in enumerate(parts)]
        found[part] = dataclasses.replace(Rows(*columns), archive=np.concatenate(numbers))
    return found


def main() -> None:
    """Ask what is not kept yet; print what is learned; write it where that is wanted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=Path, default=Path("questions"))
    parser.add_argument("--rows", type=Path, required=True, help="folder of the rows")
    parser.add_argument("--only", nargs="+", help="ask these archives, and learn nothing yet")
    parser.add_argument("--write", action="store_true", help="write the weights of all archives")
    args = parser.parse_args()
    folders = archives(args.questions)
    names = [HOME if folder == args.questions else folder.name for folder in folders]
    encoder = SentenceEncoder.load(Config.from_env().encoder)
    args.rows.mkdir(parents=True, exist_ok=True)
    weights = blank(args.rows / FILE)
    for number, (name, folder) in enumerate(zip(names, folders, strict=True)):
        path = args.rows / f"{name}.npz"
        if not path.exists() and name in (args.only or names):
            np.savez_compressed(
                path, **_flat(ask(folder, number, args.questions, encoder, weights))
            )
            sys.stdout.write(f"{name}\n")
            sys.stdout.flush()
    if args.only:
        return
    rows = joined([_deep(dict(np.load(args.rows / f"{name}.npz"))) for name in names])
    adapter = json.loads(Path("src/seeqa/read/adapter/adapter.json").read_text(encoding="utf-8"))
    made = encoder.identity.digest, adapter["adapter_sha256"]
    found = [
        {k: v for p in PARTS for k, v in MEASURES[p](rows[p], n, fit(rows[p], p, n)).items()}
        for n in range(len(folders))
    ]
    show(names, found)
    if args.write:
        _write(Path("src/seeqa/evidence") / FILE, form(rows, None, *made))
        for number, folder in enumerate(folders):
            _write(folder / FILE, form(rows, number, *made))


def _write(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content) + "\n", encoding="utf-8")


def _flat(rows: dict[str, Rows]) -> dict[str, Any]:
    fields = dataclasses.fields(Rows)
    return {f"{p}/{f.name}": getattr(r, f.name) for p, r in rows.items() for f in fields}


def _deep(arrays: dict[str, Any]) -> dict[str, Rows]:
    parts = (*PARTS, PLAIN + "answer")
    return {p: Rows(*(arrays[f"{p}/{f.name}"] for f in dataclasses.fields(Rows))) for p in parts}


if __name__ == "__main__":
    main()
