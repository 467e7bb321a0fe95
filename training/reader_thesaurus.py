"""Say a question in other words, or ask about something else of its kind, by WordNet."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from lemminflect import getAllLemmas, getInflection

from reader_augment import FUNCTION_WORDS

PARTS = {"n": "NOUN", "v": "VERB", "a": "ADJ", "r": "ADV"}
FILES = {"n": "noun", "v": "verb", "a": "adj", "r": "adv"}
TAGS = {
    "n": ("NN", "NNS"),
    "v": ("VB", "VBD", "VBN", "VBG", "VBZ", "VBP"),
    "a": ("JJ", "JJR", "JJS"),
    "r": ("RB", "RBR", "RBS"),
}
WORD = re.compile(r"\b[a-z]{4,}\b")
MOST_WORDS = 2

Key = tuple[str, int]  # part of speech and offset of a set of synonyms


@dataclass
class Thesaurus:
    """Hold what WordNet's files say of the words that its tagged texts use.

    `folder` holds `data.noun`, `index.sense` and so on, as Debian's packages `wordnet-base` and
    `wordnet-sense-index` (WordNet 3.0, Princeton's licence) install them in `/usr/share/wordnet`.
    """

    folder: Path
    words: dict[Key, tuple[str, ...]] = field(default_factory=dict)
    above: dict[Key, tuple[Key, ...]] = field(default_factory=dict)
    below: dict[Key, list[Key]] = field(default_factory=lambda: defaultdict(list))
    against: dict[Key, tuple[Key, ...]] = field(default_factory=dict)
    senses: dict[tuple[str, str], list[tuple[int, int]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Read the files."""
        for part, name in FILES.items():
            for line in (self.folder / f"data.{name}").read_text("utf-8").splitlines():
                if not line.startswith("  "):
                    self._read(part, line.split(" | ")[0].split())
        found: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
        for line in (self.folder / "index.sense").read_text("utf-8").splitlines():
            key, offset, _, count = line.split()
            lemma, rest = key.split("%")
            part = "nvara"[int(rest[0]) - 1]
            found[lemma, part].append((int(count), int(offset)))
        self.senses = {word: sorted(values, reverse=True) for word, values in found.items()}

    def _read(self, part: str, cells: list[str]) -> None:
        """Keep one set of synonyms: its words, what is above it and what is opposed to it."""
        here, count = (part, int(cells[0])), int(cells[3], 16)
        at = 4 + 2 * count
        self.words[here] = tuple(re.sub(r"\(.*", "", w) for w in cells[4:at:2])
        pointers = [cells[at + 1 + 4 * i : at + 5 + 4 * i] for i in range(int(cells[at]))]
        of = [(sign, (_part(kind), int(offset))) for sign, offset, kind, _ in pointers]
        self.above[here] = tuple(to for sign, to in of if sign == "@")
        self.against[here] = tuple(to for sign, to in of if sign == "!")
        for to in self.above[here]:
            self.below[to].append(here)

    def meaning(self, word: str) -> tuple[Key, str] | None:
        """Return the commonest sense of a word, and the tag of its form."""
        best: tuple[int, Key, str, str] | None = None
        lemmas = getAllLemmas(word)
        for part, name in PARTS.items():
            for lemma in lemmas.get(name, ()):
                for count, offset in self.senses.get((lemma, part), ())[:1]:
                    if count > 0 and (best is None or count > best[0]):
                        best = (count, (part, offset), lemma, part)
        if best is None:
            return None
        _, key, lemma, part = best
        tags = [tag for tag in TAGS[part] if word in getInflection(lemma, tag)]
        return (key, tags[0]) if tags else None

    def like(self, word: str, rng: random.Random) -> str | None:
        """Return a word that means the same or something wider, in the same form."""
        found = self.meaning(word)
        if found is None:
            return None
        same = self._forms([found[0]], found[1], word)
        wider = self._forms(list(self.above[found[0]]), found[1], word)
        choice = same if same and (not wider or rng.random() < 0.75) else wider
        return rng.choice(choice) if choice else None

    def other(self, word: str, rng: random.Random) -> str | None:
        """Return a word for the opposite, or for something else of the same kind."""
        found = self.meaning(word)
        if found is None:
            return None
        key, tag = found
        opposed = self._forms(list(self.against[key]), tag, word)
        if opposed and rng.random() < 0.7:
            return rng.choice(opposed)
        beside = {k for up in self.above[key] for k in self.below[up]} - {key}
        same = set(self._forms([key], tag, word))
        choice = [w for w in self._forms(sorted(beside), tag, word) if w not in same]
        return rng.choice(choice) if choice else None

    def _forms(self, keys: list[Key], tag: str, word: str) -> list[str]:
        """Return the single words of sets of synonyms, but one's own, in one form."""
        found = []
        for key in keys:
            for lemma in self.words[key]:
                if not lemma.isalpha() or not lemma.islower() or lemma[:4] == word[:4]:
                    continue
                if not any(count for count, _ in self.senses.get((lemma, key[0]), ())):
                    continue
                found += getInflection(lemma, tag)[:1]
        return sorted(set(found) - {word})

    def reword(self, question: str, rng: random.Random) -> str:
        """Replace up to two words of a question with words that mean the same."""
        found = [m for m in WORD.finditer(question) if m.group() not in FUNCTION_WORDS]
        rng.shuffle(found)
        changes: dict[int, tuple[int, str]] = {}
        for match in found:
            new = self.like(match.group(), rng) if len(changes) < MOST_WORDS else None
            if new is not None:
                changes[match.start()] = (match.end(), new)
        for start in sorted(changes, reverse=True):
            end, new = changes[start]
            question = question[:start] + new + question[end:]
        return question

    def mistake(self, question: str, passage: str, rng: random.Random) -> str | None:
        """Replace one word of a question with another of its kind, so that it asks another thing.

        The new word is one that the passage lacks.
        """
        found = [m for m in WORD.finditer(question) if m.group() not in FUNCTION_WORDS]
        rng.shuffle(found)
        words = set(WORD.findall(passage.lower()))
        for match in found:
            new = self.other(match.group(), rng)
            if new is not None and new not in words:
                return question[: match.start()] + new + question[match.end() :]
        return None


def _part(kind: str) -> str:
    """Return a part of speech; adjectives of both sorts are one."""
    return "a" if kind == "s" else kind
