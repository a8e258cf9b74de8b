"""Damaged documents, and texts that look like documents."""

import io
import random
import zipfile
from collections.abc import Callable

from hypothesis import strategies as st
from tests.fuzz.attempts import RECOGNISERS
from tests.fuzz.seeds import ARABIC, REPORT, RUSSIAN, seeds

from rcp_ingest import formats, packed

#: What documents are told by.
_FRAGMENTS = [
    *REPORT.split("\n"),
    *ARABIC.split("\n"),
    *RUSSIAN.split("\n"),
    "",
    "    ",
    "\f",
    "•",
    "• ",
    "1.",
    "1.1.1.1.1.1",
    "(a)",
    "iv.",
    "| a | b |",
    "|---|",
    "a\tb\tc",
    "====",
    "------",
    "# ",
    "####### x",
    "> > > x",
    "-- ",
    "<br><p>&amp;&#0;",
    "“",
    "« »",
    "„",
    '"quoted" (name approved)',
    "Year established:",
    "Secretariat:",
    "12/13/2026",
    "٣٫١٤",
    "x" * 300,
    "слово " * 60,
    "(" * 200,
    "*" * 200,
    "\u202e\u200b\xad\ufeff",
    "page 1 of 2",
    "12",
    "Objective 23, 24 and 0; SDG 99.z",
]
_MOST_OF_A_PART = 2**20
#: Kinds that are text themselves.
_WRITTEN = frozenset(
    {formats.TEXT, formats.MARKDOWN, formats.CSV, formats.HTML, formats.RTF, formats.MAIL}
)


def inputs(target: str) -> st.SearchStrategy[bytes]:
    """Return inputs for a reader or the recognisers."""
    if target == RECOGNISERS:
        return texts().map(str.encode)
    whole = st.sampled_from(seeds(target)).flatmap(damaged)
    if target in packed.MEDIA_TYPES:
        return st.one_of(whole, st.sampled_from(seeds(target)).flatmap(_damaged_inside))
    return st.one_of(whole, texts().map(str.encode)) if target in _WRITTEN else whole


def texts() -> st.SearchStrategy[str]:
    """Return lines such as documents have, in any order, and others."""
    line = st.one_of(st.sampled_from(_FRAGMENTS), st.text(max_size=40))
    joined = st.lists(line, max_size=60).map("\n".join)
    return joined.map(lambda text: text.encode("utf-8", "replace").decode())


@st.composite
def damaged(draw: st.DrawFn, content: bytes) -> bytes:
    """Return a document with bytes changed, pieces doubled, moved or cut away."""
    changed = bytearray(content)
    for _ in range(draw(st.integers(0, 4))):
        begin = draw(st.integers(0, len(changed)))
        end = begin + draw(st.integers(0, 64))
        with_ = draw(
            st.one_of(
                st.binary(max_size=8),
                st.just(bytes(changed[begin:end]) * draw(st.integers(0, 50))),
                st.sampled_from([b"<", b"&e;", b"\0", b"\xff\xff\xff\x7f", b"9" * 30, b"{" * 99]),
            )
        )
        changed[begin:end] = with_
    is_cut = draw(st.integers(0, 5)) == 0
    return bytes(changed[: draw(st.integers(0, len(changed)))] if is_cut else changed)


@st.composite
def _damaged_inside(draw: st.DrawFn, content: bytes) -> bytes:
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    name = draw(st.sampled_from(names))
    return with_entry(content, name, lambda held: draw(damaged(held)))


def with_entry(archive: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return an archive with one of its entries changed, and sound otherwise."""
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(archive)) as old,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            if entry.file_size <= _MOST_OF_A_PART:
                held = old.read(entry)
                new.writestr(entry.filename, change(held) if entry.filename == name else held)
    return written.getvalue()


def changed_inside(archive: bytes, change: Callable[[bytes], bytes], seed: int) -> bytes | None:
    """Return an archive with one entry, chosen by the seed, changed; None where it is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            names = opened.namelist()
        name = random.Random(seed).choice(names)  # noqa: S311
        return with_entry(archive, name, change)
    except Exception:
        return None
