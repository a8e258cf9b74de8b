"""Papers as PDF, set by Typst with fonts of our own."""

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

from rcp_platform.core.text import blocks, clean
from rcp_platform.outputs.paper import Bundle, Paper, Text

_HERE = Path(__file__).parent
#: Marks that turn the direction of what follows: in a line of type they could only mislead.
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")


def pdf_of(bundle: Bundle, at: datetime) -> bytes:
    """Return the papers as a tagged PDF of A4 pages."""
    return typeset("paper.typ", "bundle", _data(bundle), at)


def typeset(template: str, name: str, data: dict[str, Any], at: datetime) -> bytes:
    """Return data, which a template beside this file knows by a name, as a tagged PDF."""
    import typst  # heavy: only when somebody asks for a PDF

    return bytes(
        typst.compile(
            _HERE / template,
            font_paths=[_HERE / "fonts"],
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={name: json.dumps(data, ensure_ascii=False)},
            timestamp=int(at.timestamp()),
        )
    )


def _data(bundle: Bundle) -> dict[str, Any]:
    return {
        "title": {"text": plain(bundle.title.text), "language": bundle.title.language},
        "authors": ["RCP Exchange"],
        "intro": [prose(Text(bundle.intro, bundle.language))] if bundle.intro else [],
        "is-collection": bundle.is_collection,
        "papers": [_paper(paper) for paper in bundle.papers],
        "language": bundle.language,
        "made": bundle.made,
    }


def _paper(paper: Paper) -> dict[str, Any]:
    return {
        "title": {"text": plain(paper.title.text), "language": paper.title.language},
        "source": plain(paper.source),
        "note": plain(paper.note),
        "facts": [[plain(label), plain(known)] for label, known in paper.facts],
        "parts": [
            {"heading": part.heading, "texts": [prose(text) for text in part.texts]}
            for part in paper.parts
        ],
        "citation": plain(paper.citation),
    }


def prose(text: Text) -> dict[str, Any]:
    """Return the paragraphs and lists of a text as templates read them."""
    found = [
        {"kind": kind, "lines": [plain(line) for line in lines]}
        for kind, lines in blocks(text.text)
    ]
    return {"language": text.language, "blocks": found}


def plain(text: str) -> str:
    """Return a text without what could turn the direction of the words around it."""
    return _TURNS.sub("", clean(text))
