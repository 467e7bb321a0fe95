"""Evaluate an exported reader on a SQuAD-format file."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from seeqa.read import load_adapter

from reader_data import build_corpus, read_squad, split_articles
from reader_metrics import evaluate
from reader_model import default_base
from reader_select import select


def main() -> None:
    """Print the measures of a reader on each file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--model", type=Path, required=True, help="folder of the adapter")
    parser.add_argument("--base", type=Path, default=None, help="folder of the base model")
    parser.add_argument("--held-out", action="store_true", help="only the half never trained on")
    parser.add_argument("--no-titles", action="store_true", help="read passages without titles")
    parser.add_argument("--select", type=int, default=0, help="also choose among N passages")
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    os.environ["OMP_NUM_THREADS"] = str(args.threads)
    model = load_adapter(args.model, args.base or default_base())
    for path in args.files:
        articles = read_squad(path)
        if args.held_out:
            articles = split_articles(articles)[1]
        corpus = build_corpus(articles)
        result = evaluate(model, corpus, not args.no_titles)
        if args.select:
            result |= select(model, corpus, args.select)
        line = {"file": path.name} | {k: round(v, 4) for k, v in result.items()}
        sys.stdout.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()
