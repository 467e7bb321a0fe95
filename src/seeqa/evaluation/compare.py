"""Settings against settings: what `--compare` means, and one table with significance marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from seeqa import schema
from seeqa.config import Config, parse_value
from seeqa.errors import ConfigError
from seeqa.evaluation.archive import ASKING
from seeqa.evaluation.report import MEANS, Report
from seeqa.evaluation.statistics import LEVEL, randomisation

COMPARABLE = (*ASKING, "encoder", "reader", "weights")
_ALIASES = {"k": "top_k"}
_NAME_WIDTH = 30


@dataclass(frozen=True, slots=True)
class Variant:
    """Settings under the name by which they were asked for."""

    name: str
    config: Config


@dataclass(frozen=True, slots=True)
class Comparison:
    """The reports of several settings on one set; each is tested against the first."""

    names: tuple[str, ...]
    reports: tuple[Report, ...]

    def p(self, name: str, other: int) -> float:
        """Return the p of a measure between the first report and another."""
        return randomisation(self.reports[0].values(name), self.reports[other].values(name))

    def measured(self) -> list[str]:
        """Return the mean measures that all of the reports have for the same questions."""
        counts = [{name: len(r.values(name)) for name in MEANS} for r in self.reports]
        return [n for n in MEANS if counts[0][n] and all(c[n] == counts[0][n] for c in counts)]

    def table(self) -> str:
        """Return one table: * marks p < 0.05 against the first column, ** p < 0.01."""
        width = max(12, *(len(name) + 2 for name in self.names))
        lines = [f"{'':{_NAME_WIDTH}}" + "".join(f"{name:>{width}}" for name in self.names)]
        for name in self.measured():
            cells = [
                f"{report.means()[name]:.3f}{self._mark(name, i):2}"
                for i, report in enumerate(self.reports)
            ]
            lines.append(f"{name:{_NAME_WIDTH}}" + "".join(f"{cell:>{width}}" for cell in cells))
        # Of retrieval alone: the first variant fills the reader's cache for the others.
        times = [report.latency().get("retrieve", {}).get("p50", 0.0) for report in self.reports]
        cells = [f"{1000 * seconds:.0f}  " for seconds in times]
        lines.append(
            f"{'milliseconds to retrieve':{_NAME_WIDTH}}" + "".join(f"{c:>{width}}" for c in cells)
        )
        size = len(self.reports[0].outcomes)
        note = "paired randomisation test against the first, 10,000 permutations, no correction"
        return "\n".join([*lines, "", f"{size} questions; * p < 0.05, ** p < 0.01: {note}."])

    def _mark(self, name: str, other: int) -> str:
        p = self.p(name, other) if other else 1.0
        return "**" if p < LEVEL / 5 else "*" if p < LEVEL else ""

    def to_json(self) -> dict[str, Any]:
        """Return each variant's settings, figures, latency and its p against the first."""
        first = self.reports[0].means()
        return {
            "variants": [
                {
                    "name": name,
                    "settings": dict(report.settings),
                    "figures": schema.to_json(report.figures()),
                    "latency": report.latency(),
                    "against_first": {
                        n: {"difference": report.means()[n] - first[n], "p": self.p(n, i)}
                        for n in self.measured()
                    }
                    if i
                    else None,
                }
                for i, (name, report) in enumerate(zip(self.names, self.reports, strict=True))
            ]
        }


def variants(config: Config, given: Sequence[str]) -> list[Variant]:
    """Return what `--compare` asks for; one alone is set against the settings as they are.

    `dense,lexical,hybrid` are three variants; `lexical_weight=0.3,read_k=5` is one of two changed
    settings. Raises ConfigError.
    """
    found = [variant for text in given for variant in _variants(config, text)]
    return found if len(found) > 1 else [Variant("as set", config), *found]


def _variants(config: Config, text: str) -> list[Variant]:
    parts = [part.strip() for part in text.split(",")]
    if not any("=" in part for part in parts):
        return [Variant(part, _changed(config, [f"searcher={part}"])) for part in parts]
    return [Variant(",".join(parts), _changed(config, parts))]


def _changed(config: Config, parts: Sequence[str]) -> Config:
    pairs = [part.partition("=")[::2] for part in parts]
    values = {_ALIASES.get(name.strip(), name.strip()): value.strip() for name, value in pairs}
    return config.with_values(**{name: _value(name, v) for name, v in values.items()})


def _value(name: str, text: str) -> Any:
    if name not in COMPARABLE:
        raise ConfigError(
            expected=f"--compare with settings out of {', '.join(sorted(COMPARABLE))} or k",
            found=repr(name),
            mend='For example --compare dense,lexical,hybrid or --compare "lexical_weight=0.3".',
        )
    return parse_value(name, text, f"--compare {name}=")
