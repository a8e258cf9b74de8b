"""Small sound documents of every kind, from which damaged ones are made."""

import csv
import io
from functools import cache

from tests import documents
from tests.ingest import file_making, office_making, pdf_making

from rcp_ingest import Names, formats

REPORT = """Forum of Example, Thirteenth session
Date: 12 May 2026
Rapporteur: State of Example

1. Summary of the session
The session heard of joint visits. "We visit together", said a delegate.

2. Challenges
• Fees that workers pay
• Few inspectors

3. Good practices
a) Joint visits by labour inspectors of two States, GCM objective 6, SDG 10.7
b) Registers of agencies

Recommendations
- Share registers.
"""
ARABIC = "الممارسات الجيدة\n\nزيارات مشتركة لمفتشي العمل في دولتين كل ربيع."
RUSSIAN = "Хорошая практика\n\nСовместные проверки инспекторов труда двух государств."
ROWS = [["Title", "Country", "Summary"], ["Visits", "Thailand", "Joint visits, every year"]]
NAMES = Names(
    states={"TH": (("en", "Thailand"),), "ID": (("en", "Indonesia"),)},
    rcps={"forum": (("en", "Forum of Example"), ("", "FoE"))},
    gcm_objectives={"6": (("en", "Facilitate fair recruitment"),)},
    sdg_targets={"10.7": (("en", "orderly, safe, regular migration"),)},
    themes={"labour": (("en", "labour migration"), ("ru", "трудовая миграция"))},
)

_PAGE = (
    "<!DOCTYPE html><html><body><h1>Visits</h1><p>Joint <b>visits</b>.</p><ul><li>one<ul>"
    "<li>two</li></ul></li></ul><table><tr><th>A</th></tr><tr><td>1</td></tr></table></body></html>"
)
_RICH = (
    "{\\rtf1\\ansi\\ansicpg1251{\\fonttbl{\\f0 Arial;}}\\b Visits\\b0\\par Joint \\u1087?"
    "\\'e4 visits\\par\\trowd\\cellx100 A\\cell B\\cell\\row}"
)
_ODT = (
    "<text:h text:outline-level='1'>Visits</text:h><text:p>Joint<text:s/>visits</text:p>"
    "<text:list><text:list-item><text:p>one</text:p></text:list-item></text:list>"
)


@cache
def seeds(media_type: str) -> tuple[bytes, ...]:
    """Return a few documents of a kind."""
    return tuple(MAKERS[media_type]())


def _table() -> bytes:
    written = io.StringIO()
    csv.writer(written, delimiter=";").writerows(ROWS)
    return written.getvalue().encode()


def _word() -> list[bytes]:
    body = office_making.paragraph("Visits") + office_making.row("A", "B")
    return [
        documents.word(*REPORT.split("\n"), ARABIC, table=ROWS),
        office_making.word(body),
    ]


def _pdf() -> list[bytes]:
    page = pdf_making.Page(texts=[*pdf_making.column(50, 60, *REPORT.split("\n")[:12])])
    return [documents.pdf("Fair recruitment", "Second page"), pdf_making.made(page)]


def _mail() -> list[bytes]:
    inner = file_making.mail(RUSSIAN, attached={"a.txt": b"a"})
    return [file_making.mail(f"{REPORT}\n> quoted\n", "Re: Visits", {"m.eml": inner}), inner]


MAKERS = {
    formats.PDF: _pdf,
    formats.DOCX: _word,
    formats.XLSX: lambda: [documents.sheet(*ROWS, [1, 2.5, None])],
    formats.PPTX: lambda: [file_making.slides("Visits", ARABIC)],
    formats.ODT: lambda: [documents.odf("text", _ODT)],
    formats.ODS: lambda: [
        documents.odf(
            "spreadsheet",
            "<table:table><table:table-row><table:table-cell table:number-columns-repeated='3'>"
            "<text:p>A</text:p></table:table-cell></table:table-row></table:table>",
        )
    ],
    formats.RTF: lambda: [_RICH.encode()],
    formats.HTML: lambda: [_PAGE.encode()],
    formats.TEXT: lambda: [REPORT.encode(), ARABIC.encode(), RUSSIAN.encode("koi8-r")],
    formats.MARKDOWN: lambda: [b"# Visits\n\n- one\n  - two\n\n| A | B |\n|---|---|\n| 1 | 2 |\n"],
    formats.CSV: lambda: [_table()],
    formats.MAIL: _mail,
    formats.ZIP: lambda: [file_making.zipped({"a.txt": b"a", "b/c.txt": REPORT.encode()})],
}
