"""The index follows its documents, and a snapshot gives the same answers or is refused."""

import hashlib
import json
import threading

import numpy as np
import pytest

from rcp_search import HashingEmbedder, Index, Query, Searcher, SnapshotUnusable, passages_of
from rcp_search.snapshot import FILE

NETWORK = frozenset({"network"})


def found(world, text):
    return [hit.key for hit in world.searcher.search(Query(text, NETWORK, limit=100)).hits]


def answers(index, *texts):
    searcher = Searcher(HashingEmbedder(), index)
    return [searcher.search(Query(text, NETWORK, limit=100)) for text in texts]


@pytest.fixture
def filled(world, make):
    return world.put(
        make(1, "Visa", "Visa rules for workers.", facets={"rcp": ["apc"]}),
        make(2, "Retour", "Le retour des travailleurs.", language="fr", facets={"rcp": ["mtm"]}),
        make(-3, "عودة", "العودة الطوعية للعمال المهاجرين.", language="ar", labels=["secret"]),
    )


# --- changes ----------------------------------------------------------------


def test_what_is_put_is_found_by_the_next_search(world, make):
    assert found(world, "visa") == []
    world.put(make(1, "Visa"))
    assert found(world, "visa") == [1]
    world.put(make(2, "Visa fees"))
    assert sorted(found(world, "visa")) == [1, 2]


def test_a_removed_document_is_gone(filled):
    filled.index.remove(1)
    filled.index.remove(1)
    assert found(filled, "visa") == []
    assert len(filled.index) == 2
    assert filled.index.keys() == {2, -3}


def test_a_document_put_again_replaces_the_earlier_one(filled, make):
    filled.put(make(1, "Border", "Border posts", facets={"rcp": ["igc"]}))
    assert found(filled, "visa") == []
    results = filled.searcher.search(Query("border", NETWORK))
    assert [hit.key for hit in results.hits] == [1]
    assert results.facets["rcp"] == {"igc": 1}
    assert len(filled.index) == 3


def test_a_document_put_and_removed_between_two_searches_is_not_found(filled, make):
    filled.put(make(5, "Visa"))
    filled.index.remove(5)
    assert found(filled, "visa") == [1]


def test_a_large_index_with_a_few_removals_keeps_its_rows_until_many_are_dead(world, make):
    world.put(*(make(key, f"Visa {key}") for key in range(2100)))
    world.index.remove(0)
    results = world.searcher.search(Query("visa 0", NETWORK, limit=3000))
    assert results.total == world.index.passages == 2099
    assert 0 not in {hit.key for hit in results.hits}
    for key in range(1, 1500):
        world.index.remove(key)
    assert world.index.passages == 600
    results = world.searcher.search(Query("visa 1999", NETWORK, limit=1000))
    assert results.total == 600
    assert results.hits[0].key == 1999
    assert world.index.passages == 600
    assert sorted(hit.key for hit in results.hits) == list(range(1500, 2100))


def test_an_index_after_many_changes_answers_like_one_built_anew(world, make):
    words = ["visa", "border", "worker", "return", "asylum", "fees"]
    kept = {}
    for turn in range(200):
        key = turn % 40
        text = " ".join(words[(turn * step) % 6] for step in range(1, 2 + turn % 5))
        kept[key] = make(key, text, text * 2, facets={"rcp": [str(turn % 3)]})
        world.put(kept[key])
        if turn % 30 == 0:
            found(world, "visa")
    fresh = type(world)(world.embedder).put(*kept.values())
    texts = ("visa worker", "border", "return of workers asylum")
    assert answers(world.index, *texts) == answers(fresh.index, *texts)


def test_passages_and_vectors_must_match(world, make):
    one = make(1, "Visa")
    with pytest.raises(ValueError, match="one row of 256 for each passage"):
        world.index.upsert(one, passages_of(one), np.zeros((2, 256), dtype=np.float32))
    with pytest.raises(ValueError, match="0 passages"):
        world.index.upsert(one, [], np.zeros((0, 256), dtype=np.float32))
    assert len(world.index) == 0


def test_an_index_is_not_searched_with_another_model(world):
    with pytest.raises(ValueError, match="of the model other"):
        Searcher(world.embedder, Index("other", 256))


# --- snapshots --------------------------------------------------------------


def test_a_loaded_snapshot_answers_the_same(filled, tmp_path, make):
    filled.put(make(1, "Visa", "Visa rules for seafarers and workers."))
    filled.index.remove(2)
    filled.put(make(4, "Asile", "Demande d’asile \ud800 \x00", language="fr"))
    filled.index.save(tmp_path, 17)
    loaded, number = Index.load(tmp_path, "hashing-256", 256)
    assert number == 17
    assert loaded.keys() == filled.index.keys()
    texts = ("visa", "asile", "العودة", "workers")
    assert answers(loaded, *texts) == answers(filled.index, *texts)
    assert sum(results.total for results in answers(loaded, *texts)) > 0


def test_a_snapshot_of_a_large_index_leaves_the_dead_rows_out(world, tmp_path, make):
    world.put(*(make(key, f"Visa {key}") for key in range(1100)))
    found(world, "visa")
    world.index.remove(7)
    world.index.save(tmp_path, 1)
    loaded, _ = Index.load(tmp_path)
    assert loaded.passages == len(loaded) == 1099
    results = Searcher(world.embedder, loaded).search(Query("visa 8", NETWORK))
    assert (results.hits[0].key, results.total) == (8, 1099)


def test_a_loaded_index_takes_changes(filled, tmp_path, make):
    filled.index.save(tmp_path, 1)
    filled.index, _ = Index.load(tmp_path)
    filled.searcher = Searcher(filled.embedder, filled.index)
    filled.put(make(9, "Visa"))
    filled.index.remove(1)
    assert found(filled, "visa") == [9]


def test_an_empty_index_can_be_saved(world, tmp_path):
    world.index.save(tmp_path, 0)
    loaded, number = Index.load(tmp_path)
    assert (len(loaded), number) == (0, 0)


def test_a_later_snapshot_replaces_the_earlier_and_leaves_nothing_beside(filled, tmp_path):
    filled.index.save(tmp_path, 1)
    filled.index.save(tmp_path, 2)
    assert Index.load(tmp_path)[1] == 2
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_there_may_be_no_snapshot(tmp_path):
    with pytest.raises(SnapshotUnusable, match="cannot be read"):
        Index.load(tmp_path)


@pytest.mark.parametrize(("name", "dimension"), [("all-MiniLM-L6-v2@1", 256), ("hashing-256", 384)])
def test_a_snapshot_of_another_model_is_refused(filled, tmp_path, name, dimension):
    filled.index.save(tmp_path, 1)
    with pytest.raises(SnapshotUnusable, match="The snapshot"):
        Index.load(tmp_path, name, dimension)


def test_a_snapshot_cut_anywhere_is_refused(filled, tmp_path):
    filled.index.save(tmp_path, 1)
    whole = (tmp_path / FILE).read_bytes()
    for length in [*range(0, 260, 7), *range(260, len(whole), 211), len(whole) - 1]:
        (tmp_path / FILE).write_bytes(whole[:length])
        with pytest.raises(SnapshotUnusable):
            Index.load(tmp_path)


def test_a_snapshot_with_a_changed_byte_is_refused(filled, tmp_path):
    filled.index.save(tmp_path, 1)
    whole = bytearray((tmp_path / FILE).read_bytes())
    for place in (0, 63, 70, 500, len(whole) - 1):
        changed = whole.copy()
        changed[place] ^= 1
        (tmp_path / FILE).write_bytes(changed)
        with pytest.raises(SnapshotUnusable, match="checksum"):
            Index.load(tmp_path)


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"format": 99}, "has format 99"),
        ({"dimension": 0}, "damaged"),
        ({"dimension": 128}, "without vectors"),
        ({"entries_bytes": 10}, "damaged"),
        ({"dimension": None}, "damaged"),
    ],
)
def test_a_snapshot_that_another_program_wrote_is_refused(filled, tmp_path, facts, reason):
    filled.index.save(tmp_path, 1)
    _, head, body = (tmp_path / FILE).read_bytes().split(b"\n", 2)
    content = json.dumps(json.loads(head) | facts).encode() + b"\n" + body
    checksum = hashlib.sha256(content).hexdigest().encode()
    (tmp_path / FILE).write_bytes(checksum + b"\n" + content)
    with pytest.raises(SnapshotUnusable, match=reason):
        Index.load(tmp_path)


# --- threads ----------------------------------------------------------------


def test_threads_search_while_another_changes_the_index(world, make):
    world.put(*(make(key, f"Visa {key}", "Visa for workers") for key in range(50)))
    problems = []
    done = threading.Event()

    def look():
        while not done.is_set():
            results = world.searcher.search(Query("visa for workers", NETWORK, limit=200))
            keys = [hit.key for hit in results.hits]
            if len(set(keys)) != len(keys) or results.total != len(keys):
                problems.append(keys)
            if not set(range(1, 50, 2)) <= set(keys):
                problems.append(keys)

    def guarded():
        try:
            look()
        except Exception as error:
            problems.append(error)

    threads = [threading.Thread(target=guarded) for _ in range(3)]
    for thread in threads:
        thread.start()
    for turn in range(20):
        world.put(make(100 + turn, "Visa", "Visa for workers"))
        world.index.remove(turn * 2)
        world.put(make(0, "Visa", f"Visa for workers {turn}"))
    done.set()
    for thread in threads:
        thread.join()
    assert problems == []
    assert len(found(world, "visa for workers")) == len(world.index)


def test_an_index_serves_after_a_fork(run_python):
    code = """
import os
from rcp_search import Document, HashingEmbedder, Index, Query, Searcher, Section, passages_of
embedder = HashingEmbedder()
index = Index(embedder.name, embedder.dimension)
searcher = Searcher(embedder, index)
network = frozenset({"network"})
def put(key):
    one = Document(key, "Visa", (Section("", "Visa rules"),), "en", network, {})
    index.upsert(one, passages_of(one), embedder.embed_passages(["visa rules"]))
for key in range(20):
    put(key)
searcher.search(Query("visa", network))
child = os.fork()
put(20)
index.remove(0)
index.remove(1)
total = searcher.search(Query("visa", network)).total
if child == 0:
    os._exit(0 if total == 19 else 1)
print(total, os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
    assert run_python(code) == "19 0\n"
