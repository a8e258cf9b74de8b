"""The figures of a set, as a whole and by parts of it."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from rcp_search.evaluation.asking import Report
from rcp_search.evaluation.measures import Figure, Values, figure, ranked_values, values_of
from rcp_search.evaluation.sets import EvaluationSet, JudgedQuery

WHOLE = "all"
LANGUAGE = "query language"
KIND = "kind"
LANGUAGES = "query and document language"
PARTS = (WHOLE, LANGUAGE, KIND, LANGUAGES)
UNKNOWN = "not known"


@dataclass(frozen=True)
class Row:
    """One figure: ``part`` is one of :data:`PARTS`, ``value`` says which of its values."""

    part: str
    value: str
    configuration: str
    measure: str
    figure: Figure


def rows_of(report: Report) -> list[Row]:
    """Return every figure of a report, by part, value and configuration."""
    parts = _parts(report.evaluated)
    values = {name: values_of(report, name) for name in report.answers}
    rows = [
        row
        for (part, value), ids in parts.items()
        for name in report.answers
        for row in _rows(part, value, name, _only(values[name], ids))
    ]
    return rows + list(_by_languages(report))


def _parts(evaluated: EvaluationSet) -> dict[tuple[str, str], set[str]]:
    """Return the ids of the queries in each part."""
    parts: dict[tuple[str, str], set[str]] = {(WHOLE, WHOLE): {q.id for q in evaluated.queries}}
    for query in evaluated.queries:
        parts.setdefault((LANGUAGE, query.language or UNKNOWN), set()).add(query.id)
        if query.kind:
            parts.setdefault((KIND, query.kind), set()).add(query.id)
    return dict(sorted(parts.items(), key=lambda item: (PARTS.index(item[0][0]), item[0][1])))


def _by_languages(report: Report) -> Iterator[Row]:
    """Yield the figures of each pair of languages.

    What is relevant in other languages counts neither for nor against a ranking.
    """
    grades = _grades_by_languages(report.evaluated)
    for languages in sorted(grades):
        of_pair = grades[languages]
        for name, answers in report.answers.items():
            rankings = {
                query.id: [
                    id_
                    for id_ in answers[query.id].ranking
                    if id_ not in query.relevant or id_ in of_pair[query.id]
                ]
                for query in report.evaluated.queries
                if query.id in of_pair
            }
            yield from _rows(LANGUAGES, languages, name, ranked_values(of_pair, rankings))


def _grades_by_languages(evaluated: EvaluationSet) -> dict[str, dict[str, dict[str, int]]]:
    grades: dict[str, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for query in evaluated.queries:
        for id_, grade in query.relevant.items():
            grades[_pair(query, evaluated.documents[id_].language)][query.id][id_] = grade
    return grades


def _pair(query: JudgedQuery, language: str) -> str:
    return f"{query.language or UNKNOWN} → {language}"


def _only(values: dict[str, Values], ids: set[str]) -> dict[str, Values]:
    return {
        measure: {id_: value for id_, value in of_measure.items() if id_ in ids}
        for measure, of_measure in values.items()
    }


def _rows(part: str, value: str, configuration: str, values: dict[str, Values]) -> list[Row]:
    return [
        Row(part, value, configuration, measure, figure(of_measure.values()))
        for measure, of_measure in values.items()
        if of_measure
    ]
