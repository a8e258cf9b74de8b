"""Sets of questions with known answers."""

import json
from pathlib import Path

import pytest
from tests.search.evaluation.reports import CORPUS, QRELS, QUERIES

from rcp_search.evaluation import Answer, EvaluationSet, Report


@pytest.fixture
def write(tmp_path: Path):
    def write(corpus=CORPUS, queries=QUERIES, qrels=QRELS) -> Path:
        folder = tmp_path / "small"
        folder.mkdir(exist_ok=True)
        for name, rows in (("corpus", corpus), ("queries", queries)):
            lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
            (folder / f"{name}.jsonl").write_text("\n".join(lines), encoding="utf-8")
        (folder / "qrels.tsv").write_text(qrels, encoding="utf-8")
        return folder

    return write


@pytest.fixture
def judged(make):
    """Give a report on answers that are told, not searched."""

    def judged(queries, answers, **documents):
        known = {
            id_: make(key, id_, language=language, facets={"rcp": [rcp]} if rcp else {})
            for key, (id_, (language, rcp)) in enumerate(documents.items())
        }
        told = {
            name: {id_: Answer(*answer) for id_, answer in by_query.items()}
            for name, by_query in answers.items()
        }
        return Report(EvaluationSet("told", known, tuple(queries)), "no model", told)

    return judged
