"""Results -> a Markdown table, a row a system; what was not measured is a dash."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from peers.process import FLOOR, SEEQA

Row = Mapping[str, Any]
DASH = "–"
LABELS = {
    FLOOR: "floor (ONNX Runtime + FAISS)",
    "langchain": "LangChain + FAISS",
    "haystack": "Haystack hybrid",
    "txtai": "txtai hybrid",
    "llamaindex": "LlamaIndex + FAISS",
    SEEQA: "**SEEQA**",
}


def table(results: Mapping[str, Any]) -> str:
    """Return the table, with what it was measured on over it and remarks under it."""
    systems: Mapping[str, Row] = {
        n: results["systems"][n] for n in LABELS if n in results["systems"]
    }
    heads = ("system", *(head for head, _ in _COLUMNS))
    rows = [
        (LABELS[name], *(_cell(show, row) for _, show in _COLUMNS)) for name, row in systems.items()
    ]
    lines = [heads, ("---",) * len(heads), *rows]
    told = [f"| {' | '.join(line)} |" for line in lines]
    return "\n".join([*_before(results), "", *told, "", *_after(systems)])


def _cell(show: Callable[[Row], str], row: Row) -> str:
    try:
        return show(row)
    except KeyError:
        return DASH


def _timed(kind: str) -> Callable[[Row], str]:
    return lambda row: f"{row[kind]['p50']:.1f} / {row[kind]['p95']:.1f}"


def _times_floor(kind: str) -> Callable[[Row], str]:
    def show(row: Row) -> str:
        found = row[kind]
        if found["low"] in (None, found["high"]):
            return f"{found['ratio']:.2f}"
        return f"{found['ratio']:.2f} ({found['low']:.2f}–{found['high']:.2f})"

    return show


def _cold(row: Row) -> str:
    return " / ".join(f"{row['cold'][kind]['median']:.2f}" for kind in ("retrieve", "answer"))


def _many(kind: str) -> Callable[[Row], str]:
    def show(row: Row) -> str:
        return " → ".join(
            f"{level['qps']:.0f}" if level["qps"] >= 20 else f"{level['qps']:.1f}"
            for level in row["http"][kind].values()
        )

    return show


def _build(row: Row) -> str:
    return f"{row['build']['passages_per_second']:.1f} ({row['build']['of_raw']:.2f})"


def _memory(row: Row) -> str:
    read = row["memory"].get("answer")
    return f"{row['memory']['retrieve']:.0f}" + (f" ({read:.0f})" if read else "")


def _recall(row: Row) -> str:
    return f"{row['retrieve']['recall@1']:.3f} / {row['retrieve']['recall@5']:.3f}"


def _words(row: Row) -> str:
    return f"{row['answer']['em']:.3f} / {row['answer']['f1']:.3f}"


_COLUMNS: Sequence[tuple[str, Callable[[Row], str]]] = (
    ("retrieve, ms p50 / p95", _timed("retrieve")),
    ("× floor", _times_floor("retrieve")),
    ("retrieve and read, ms p50 / p95", _timed("answer")),
    ("× floor", _times_floor("answer")),
    ("cold first retrieval / answer, s", _cold),
    ("retrievals a second, 1 → 4 → 16 clients", _many("retrieve")),
    ("answers a second", _many("answer")),
    ("build, passages a second (of raw encoding)", _build),
    ("memory, MB (and reader)", _memory),
    ("index, MB", lambda row: f"{row['build']['index_mb']:.1f}"),
    ("Recall@1 / @5", _recall),
    ("EM / F1", _words),
)


def _before(results: Mapping[str, Any]) -> list[str]:
    machine, counts = results["machine"], results["counts"]
    return [
        f"{machine['cpu']}, {machine['cores']} cores, {machine['threads']} threads; "
        f"Python {machine['python']}; SEEQA {machine['commit']}. {results['work']}; "
        f"{counts['questions']} questions retrieved, {counts['read']} read, 5 passages each "
        f"(SEEQA: as it is shipped); {counts['repeats']} cold starts."
    ]


def _after(systems: Mapping[str, Row]) -> list[str]:
    lines = [
        f"{LABELS[name]}: {', '.join(f'{p} {v}' for p, v in row['versions'].items())}."
        for name, row in systems.items()
        if "versions" in row
    ]
    lines += [
        f"{LABELS[name]} failed ({section}): {error}"
        for name, row in systems.items()
        for section, error in row.get("failed", {}).items()
    ]
    lines += [_lost(name, row) for name, row in systems.items() if _lost(name, row)]
    own = systems.get(SEEQA, {})
    return [*_page(own), *_of_seeqa(own), *lines]


def _lost(name: str, row: Row) -> str:
    lost = sum(
        level["failed"] for levels in row.get("http", {}).values() for level in levels.values()
    )
    return f"{LABELS[name]}: {lost:.0f} requests over HTTP failed." if lost else ""


def _page(own: Row) -> list[str]:
    if "page" not in own:
        return []
    page = {name: found["median"] for name, found in own["page"].items()}
    return [
        f"SEEQA's page: up after {page['up']:.2f} s ({page['cpu']:.2f} s of CPU), the first "
        f"question answered {page['answered']:.2f} s after that."
    ]


def _of_seeqa(own: Row) -> list[str]:
    lines = []
    if "perhaps" in own.get("answer", {}):
        told = own["answer"]
        lines.append(
            f"SEEQA abstained on {told['abstained']:.1%} of the questions read; with what "
            f'it then shows as "perhaps": EM / F1 {told["perhaps"]["em"]:.3f} / '
            f"{told['perhaps']['f1']:.3f}."
        )
    if "embedding" in own.get("build", {}):
        lines.append(f"SEEQA's build: {own['build']['embedding']:.0%} of the time is embedding.")
    lines += [
        f"SEEQA against {name}: retrieves {found['retrieve']['ratio']:.1f} times as fast"
        + (f", reads {found['answer']['ratio']:.1f} times." if "answer" in found else ".")
        for name, found in own.get("against", {}).items()
    ]
    return lines
