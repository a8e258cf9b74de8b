"""Letters: which places their texts have, who changes them, and what the files are."""

import io
from collections.abc import Callable

import pytest
from docx import Document
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError
from tests.file_texts import text_of_pdf, text_of_word

from rcp_platform.accounts.models import User
from rcp_platform.core.access import SYSTEM, AccessDenied, Actor, Role, Seat
from rcp_platform.core.vocabularies import LANGUAGES
from rcp_platform.directory.models import Rcp
from rcp_platform.letters import files, queries, services
from rcp_platform.letters.kinds import KINDS
from rcp_platform.letters.models import LetterKind
from rcp_platform.letters.places import unknown_in
from rcp_platform.letters.queries import Wording
from rcp_platform.outputs.paper import Text

OWN, OTHER = "bali-process", "rcm"
INVITATION = LetterKind.INVITATION
PAGE = f"/directory/{OWN}/letters"
FORM = {"version": "0", "subject": "To {addressee}", "text": "Come to {place}.\n\nOn: {dates}"}
PEOPLE: dict[str, tuple[str | None, Role]] = {
    "without a seat": (None, Role.MEMBER),
    **{f"own {role.value}": (OWN, role) for role in Role},
    **{f"other {role.value}": (OTHER, role) for role in Role},
}
LEADS = {"own chair", "own secretariat"}
PLACES: dict[str, str | Text] = {
    "host": "The Bali Process",
    "addressee": "The Regional Conference",
    "date": "1 May 2026",
    "meeting": "Technical meeting",
    "dates": "3 to 5 June 2026",
    "place": "Manila",
    "topic": "",
    "reply_by": "20 May 2026",
}


@pytest.fixture
def rcp(make_rcp: Callable[..., Rcp]) -> Rcp:
    make_rcp(OTHER)
    return make_rcp(OWN, name="The Bali Process", contact="desk@bali.example")


@pytest.fixture
def chair(rcp: Rcp, make_user: Callable[..., User], sign_in: Callable[[User], None]) -> Actor:
    user = make_user(OWN, Role.CHAIR)
    sign_in(user)
    return user.actor


def in_own_words(rcp: Rcp, text: str, **changed: str | Text) -> str:
    wording = Wording("Subject", text)
    written = services.written(INVITATION, wording, rcp, "en", PLACES | changed)
    return "\n\n".join(part.text for part in written.parts)


@pytest.mark.parametrize("kind", LetterKind)
def test_the_usual_text_has_the_same_places_in_every_language(
    app: object, kind: LetterKind
) -> None:
    for language in LANGUAGES:
        _assert_same_places(kind, language)


def _assert_same_places(kind: LetterKind, language: str) -> None:
    usual, english = queries.usual(kind, language), queries.usual(kind, "en")
    assert unknown_in(usual.subject + usual.text, KINDS[kind].places) == []
    for name in KINDS[kind].places:
        place = f"{{{name}}}"
        assert (place in usual.text) == (place in english.text), place
        assert (place in usual.subject) == (place in english.subject), place


@pytest.mark.parametrize("kind", LetterKind)
def test_an_example_leaves_no_place_open(rcp: Rcp, kind: LetterKind) -> None:
    for language in LANGUAGES:
        shown = services.example(kind, queries.usual(kind, language), rcp, language)
        assert "{" not in shown.subject + "".join(part.text for part in shown.parts)
        assert shown.sender == "The Bali Process"


def test_places_are_filled_in(rcp: Rcp) -> None:
    assert in_own_words(rcp, "In {place}, {dates}; {contact}") == (
        "In Manila, 3 to 5 June 2026; desk@bali.example"
    )


def test_what_is_filled_in_is_never_read_as_a_place_or_a_format(rcp: Rcp) -> None:
    for hostile in ("{contact}", "{0.__class__}", "%(x)s", "{", "\\1", "#eval(1)"):
        assert in_own_words(rcp, "At: {place}!", place=hostile) == f"At: {hostile}!"


def test_a_line_that_would_say_nothing_is_left_out(rcp: Rcp) -> None:
    assert in_own_words(rcp, "- Topic: {topic}\n- Place: {place}") == "- Place: Manila"
    assert in_own_words(rcp, "One {topic} {place}") == "One  Manila"
    assert in_own_words(rcp, "No place here") == "No place here"


def test_a_place_on_a_line_of_its_own_keeps_its_paragraphs_and_its_language(rcp: Rcp) -> None:
    topic = Text("أولا.\n\nثانيا.", "ar")
    wording = Wording("Subject", "Before\n\n{topic}\n\nAfter")
    written = services.written(INVITATION, wording, rcp, "en", PLACES | {"topic": topic})
    assert [part.language for part in written.parts] == ["en", "ar", "en"]
    assert written.parts[1] == topic
    assert in_own_words(rcp, "About {topic}.", topic=Text("one\n\ntwo", "en")) == "About one two."


def test_a_letter_says_who_writes_to_whom_and_when(session: Session, rcp: Rcp) -> None:
    written = services.letter(
        session, INVITATION, rcp, "en", PLACES | {"addressee": "Ministry\nManila"}
    )
    assert (written.sender, written.contact) == ("The Bali Process", "desk@bali.example")
    assert written.addressee == ("Ministry", "Manila")
    assert written.date == "1 May 2026"
    assert written.subject == "Invitation: Technical meeting"


def test_missing_and_unknown_places_are_refused_when_a_letter_is_made(
    session: Session, rcp: Rcp
) -> None:
    for wrong in (PLACES | {"venue": "Hall"}, {"host": "The Bali Process"}):
        with pytest.raises(ValueError, match="places of invitation"):
            services.letter(session, INVITATION, rcp, "en", wrong)


def test_an_own_text_is_used_in_its_language_until_the_usual_one_is_wanted_again(
    session: Session, rcp: Rcp
) -> None:
    own = Wording("Own subject", "Own text.")
    services.change_text(session, OWN, INVITATION, "fr", own, actor=SYSTEM)
    assert services.letter(session, INVITATION, rcp, "fr", PLACES).subject == "Own subject"
    assert services.letter(session, INVITATION, rcp, "en", PLACES).subject != "Own subject"
    assert not queries.wording_of(session, OTHER, INVITATION, "fr").is_own
    assert queries.own_texts(session, OWN) == {(INVITATION, "fr")}
    services.use_the_usual(session, OWN, INVITATION, "fr", seen=1, actor=SYSTEM)
    assert queries.wording_of(session, OWN, INVITATION, "fr") == queries.usual(INVITATION, "fr")


def test_who_looks_at_an_old_text_is_told(session: Session, rcp: Rcp) -> None:
    first = Wording("Subject", "First.")
    services.change_text(session, OWN, INVITATION, "fr", first, actor=SYSTEM)
    with pytest.raises(StaleDataError):
        services.change_text(session, OWN, INVITATION, "fr", first, actor=SYSTEM)
    with pytest.raises(StaleDataError):
        services.use_the_usual(session, OWN, INVITATION, "fr", seen=7, actor=SYSTEM)
    assert queries.wording_of(session, OWN, INVITATION, "fr").text == "First."


@pytest.mark.parametrize("field", ["subject", "text"])
def test_unknown_places_are_refused_with_those_that_there_are(
    session: Session, client: FlaskClient, chair: Actor, field: str
) -> None:
    for place in ("{venue}", "{Host}", "{host.contact}", "{host!r}", "{0}", "{}", "{host }"):
        answer = client.post(f"{PAGE}/invitation/en", data=FORM | {field: f"Typed {place}"})
        assert answer.status_code == 422
        assert f"There is no place {place} in this letter." in answer.text
        assert "{reply_by}" in answer.text
        assert f"Typed {place}" in answer.text
        _assert_refused_by_the_service(session, place, chair)
    assert queries.own_texts(session, OWN) == set()


def _assert_refused_by_the_service(session: Session, place: str, chair: Actor) -> None:
    with pytest.raises(services.UnknownPlaces):
        services.change_text(session, OWN, INVITATION, "en", Wording("Subject", place), actor=chair)


@pytest.mark.parametrize("person", PEOPLE)
def test_only_chair_and_secretariat_see_and_change_the_texts(
    session: Session,
    client: FlaskClient,
    rcp: Rcp,
    make_user: Callable[..., User],
    sign_in: Callable[[User], None],
    person: str,
) -> None:
    sign_in(make_user(*PEOPLE[person]))
    is_lead = person in LEADS
    pages = ("/", "/invitation/ar", "/invitation/ar/example.pdf", "/invitation/ar/example.docx")
    for page in pages:
        assert client.get(f"{PAGE}{page}").status_code == (200 if is_lead else 403), page
    saved = client.post(f"{PAGE}/invitation/ar", data=FORM)
    assert saved.status_code == (303 if is_lead else 403)
    assert bool(queries.own_texts(session, OWN)) == is_lead
    again = client.post(f"{PAGE}/invitation/ar/usual", data={"version": "1"})
    assert again.status_code == (303 if is_lead else 403)
    assert queries.own_texts(session, OWN) == set()


def test_services_refuse_everybody_else(session: Session, rcp: Rcp) -> None:
    for seat in (Seat(OWN, Role.FOCAL_POINT), Seat(OTHER, Role.SECRETARIAT)):
        actor = Actor(user_id=1, seats=frozenset({seat}))
        with pytest.raises(AccessDenied):
            services.change_text(
                session, OWN, INVITATION, "en", Wording("Subject", "Text"), actor=actor
            )
        with pytest.raises(AccessDenied):
            services.use_the_usual(session, OWN, INVITATION, "en", seen=0, actor=actor)


def test_looking_at_a_text_first_saves_nothing(
    session: Session, client: FlaskClient, chair: Actor
) -> None:
    answer = client.post(f"{PAGE}/invitation/en", data=FORM | {"preview": "yes"})
    assert answer.status_code == 200
    assert "Come to Manila." in answer.text
    assert FORM["subject"] in answer.text
    assert queries.own_texts(session, OWN) == set()


@pytest.mark.parametrize("page", ["/invoice/en", "/invitation/xx", "/invitation/en/example.exe"])
def test_what_there_is_not_is_not_found(client: FlaskClient, chair: Actor, page: str) -> None:
    assert client.get(f"{PAGE}{page}").status_code == 404


@pytest.mark.parametrize("language", ["en", "ar", "ru"])
def test_files_have_a_title_and_a_language_and_name_no_person(
    session: Session, rcp: Rcp, language: str
) -> None:
    letter = services.letter(session, INVITATION, rcp, language, PLACES)
    pdf = PdfReader(io.BytesIO(files.pdf_of(letter)))
    assert pdf.metadata is not None
    assert pdf.metadata.title == letter.subject
    assert pdf.metadata.author == "RCP Exchange"
    assert pdf.trailer["/Root"]["/Lang"] == language
    properties = Document(io.BytesIO(files.word_of(letter))).core_properties
    assert (properties.title, properties.language) == (letter.subject, language)
    assert properties.author == properties.last_modified_by == "RCP Exchange"


def test_files_hold_the_whole_letter(session: Session, rcp: Rcp) -> None:
    letter = services.letter(session, INVITATION, rcp, "en", PLACES)
    for text in (text_of_pdf(files.pdf_of(letter)), text_of_word(files.word_of(letter))):
        for said in ("The Bali Process", "desk@bali.example", "The Regional Conference"):
            assert said in text
        for said in ("1 May 2026", "Invitation: Technical meeting", "3 to 5 June", "non-binding"):
            assert said in text
        assert "Topic" not in text


def test_letters_in_arabic_run_from_right_to_left(session: Session, rcp: Rcp) -> None:
    letter = services.letter(session, INVITATION, rcp, "ar", PLACES)
    document = Document(io.BytesIO(files.word_of(letter)))
    assert all("w:bidi" in paragraph._p.xml for paragraph in document.paragraphs)


def test_hostile_texts_are_set_as_they_stand(session: Session, rcp: Rcp) -> None:
    hostile = '#read("/etc/passwd") $x$ *a* <b> \u202eabc\u202c'
    letter = services.letter(session, INVITATION, rcp, "en", PLACES | {"topic": hostile})
    text = text_of_pdf(files.pdf_of(letter))
    assert '#read("/etc/passwd") $x$ *a* <b> abc' in text
    assert "root:" not in text
    assert files.word_of(letter)
