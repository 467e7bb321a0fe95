"""Questions of other people on other texts: the whole assistant beside plain retrieve-read-compose.

    python benchmarks/outside.py SQUAD.json.gz --held-out --sample 500
    python benchmarks/outside.py --clapnq FOLDER

Every paragraph of the file is an item of one archive. *Plain* takes the span that the reader scores
best in the same hits, and is as sure as its relevance; *whole* is the assistant with the weights of
the package. Right: the sentence of a gold answer is quoted, always answering. AUROC: questions that
have an answer here against those that have none. CLAPNQ (Rosenthal et al. 2024) is only measured.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from seeqa.assistant import Assistant
from seeqa.config import Config
from seeqa.embed import SentenceEncoder
from seeqa.evaluation.archive import open_archive
from seeqa.evaluation.beir import plain_document
from seeqa.evaluation.questions import Gold, Question
from seeqa.evaluation.squad import read_squad
from seeqa.sentences import sentence_offsets
from seeqa.types import Document, Passage

Set = tuple[list[Question], Sequence[Document]]


def squad(path: Path, *, held_out: bool) -> Set:
    """Return the questions and paragraphs of a file, or of the half of it never trained on."""
    if not held_out:
        return read_squad(path)
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "training"))
    from reader_data import read_squad as read_articles
    from reader_data import split_articles

    with tempfile.TemporaryDirectory() as folder:
        half = Path(folder) / "half.json"
        articles = split_articles(read_articles(path))[1]
        half.write_text(json.dumps({"data": articles}), encoding="utf-8")
        return read_squad(half)


def clapnq(folder: Path) -> Set:
    """Return the questions and passages of CLAPNQ's two files; tokenised text is joined again."""
    questions: list[Question] = []
    documents: dict[str, Document] = {}
    for path in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                passage = row["passages"][0]
                text = " ".join(map(joined, passage["sentences"]))
                name = f"{passage['title']}/{len(documents)}"
                document = documents.setdefault(
                    text, plain_document(name, passage["title"], text, file=path.name, line=1)
                )
                chosen = [
                    s for output in row["output"] for s in output.get("selected_sentences", ())
                ]
                golds = tuple(_golds(document, chosen))
                if golds or not chosen:
                    questions.append(Question(row["id"], row["input"] + "?", "test", answers=golds))
    return questions, list(documents.values())


def joined(sentence: str) -> str:
    """Return a tokenised sentence as it is written."""
    for apart, close in ((" ,", ","), (" .", "."), (" 's", "'s"), ("`` ", "“"), (" ''", "”")):
        sentence = sentence.replace(apart, close)
    return sentence.replace("( ", "(").replace(" )", ")").strip()


def _golds(document: Document, sentences: Sequence[str]) -> Iterator[Gold]:
    for sentence in map(joined, sentences):
        at = document.text.find(sentence)
        if sentence and at >= 0:
            yield Gold(document.id, at, at + len(sentence), sentence)


def is_right(question: Question, passage: Passage, start: int, end: int) -> bool:
    """Tell whether a stretch of a passage touches a gold answer."""
    start, end = passage.start + start, passage.start + end
    golds = [a for a in question.answers if a.document == passage.document_id]
    return any(a.start < end and start < a.end for a in golds)


def measure(assistant: Assistant, questions: Sequence[Question]) -> None:
    """Print how both do."""
    rows = []
    for question in questions:
        asked = assistant.asked(question.question)[0]
        found = assistant.evidence(asked)
        spans = assistant.weighed(found)
        if not spans:
            rows.append((bool(question.answers), False, -20.0, False, 0.0))
            continue
        best, plain = spans[0], max(found.candidates, key=lambda one: one.score)
        sentence = sentence_offsets(plain.hit.passage.text)[plain.sentence]
        rows.append(
            (
                bool(question.answers),
                is_right(question, plain.hit.passage, *sentence),
                plain.relevance,
                is_right(question, best.passage, best.start, best.end),
                best.confidence,
            )
        )
    has, plain_right, plain_sure, right, sure = map(np.array, zip(*rows, strict=True))
    sys.stdout.write(f"{has.sum()} with an answer, {(~has).sum()} without\n")
    for name, hit, chance in (("plain", plain_right, plain_sure), ("whole", right, sure)):
        auroc = roc_auc_score(has, chance)
        sys.stdout.write(f"| {name} | right {hit[has].mean():.3f} | AUROC {auroc:.3f} |\n")


def main() -> None:
    """Read the set, open its archive, ask."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("squad", type=Path, nargs="?")
    parser.add_argument("--held-out", action="store_true", help="the half never trained on")
    parser.add_argument("--clapnq", type=Path)
    parser.add_argument("--sample", type=int, default=600, help="questions asked")
    args = parser.parse_args()
    if (args.squad is None) == (args.clapnq is None):
        parser.error("expected a SQuAD file or --clapnq FOLDER")
    read = clapnq(args.clapnq) if args.clapnq else squad(args.squad, held_out=args.held_out)
    questions, documents = read
    some = random.Random(5).sample(questions, min(args.sample, len(questions)))
    config = Config.from_env()
    encoder = SentenceEncoder.load(config.encoder)
    measure(open_archive(config, documents, encoder=encoder), some)


if __name__ == "__main__":
    main()
