"""A secretariat edits its profile: nothing typed is lost, nobody's change is overwritten unseen."""

from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from rcp_platform.accounts.models import User
from rcp_platform.audit.models import AuditEvent
from rcp_platform.core.access import SYSTEM, Role
from rcp_platform.directory import services
from rcp_platform.directory.facts import (
    PartyFact,
    PriorityFact,
    ProfileFacts,
    StateFact,
    facts_of,
)
from rcp_platform.directory.models import PartyKind, Rcp
from rcp_platform.extensions import db

URL = "/directory/bali-process/edit"
FACTS = ProfileFacts(
    name="Bali Process on People Smuggling",
    short_name="Bali Process",
    aliases=("Proceso de Bali", "Processus de Bali"),
    year_established=2002,
    regions=("gulf", "global", "asia"),
    secretariat="A steering group\nof four States",
    contact="focal-point@bali.example",
    states=(StateFact("AU", "Co-Chair – since 2002"), StateFact("KR"), StateFact("CG")),
    observers=(
        PartyFact(PartyKind.RCP, "igc", "By its Secretariat"),
        PartyFact(PartyKind.STATE, "FR"),
        PartyFact(PartyKind.ORGANISATION, "France"),
    ),
    partners=(PartyFact(PartyKind.ORGANISATION, 'The "Forum" – South', "Guest"),),
    areas_of_discussion=("Information sharing", "Return"),
    goals=("Share information",),
    priorities=(PriorityFact("Lasting solutions", "For refugees."), PriorityFact("Data")),
    as_of="2009-10",
    source="Hansen (2010), annex",
)


class DrawnForm(HTMLParser):
    """What a browser would send if nothing were changed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: dict[str, Any] = {}
        self._open = ""
        self.feed(page[page.index('<form method="post" novalidate') :])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = {name: value or "" for name, value in attrs}
        if tag == "input" and own.get("type") == "checkbox":
            if "checked" in own:
                self.fields.setdefault(own["name"], []).append(own["value"])
        elif tag == "input":
            self.fields[own["name"]] = own.get("value", "")
        elif tag in {"textarea", "select"}:
            self._open = own["name"]
            self.fields[self._open] = ""
        elif tag == "option" and "selected" in own:
            self.fields[self._open] = own["value"]

    def handle_data(self, data: str) -> None:
        if self.lasttag == "textarea" and self._open:
            self.fields[self._open] += data

    def handle_endtag(self, tag: str) -> None:
        if tag in {"textarea", "select"}:
            self.fields[self._open] = self.fields[self._open].removeprefix("\r\n")
            self._open = ""


@pytest.fixture
def rcp(
    session: Session,
    make_rcp: Callable[..., Rcp],
    make_user: Callable[..., User],
    sign_in: Callable[[User], None],
) -> Rcp:
    make_rcp("igc", short_name="IGC")
    own = make_rcp("bali-process", is_sample=True)
    services.update_profile(session, own, FACTS, actor=SYSTEM)
    session.commit()
    sign_in(make_user("bali-process", Role.SECRETARIAT))
    return own


@pytest.fixture
def drawn(client: FlaskClient, rcp: Rcp) -> dict[str, Any]:
    return DrawnForm(client.get(URL).text).fields


def updates(session: Session) -> list[AuditEvent]:
    return list(session.scalars(sa.select(AuditEvent).where(AuditEvent.actor_id.is_not(None))))


def test_a_form_sent_as_it_was_drawn_changes_nothing(
    client: FlaskClient, session: Session, rcp: Rcp, drawn: dict[str, Any]
) -> None:
    version = rcp.version
    assert client.post(URL, data=drawn).status_code == 302
    session.refresh(rcp)
    assert facts_of(rcp) == FACTS
    assert rcp.version == version
    assert updates(session) == []


def test_everything_can_be_changed_at_once(
    client: FlaskClient, session: Session, rcp: Rcp, drawn: dict[str, Any]
) -> None:
    answer = client.post(
        URL,
        data={
            "version": drawn["version"],
            "name": "  New\tname ",
            "short_name": "New",
            "aliases": "One\r\n\r\nTwo",
            "type": "thematic",
            "year_established": "",
            "main_region": "europe",
            "other_regions": ["africa", "europe"],
            "priority_1": "Data",
            "priority_1_detail": "Shared figures.",
            "priority_2": "",
            "priority_2_detail": "",
            "priority_3": "Recruitment",
            "states": "Фиджи – Chair\r\nThaïlande, Indonesia",
            "observers": "Bali Watch -- Guest\r\nIGC",
            "partners": "",
            "areas_of_discussion": "Return",
            "goals": "",
            "secretariat": "In Suva",
            "contact": "new@bali.example",
            "as_of": "May 2024",
            "source": "The secretariat",
        },
    )
    assert answer.location == "/directory/bali-process"
    session.refresh(rcp)
    assert facts_of(rcp) == ProfileFacts(
        name="New name",
        short_name="New",
        aliases=("One", "Two"),
        type="thematic",
        regions=("europe", "africa"),
        secretariat="In Suva",
        contact="new@bali.example",
        states=(StateFact("FJ", "Chair"), StateFact("TH"), StateFact("ID")),
        observers=(
            PartyFact(PartyKind.ORGANISATION, "Bali Watch", "Guest"),
            PartyFact(PartyKind.RCP, "igc"),
        ),
        areas_of_discussion=("Return",),
        priorities=(PriorityFact("Data", "Shared figures."), PriorityFact("Recruitment")),
        as_of="May 2024",
        source="The secretariat",
    )
    (update,) = updates(session)
    assert (update.action, update.subject) == ("rcp.update", "rcp:bali-process")
    assert "states" in update.details["fields"]


def test_what_its_secretariat_has_changed_is_no_longer_a_sample(
    client: FlaskClient, session: Session, rcp: Rcp, drawn: dict[str, Any]
) -> None:
    assert rcp.is_sample
    client.post(URL, data=drawn | {"goals": "Another"})
    session.refresh(rcp)
    assert not rcp.is_sample


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("name", "", "Enter the full name."),
        ("name", " \x00 ", "Enter the full name."),
        ("name", "x" * 201, "Shorten this to 200 characters."),
        ("short_name", "", "Enter the short name."),
        ("short_name", "x" * 81, "Shorten this to 80 characters."),
        ("year_established", "1066", "Enter a year such as 2002."),
        ("year_established", "soon", "Not a valid integer value."),
        ("type", "secret", "Not a valid choice."),
        ("main_region", "atlantis", "Not a valid choice."),
        (
            "states",
            "Fiji\nThialand – Chair",
            "Line 2: “Thialand” is not a State or territory we know. Did you mean Thailand?",
        ),
        (
            "states",
            "Federation of Planets",
            "Line 1: “Federation of Planets” is not a State or territory we know.",
        ),
        ("states", "Fiji – " + "x" * 201, "Line 1 is too long."),
        ("states", "TH\n" * 20_000, "Shorten this to 30,000 characters."),
        ("observers", "x" * 201, "Line 1 is too long."),
        ("observers", "Bali Process – host", "Name others here, not the Process itself."),
        ("partners", "rcp:bali-process", "Name others here, not the Process itself."),
        ("contact", "a person", "Enter an e-mail address such as"),
        ("contact", "javascript:alert(1)", "Enter an e-mail address such as"),
        ("goals", "x\n" * 101, "Enter at most 100 lines of 500 characters each."),
        ("areas_of_discussion", "x" * 501, "Enter at most 100 lines of 500 characters each."),
        ("as_of", "x" * 21, "Shorten this to 20 characters."),
        ("source", "x" * 401, "Shorten this to 400 characters."),
        ("secretariat", "x" * 2001, "Shorten this to 2,000 characters."),
        ("priority_3_detail", "No title", "Give this priority a title, or empty its description."),
        ("priority_8", "x" * 201, "Shorten this to 200 characters."),
        ("priority_8_detail", "x" * 1001, "Shorten this to 1,000 characters."),
    ],
)
def test_a_mistake_is_explained_and_everything_typed_is_kept(
    client: FlaskClient,
    session: Session,
    rcp: Rcp,
    drawn: dict[str, Any],
    field: str,
    typed: str,
    sentence: str,
) -> None:
    sent = drawn | {"goals": "Kept as typed", "aliases": "Kept too"} | {field: typed}
    answer = client.post(URL, data=sent)
    assert answer.status_code == 422
    assert sentence in answer.text
    again = DrawnForm(answer.text).fields
    kept = {name for name in sent if name != field or field not in {"type", "main_region"}}
    for name in kept:
        expected = sent[name] if isinstance(sent[name], list) else _as_cleaned(sent[name])
        assert again.get(name, "") == expected
    session.refresh(rcp)
    assert facts_of(rcp) == FACTS


def _as_cleaned(text: str) -> str:
    return text.replace("\x00", "").replace("\r\n", "\n").strip()


def test_script_in_every_field_comes_back_as_text(
    client: FlaskClient, rcp: Rcp, drawn: dict[str, Any]
) -> None:
    hostile = "</textarea><script>alert('x')</script>"
    answer = client.post(URL, data=dict.fromkeys(drawn, hostile))
    assert answer.status_code == 422
    assert "<script" not in answer.text
    assert answer.text.count("&lt;/textarea&gt;&lt;script&gt;") >= 15


def test_whoever_saves_second_is_told_and_keeps_what_they_typed(
    client: FlaskClient, session: Session, rcp: Rcp, drawn: dict[str, Any]
) -> None:
    assert client.post(URL, data=drawn | {"states": "Fiji"}).status_code == 302
    second = client.post(URL, data=drawn | {"goals": "Typed by the second"})
    assert second.status_code == 409
    assert "Someone else changed this profile" in second.text
    assert "It differs from the profile in: Participating States, Goals." in second.text
    session.refresh(rcp)
    assert [state.code for state in rcp.states] == ["FJ"]
    assert rcp.goals == ["Share information"]

    typed = DrawnForm(second.text).fields
    assert typed["goals"] == "Typed by the second"
    assert client.post(URL, data=typed).status_code == 302
    session.refresh(rcp)
    assert rcp.goals == ["Typed by the second"]


@pytest.mark.parametrize("version", ["", "0", "999", "x", "1" * 10_000])
def test_a_forged_version_overwrites_nothing(
    client: FlaskClient, session: Session, rcp: Rcp, drawn: dict[str, Any], version: str
) -> None:
    answer = client.post(URL, data=drawn | {"goals": "Forged", "version": version})
    assert answer.status_code == 409
    session.refresh(rcp)
    assert rcp.goals == ["Share information"]


@pytest.fixture
def somebody_is_faster(drawn: dict[str, Any]) -> None:
    """Someone else saves the profile between the next reading and the next writing."""

    def save_first(flushing: Session, *_rest: object) -> None:
        flushing.connection().execute(
            sa.update(Rcp.__table__).values(version=Rcp.__table__.c.version + 1)
        )

    event.listen(Session, "before_flush", save_first, once=True)


def test_a_race_lost_while_saving_is_told_as_well(
    client: FlaskClient, rcp: Rcp, drawn: dict[str, Any], somebody_is_faster: None
) -> None:
    answer = client.post(URL, data=drawn | {"goals": "Typed in vain"})
    assert answer.status_code == 409
    assert "Someone else changed this profile" in answer.text
    assert DrawnForm(answer.text).fields["goals"] == "Typed in vain"


def test_the_service_refuses_a_profile_changed_since_it_was_loaded(
    session: Session, rcp: Rcp
) -> None:
    session.refresh(rcp)
    with db.engine.connect() as other:
        other.execute(sa.update(Rcp.__table__).values(version=99))
        other.commit()
    changed = ProfileFacts(name="Bali", short_name="Bali", states=FACTS.states)
    with pytest.raises(StaleDataError):
        services.update_profile(session, rcp, changed, actor=SYSTEM)


def test_states_alone_give_the_profile_a_new_version(session: Session, rcp: Rcp) -> None:
    version = rcp.version
    facts = facts_of(rcp)
    only_states = ProfileFacts(
        **{name: getattr(facts, name) for name in facts.__dataclass_fields__ if name != "states"},
        states=(StateFact("FJ"),),
    )
    assert services.update_profile(session, rcp, only_states, actor=SYSTEM)
    session.commit()
    assert rcp.version == version + 1


def test_unused_priorities_are_folded_away(client: FlaskClient, rcp: Rcp) -> None:
    page = client.get(URL).text
    assert (
        page.index('name="priority_3"')
        < page.index('<details class="field">')
        < page.index('name="priority_4"')
    )
