"""What an archive's columns and lexicon tell, computed plainly: over all documents, one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from seeqa.catalogue import Catalogue
from seeqa.columns import Columns
from seeqa.evidence.features import Archive
from seeqa.language.names import Aliases
from seeqa.language.placenames import forms_of, names_of, place_key, plain_words
from seeqa.language.record import Record
from seeqa.lexicon import Lexicon, told
from seeqa.question.days import meet
from seeqa.question.facts import Facts
from seeqa.question.places import Gazetteer
from seeqa.terms import terms
from seeqa.types import Document, Filters, Passage, Topic


def facts_of(documents: Sequence[Document]) -> Facts:
    """The facts of an archive of these documents."""
    by_id = {document.id: document for document in documents}
    return Facts(Columns.of(documents), Lexicon.of(documents, (), {}), by_id)


def catalogue_of(documents: Sequence[Document]) -> Catalogue:
    """The catalogue of an archive of these documents."""
    by_id = {document.id: document for document in documents}
    return Catalogue(Columns.of(documents), Lexicon.of(documents, (), {}), by_id)


def gazetteer_of(documents: Sequence[Document]) -> Gazetteer:
    """The places of these documents."""
    return Gazetteer(Columns.of(documents).tables)


def archive_of(
    documents: Mapping[str, Document],
    passages: Sequence[Passage],
    records: Mapping[int, Record],
) -> Archive:
    """The words of an archive of these documents and passages."""
    every = tuple(documents.values())
    return Archive(
        Columns.of(every),
        Lexicon.of(every, passages, records),
        documents,
        records,
        lambda one: [passage for passage in passages if passage.document_id == one],
    )


def keys_of(document: Document) -> set[str]:
    """The keys of a document's towns and countries."""
    return {place_key(name) for name in names_of(document)}


def satisfies(document: Document, filters: Filters) -> bool:
    """Whether a document satisfies every filter that is set."""
    keys = keys_of(document)
    own = [one for one in (document.dates, *document.more_dates) if one]
    return all(
        (
            not filters.days or meet(filters.days, own),
            not filters.places or any(place_key(place) in keys for place in filters.places),
            not any(place_key(place) in keys for place in filters.not_places),
            not filters.topics
            or any(_is(topic, asked) for topic in document.topics for asked in filters.topics),
            not filters.items or document.id in filters.items,
        )
    )


def _is(topic: Topic, asked: Topic) -> bool:
    if asked.target is None:
        return topic.goal == asked.goal
    return (topic.target or "").lower() == asked.target.lower()


def belongs(document: Document, filters: Filters) -> bool:
    """Whether it does, or its text names one of the places where none of it is known."""
    if satisfies(document, filters) or not filters.places or keys_of(document):
        return satisfies(document, filters)
    elsewhere = Filters(
        filters.first, filters.last, (), filters.topics, filters.more_days, filters.not_places,
        filters.items,
    )  # fmt: skip
    said = f" {' '.join(plain_words(document.text))} "
    forms = [form for place in filters.places for form in forms_of(place) if form]
    return satisfies(document, elsewhere) and any(f" {' '.join(form)} " in said for form in forms)


def terms_of_items(
    documents: Mapping[str, Document], passages: Sequence[Passage], records: Mapping[int, Record]
) -> dict[str, set[str]]:
    """The terms of each document: of its headline, dateline and sentences, in all forms."""
    aliases = Aliases.learned([document.text for document in documents.values()])
    found = {i: set(terms(f"{d.headline} {d.dateline}")) for i, d in documents.items()}
    for passage in passages:
        found[passage.document_id].update(*told(passage, records[passage.id], aliases))
    return found


def spread_of(found: Mapping[str, set[str]]) -> Counter[str]:
    """How many documents have each term."""
    return Counter(term for has in found.values() for term in has)
