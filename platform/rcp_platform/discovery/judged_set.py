"""Questions that people let this site keep, with their opinions, as a set to measure with."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from rcp_platform.discovery.documents import documents_of
from rcp_platform.feedback.judged import JudgedText, judged_texts
from rcp_platform.practices.models import Practice
from rcp_platform.practices.states import SEARCHABLE
from rcp_search import Document
from rcp_search.evaluation import EvaluationSet, JudgedQuery, Report, SetRefused

_NAME = "feedback"


@dataclass(frozen=True)
class JudgedSet:
    """All published practices by their id as a text, and the judged questions by theirs."""

    documents: Mapping[str, Document]
    questions: Mapping[str, JudgedText]

    def as_set(self) -> EvaluationSet:
        """Return what can be measured; raises SetRefused when no question has an answer."""
        queries = [_query(id_, question) for id_, question in self.questions.items()]
        answered = tuple(query for query in queries if query.relevant)
        if not answered:
            raise SetRefused(
                "No kept question has a result that was opened or helped. Searches are kept of "
                "those who allow it on their account page; ask for fewer people or an earlier day."
            )
        return EvaluationSet(_NAME, self.documents, answered, len(queries) - len(answered))

    def write(self, folder: Path) -> None:
        """Write the set in the layout of BEIR to a new folder that only its owner may open.

        Raises OSError when the folder is there already or cannot be made.
        """
        folder.mkdir(mode=0o700)
        documents = (_document_row(id_, one) for id_, one in self.documents.items())
        questions = (_question_row(id_, one) for id_, one in self.questions.items())
        grades = (
            f"{id_}\t{practice}\t{grade}"
            for id_, question in self.questions.items()
            for practice, grade in question.grades.items()
        )
        _write(folder / "corpus.jsonl", map(json.dumps, documents))
        _write(folder / "queries.jsonl", map(json.dumps, questions))
        _write(folder / "qrels.tsv", ["query-id\tcorpus-id\tscore", *grades])


def from_use(session: Session, since: datetime, days: int, at_least: int) -> JudgedSet:
    """Return the judged questions asked since a moment by at least so many people."""
    published = (
        sa.select(Practice)
        .where(Practice.state.in_(SEARCHABLE))
        .options(joinedload(Practice.rcp))
        .order_by(Practice.id)
    )
    practices = {practice.id: practice for practice in session.scalars(published)}
    texts = judged_texts(session, practices, since, days, at_least)
    return JudgedSet(
        {
            str(key): document
            for key, document in documents_of(session, list(practices.values())).items()
        },
        {f"q{number}": text for number, text in enumerate(texts, start=1)},
    )


def without_texts(report: Report) -> Report:
    """Return a report that names its questions instead of showing them."""
    named = tuple(replace(query, text=query.id) for query in report.evaluated.queries)
    return replace(report, evaluated=replace(report.evaluated, queries=named))


def _query(id_: str, question: JudgedText) -> JudgedQuery:
    relevant = {str(practice): grade for practice, grade in question.grades.items() if grade}
    return JudgedQuery(id_, question.text, relevant, question.language, rcp=question.rcp)


def _document_row(id_: str, document: Document) -> dict[str, object]:
    text = "\n\n".join(section.text for section in document.sections)
    (rcp,) = document.facets["seat"]
    metadata = {"language": document.language, "rcp": rcp}
    return {"_id": id_, "title": document.title, "text": text, "metadata": metadata}


def _question_row(id_: str, question: JudgedText) -> dict[str, object]:
    metadata = {"language": question.language, "rcp": question.rcp, "people": question.people}
    return {"_id": id_, "text": question.text, "metadata": metadata}


def _write(file: Path, lines: Iterable[str]) -> None:
    file.touch(mode=0o600)
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
