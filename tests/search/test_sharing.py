"""Processes share the files of a snapshot, threads share an index."""

import gc
import shutil
import threading

from tests.search.asking import NETWORK, answers, found

from rcp_search import Index, Query, Searcher


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
