"""How long an archive takes to be read, and how much memory; it should be linear in what is read.

    python benchmarks/archive.py            # about two minutes

Prints CPU seconds (not wall-clock: machines are shared) of `read_corpus` and of splitting, and the
peak memory of the process so far, for texts made of a fixed seed.
"""

from __future__ import annotations

import random
import resource
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from seeqa.archive import read_corpus
from seeqa.passages import split

_WORDS = (
    "officers border training customs workshop report agency police judges court regional office "
    "experts data exchange funding women drug trafficking port control unit container"
).split()
_MONTHS = ("May", "June", "July")


def items(count: int) -> Iterator[str]:
    """Yield items of about 900 characters, each of its own words."""
    chance = random.Random(1)
    for i in range(count):
        first, second = (" ".join(chance.choices(_WORDS, k=n)) for n in (60, 50))
        date = f"{1 + i % 28} {_MONTHS[i % 3]} {2000 + i % 23}"
        yield (
            f"Headline number {i} about {chance.choice(_WORDS)}\n"
            f"{date}, Ohrid, North Macedonia: The {first}.\nIt also {second} in {i}.\n"
        )


def row(name: str, files: Mapping[str, str]) -> str:
    """Return a row of the table: what was read, and what it took."""
    with tempfile.TemporaryDirectory() as folder:
        for file, text in files.items():
            Path(folder, file).write_text(text, encoding="utf-8")
        start = time.process_time()
        documents = read_corpus(Path(folder)).documents
        read = time.process_time()
        split(documents)
        cut = time.process_time()
    megabytes = sum(map(len, files.values())) / 1e6
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    each = 1000 * (read - start) / max(len(documents), 1)
    return (
        f"| {name} | {megabytes:.1f} | {len(documents):,} | {read - start:.1f} | {each:.2f} "
        f"| {cut - read:.1f} | {peak:.0f} |"
    )


def main() -> None:
    """Print the table."""
    print("| | MB | items | read, s of CPU | ms an item | split, s | peak MB |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for count in (2_500, 5_000, 10_000):
        print(row(f"{count:,} items in a file", {"a.txt": "".join(items(count))}), flush=True)
    for count in (2_000, 4_000):
        one_each = {f"f{i:04d}.txt": text for i, text in enumerate(items(count))}
        print(row(f"{count:,} files", one_each), flush=True)
    print(row("a text of 30 MB", {"a.txt": "".join(items(36_000))}), flush=True)


if __name__ == "__main__":
    main()
