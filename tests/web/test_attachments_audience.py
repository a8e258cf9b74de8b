"""An attachment can be for fewer readers than the full text; for others there is no trace of it."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from tests.attaching import address_of, attach_file, attach_link
from tests.file_texts import text_of_pdf, text_of_word
from tests.observing import observe

from rcp_platform.accounts.models import User
from rcp_platform.audit.models import AuditEvent
from rcp_platform.config import Settings
from rcp_platform.core.access import SYSTEM, VISITOR, Role
from rcp_platform.core.db import now
from rcp_platform.discovery.engine import current_engine
from rcp_platform.following import services as following
from rcp_platform.following.alerts.digests import tell
from rcp_platform.following.alerts.matching import look
from rcp_platform.notifications.models import Frequency, OutgoingMail
from rcp_platform.observers.models import ObserverGrant
from rcp_platform.practices import policy, publication
from rcp_platform.practices.attachments import jobs, services
from rcp_platform.practices.attachments.models import Attachment
from rcp_platform.practices.attachments.queries import attachments_of
from rcp_platform.practices.models import Practice
from rcp_platform.practices.states import (
    NARROWER,
    NARROWER_FOR_ATTACHMENTS,
    Audience,
    PracticeState,
)

OWN, NAMED, OBSERVING, OTHER = "ownrcp", "namedrcp", "observingrcp", "otherrcp"
PEOPLE: dict[str, tuple[str, Role] | None] = {
    "visitor": None,
    "own secretariat": (OWN, Role.SECRETARIAT),
    "own member": (OWN, Role.MEMBER),
    "named chair": (NAMED, Role.CHAIR),
    "observing chair": (OBSERVING, Role.CHAIR),
    "other chair": (OTHER, Role.CHAIR),
}
INSIDE = {"own secretariat", "own member"}
#: Who each audience is, said by hand.
READERS: dict[Audience | None, set[str]] = {
    None: set(PEOPLE),
    Audience.PUBLIC: set(PEOPLE),
    Audience.NETWORK: set(PEOPLE) - {"visitor"},
    Audience.OBSERVERS: INSIDE | {"observing chair"},
    Audience.NAMED: INSIDE | {"named chair"},
    Audience.MEMBERS: INSIDE,
}
BODIES = [(wide, body) for wide in Audience for body in (None, *NARROWER[wide])]
ATTACHED = (None, Audience.NETWORK, Audience.OBSERVERS, Audience.NAMED, Audience.MEMBERS)


def word(audience: Audience | None) -> str:
    """A word that stands in the title and the text of one attachment alone."""
    return f"{audience or 'everyone'}word"


@pytest.fixture
def people(
    session: Session, make_rcp: Callable[..., object], make_user: Callable[..., User]
) -> dict[str, User | None]:
    for slug in (OWN, NAMED, OBSERVING, OTHER):
        make_rcp(slug)
    observe(session, OBSERVING, OWN)
    session.commit()
    return {who: make_user(*seat) if seat else None for who, seat in PEOPLE.items()}


@pytest.fixture
def bare(people: object, make_practice: Callable[..., Practice]) -> Practice:
    """A practice that nothing is attached to."""
    return make_practice(
        OWN,
        "Recruitment",
        summary="On recruitment.",
        impact="A bodyword.",
        audience=Audience.PUBLIC,
        audience_rcps=[NAMED],
    )


@pytest.fixture
def practice(bare: Practice, session: Session, settings: Settings) -> Practice:
    """It has an attachment for each audience, and the text of its files is taken out."""
    for audience in ATTACHED:
        said = word(audience)
        text = f"Recruitment {said}.".encode()
        attach_file(
            session, settings.files_folder, bare, text, f"{said}.txt", said, audience=audience
        )
    attach_link(session, bare, "https://iom.int/linkword", "linkword", Audience.MEMBERS)
    jobs.read(session)
    session.commit()
    return bare


def sign(client: FlaskClient, user: User | None) -> None:
    client.delete_cookie("session")
    if user:
        with client.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = user.get_id(), True


def expected(wide: Audience, body: Audience | None, own: Audience | None) -> set[str]:
    return READERS[wide] & READERS[body] & READERS[own]


def set_as(practice: Practice, wide: Audience, body: Audience | None) -> None:
    practice.audience, practice.body_audience = wide, body


def test_the_rule_is_to_be_among_the_readers_of_all_three_audiences(
    bare: Practice, people: dict[str, User | None]
) -> None:
    actors = {who: user.actor if user else VISITOR for who, user in people.items()}
    for (wide, body), own in product(BODIES, (*ATTACHED, Audience.PUBLIC)):
        set_as(bare, wide, body)
        may = {who for who, one in actors.items() if policy.may_open_attachment(one, bare, own)}
        assert may == expected(wide, body, own), (wide, body, own)
        labels = policy.attachment_labels_on(bare, own)
        assert labels <= policy.body_labels_on(bare), (wide, body, own)


@pytest.mark.parametrize(
    ("facts", "readers"),
    [
        ({"embargo_until": now().date() + timedelta(days=9)}, INSIDE),
        ({"state": PracticeState.DRAFT, "published_at": None}, {"own secretariat"}),
        ({"state": PracticeState.WITHDRAWN, "withdrawn_at": now()}, {"own secretariat"}),
    ],
)
def test_what_is_kept_back_drafted_or_withdrawn_opens_no_attachment_to_others(
    bare: Practice, people: dict[str, User | None], facts: dict[str, Any], readers: set[str]
) -> None:
    for name, value in facts.items():
        setattr(bare, name, value)
    for own in ATTACHED:
        for who, user in people.items():
            actor = user.actor if user else VISITOR
            may = policy.may_open_attachment(actor, bare, own)
            assert may == (who in readers), (who, own)


def test_pages_and_downloads_give_each_reader_the_attachments_of_the_reader_and_no_others(
    practice: Practice, people: dict[str, User | None], client: FlaskClient, session: Session
) -> None:
    files = [one for one in attachments_of(session, practice.id) if one.file]
    addresses = {one.audience: address_of(one) for one in files}
    page = f"/practices/{practice.id}"
    settings = [*((audience, None) for audience in Audience), (Audience.PUBLIC, Audience.OBSERVERS)]
    for (wide, body), (who, user) in product(settings, people.items()):
        set_as(practice, wide, body)
        session.commit()
        sign(client, user)
        shown = client.get(page).text
        may_follow = who in expected(wide, body, Audience.MEMBERS)
        assert ("linkword" in shown) == may_follow, (wide, body, who)
        for own, address in addresses.items():
            is_reader = who in expected(wide, body, own)
            answer = client.get(address, buffered=True)
            assert answer.status_code == (200 if is_reader else 404), (wide, body, who, own)
            assert (word(own) in shown) == is_reader, (wide, body, who, own)


def test_searches_and_other_surfaces_know_an_attachment_for_its_readers_only(
    practice: Practice, people: dict[str, User | None], client: FlaskClient, session: Session
) -> None:
    settings = [
        (Audience.PUBLIC, None),
        (Audience.NETWORK, Audience.OBSERVERS),
        (Audience.PUBLIC, Audience.NAMED),
    ]
    for (wide, body), (who, user) in product(settings, people.items()):
        set_as(practice, wide, body)
        session.commit()
        sign(client, user)
        texts = list(surfaces(client, practice.id))
        for own in ATTACHED:
            case = (wide, body, who, own)
            is_reader = who in expected(wide, body, own)
            found = client.get(f"/api/v1/search?scope=all&q={word(own)}").json
            passages = [hit["passage"] for hit in found["hits"]]
            assert any(word(own) in passage for passage in passages) == is_reader, case
            if not is_reader:
                for place, text in texts:
                    assert word(own) not in text, (place, *case)


def surfaces(client: FlaskClient, practice_id: int) -> Iterator[tuple[str, str]]:
    """What can be asked of a practice without naming what is looked for."""
    asked = "/search?scope=all&q=recruitment"
    own = f"/practices/{practice_id}"
    for place in ("/", "/practices/", f"/directory/{OWN}", asked, f"/api/v1{asked}", own):
        yield place, client.get(place).text
    for place in (f"{own}/versions", f"{own}/preview", f"/following/add/{practice_id}"):
        yield place, client.get(place).text
    yield "md", client.get(f"{own}/practice.md").text
    yield "json", client.get(f"{own}/practice.json").text
    for kind, text_of in (("pdf", text_of_pdf), ("docx", text_of_word)):
        answer = client.get(f"{own}/practice.{kind}")
        yield kind, text_of(answer.data) if answer.status_code == 200 else ""


def test_a_saved_search_is_told_of_what_its_owner_may_open_only(
    practice: Practice, people: dict[str, User | None], session: Session
) -> None:
    told = mails_about(Audience.OBSERVERS, practice, people, session)
    assert told == {"observing chair"}


def test_whoever_observes_no_more_is_not_told_what_was_found_before(
    practice: Practice, people: dict[str, User | None], session: Session
) -> None:
    def end() -> None:
        session.execute(sa.delete(ObserverGrant.right_rows.property.mapper.class_))
        session.execute(sa.delete(ObserverGrant))
        session.expire_all()

    assert mails_about(Audience.OBSERVERS, practice, people, session, before_telling=end) == set()


def mails_about(
    audience: Audience,
    practice: Practice,
    people: dict[str, User | None],
    session: Session,
    before_telling: Callable[[], None] = lambda: None,
) -> set[str]:
    """Let everybody outside wait for a word of an attachment; return who is told of it."""
    outside = {who: user for who, user in people.items() if user and who not in INSIDE}
    for user in outside.values():
        wanted = following.Wanted("Search", word(audience), "other", {})
        following.save_search(session, wanted, Frequency.AT_ONCE, actor=user.actor)
    practice.published_at = now()
    session.commit()
    look(session, current_engine())
    before_telling()
    tell(session, now())
    session.commit()
    told = set(session.scalars(sa.select(OutgoingMail.address)))
    return {who for who, user in outside.items() if user.email in told}


# --- choosing it ------------------------------------------------------------


@pytest.fixture
def draft(make_practice: Callable[..., Practice], people: object) -> Practice:
    return make_practice(OWN, state=PracticeState.DRAFT, audience=Audience.NETWORK)


def test_the_form_offers_what_is_narrower_than_the_full_text(
    draft: Practice, people: dict[str, User | None], client: FlaskClient, session: Session
) -> None:
    sign(client, people["own secretariat"])
    for wide, body in BODIES:
        set_as(draft, wide, body)
        session.commit()
        page = client.get(f"/practices/{draft.id}/edit/attachments").text
        offered = {one for one in Audience if f'<option value="{one.value}">' in page}
        assert offered == set(NARROWER_FOR_ATTACHMENTS[body or wide]), (wide, body)
        assert ('name="link-audience"' in page) == bool(offered)


def test_an_audience_is_chosen_with_the_link_changed_later_and_written_down(
    draft: Practice, people: dict[str, User | None], client: FlaskClient, session: Session
) -> None:
    sign(client, people["own secretariat"])
    step = f"/practices/{draft.id}/edit/attachments"
    link = {"link-url": "https://iom.int/", "link-language": "en", "link-audience": "members"}
    assert client.post(f"{step}/links", data=link).status_code == 303
    (one,) = attachments_of(session, draft.id)
    assert one.audience == Audience.MEMBERS
    assert "Own Process only" in client.get(step).text
    change = {f"attachment-{one.id}-audience": "observers"}
    assert client.post(f"{step}/{one.id}/audience", data=change).status_code == 303
    session.expire_all()
    assert one.audience == Audience.OBSERVERS
    event = session.scalars(
        sa.select(AuditEvent).where(AuditEvent.action == "practice.attachment_audience")
    ).one()
    assert event.details["audience"] == "observers"
    assert client.post(f"{step}/{one.id}/audience", data=change | {"x": "y"}).status_code == 303
    widened = {f"attachment-{one.id}-audience": ""}
    assert client.post(f"{step}/{one.id}/audience", data=widened).status_code == 303
    session.expire_all()
    assert one.audience is None


def test_an_audience_wider_than_the_full_text_is_refused(
    draft: Practice, people: dict[str, User | None], client: FlaskClient, session: Session
) -> None:
    draft.body_audience = Audience.OBSERVERS
    session.commit()
    sign(client, people["own secretariat"])
    step = f"/practices/{draft.id}/edit/attachments"
    for wider in ("public", "network", "observers", "named", "nobody"):
        link = {"link-url": "https://iom.int/", "link-language": "en", "link-audience": wider}
        assert client.post(f"{step}/links", data=link).status_code == 422, wider
    one = attach_link(session, draft, "https://iom.int/")
    change = {f"attachment-{one.id}-audience": "network"}
    assert client.post(f"{step}/{one.id}/audience", data=change).status_code == 422
    session.expire_all()
    assert one.audience is None


def test_only_editors_choose_it(
    draft: Practice, people: dict[str, User | None], client: FlaskClient, session: Session
) -> None:
    one = attach_link(session, draft, "https://iom.int/", audience=Audience.MEMBERS)
    for who in set(PEOPLE) - {"own secretariat", "visitor"}:
        sign(client, people[who])
        address = f"/practices/{draft.id}/edit/attachments/{one.id}/audience"
        answer = client.post(address, data={f"attachment-{one.id}-audience": ""})
        assert answer.status_code == 404, who
    session.expire_all()
    assert one.audience == Audience.MEMBERS


def test_a_new_version_begins_with_the_audiences_and_brings_its_own(
    practice: Practice, session: Session
) -> None:
    version = publication.revise(session, practice, actor=SYSTEM)
    copies = attachments_of(session, version.id)
    before = [one.audience for one in attachments_of(session, practice.id)]
    assert [one.audience for one in copies] == before
    first = copies[0]
    services.open_to(session, version, first, Audience.MEMBERS, actor=SYSTEM)
    assert session.get_one(Attachment, first.id).audience == Audience.MEMBERS
    assert attachments_of(session, practice.id)[0].audience is None
    publication.publish(session, version, actor=SYSTEM)
    session.commit()
    assert attachments_of(session, practice.id)[0].audience == Audience.MEMBERS
