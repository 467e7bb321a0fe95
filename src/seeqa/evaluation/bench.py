"""A question set on the bench: what it is asked of is opened once, then asked in any setting."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from seeqa import store
from seeqa.assistant import Assistant, Encoder
from seeqa.config import Config
from seeqa.embed import SentenceEncoder
from seeqa.errors import QuestionSetError
from seeqa.evaluation.archive import cache_folder, held_out, only_asking, open_archive, variant
from seeqa.evaluation.formats import QuestionSet, read_documents, read_set
from seeqa.evaluation.report import Report
from seeqa.evaluation.run import Progress, evaluate_set
from seeqa.types import Document


@dataclass(frozen=True, slots=True)
class Bench:
    """A question set and an assistant over the archive that it is about."""

    asked: QuestionSet
    assistant: Assistant
    encoder: Encoder
    config: Config
    documents: Sequence[Document] | None  # those the set brings; None: the archive's own

    @classmethod
    def open(
        cls,
        config: Config,
        path: Path,
        *,
        split: str = "all",
        encoder: Encoder | None = None,
        progress: Progress | None = None,
    ) -> Bench:
        """Read the set, whole or one split of it, and open its archive.

        Raises QuestionSetError, CorpusError, EncoderError, IndexDamaged.
        """

        @functools.cache
        def given() -> Encoder:
            missing = store.current(config.index) is None
            return encoder or SentenceEncoder.load(config.encoder, download=missing)

        @functools.cache
        def archive() -> Assistant:
            return open_archive(config, own, encoder=given(), progress=progress)

        config = held_out(config, path.parent)
        own = read_documents(config.corpus)
        read = read_set(path, lambda: archive().index.documents)
        brings = read.documents is not None
        documents = read.documents if brings else own
        assistant = (
            open_archive(config, documents, encoder=given(), progress=progress)
            if brings
            else archive()
        )
        asked = _checked(_part(read, split), assistant)
        return cls(asked, assistant, given(), config, documents)

    def run(self, config: Config | None = None, *, progress: Progress | None = None) -> Report:
        """Ask the set in other settings, by default in the bench's own.

        Parts are shared where the settings allow; another encoder's index goes to the cache
        folder, so that the one that serves stays.
        """
        config = config or self.config
        if only_asking(self.config, config):
            assistant = variant(self.assistant, config)
        else:
            same = config.encoder == self.config.encoder
            encoder = self.encoder if same else None
            if not same and self.documents is None:
                config = dataclasses.replace(config, index=_folder(config))
            assistant = open_archive(config, self.documents, encoder=encoder)
        return evaluate_set(assistant, self.asked, progress=progress)


def _part(asked: QuestionSet, split: str) -> QuestionSet:
    questions = tuple(q for q in asked.questions if split in ("all", q.split))
    if not questions:
        raise QuestionSetError(
            expected=f"questions of the split {split} in {asked.path}",
            found="none",
            mend="Choose another with --split.",
        )
    return dataclasses.replace(asked, questions=questions)


def _checked(asked: QuestionSet, assistant: Assistant) -> QuestionSet:
    """Return the set with a remark on gold that the archive does not hold."""
    known = assistant.index.documents
    lost = [
        question.id
        for question in asked.questions
        for gold in question.answers
        if not any(
            place.document in known
            and known[place.document].text[place.start : place.end] == place.text
            for place in gold.places
        )
    ]
    if not lost:
        return asked
    remark = (
        f"{len(lost)} gold spans are not in this archive and count as missed, "
        f"the first of {lost[0]}: is it the right --corpus?"
    )
    return dataclasses.replace(asked, remarks=(*asked.remarks, remark))


def _folder(config: Config) -> Path:
    """Return the cache folder for an archive's index by another encoder."""
    name = f"{config.encoder}\0{config.corpus.resolve()}".encode()
    return cache_folder() / "evaluation" / hashlib.sha256(name).hexdigest()[:16]
