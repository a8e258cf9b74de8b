"""A snapshot gives the same answers or is refused."""

import hashlib
import json

import pytest
from tests.search.asking import NETWORK, answers, found

from rcp_search import Index, Query, Searcher, SnapshotUnusable
from rcp_search.rows.snapshot import MANIFEST


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
    monkeypatch.setattr("rcp_search.lexical.engine.subjects", lambda *_: 1 / 0)
    monkeypatch.setattr("rcp_search.rows.entry.Entry", lambda *_: 1 / 0)
    loaded, _ = Index.load(tmp_path)
    assert loaded.passages == 3
    monkeypatch.undo()
    assert answers(loaded, "visa") == before
