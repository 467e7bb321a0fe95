"""The BEIR layout: corpus.jsonl, queries.jsonl, qrels/*.tsv or qrels.tsv, each plain or .gz.

    corpus.jsonl   {"_id": "4983", "title": "…", "text": "…"}
    queries.jsonl  {"_id": "0", "text": "…"}
    qrels          query-id <tab> corpus-id <tab> score, with or without that heading

Thakur et al. 2021, "BEIR". Judgements are of whole documents. qrels/dev.tsv and qrels/train.tsv
become the dev split, the others the test split.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from seeqa.errors import QuestionSetError
from seeqa.evaluation.files import malformed, read_objects, read_text, unique, wanted, write_text
from seeqa.evaluation.questions import Question
from seeqa.types import Block, BlockKind, Document

_DEV = ("dev", "train")
HEADING = "query-id\tcorpus-id\tscore"


def read_corpus(path: Path) -> tuple[Document, ...]:
    """Read corpus.jsonl: each line a document whose title is its headline."""
    lines = list(read_objects(path))
    unique(path, ((number, wanted(path, number, form, "_id")) for number, form in lines))
    return tuple(
        plain_document(
            wanted(path, number, form, "_id"),
            str(form.get("title") or ""),
            wanted(path, number, form, "text"),
            file=path.name,
            line=number,
        )
        for number, form in lines
    )


def plain_document(identity: str, title: str, body: str, *, file: str, line: int) -> Document:
    """Return a document of a title, if any, and one stretch of text."""
    start = len(title) + 1 if title else 0
    blocks = [Block(BlockKind.HEADLINE, 0, len(title), line, line)] if title else []
    if body.strip():
        blocks.append(Block(BlockKind.PARAGRAPH, start, start + len(body), line, line))
    text = f"{title}\n{body}" if title else body
    return Document(id=identity, file=file, text=text, blocks=tuple(blocks))


def read_folder(folder: Path) -> tuple[list[Question], tuple[Document, ...], tuple[str, ...]]:
    """Read a BEIR folder: judged questions, documents, remarks on what a reader should know.

    Raises QuestionSetError.
    """
    documents = read_corpus(file_of(folder, "corpus.jsonl"))
    path = file_of(folder, "queries.jsonl")
    lines = [
        (n, wanted(path, n, f, "_id"), wanted(path, n, f, "text")) for n, f in read_objects(path)
    ]
    unique(path, ((number, name) for number, name, _ in lines))
    texts = {name: text for _, name, text in lines}
    questions: list[Question] = []
    remarks: list[str] = []
    judged = _judgement_files(folder)
    for file in judged:
        grades = read_judgements(file, texts)
        split = "dev" if file.name.split(".")[0] in _DEV else "test"
        prefix = f"{file.name.split('.')[0]}/" if len(judged) > 1 else ""
        questions += [
            Question(f"{prefix}{name}", texts[name], split, documents=_positive(found))
            for name, found in grades.items()
        ]
    remarks += _remarks(questions, texts, documents)
    return questions, documents, tuple(remarks)


def _positive(grades: Mapping[str, int]) -> dict[str, int]:
    return {document: grade for document, grade in grades.items() if grade > 0}


def _remarks(
    questions: Sequence[Question], texts: Mapping[str, str], documents: Iterable[Document]
) -> list[str]:
    known = {document.id for document in documents}
    absent = {name for question in questions for name in question.documents} - known
    none = [question.id for question in questions if not question.documents]
    unjudged = len(texts) - len({question.id.split("/")[-1] for question in questions})
    said = (
        (unjudged, f"{unjudged} queries without any judgement are not asked"),
        (none, f"{len(none)} queries have no relevant document and count as unanswerable"),
        (absent, f"{len(absent)} relevant documents are not in the corpus and count as missed"),
    )
    return [remark for holds, remark in said if holds]


def file_of(folder: Path, name: str) -> Path:
    """Return the file of that name in the folder, plain or .gz; raises QuestionSetError."""
    for path in (folder / name, folder / f"{name}.gz"):
        if path.is_file():
            return path
    raise QuestionSetError(
        expected=f"{name} or {name}.gz in {folder}",
        found="neither",
        mend="Give a BEIR folder: corpus.jsonl, queries.jsonl, qrels/*.tsv or qrels.tsv.",
    )


def _judgement_files(folder: Path) -> list[Path]:
    found = sorted(p for p in (folder / "qrels").glob("*") if p.name.endswith((".tsv", ".tsv.gz")))
    return found or [file_of(folder, "qrels.tsv")]


def read_judgements(path: Path, queries: Mapping[str, str]) -> dict[str, dict[str, int]]:
    """Read one qrels file: query id -> document id -> grade; three columns, or TREC's four."""
    grades: dict[str, dict[str, int]] = {}
    for number, line in enumerate(read_text(path).split("\n"), 1):
        fields = line.split("\t") if "\t" in line else line.split()
        if not line.strip() or (number == 1 and line.strip() == HEADING):
            continue
        query, document, grade = _judgement(path, number, fields)
        if query not in queries:
            raise malformed(path, number, f"query {query!r}, which queries.jsonl has not")
        grades.setdefault(query, {})[document] = grade
    return grades


def _judgement(path: Path, number: int, fields: list[str]) -> tuple[str, str, int]:
    """Return query, document and grade of a line in BEIR's or TREC's columns."""
    if len(fields) not in (3, 4):
        raise malformed(path, number, f"{len(fields)} columns, not 3 (BEIR) or 4 (TREC)")
    try:
        return fields[0], fields[-2], int(fields[-1])
    except ValueError as error:
        raise malformed(path, number, f"grade {fields[-1]!r}, no whole number") from error


def write_folder(
    folder: Path, questions: Sequence[Question], documents: Iterable[Document]
) -> None:
    """Write a BEIR folder; a question with gold spans is judged by their documents."""
    (folder / "qrels").mkdir(parents=True, exist_ok=True)
    bodies = [
        {
            "_id": d.id,
            "title": d.headline,
            "text": "\n".join(d.text[block.start : block.end] for block in d.paragraphs),
        }
        for d in documents
    ]
    _write_objects(folder / "corpus.jsonl", bodies)
    _write_objects(folder / "queries.jsonl", [{"_id": q.id, "text": q.question} for q in questions])
    for split in sorted({question.split for question in questions}):
        rows = [
            f"{question.id}\t{document}\t{grade}"
            for question in questions
            if question.split == split
            for document, grade in graded(question).items()
        ]
        write_text(folder / "qrels" / f"{split}.tsv", "\n".join([HEADING, *rows, ""]))


def graded(question: Question) -> dict[str, int]:
    """Return the relevant documents of a question with their grades."""
    places = {place.document: 1 for gold in question.answers for place in gold.places}
    return {**places, **question.documents}


def _write_objects(path: Path, forms: Iterable[dict[str, str]]) -> None:
    write_text(path, "".join(f"{json.dumps(form, ensure_ascii=False)}\n" for form in forms))
