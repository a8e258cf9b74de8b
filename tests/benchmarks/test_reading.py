"""What is read in both ways is the same, and every kind is measured."""

import io

import pytest
from benchmarks import written

from rcp_ingest import MEDIA_TYPES, Block, Limits, formats
from rcp_ingest.readers import pieces
from rcp_ingest.safety import media_type_of


def test_every_kind_that_can_be_read_is_measured() -> None:
    assert {formats.BY_SUFFIX[suffix] for suffix in written.MAKERS} == MEDIA_TYPES
    assert written.MAKERS.keys() == written.BARE.keys() == written.LIBRARIES.keys()


@pytest.mark.parametrize("suffix", [suffix for suffix in written.MAKERS if suffix != ".zip"])
def test_both_ways_find_the_text(suffix: str) -> None:
    content = written.MAKERS[suffix](2)
    media_type = media_type_of(io.BytesIO(content), f"document{suffix}")
    found = pieces(io.BytesIO(content), media_type, Limits())
    product = " ".join(piece.text for piece in found if isinstance(piece, Block))
    bare = " ".join(written.BARE[suffix](io.BytesIO(content)))
    for text in (product, bare):
        words = " ".join(text.split())
        assert words.count("recruitment agencies together") >= 2 * 28 - 6
