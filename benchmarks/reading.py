"""What reading costs beside the model: `python benchmarks/reading.py [questions.jsonl]`.

Times `SpanReader.candidates` over the first five passages of each question, and next to it, in the
same process, one bare forward pass of the same rows padded to one length. Prints the medians and
the median of the ratios; the ratio holds on a busy machine, the milliseconds do not. `padded` is
the share of the columns that the one batch pads, which the reader saves by batching like lengths.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

from seeqa import Assistant, Config
from seeqa.assistant import recipe
from seeqa.embed import DEFAULT, SentenceEncoder, find_encoder
from seeqa.evaluation import read_questions
from seeqa.read import ADAPTER, SentenceReader, SpanReader, load_reader_model
from seeqa.read.rows import pad

PASSAGES = 5


def main(path: Path) -> None:
    """Print the table."""
    config = Config.from_env()
    encoder = SentenceEncoder.load(config.encoder)
    assistant = Assistant.open(config, encoder=encoder)
    assistant.index.check(recipe(config, encoder))
    model = load_reader_model(ADAPTER, find_encoder(DEFAULT).folder)
    reader = SpanReader(model, SentenceReader(encoder, assistant.index))
    pairs = []
    for question in read_questions(path):
        asked = question.question
        hits = assistant.search(asked, k=PASSAGES, read_filters=False)
        rows = reader.rows(asked, hits)
        batch = pad([row for _, row in rows])
        reader.candidates(asked, hits)  # what is remembered of a passage is remembered
        pairs.append(
            (
                _seconds(partial(reader.candidates, asked, hits)),
                _seconds(partial(model.forward, batch)),
                1 - batch.mask.mean(),
            )
        )
    read, bare, padded = zip(*pairs, strict=True)
    ratios = [whole / part for whole, part, _ in pairs]
    print(f"{'':>16}{'read':>10}{'bare':>10}{'ratio':>10}{'padded':>10}{'n':>8}")
    print(
        f"{'median':>16}{1000 * median(read):>7.0f} ms{1000 * median(bare):>7.0f} ms"
        f"{median(ratios):>10.2f}{median(padded):>10.2f}{len(pairs):>8}"
    )


def _seconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "questions/bulletin.jsonl"))
