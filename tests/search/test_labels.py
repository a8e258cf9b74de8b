"""What labels are made of is kept in a file, and never taken from there wrongly."""

import json
from pathlib import Path

import pytest

from rcp_search.terms import labels
from rcp_search.terms.glossary import PACKAGED, Concept, read_glossary
from rcp_search.terms.thesaurus import Thesaurus

CONCEPTS = (
    Concept("visa", {"en": ("visa", "e-visa", "the VISA"), "fr": ("visa électronique",)}),
    Concept("displaced", {"en": ("internally displaced person", "IDP"), "ar": ("نازح",)}),
)
OTHERS = (
    Concept("visa", {"en": ("visas", "e-visa", "the VISA"), "fr": ("visa électronique",)}),
    CONCEPTS[1],
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "not yet there" / "terms.json"


def test_labels_have_stems_unless_they_are_looked_for_as_written() -> None:
    analysis = labels.analysed(CONCEPTS)
    assert analysis.stems[:4] == [["visa"], None, ["visa"], ["vis", "electron"]]
    assert analysis.stems[4:] == [["internal", "displac", "person"], None, ["نازح"]]
    assert analysis.words["en"] == ["visa", "e", "the", "internally", "displaced", "person"]


def test_what_is_kept_is_what_was_found(file: Path) -> None:
    found = labels.analysed(CONCEPTS)
    assert labels.kept(file, CONCEPTS) == found
    assert labels.kept(file, CONCEPTS) == found


def test_what_is_kept_is_not_looked_for_again(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = labels.kept(file, CONCEPTS)
    monkeypatch.delattr(labels, "analysed")
    assert labels.kept(file, CONCEPTS) == found


def test_other_labels_are_analysed_anew(file: Path) -> None:
    labels.kept(file, CONCEPTS)
    assert labels.kept(file, OTHERS) == labels.analysed(OTHERS)
    assert labels.kept(file, OTHERS[::-1]) == labels.analysed(OTHERS[::-1])


def test_another_version_analyses_anew(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    labels.kept(file, CONCEPTS)
    spoilt = json.loads(file.read_text())
    file.write_text(json.dumps(spoilt | {"stems": [None] * len(spoilt["stems"])}))
    monkeypatch.setattr(labels, "_version", lambda: b"another")
    assert labels.kept(file, CONCEPTS) == labels.analysed(CONCEPTS)


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"{}", b"null", b"\xff\x00"])
def test_a_damaged_file_is_written_anew(file: Path, damage: bytes) -> None:
    labels.kept(file, CONCEPTS)
    whole = file.read_bytes()
    file.write_bytes(damage)
    assert labels.kept(file, CONCEPTS) == labels.analysed(CONCEPTS)
    assert file.read_bytes() == whole


def test_where_nothing_can_be_written_the_labels_are_analysed(tmp_path: Path) -> None:
    (tmp_path / "a file").touch()
    found = labels.kept(tmp_path / "a file" / "terms.json", CONCEPTS)
    assert found == labels.analysed(CONCEPTS)


def test_nothing_else_is_left_beside_the_file(file: Path) -> None:
    labels.kept(file, CONCEPTS)
    labels.kept(file, OTHERS)
    assert list(file.parent.iterdir()) == [file]


def test_a_thesaurus_from_a_file_names_the_same_concepts(file: Path) -> None:
    concepts = read_glossary(PACKAGED)
    labels.kept(file, concepts)
    fresh, kept = Thesaurus(concepts), Thesaurus(concepts, labels.kept(file, concepts))
    for text in ("labour migration and IDP", "protection des réfugiés", "миграция", "e-visa"):
        order = text.split()
        for language in (None, "en", "fr", "ru"):
            found = kept.mentions(order, frozenset(), language)
            assert found == fresh.mentions(order, frozenset(), language)
    assert all(kept.knows(word) == fresh.knows(word) for word in ("labour", "idp", "nothing"))
