"""What becomes of drafts: corrected, split, merged, set aside, and made practices."""

from dataclasses import asdict

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from tests import intaking

from rcp_ingest import Quotation
from rcp_platform.audit.models import AuditEvent
from rcp_platform.config import Settings
from rcp_platform.core.access import AccessDenied, Actor, Role
from rcp_platform.core.workflow import NotPossible
from rcp_platform.intake import drafts, services
from rcp_platform.intake.models import DocumentState, DraftState, IntakeDocument
from rcp_platform.practices.attachments.queries import attachments_of
from rcp_platform.practices.models import Practice
from rcp_platform.practices.states import Attribution, Audience, PracticeState

RCP = "bali-process"


@pytest.fixture
def person(make_user):
    return make_user(rcp=RCP, role=Role.FOCAL_POINT)


@pytest.fixture
def actor(person) -> Actor:
    return person.actor


@pytest.fixture
def document(session: Session, settings: Settings, person) -> IntakeDocument:
    sent = intaking.sent(session, settings.files_folder, RCP, audience=Audience.PUBLIC)
    first = intaking.record("Resource centres", countries=["TH"], approach="One.\n\nTwo.\n\nThree.")
    second = intaking.record("Licences by telephone", 2, countries=["ID"], themes=["recruitment"])
    return intaking.read(session, sent, intaking.told(first, second))


def sent_form(draft, **changes: str) -> dict[str, str]:
    """Return what the page sends when nothing but these fields is changed."""
    values = {
        name: str(draft.values.get(name) or "")
        for name in ("title", "summary", "approach", "language", "year_from", "year_to")
    }
    empty = {"scope": "", "practice_type": "", "status": "", "version": str(draft.version)}
    return values | empty | changes


def test_an_accepted_draft_is_a_practice_in_draft_with_the_audience_of_its_batch(
    session, document, actor
):
    practice = drafts.accept(session, document.drafts[0], actor=actor)
    assert practice.state == PracticeState.DRAFT
    assert (practice.rcp_slug, practice.audience) == (RCP, Audience.PUBLIC)
    assert (practice.title, practice.countries) == ("Resource centres", ["TH"])
    assert document.drafts[0].practice_id == practice.id


def test_a_draft_is_accepted_once(session, document, actor):
    drafts.accept(session, document.drafts[0], actor=actor)
    with pytest.raises(NotPossible):
        drafts.accept(session, document.drafts[0], actor=actor)


def test_what_somebody_corrects_no_longer_has_the_confidence_of_the_document(
    session, document, actor
):
    draft = document.drafts[0]
    assert drafts.correct(session, draft, {**draft.values, "title": "Centres"}, actor=actor)
    assert draft.values["title"] == "Centres"
    assert "title" not in draft.origin
    assert "summary" in draft.origin
    assert not drafts.correct(session, draft, {"title": "Centres"}, actor=actor)


def test_a_draft_is_split_by_paragraphs_and_nothing_is_lost(session, document, actor):
    draft = document.drafts[0]
    before = drafts.pieces_of(draft)
    new = drafts.split(session, draft, "The second step", [("approach", 1)], actor=actor)
    assert new.values["title"] == "The second step"
    assert new.values["approach"] == "Two."
    assert draft.values["approach"] == "One.\n\nThree."
    assert new.values["countries"] == draft.values["countries"] == ["TH"]
    texts = [piece[2] for piece in [*drafts.pieces_of(draft), *drafts.pieces_of(new)]]
    assert sorted(texts) == sorted(piece[2] for piece in before)


@pytest.mark.parametrize("moved", [[], [("summary", 0)] + [("approach", n) for n in range(3)]])
def test_a_split_leaves_both_drafts_a_paragraph(session, document, actor, moved):
    with pytest.raises(NotPossible):
        drafts.split(session, document.drafts[0], "New", moved, actor=actor)


def test_merged_drafts_keep_every_text_and_every_state(session, document, actor):
    first, second = document.drafts
    drafts.merge(session, second, first, actor=actor)
    assert second.state == DraftState.MERGED
    assert first.values["countries"] == ["TH", "ID"]
    assert first.values["themes"] == ["recruitment"]
    everything = "\n".join(str(value) for value in first.values.values())
    for said in ("Resource centres.", "Licences by telephone", "One.\n\nTwo.\n\nThree."):
        assert said in everything
    blocks = {place["block"] for place in first.origin["summary"]["places"]}
    assert blocks == {1, 2}


def test_drafts_of_two_documents_are_not_merged(session, settings, document, actor):
    other = intaking.sent(session, settings.files_folder, RCP, b"Other.", "other.txt")
    intaking.read(session, other, intaking.told(intaking.record("Elsewhere")))
    with pytest.raises(NotPossible):
        drafts.merge(session, document.drafts[0], other.drafts[0], actor=actor)
    with pytest.raises(NotPossible):
        drafts.merge(session, document.drafts[0], document.drafts[0], actor=actor)


def test_a_draft_set_aside_can_be_taken_up_again(session, document, actor):
    drafts.drop(session, document.drafts[0], actor=actor)
    assert document.drafts[0].state == DraftState.DROPPED
    drafts.take_up_again(session, document.drafts[0], actor=actor)
    assert document.drafts[0].state == DraftState.OPEN


def test_paragraphs_are_taken_over_with_their_places(session, document, actor):
    draft = drafts.take_over(session, document, None, "challenge", [4, 1], actor=actor)
    assert draft.values["challenge"] == (
        "- Migrant resource centres at bus stations gave free advice\n\nNobody can do it alone"
    )
    assert [place["block"] for place in draft.origin["challenge"]["places"]] == [1, 4]
    assert draft in document.drafts
    with pytest.raises(NotPossible):
        drafts.take_over(session, document, draft, "challenge", [99], actor=actor)


def test_somebody_of_another_process_changes_no_draft(session, document, make_user):
    stranger = make_user(rcp="colombo-process", role=Role.SECRETARIAT).actor
    first, second = document.drafts
    for deed in (
        lambda: drafts.correct(session, first, {"title": "X"}, actor=stranger),
        lambda: drafts.split(session, first, "X", [("approach", 0)], actor=stranger),
        lambda: drafts.merge(session, second, first, actor=stranger),
        lambda: drafts.drop(session, first, actor=stranger),
        lambda: drafts.accept(session, first, actor=stranger),
        lambda: drafts.take_over(session, document, None, "summary", [1], actor=stranger),
        lambda: drafts.quote_in(session, document, {}, actor=stranger),
        lambda: services.finish(session, document, actor=stranger),
    ):
        with pytest.raises(AccessDenied):
            deed()
    assert first.state == second.state == DraftState.OPEN


def test_a_quotation_goes_with_the_practice_and_names_nobody(session, document, actor):
    quotation, draft = document.quotations[0], document.drafts[0]
    drafts.quote_in(session, document, {quotation.id: draft.id}, actor=actor)
    practice = drafts.accept(session, draft, actor=actor)
    (said,) = practice.quotations
    assert (said.text, said.speaker, said.attribution) == (
        "Nobody can do it alone",
        "",
        Attribution.ANONYMOUS,
    )


def test_a_name_goes_with_a_quotation_where_the_document_states_the_approval(
    session, settings, person, actor
):
    approved = Quotation("We all gain", "en", "Amina Yusuf", "she agreed to be named")
    sent = intaking.sent(session, settings.files_folder, RCP, b"Approved.", "approved.txt")
    told = intaking.told(intaking.record("Shared gains"), quotations=(approved,))
    document = intaking.read(session, sent, told)
    chosen = {document.quotations[0].id: document.drafts[0].id}
    drafts.quote_in(session, document, chosen, actor=actor)
    (said,) = drafts.accept(session, document.drafts[0], actor=actor).quotations
    assert (said.speaker, said.attribution) == ("Amina Yusuf", Attribution.NAMED)
    assert said.approved_by == "she agreed to be named"
    assert said.is_approved


def test_what_is_left_open_is_set_aside_when_a_document_is_looked_through(session, document, actor):
    drafts.accept(session, document.drafts[0], actor=actor)
    services.finish(session, document, actor=actor)
    assert document.state == DocumentState.DONE
    assert [draft.state for draft in document.drafts] == [DraftState.ACCEPTED, DraftState.DROPPED]
    services.reopen(session, document, actor=actor)
    assert document.state == DocumentState.READ


def test_every_deed_is_in_the_audit_log(session, document, actor):
    first, second = document.drafts
    drafts.correct(session, first, {"title": "Centres"}, actor=actor)
    drafts.split(session, first, "New", [("approach", 0)], actor=actor)
    drafts.merge(session, second, first, actor=actor)
    drafts.take_up_again(session, second, actor=actor)
    drafts.drop(session, second, actor=actor)
    drafts.accept(session, first, actor=actor)
    services.finish(session, document, actor=actor)
    actions = set(session.scalars(sa.select(AuditEvent.action)))
    assert actions >= {
        "intake.begin",
        "intake.receive",
        "intake.correct",
        "intake.split",
        "intake.merge",
        "intake.take_up_again",
        "intake.drop",
        "intake.accept",
        "intake.finish",
    }


# --- on the page ---------------------------------------------------------------------


def test_the_page_makes_a_practice_with_the_original_for_its_readers(
    session, document, browser, person
):
    draft = document.drafts[0]
    address = f"/documents/{document.id}/drafts/{draft.id}"
    answer = browser(person).post(address, data=sent_form(draft, title="Centres", do="accept"))
    assert answer.status_code == 303
    session.expire_all()
    practice = session.get_one(Practice, draft.practice_id)
    (attached,) = attachments_of(session, practice.id)
    assert practice.title == "Centres"
    assert (attached.name, attached.audience) == ("report.txt", Audience.MEMBERS)


def test_the_original_is_not_attached_where_nobody_is_to_read_it(
    session, settings, person, browser
):
    sent = intaking.sent(session, settings.files_folder, RCP, original_audience=None)
    document = intaking.read(session, sent, intaking.told(intaking.record("Centres")))
    client = browser(person)
    client.post(f"/documents/{document.id}/accept-all")
    session.expire_all()
    assert not attachments_of(session, document.drafts[0].practice_id)


def test_a_draft_that_says_too_little_is_kept_with_what_was_typed(
    session, document, browser, person
):
    draft = document.drafts[0]
    address = f"/documents/{document.id}/drafts/{draft.id}"
    sent = sent_form(draft, title="", approach="Typed just now", do="accept")
    answer = browser(person).post(address, data=sent)
    assert answer.status_code == 422
    assert "Enter a title." in answer.text
    assert "Typed just now" in answer.text
    session.expire_all()
    assert draft.state == DraftState.OPEN


def test_two_people_at_one_draft_the_second_is_told_and_loses_nothing(
    session, document, browser, person
):
    draft = document.drafts[0]
    address = f"/documents/{document.id}/drafts/{draft.id}"
    old = sent_form(draft, title="Mine", do="save")
    client = browser(person)
    client.post(address, data=sent_form(draft, title="Theirs", do="save"))
    answer = client.post(address, data=old)
    assert answer.status_code == 409
    assert "Mine" in answer.text
    session.expire_all()
    assert draft.values["title"] == "Theirs"


def test_accepting_all_leaves_drafts_that_say_too_little(session, document, browser, person, actor):
    drafts.take_over(session, document, None, "title", [1], actor=actor)
    session.commit()
    browser(person).post(f"/documents/{document.id}/accept-all")
    session.expire_all()
    assert [draft.state for draft in document.drafts] == [
        DraftState.ACCEPTED,
        DraftState.ACCEPTED,
        DraftState.OPEN,
    ]


def test_the_page_marks_where_each_value_stands(document, browser, person):
    text = browser(person).get(f"/documents/{document.id}/").text
    assert "<mark" in text
    assert f'id="block-{document.drafts[0].origin["title"]["places"][0]["block"]}"' in text


def test_quotations_keep_their_places(document):
    assert document.quotations[0].places == [
        asdict(place) for place in intaking.told().reading.quotations[0].places
    ]
