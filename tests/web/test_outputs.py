"""Practices as files: everything a reader may know, nothing else, in every kind."""

import io
import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from docx import Document
from flask.testing import FlaskClient
from flask_babel import force_locale
from hypothesis import HealthCheck, given
from hypothesis import settings as configured
from hypothesis import strategies as st
from pypdf import PdfReader
from sqlalchemy.orm import Session
from tests.file_texts import text_of_pdf, text_of_word

from rcp_platform.accounts.models import User
from rcp_platform.core.access import VISITOR, Actor, Role, Seat
from rcp_platform.core.db import now
from rcp_platform.following.collections.models import Collection, CollectionItem, Sharing
from rcp_platform.outputs import citation, hub, markdown, pdf, records, word
from rcp_platform.outputs.paper import Text, bundle_of, paper_of
from rcp_platform.outputs.views import Item, collection_file
from rcp_platform.practices.fields import HEADINGS
from rcp_platform.practices.models import SECTIONS, Practice
from rcp_platform.practices.quotations.models import Quotation
from rcp_platform.practices.reading import Reading
from rcp_platform.practices.states import Attribution, Audience, PracticeState

ADDRESS = "http://127.0.0.1:8000/practices/1"
OTHER = Actor(user_id=9, seats=frozenset({Seat("sacm", Role.CHAIR)}))
OWN = Actor(user_id=8, seats=frozenset({Seat("rcm", Role.MEMBER)}))


def every_file(reading: Reading, language: str = "en") -> dict[str, str]:
    """The text of a reading in each kind of file."""
    bundle = bundle_of([paper_of(reading, ADDRESS, language)], language, now())
    cited = citation.citation_of(reading, ADDRESS)
    return {
        "pdf": text_of_pdf(pdf.pdf_of(bundle, now())),
        "docx": text_of_word(word.word_of(bundle, now())),
        "md": markdown.markdown_of(bundle).decode(),
        "json": records.json_of(records.record_of(reading, ADDRESS)).decode(),
        "bib": cited.bibtex,
        "ris": cited.ris,
        "txt": cited.plain,
        "hub": text_of_word(hub.hub_template_of(reading, ADDRESS, language, now())),
    }


@pytest.fixture
def full(make_practice: Callable[..., Practice], session: Session) -> Practice:
    """A practice with a word of its own in every text."""
    practice = make_practice(
        "rcm",
        "Titleword",
        external_id="rcm-keyhidden",
        summary="Summaryword.",
        countries=["TH"],
        corridor="Corridorword",
        lead_organisation="Leadword",
        partners="Partnerword",
        beneficiaries="Whoword",
        source="Sourceword",
        references="Referenceword",
        keywords=["Keyword"],
        year_from=2015,
        year_to=2018,
        **{name: f"{name.replace('_', '')}word." for name in SECTIONS},
    )
    practice.quotations = [
        Quotation(
            text="Saidword",
            language="en",
            attribution=Attribution.NAMED,
            speaker="Speakerword",
            approved_by="Approverword",
            approved_at=now(),
        ),
        Quotation(text="Stateword", language="en", attribution=Attribution.STATE, country="ID"),
    ]
    session.commit()
    return practice


FACTS = ["Titleword", "Summaryword", "Whoword", "Keyword"]
BODY = [f"{name.replace('_', '')}word" for name in SECTIONS] + ["Saidword"]
SOURCE = ["Leadword", "Partnerword", "Sourceword", "Referenceword", "Speakerword"]
STATES = ["Thailand", '"TH"', "Corridorword", "Indonesia"]
PROCESS = ["rcm", "Rcm", "keyhidden"]


def test_a_paper_holds_everything_a_member_may_know(full: Practice) -> None:
    files = every_file(Reading.of(full, OWN))
    for kind in ("pdf", "docx", "md", "json"):
        for expected in [*FACTS, *BODY, *SOURCE, "2015"]:
            assert expected in files[kind], (kind, expected)
    for kind in ("pdf", "docx", "md"):
        assert "Thailand" in files[kind]
        assert "A delegate of Indonesia" in files[kind]
    for kind in ("bib", "ris", "txt"):
        assert "Titleword" in files[kind]
        assert ADDRESS in files[kind]


@pytest.mark.parametrize("attribution", Attribution)
@pytest.mark.parametrize("body", [None, Audience.MEMBERS])
def test_no_file_of_any_kind_tells_what_is_withheld(
    full: Practice, session: Session, attribution: Attribution, body: Audience | None
) -> None:
    full.attribution, full.body_audience = attribution, body
    session.commit()
    hidden = ["Approverword"]
    if attribution != Attribution.NAMED:
        hidden += SOURCE
    if attribution in {Attribution.RCP, Attribution.ANONYMOUS}:
        hidden += STATES
    if attribution in {Attribution.STATE, Attribution.ANONYMOUS}:
        hidden += PROCESS
    if body:
        hidden += BODY
    for kind, content in every_file(Reading.of(full, OTHER)).items():
        for word_ in hidden:
            assert word_ not in content, (kind, word_)
        assert "Titleword" in content


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar", "pt", "ru"])
def test_headings_are_in_the_readers_language_and_texts_in_their_own(
    make_practice: Callable[..., Practice], language: str
) -> None:
    practice = make_practice(
        "rcm", "التوظيف العادل", language="ar", summary="ملخص قصير.", countries=["TH"]
    )
    files = every_file(Reading.of(practice, OWN), language)
    with force_locale(language):
        assert str(HEADINGS["summary"]) in files["docx"]
    assert "التوظيف العادل" in files["docx"]
    assert "التوظيف" in files["pdf"] or "فيظوتلا" in files["pdf"]


def test_arabic_is_set_from_right_to_left_in_word(make_practice: Callable[..., Practice]) -> None:
    practice = make_practice("rcm", "التوظيف العادل", language="ar", summary="ملخص قصير.")
    bundle = bundle_of([paper_of(Reading.of(practice, OWN), ADDRESS, "en")], "en", now())
    document = Document(io.BytesIO(word.word_of(bundle, now())))
    of_arabic = [p for p in document.paragraphs if "ملخص" in p.text]
    assert of_arabic
    assert all(p._p.pPr.find(".//{*}bidi") is not None for p in of_arabic)
    english = [p for p in document.paragraphs if p.text == "Summary"]
    assert all(p._p.pPr.find(".//{*}bidi") is None for p in english)


MARKUP = [
    "#let x = 1",
    '#read("/etc/passwd")',
    "*bold* _it_ `raw` $x$ @cite <label> = Heading",
    ']] #panic("x")',
    "\\end{document} \\input{x}",
    "<script>alert(1)</script>",
    "a\x00\x1bb",
    "\u202eevil",
    "={1+1} [link](javascript:x)",
    "1. one\n# two\n- three\n> four",
]


@pytest.mark.parametrize("text", MARKUP)
def test_nothing_that_was_written_is_read_as_markup(full: Practice, text: str) -> None:
    told = dict.fromkeys(("title", "summary", "corridor", "lead_organisation", "source"), text)
    files = every_file(replace(Reading.of(full, OWN), **told))
    assert letters(text) in letters(files["pdf"])
    assert letters(text) in letters(files["docx"])
    assert "root:" not in files["pdf"]


def letters(text: str) -> str:
    """What must come out of a text again, whatever marks lists, and turns, and space become."""
    return "".join(c for c in text if c.isprintable() and c not in "- •")


@configured(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(max_size=200))
def test_any_text_can_be_set(full: Practice, text: str) -> None:
    files = every_file(replace(Reading.of(full, OWN), title=text, summary=text, keywords=(text,)))
    assert json.loads(files["json"])["source"] == "Sourceword"


@pytest.mark.parametrize("field", ["title", "author"])
def test_a_citation_cannot_begin_a_field_of_its_own(full: Practice, field: str) -> None:
    sly = "x\nER  - \nTY  - BOOK"
    full.title = sly
    full.rcp.name = sly
    cited = citation.citation_of(Reading.of(full, OWN), ADDRESS)
    assert cited.ris.count("\r\nER  - ") == 1
    assert "TY  - BOOK" not in cited.ris.replace("x ER - TY - BOOK", "")
    assert citation.citation_of(Reading.of(full, OWN), ADDRESS).bibtex.count("\n}") == 1


def test_tex_reads_no_character_as_a_command() -> None:
    cited = citation.Citation(r"A\B{C}", "50% & #1_$x^~", "2015", ADDRESS, "en", 1)
    assert r"A\textbackslash{}B\{C\}" in cited.bibtex
    assert r"50\% \& \#1\_\$x\textasciicircum{}\textasciitilde{}" in cited.bibtex


def test_the_hubs_template_says_what_is_missing(make_practice: Callable[..., Practice]) -> None:
    practice = make_practice("rcm", "Titleword", lessons="Lessonword")
    missing = hub.missing_for_hub(Reading.of(practice, OWN), "en")
    assert "Benefit and impact" in missing
    assert "Key lessons" not in missing
    assert "Title" not in missing


KINDS = {
    "practice.pdf": b"%PDF-",
    "practice.docx": b"PK",
    "practice.md": b"# Titleword",
    "practice.json": b"{",
    "practice.bib": b"@misc{",
    "practice.ris": b"TY  - ELEC",
    "practice.txt": b"Rcm".lower(),
    "hub.docx": b"PK",
}


@pytest.mark.parametrize("file", KINDS)
def test_every_kind_is_served_as_a_download_that_nobody_keeps(
    client: FlaskClient, full: Practice, session: Session, file: str
) -> None:
    full.audience = Audience.PUBLIC
    session.commit()
    answer = client.get(f"/practices/{full.id}/{file}")
    assert answer.status_code == 200
    assert answer.data.startswith(KINDS[file])
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("file", [*KINDS, "practice.exe", "practice.html"])
def test_what_a_reader_may_not_see_is_no_file_either(
    client: FlaskClient, full: Practice, session: Session, file: str
) -> None:
    assert client.get(f"/practices/{full.id}/{file}").status_code == 404
    full.audience = Audience.PUBLIC
    full.state, full.withdrawn_at, full.withdrawn_reason = PracticeState.WITHDRAWN, now(), "Old"
    session.commit()
    assert client.get(f"/practices/{full.id}/{file}").status_code == 404


def test_a_visitor_gets_the_summary_where_the_body_is_for_members(
    client: FlaskClient,
    full: Practice,
    session: Session,
    make_user: Callable[..., User],
    sign_in: Callable[[User], None],
) -> None:
    full.audience, full.body_audience = Audience.PUBLIC, Audience.MEMBERS
    session.commit()
    address = f"/practices/{full.id}/practice.json"
    assert "lessonsword" not in client.get(address).text
    sign_in(make_user("rcm"))
    assert "lessonsword" in client.get(address).text


def test_a_briefing_list_is_one_file_in_its_order(
    app: object, full: Practice, make_practice: Callable[..., Practice]
) -> None:
    second = make_practice("sacm", "Secondword")
    items = [Item(Reading.of(second, OTHER), "Noteword"), Item(Reading.of(full, OTHER))]
    with app.test_request_context():  # type: ignore[attr-defined]
        text = text_of_pdf(collection_file("Briefword", "Introword", items, "pdf", "b").data)
        listed = collection_file("Briefword", "Introword", items, "json", "b").json
        assert "Noteword" in collection_file("B", "", items, "md", "b").get_data(as_text=True)
        assert "Introword" in text_of_word(
            collection_file("B", "Introword", items, "docx", "b").data
        )
    places = [text.index(word_) for word_ in ("Briefword", "Introword", "Secondword", "Titleword")]
    assert places == sorted(places)
    assert [item["title"] for item in listed["items"]] == ["Secondword", "Titleword"]


def test_a_pdf_has_a_title_a_language_and_tags_and_names_no_person(full: Practice) -> None:
    reading = Reading.of(full, VISITOR)
    bundle = bundle_of([paper_of(reading, ADDRESS, "fr")], "fr", now(), Text("Titleword", "en"))
    reader = PdfReader(io.BytesIO(pdf.pdf_of(bundle, now())))
    assert reader.metadata is not None
    assert reader.metadata.title == "Titleword"
    assert reader.metadata.author == "RCP Exchange"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]


@pytest.mark.parametrize("kind", ["pdf", "docx", "md", "json"])
def test_a_shared_collection_is_taken_along_without_what_its_reader_may_not_open(
    client: FlaskClient,
    session: Session,
    full: Practice,
    make_practice: Callable[..., Practice],
    make_user: Callable[..., User],
    sign_in: Callable[[User], None],
    kind: str,
) -> None:
    owner, reader = make_user("rcm"), make_user("sacm")
    closed = make_practice("rcm", "Closedword", audience=Audience.MEMBERS)
    collection = Collection(user_id=owner.id, title="Briefing", sharing=Sharing.NETWORK)
    session.add(collection)
    session.flush()
    for place, practice in enumerate((closed, full)):
        item = CollectionItem(
            collection_id=collection.id,
            practice_id=practice.id,
            position=place,
            note=f"Noteon{practice.title}",
        )
        session.add(item)
    session.commit()
    address = f"/following/collections/{collection.id}/collection.{kind}"
    assert client.get(address).status_code == 302
    seen = {}
    for user in (owner, reader):
        sign_in(user)
        data = client.get(address).data
        read = {"pdf": text_of_pdf, "docx": text_of_word}.get(kind, bytes.decode)
        seen[user.id] = read(data)
    assert "Closedword" in seen[owner.id]
    assert "NoteonTitleword" in seen[reader.id]
    assert "Closedword" not in seen[reader.id]
