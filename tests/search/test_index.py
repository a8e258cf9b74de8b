"""The index follows its documents, and a snapshot gives the same answers or is refused."""

import gc
import hashlib
import json
import shutil
import threading

import numpy as np
import pytest

from rcp_search import HashingEmbedder, Index, Query, Searcher, SnapshotUnusable, passages_of
from rcp_search.snapshot import MANIFEST

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
    for number in (1, 3, 2):
        filled.index.save(tmp_path, number)
        assert Index.load(tmp_path)[1] == number
    assert [path.suffix for path in tmp_path.iterdir()] == [".snapshot"]


def test_a_snapshot_that_could_not_be_finished_leaves_nothing(filled, tmp_path, monkeypatch):
    filled.index.save(tmp_path, 1)
    monkeypatch.setattr("rcp_search.index.write_clusters", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        filled.index.save(tmp_path, 2)
    assert Index.load(tmp_path)[1] == 1
    assert [path.suffix for path in tmp_path.iterdir()] == [".snapshot"]


def test_a_snapshot_keeps_no_text_of_a_removed_document(world, make, tmp_path):
    world.put(*(make(key, f"Visa {key}", "Visa.") for key in range(1100)))
    world.put(make(1100, "Withdrawn", "Confidential."))
    found(world, "visa")
    world.index.remove(1100)
    world.index.save(tmp_path, 1)
    (entries,) = tmp_path.rglob("entries.npy")
    assert b"Visa 7" in entries.read_bytes()
    assert b"Confidential" not in entries.read_bytes()


def test_a_snapshot_of_a_changed_snapshot_answers_the_same(world, make, tmp_path):
    world.put(*(make(key, f"Visa {key}", facets={"rcp": [str(key % 7)]}) for key in range(1200)))
    world.index.save(tmp_path, 1)
    once, _ = Index.load(tmp_path)
    changed = type(world)(world.embedder)
    changed.index, changed.searcher = once, Searcher(world.embedder, once)
    for key in range(0, 90, 3):
        once.remove(key)
        changed.put(make(key + 1, f"Border {key}", "Border posts", facets={"rcp": ["new"]}))
    once.save(tmp_path, 2)
    twice, _ = Index.load(tmp_path)
    assert twice.keys() == once.keys()
    texts = ("visa 8", "border 3", "posts")
    assert answers(twice, *texts) == answers(once, *texts)
    for key in range(90, 500):
        twice.remove(key)
    twice.save(tmp_path, 3)
    fresh, _ = Index.load(tmp_path)
    rebuilt = type(world)(world.embedder)
    for key in sorted(fresh.keys(), key=lambda key: fresh.entry(key).start):
        entry = fresh.entry(key)
        facets = entry.facets
        text = "Border posts" if "new" in facets["rcp"] else ""
        rebuilt.put(make(key, entry.title, text, facets=facets))
    assert answers(fresh, *texts) == answers(rebuilt.index, *texts)


def test_there_may_be_no_snapshot(tmp_path):
    with pytest.raises(SnapshotUnusable, match="cannot be read"):
        Index.load(tmp_path)
    with pytest.raises(SnapshotUnusable, match="cannot be read"):
        Index.load(tmp_path / "nowhere")


@pytest.mark.parametrize(("name", "dimension"), [("all-MiniLM-L6-v2@1", 256), ("hashing-256", 384)])
def test_a_snapshot_of_another_model_is_refused(filled, tmp_path, name, dimension):
    filled.index.save(tmp_path, 1)
    with pytest.raises(SnapshotUnusable, match="The snapshot"):
        Index.load(tmp_path, name, dimension)


def test_a_snapshot_with_any_file_cut_or_gone_is_refused(filled, tmp_path):
    filled.index.save(tmp_path, 1)
    for file in files_of(tmp_path):
        whole = file.read_bytes()
        file.unlink()
        with pytest.raises(SnapshotUnusable):
            Index.load(tmp_path)
        for length in {0, 1, len(whole) // 2, len(whole) - 1} & set(range(len(whole))):
            file.write_bytes(whole[:length])
            with pytest.raises(SnapshotUnusable):
                Index.load(tmp_path)
        file.write_bytes(whole)
    Index.load(tmp_path)


def test_a_snapshot_with_a_changed_byte_in_any_file_is_refused(filled, tmp_path):
    filled.index.save(tmp_path, 1)
    for file in files_of(tmp_path):
        whole = file.read_bytes()
        for place in {0, 63, len(whole) // 2, len(whole) - 1} & set(range(len(whole))):
            changed = bytearray(whole)
            changed[place] ^= 1
            file.write_bytes(changed)
            with pytest.raises(SnapshotUnusable, match="checksum"):
                Index.load(tmp_path)
        file.write_bytes(whole + b"x")
        with pytest.raises(SnapshotUnusable, match="checksum"):
            Index.load(tmp_path)
        file.write_bytes(whole)
    Index.load(tmp_path)


def files_of(folder):
    return [path for path in folder.glob("*.snapshot/**/*") if path.is_file()]


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"format": 99}, "has format 99"),
        ({"engines": "tantivy 0"}, "another version"),
        ({"dimension": 0}, "without vectors"),
        ({"dimension": 128}, "without vectors"),
        ({"dimension": None}, "damaged"),
        ({"files": {}}, "checksums differ"),
        ({"files": None}, "checksums differ"),
    ],
)
def test_a_snapshot_that_another_program_wrote_is_refused(filled, tmp_path, facts, reason):
    filled.index.save(tmp_path, 1)
    (manifest,) = tmp_path.rglob(MANIFEST)
    _, _, content = manifest.read_bytes().partition(b"\n")
    content = json.dumps(json.loads(content) | facts).encode()
    checksum = hashlib.sha256(content).hexdigest().encode()
    manifest.write_bytes(checksum + b"\n" + content)
    with pytest.raises(SnapshotUnusable, match=reason):
        Index.load(tmp_path)


def test_loading_analyses_no_word_and_builds_no_entry(filled, tmp_path, monkeypatch):
    filled.index.save(tmp_path, 1)
    before = answers(filled.index, "visa")
    monkeypatch.setattr("rcp_search.lexical.subjects", lambda *_: 1 / 0)
    monkeypatch.setattr("rcp_search.entry.Entry", lambda *_: 1 / 0)
    loaded, _ = Index.load(tmp_path)
    assert loaded.passages == 3
    monkeypatch.undo()
    assert answers(loaded, "visa") == before


# --- files that several processes share --------------------------------------


def test_a_loaded_index_outlives_its_snapshot(filled, tmp_path, make):
    filled.index.save(tmp_path, 1)
    first, _ = Index.load(tmp_path)
    second, _ = Index.load(tmp_path)
    before = answers(first, "visa", "travailleurs")
    for snapshot in tmp_path.glob("*.snapshot"):
        shutil.rmtree(snapshot)
    assert answers(second, "visa", "travailleurs") == before
    second.remove(1)
    assert answers(second, "visa")[0].total == 0
    assert answers(first, "visa", "travailleurs") == before


def test_the_files_of_words_are_shared_and_changes_are_not(filled, tmp_path):
    filled.index.save(tmp_path, 1)
    changed, _ = Index.load(tmp_path)
    (segment,) = tmp_path.glob("*.snapshot/words/*.idx")
    assert segment.stat().st_nlink == 2
    changed.remove(1)
    changed.bring_up_to_date()
    other, _ = Index.load(tmp_path)
    assert answers(other, "visa")[0].total == 1


def test_an_index_goes_on_when_somebody_removes_its_files(filled, tmp_path, make):
    filled.index.save(tmp_path, 1)
    loaded, _ = Index.load(tmp_path)
    assert answers(loaded, "visa")[0].total == 1
    shutil.rmtree(tmp_path)
    filled.put(make(9, "Visa"))
    world = type(filled)(filled.embedder)
    world.index, world.searcher = loaded, Searcher(filled.embedder, loaded)
    world.put(make(9, "Visa"))
    texts = ("visa", "travailleurs", "العمال")
    assert answers(loaded, *texts) == answers(filled.index, *texts)
    loaded.save(tmp_path, 2)
    assert answers(Index.load(tmp_path)[0], *texts) == answers(filled.index, *texts)


def test_a_clone_goes_with_its_index_and_what_a_killed_process_left_with_the_next(
    filled, tmp_path, run_python
):
    filled.index.save(tmp_path, 1)
    loaded, _ = Index.load(tmp_path)
    code = """
import os, signal, sys
from pathlib import Path
from rcp_search import Index
index, _ = Index.load(Path(sys.argv[1]))
for ending in ("exit", "kill"):
    if os.fork() == 0:
        os.kill(os.getpid(), signal.SIGKILL) if ending == "kill" else sys.exit()
    os.wait()
print(len(list(Path(sys.argv[1]).glob("*.clone"))))
if sys.argv[2] == "killed":
    sys.stdout.flush()
    os._exit(0)
"""
    assert run_python(code, str(tmp_path), "ended") == "2\n"
    assert len(list(tmp_path.glob("*.clone"))) == 1
    assert run_python(code, str(tmp_path), "killed") == "2\n"
    assert len(list(tmp_path.glob("*.clone"))) == 2
    again, _ = Index.load(tmp_path)
    assert len(list(tmp_path.glob("*.clone"))) == 2
    del loaded, again
    gc.collect()
    assert list(tmp_path.glob("*.clone")) == []


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


def test_a_loaded_index_serves_and_changes_in_every_process_after_a_fork(run_python, tmp_path):
    code = """
import os, sys
from pathlib import Path
from rcp_search import Document, HashingEmbedder, Index, Query, Searcher, Section, passages_of
embedder = HashingEmbedder()
network = frozenset({"network"})
def put(index, key):
    one = Document(key, "Visa", (Section("", "Visa rules"),), "en", network, {})
    index.upsert(one, passages_of(one), embedder.embed_passages(["visa rules"]))
index = Index(embedder.name, embedder.dimension)
for key in range(20):
    put(index, key)
index.save(Path(sys.argv[1]), 1)
index, _ = Index.load(Path(sys.argv[1]))
searcher = Searcher(embedder, index)
if sys.argv[2] == "opened":
    searcher.search(Query("visa", network))
children = []
for removed in (3, 5):
    child = os.fork()
    if child == 0:
        for key in range(removed):
            index.remove(key)
        put(index, 20)
        total = searcher.search(Query("visa", network)).total
        os._exit(0 if total == 21 - removed else 1)
    children.append(child)
codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
print(searcher.search(Query("visa", network)).total, codes)
"""
    assert run_python(code, str(tmp_path / "a"), "unopened") == "20 [0, 0]\n"
    assert run_python(code, str(tmp_path / "b"), "opened") == "20 [0, 0]\n"
