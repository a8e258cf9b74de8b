"""A large index finds the same among many rows as comparing every one would."""

import numpy as np
import pytest

from rcp_search import Index, Passage, Query, Searcher
from rcp_search.models.embedding import unit_rows
from rcp_search.rows.scope import Scope
from rcp_search.terms.query_words import query_words
from rcp_search.vectors.dense import CLUSTERS, NOT_COMPARED

NETWORK = frozenset({"network"})
FEW = frozenset({"few"})
DIMENSION = 32
ROWS = 3_000


class GivenVectors:
    """Understands a query that is the number of a vector."""

    name, dimension = "given", DIMENSION

    def __init__(self, embedder, vectors):
        self.calibration = embedder.calibration
        self._vectors = vectors

    def embed_query(self, text, language=None):
        return self._vectors[int(text.split()[0])]


@pytest.fixture(autouse=True, scope="module")
def large_begins_early():
    with pytest.MonkeyPatch.context() as patched:
        for module in ("vectors.dense", "index"):
            patched.setattr(f"rcp_search.{module}.COMPARED", 500)
        patched.setattr("rcp_search.vectors.dense.PROBED", 800)
        patched.setattr("rcp_search.vectors.dense.NEAREST", 100)
        patched.setattr("rcp_search.index.MOST_HITS", 50)
        patched.setattr("rcp_search.index.LOOKED_UP", 20)
        yield


@pytest.fixture(scope="module")
def vectors():
    chance = np.random.default_rng(1)
    middles = chance.standard_normal((40, DIMENSION))
    rows = middles[chance.integers(40, size=ROWS + 500)]
    return unit_rows(rows + 0.5 * chance.standard_normal(rows.shape))


@pytest.fixture(scope="module")
def put(make, vectors):
    def put(index, first, last, text="Visa rules."):
        for row in range(first, last):
            labels = FEW if row % 10 == 0 else NETWORK
            document = make(row, f"Number {row}", text, labels=labels, facets={"n": [str(row % 3)]})
            passage = Passage(0, "approach", f"{text} Number {row}.")
            index.upsert(document, [passage], vectors[row : row + 1])

    return put


@pytest.fixture(scope="module")
def saved(put, tmp_path_factory):
    folder = tmp_path_factory.mktemp("large")
    built = Index("given", DIMENSION)
    put(built, 0, ROWS)
    built.save(folder, 1)
    assert list(folder.rglob(CLUSTERS))
    return folder


@pytest.fixture
def index(saved):
    return Index.load(saved)[0]


def nearest(index, vector, scope, count=10):
    similarities = index.similarities(vector, scope)
    return np.argsort(-similarities, kind="stable")[:count].tolist()


def truly_nearest(vectors, vector, allowed, count=10):
    similarities = np.where(allowed, vectors @ vector, NOT_COMPARED)
    return np.argsort(-similarities, kind="stable")[:count].tolist()


@pytest.mark.parametrize(
    ("scope", "allows"),
    [
        (Scope(NETWORK | FEW), lambda row: True),
        (Scope(NETWORK), lambda row: row % 10 != 0),
        (Scope(NETWORK, {"n": frozenset("0")}), lambda row: row % 10 != 0 and row % 3 == 0),
        (Scope(FEW), lambda row: row % 10 == 0),
    ],
)
def test_the_nearest_of_many_rows_are_found_whatever_is_allowed(index, vectors, scope, allows):
    allowed = np.array([allows(row) for row in range(ROWS)])
    met = 0
    for query in vectors[ROWS : ROWS + 100]:
        truth = truly_nearest(vectors[:ROWS], query, allowed)
        met += len(set(truth) & set(nearest(index, query, scope)))
    assert met >= 990


def test_only_the_nearest_of_many_rows_are_compared(index, vectors):
    similarities = index.similarities(vectors[5], Scope(NETWORK))
    assert 0 < np.count_nonzero(similarities > NOT_COMPARED) <= 100


def test_what_is_allowed_far_away_only_is_found(index, vectors, monkeypatch):
    monkeypatch.setattr("rcp_search.vectors.dense.PROBED", 1)
    far = set(np.argsort(vectors[:ROWS] @ vectors[7])[:700].tolist())
    for row in set(range(ROWS)) - far:
        index.remove(row)
    similarities = index.similarities(vectors[7], Scope(NETWORK | FEW))
    found = set(np.flatnonzero(similarities > NOT_COMPARED).tolist())
    assert found <= far
    assert len(found) == 100


def test_later_rows_are_found_and_removed_ones_are_not(index, put, vectors):
    put(index, ROWS, ROWS + 300)
    for row in range(900):
        index.remove(row)
    alive = np.arange(ROWS + 300) >= 900
    scope = Scope(NETWORK | FEW)
    met = 0
    for query in vectors[ROWS + 300 : ROWS + 400]:
        truth = truly_nearest(vectors[: ROWS + 300], query, alive)
        met += len(set(truth) & set(nearest(index, query, scope)))
    assert met >= 990


def test_of_a_common_word_the_nearest_are_found_with_their_words(index, vectors):
    index.bring_up_to_date()
    scope = Scope(NETWORK | FEW)
    found = index.candidates(query_words("visa"), vectors[3107], scope)
    coverage = dict(zip(found.rows.tolist(), found.coverage.tolist(), strict=True))
    assert np.count_nonzero(found.coverage) <= 50 + 20
    assert len(coverage) <= 100 + 50
    whole = index.coverage(query_words("visa"), scope)
    for row in truly_nearest(vectors[:ROWS], vectors[3107], np.ones(ROWS, dtype=bool)):
        assert coverage[row] == pytest.approx(float(whole[row]))
        assert coverage[row] > 0


def test_totals_of_a_large_index_are_those_of_its_best_rows(index, world, vectors):
    searcher = Searcher(GivenVectors(world.embedder, vectors), index)
    results = searcher.search(Query("3107 visa", NETWORK | FEW))
    assert 50 <= results.total <= 100 + 50
    assert sum(results.facets["n"].values()) == results.total


def test_what_only_the_words_find_has_its_similarity(index, world, vectors, make):
    opposite = -vectors[5:6]
    document = make(9_999, "Seafarers", "Seafarers")
    index.upsert(document, [Passage(0, "approach", "Seafarers")], opposite)
    searcher = Searcher(GivenVectors(world.embedder, vectors), index)
    hits = searcher.search(Query("5 seafarers", NETWORK, limit=500)).hits
    (hit,) = (hit for hit in hits if hit.key == 9_999)
    assert hit.similarity == pytest.approx(-1, abs=1e-5)


def test_documents_like_another_are_the_nearest(index, world, vectors):
    searcher = Searcher(GivenVectors(world.embedder, vectors), index)
    others = np.arange(ROWS) != 1234
    truth = truly_nearest(vectors[:ROWS], vectors[1234], others, 5)
    assert [hit.key for hit in searcher.similar(1234, NETWORK | FEW, limit=5)] == truth
