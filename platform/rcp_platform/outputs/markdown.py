"""Papers as Markdown (CommonMark)."""

import re

from rcp_platform.core.text import blocks, one_line
from rcp_platform.outputs.paper import Bundle, Paper

#: What CommonMark reads as more than itself, wherever it stands.
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|&~])")
#: What begins a list or a rule at the start of a line.
_AT_START = re.compile(r"^(\d+)([.)])|^([-+=])")


def markdown_of(bundle: Bundle) -> bytes:
    """Return the papers as one Markdown text in UTF-8."""
    pieces = []
    if bundle.is_collection:
        pieces += [f"# {_line(bundle.title.text)}", _prose(bundle.intro)]
        pieces += [piece for paper in bundle.papers for piece in _paper(paper, "##")]
    else:
        pieces += _paper(bundle.papers[0], "#")
    pieces.append(f"*{_line(bundle.made)}*")
    return ("\n\n".join(piece for piece in pieces if piece) + "\n").encode()


def _paper(paper: Paper, heading: str) -> list[str]:
    facts = "\n".join(f"- **{_line(label)}**: {_line(known)}" for label, known in paper.facts)
    pieces = [
        f"{heading} {_line(paper.title.text)}",
        _line(paper.source),
        f"> {_line(paper.note)}" if paper.note else "",
        facts,
    ]
    for part in paper.parts:
        pieces.append(f"{heading}# {_line(part.heading)}" if part.heading else "")
        pieces += [_prose(text.text) for text in part.texts]
    return [*pieces, _line(paper.citation)]


def _prose(text: str) -> str:
    return "\n\n".join(
        "\n".join(f"- {_line(line)}" for line in lines)
        if kind == "ul"
        else "  \n".join(_line(line) for line in lines)
        for kind, lines in blocks(text)
    )


def _line(text: str) -> str:
    escaped = _SPECIAL.sub(r"\\\1", one_line(text))
    return _AT_START.sub(
        lambda found: f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[3]}", escaped
    )
