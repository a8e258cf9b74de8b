"""Sets as folders in the layout of BEIR (Thakur and others, 2021)."""

import json
import re
from collections.abc import Container, Iterator, Mapping
from pathlib import Path
from typing import Any

from rcp_search.documents import Document, Section
from rcp_search.evaluation.sets import NOTHING, RCP, EvaluationSet, JudgedQuery, SetRefused
from rcp_search.terms.query_words import query_words

_LABELS = frozenset({"evaluation"})
_GRADE = re.compile(r"-?\d+")

Judgements = dict[str, dict[str, int]]


def load_folder(
    folder: Path, split: str | None = None, language: str | None = None
) -> EvaluationSet:
    """Return the set in a folder; ``split`` takes some of the queries.

    ``language`` is that of documents and queries that do not say theirs; without it, it is
    guessed from their words. Raises :exc:`SetRefused`, which names file and line.
    """
    documents = _documents(folder / "corpus.jsonl", language)
    asked = dict(_rows(folder / "queries.jsonl"))
    # Some sets have a file of judgements for each split, others name it with each query.
    by_split = (folder / "qrels").is_dir()
    file = folder / "qrels" / f"{split or 'test'}.tsv" if by_split else folder / "qrels.tsv"
    judgements = _judgements(file, asked, documents)
    queries = [
        _query(id_, row, judgements.get(id_, {}), language)
        for id_, row in asked.items()
        if split in (None, _fact(row, "split", split if by_split else None))
    ]
    judged = tuple(query for query in queries if query.relevant or query.kind == NOTHING)
    if not judged:
        named = f"of the split “{split}” " if split else ""
        raise SetRefused(f"{folder}: no query {named}has a relevant document.")
    for query in judged:
        if query.kind == NOTHING and query.relevant:
            raise SetRefused(f"{file}: {query.id} is of the kind “{NOTHING}”, yet has an answer.")
    return EvaluationSet(folder.resolve().name, documents, judged, len(queries) - len(judged))


def _documents(file: Path, language: str | None) -> dict[str, Document]:
    documents = {}
    for key, (id_, row) in enumerate(_rows(file)):
        rcp = _fact(row, "rcp")
        title = str(row.get("title") or "")
        text = row["text"]
        documents[id_] = Document(
            key,
            title,
            (Section("text", text),),
            _language(row, f"{title} {text}", language) or "en",
            _LABELS,
            {RCP: frozenset({rcp})} if rcp else {},
        )
    if not documents:
        raise SetRefused(f"{file} holds no document.")
    return documents


def _query(
    id_: str, row: Mapping[str, Any], grades: Mapping[str, int], language: str | None
) -> JudgedQuery:
    return JudgedQuery(
        id_,
        row["text"],
        {document: grade for document, grade in grades.items() if grade > 0},
        _language(row, row["text"], language),
        _fact(row, "kind"),
        _fact(row, "rcp"),
    )


def _language(row: Mapping[str, Any], text: str, default: str | None) -> str | None:
    told = _fact(row, "language") or _fact(row, "lang")
    return told or default or query_words(text).language


def _fact(row: Mapping[str, Any], name: str, default: str | None = None) -> str | None:
    """Return what a line says under its metadata or, as some sets do, beside it."""
    found = (row.get("metadata") or {}).get(name) or row.get(name)
    return str(found) if found else default


def _rows(file: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    seen = set()
    for number, line in _lines(file):
        try:
            row = json.loads(line)
            json.dumps(row, ensure_ascii=False).encode()
        except (ValueError, RecursionError) as error:
            raise SetRefused(f"{file}, line {number}: cannot be read as JSON ({error}).") from error
        if not (isinstance(row, dict) and isinstance(row.get("text"), str) and row.get("_id")):
            raise SetRefused(f"{file}, line {number}: needs _id and text.")
        if not isinstance(row.get("metadata") or {}, dict):
            raise SetRefused(f"{file}, line {number}: metadata must be an object.")
        id_ = str(row["_id"])
        if id_ in seen:
            raise SetRefused(f"{file}, line {number}: the _id {id_} is there twice.")
        seen.add(id_)
        yield id_, row


def _judgements(file: Path, queries: Container[str], documents: Container[str]) -> Judgements:
    judgements: Judgements = {}
    for number, line in _lines(file):
        columns = line.split("\t") if "\t" in line else line.split()
        grade = _GRADE.fullmatch(columns[-1].strip())
        if number == 1 and grade is None:
            continue
        if len(columns) not in (3, 4) or grade is None:
            raise SetRefused(
                f"{file}, line {number}: needs the query's id, the document's and a whole number."
            )
        query, document = columns[0].strip(), columns[-2].strip()
        if query not in queries:
            raise SetRefused(f"{file}, line {number}: no query has the _id {query}.")
        if document not in documents:
            raise SetRefused(f"{file}, line {number}: no document has the _id {document}.")
        judgements.setdefault(query, {})[document] = int(grade.group())
    return judgements


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise SetRefused(f"{file} is missing.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise SetRefused(f"{file} cannot be read: {error}") from error
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, line
