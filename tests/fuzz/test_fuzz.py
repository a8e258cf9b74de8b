"""A short run of what ``make fuzz`` does for minutes, and damaged files through the process."""

from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.fuzz.attempts import RECOGNISERS, TARGETS, attempt
from tests.fuzz.seeds import MAKERS, NAMES, seeds
from tests.fuzz.strategies import inputs

from rcp_ingest import MEDIA_TYPES, Limits, Unreadable, ingest

_SHORT = settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


def test_every_kind_is_tried() -> None:
    assert set(MAKERS) == MEDIA_TYPES
    assert set(TARGETS) == MEDIA_TYPES | {RECOGNISERS}


@pytest.mark.parametrize("media_type", sorted(MEDIA_TYPES))
def test_sound_documents_are_read(media_type: str) -> None:
    seen = Counter[str]()
    for content in seeds(media_type):
        attempt(media_type, content, seen)
    assert not seen


@pytest.mark.parametrize("target", TARGETS)
@_SHORT
@given(data=st.data())
def test_no_damaged_file_hangs_or_crashes(target: str, data: st.DataObject) -> None:
    attempt(target, data.draw(inputs(target)), Counter())


@settings(_SHORT, max_examples=4)
@given(data=st.data())
def test_whoever_asks_hears_nothing_but_that_a_file_is_unreadable(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    media_type = data.draw(st.sampled_from(sorted(MEDIA_TYPES)))
    file: Path = tmp_path_factory.getbasetemp() / "damaged"
    file.write_bytes(data.draw(inputs(media_type)))
    with suppress(Unreadable):
        assert ingest(file, "file", media_type, names=NAMES, limits=Limits(seconds=30))
