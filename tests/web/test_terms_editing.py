"""Anyone reads the terms; only administrators edit them, and nothing typed is lost."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from rcp_platform.accounts.models import User
from rcp_platform.audit.models import AuditEvent
from rcp_platform.core.access import SYSTEM, VISITOR, AccessDenied, Actor, Role, Seat
from rcp_platform.core.workflow import NotPossible
from rcp_platform.thesaurus import queries, services
from rcp_platform.thesaurus.checks import Refused
from rcp_platform.thesaurus.facts import TermFacts
from rcp_platform.thesaurus.models import LabelKind, LinkKind, TermLabel, TermLink, TermState

RETURN = TermFacts(
    labels={"en": ("return", "return migration"), "fr": ("retour",), "ar": ("عودة",)},
    note="Whether voluntary or forced.",
    related=frozenset({"removal"}),
)
REMOVAL = TermFacts(labels={"en": ("removal",)}, related=frozenset({"return"}))
#: What the form of RETURN sends when nothing is changed.
TYPED = {
    "labels_en": "return\r\nreturn migration",
    "labels_fr": "retour",
    "labels_ar": "عودة",
    "note": "Whether voluntary or forced.",
    "related": "removal",
}
SIGNED_IN = {
    "a member": {"rcp": "bali-process"},
    "a chair": {"rcp": "bali-process", "role": Role.CHAIR},
    "a secretariat": {"rcp": "bali-process", "role": Role.SECRETARIAT},
    "someone without a seat": {},
}


@pytest.fixture(autouse=True)
def terms(session: Session) -> None:
    services.state(session, {"return": RETURN, "removal": REMOVAL}, actor=SYSTEM)
    session.commit()


@pytest.fixture
def administrator(make_user: Callable[..., User], sign_in: Callable[[User], None]) -> User:
    user = make_user(is_administrator=True)
    sign_in(user)
    return user


@pytest.fixture
def save(client: FlaskClient, session: Session) -> Callable[..., Any]:
    def send(slug: str = "return", **typed: str) -> Any:
        session.expire_all()
        version = str(queries.get(session, slug).version)
        return client.post(f"/terms/{slug}/edit", data={"version": version, **TYPED, **typed})

    return send


def events(session: Session) -> list[tuple[str, str, int | None]]:
    session.expire_all()
    rows = session.scalars(sa.select(AuditEvent).order_by(AuditEvent.id))
    return [(row.action, row.subject, row.actor_id) for row in rows]


def stated(session: Session, slug: str = "return") -> TermFacts:
    session.expire_all()
    return queries.stated_of(session, queries.get(session, slug))


# --- who -----------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/terms/", "/terms/return", "/terms/export.ttl"])
def test_a_visitor_reads_the_terms(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("who", ["a visitor", *SIGNED_IN])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/terms/new"),
        ("post", "/terms/new"),
        ("get", "/terms/return/edit"),
        ("post", "/terms/return/edit"),
        ("post", "/terms/return/retire"),
        ("post", "/terms/return/restore"),
    ],
)
def test_nobody_but_administrators_edits(
    client: FlaskClient,
    session: Session,
    make_user: Callable[..., User],
    sign_in: Callable[[User], None],
    who: str,
    method: str,
    path: str,
) -> None:
    if who in SIGNED_IN:
        sign_in(make_user(**SIGNED_IN[who]))
    before = events(session)
    answer = getattr(client, method)(path, data={"slug": "new-term", "version": "1", **TYPED})
    assert answer.status_code == (403 if who in SIGNED_IN else 302)
    assert events(session) == before
    assert stated(session) == RETURN


@pytest.mark.parametrize(
    "actor",
    [VISITOR, Actor(user_id=1), Actor(user_id=1, seats=frozenset({Seat("a", Role.SECRETARIAT)}))],
)
def test_the_services_refuse_whoever_is_no_administrator(session: Session, actor: Actor) -> None:
    term = queries.get(session, "return")
    with pytest.raises(AccessDenied):
        services.state(session, {"new": RETURN}, actor=actor)
    with pytest.raises(AccessDenied):
        services.retire(session, term, actor=actor)
    with pytest.raises(AccessDenied):
        services.restore(session, term, actor=actor)


@pytest.mark.parametrize("path", ["/terms/", "/terms/return"])
def test_only_administrators_see_buttons_to_edit(
    client: FlaskClient, make_user: Callable[..., User], sign_in: Callable[[User], None], path: str
) -> None:
    buttons = ("Add a term", "Edit this term", "Retire this term", "Retired terms")
    assert not any(button in client.get(path).text for button in buttons)
    sign_in(make_user(is_administrator=True))
    assert any(button in client.get(path).text for button in buttons)


def test_administrators_find_the_terms_from_their_account(
    client: FlaskClient, administrator: User
) -> None:
    assert 'href="/terms/"' in client.get("/account").text.split("<footer")[0]


# --- what ----------------------------------------------------------------------


def test_an_added_term_is_there_with_all_that_was_typed_and_recorded(
    client: FlaskClient, session: Session, administrator: User
) -> None:
    typed = {
        "slug": "voluntary-return",
        "labels_en": " voluntary  return \r\n\r\nVR\r\nVR",
        "labels_ru": "добровольное возвращение",
        "hidden_en": "volontary return",
        "broader": "return",
    }
    answer = client.post("/terms/new", data=typed)
    assert answer.location == "/terms/voluntary-return"
    assert stated(session, "voluntary-return") == TermFacts(
        labels={"en": ("voluntary return", "VR"), "ru": ("добровольное возвращение",)},
        hidden={"en": ("volontary return",)},
        broader=frozenset({"return"}),
    )
    assert events(session)[-1] == ("term.add", "term:voluntary-return", administrator.id)


def test_the_form_shows_the_term_and_saving_it_unchanged_changes_nothing(
    session: Session, administrator: User, save: Callable[..., Any]
) -> None:
    before = events(session)
    assert save().status_code == 302
    assert stated(session) == RETURN
    assert events(session) == before


def test_an_edit_is_recorded_with_the_facts_that_changed(
    session: Session, administrator: User, save: Callable[..., Any]
) -> None:
    save(labels_fr="retour\nretour des migrants", note="", related="")
    assert stated(session).labels["fr"] == ("retour", "retour des migrants")
    event = session.scalars(sa.select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert event is not None
    assert event.actor_id == administrator.id
    assert event.details == {"fields": "labels.fr, note, related"}


def test_the_order_of_labels_is_kept_and_the_first_is_preferred(
    session: Session, administrator: User, save: Callable[..., Any]
) -> None:
    save(labels_en="return migration\nreturn", hidden_en="retrun")
    rows = session.execute(
        sa.select(TermLabel.text, TermLabel.kind)
        .where(TermLabel.term_slug == "return", TermLabel.language == "en")
        .order_by(TermLabel.position)
    ).all()
    assert [tuple(row) for row in rows] == [
        ("return migration", LabelKind.PREFERRED),
        ("return", LabelKind.ALTERNATIVE),
        ("retrun", LabelKind.HIDDEN),
    ]


def test_a_related_term_is_related_from_both_sides(
    session: Session, administrator: User, save: Callable[..., Any]
) -> None:
    save(related="")
    assert stated(session, "removal").related == frozenset()
    save(related="removal")
    assert stated(session, "removal").related == {"return"}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"labels_en": "", "labels_fr": "", "labels_ar": ""}, "at least one language"),
        ({"labels_en": "x" * 201}, "to 200 characters"),
        ({"labels_en": "\n".join(map(str, range(41)))}, "at most 40 labels"),
        ({"hidden_pt": "retôrno"}, "Give a label in Português that can be shown"),
        ({"hidden_en": "return"}, "“return” stands here twice"),
        ({"note": "x" * 1001}, "1000 characters"),
        ({"broader": "nowhere"}, "There is no term “nowhere”"),
        ({"related": "return"}, "cannot refer to itself"),
        ({"broader": "removal"}, "cannot be related and wider or narrower at once"),
        ({"related": "<script>"}, "There is no term “&lt;script&gt;”"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost_or_changed(
    session: Session,
    administrator: User,
    save: Callable[..., Any],
    typed: dict[str, str],
    sentence: str,
) -> None:
    answer = save(**{"hidden_fr": "retuor", **typed})
    assert answer.status_code == 422
    assert answer.text.count(sentence) == 2, "in the summary and at the field"
    assert "retuor" in answer.text
    assert stated(session) == RETURN


@pytest.mark.parametrize(
    ("slug", "status"), [("new", 422), ("Return", 422), ("a b", 422), ("", 422), ("return", 409)]
)
def test_a_term_needs_a_name_of_its_own_in_addresses(
    client: FlaskClient, session: Session, administrator: User, slug: str, status: int
) -> None:
    before = events(session)
    answer = client.post("/terms/new", data={"slug": slug, "labels_en": "whatever"})
    assert answer.status_code == status
    assert "whatever" in answer.text
    assert events(session) == before


def test_a_term_cannot_be_wider_than_itself_round_any_number_of_corners(
    session: Session, administrator: User, save: Callable[..., Any]
) -> None:
    narrower = {
        "forced-return": TermFacts(labels={"en": ("a",)}, broader=frozenset({"return"})),
        "deportation": TermFacts(labels={"en": ("b",)}, broader=frozenset({"forced-return"})),
    }
    services.state(session, narrower, actor=SYSTEM)
    session.commit()
    answer = save(broader="deportation")
    assert answer.status_code == 422
    assert "would be wider than itself" in answer.text
    assert all(slug in answer.text for slug in ("return", *narrower))


def test_the_second_of_two_editors_is_told_and_loses_nothing(
    client: FlaskClient, session: Session, administrator: User, save: Callable[..., Any]
) -> None:
    first_version = str(queries.get(session, "return").version)
    save(labels_fr="retour\nretour volontaire")
    answer = save(version=first_version, labels_es="retorno")
    assert answer.status_code == 409
    assert "Someone else changed this term" in answer.text
    assert "Labels: Français" in answer.text
    assert "retorno" in answer.text
    assert "es" not in stated(session).labels
    assert save(labels_es="retorno").status_code == 302
    assert stated(session).labels["es"] == ("retorno",)


def test_who_edits_a_term_notices_that_another_was_related_to_it_meanwhile(
    session: Session, administrator: User, save: Callable[..., Any]
) -> None:
    before = queries.get(session, "removal").version
    save(related="")
    assert save("removal", version=str(before), labels_en="removal").status_code == 409


# --- retiring --------------------------------------------------------------------


def test_a_retired_term_leaves_the_list_and_keeps_its_address(
    client: FlaskClient,
    session: Session,
    administrator: User,
    new_client: Callable[[], FlaskClient],
) -> None:
    client.post("/terms/removal/retire")
    assert events(session)[-1] == ("term.retire", "term:removal", administrator.id)
    visitor = new_client()
    assert "/terms/removal" not in visitor.get("/terms/").text
    assert "/terms/removal" not in visitor.get("/terms/return").text
    assert "/terms/removal" not in visitor.get("/terms/?state=retired").text
    assert "is retired" in visitor.get("/terms/removal").text
    assert "/terms/removal" in client.get("/terms/?state=retired").text
    client.post("/terms/removal/restore")
    assert events(session)[-1] == ("term.restore", "term:removal", administrator.id)
    assert "/terms/removal" in visitor.get("/terms/return").text


def test_saving_a_term_keeps_it_related_to_a_retired_one(
    client: FlaskClient, session: Session, administrator: User, save: Callable[..., Any]
) -> None:
    client.post("/terms/removal/retire")
    assert "removal" in client.get("/terms/return/edit").text
    save(note="Otherwise.")
    assert stated(session).related == {"removal"}


def test_a_term_is_retired_once(session: Session, client: FlaskClient, administrator: User) -> None:
    assert client.post("/terms/removal/retire").status_code == 302
    assert client.post("/terms/removal/retire").status_code == 409
    with pytest.raises(NotPossible):
        services.restore(session, queries.get(session, "return"), actor=SYSTEM)
    assert queries.get(session, "removal").state == TermState.RETIRED


# --- what the database holds --------------------------------------------------------


def test_every_edit_raises_the_number_and_nothing_else_does(
    client: FlaskClient, session: Session, administrator: User, save: Callable[..., Any]
) -> None:
    numbers = [queries.number(session)]
    for edit in (
        lambda: save(note="Otherwise."),
        lambda: client.post("/terms/return/retire"),
        lambda: client.post("/terms/return/restore"),
        lambda: client.post("/terms/new", data={"slug": "visa", "labels_en": "visa"}),
    ):
        edit()
        numbers.append(queries.number(session))
    assert numbers == [numbers[0] + step for step in range(5)]
    client.get("/terms/return")
    save(note="Otherwise.")
    assert queries.number(session) == numbers[-1]


@pytest.mark.parametrize(
    "row",
    [
        {"position": 0, "kind": LabelKind.PREFERRED, "text": "another"},
        {"position": 5, "kind": LabelKind.PREFERRED, "text": "another"},
        {"position": 5, "kind": LabelKind.ALTERNATIVE, "text": "return"},
        {"position": 5, "kind": LabelKind.ALTERNATIVE, "text": ""},
        {"position": 5, "kind": LabelKind.ALTERNATIVE, "text": "Rückkehr", "language": "de"},
    ],
)
def test_the_database_holds_one_preferred_label_for_each_language_and_no_label_twice(
    session: Session, row: dict[str, Any]
) -> None:
    whole = {"term_slug": "return", "language": "en", "folded": "", **row}
    with pytest.raises(IntegrityError):
        session.execute(sa.insert(TermLabel).values(whole))


@pytest.mark.parametrize(
    "row",
    [
        {"source": "return", "target": "return", "kind": LinkKind.BROADER},
        {"source": "return", "target": "removal", "kind": LinkKind.RELATED},
        {"source": "return", "target": "nowhere", "kind": LinkKind.BROADER},
    ],
)
def test_the_database_holds_a_related_pair_once_and_no_link_to_nothing(
    session: Session, row: dict[str, Any]
) -> None:
    with pytest.raises(IntegrityError):
        session.execute(sa.insert(TermLink).values(row))


def test_a_statement_with_anything_wrong_changes_nothing_at_all(session: Session) -> None:
    wrong = {
        "visa": TermFacts(labels={"en": ("visa",)}),
        "return": TermFacts(labels={"en": ("x",)}, broader=frozenset({"nowhere"})),
    }
    with pytest.raises(Refused, match="nowhere"):
        services.state(session, wrong, actor=SYSTEM)
    assert not queries.exists(session, "visa")
    assert stated(session) == RETURN
