"""Papers as PDF, set by Typst with fonts of our own."""

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

from rcp_platform.core.text import blocks, clean
from rcp_platform.outputs.paper import Bundle, Paper, Text

_HERE = Path(__file__).parent
_TEMPLATE = _HERE / "paper.typ"
#: Marks that turn the direction of what follows: in a line of type they could only mislead.
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")


def pdf_of(bundle: Bundle, at: datetime) -> bytes:
    """Return the papers as a tagged PDF of A4 pages."""
    import typst  # heavy: only when somebody asks for a PDF

    return bytes(
        typst.compile(
            _TEMPLATE,
            font_paths=[_HERE / "fonts"],
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"bundle": json.dumps(_data(bundle), ensure_ascii=False)},
            timestamp=int(at.timestamp()),
        )
    )


def _data(bundle: Bundle) -> dict[str, Any]:
    return {
        "title": {"text": _plain(bundle.title.text), "language": bundle.title.language},
        "authors": ["RCP Exchange"],
        "intro": [_text(Text(bundle.intro, bundle.language))] if bundle.intro else [],
        "is-collection": bundle.is_collection,
        "papers": [_paper(paper) for paper in bundle.papers],
        "language": bundle.language,
        "made": bundle.made,
    }


def _paper(paper: Paper) -> dict[str, Any]:
    return {
        "title": {"text": _plain(paper.title.text), "language": paper.title.language},
        "source": _plain(paper.source),
        "note": _plain(paper.note),
        "facts": [[_plain(label), _plain(known)] for label, known in paper.facts],
        "parts": [
            {"heading": part.heading, "texts": [_text(text) for text in part.texts]}
            for part in paper.parts
        ],
        "citation": _plain(paper.citation),
    }


def _text(text: Text) -> dict[str, Any]:
    found = [
        {"kind": kind, "lines": [_plain(line) for line in lines]}
        for kind, lines in blocks(text.text)
    ]
    return {"language": text.language, "blocks": found}


def _plain(text: str) -> str:
    return _TURNS.sub("", clean(text))
