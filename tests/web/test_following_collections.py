"""Collections: every reader sees what they may open, in the owner's order, and no sign of more."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from rcp_platform.accounts.models import User
from rcp_platform.audit.models import AuditEvent
from rcp_platform.core.access import VISITOR, AccessDenied, Role
from rcp_platform.core.db import now
from rcp_platform.following.collections import queries, services
from rcp_platform.following.collections.models import Collection, CollectionItem, Sharing
from rcp_platform.following.collections.presentation import as_json
from rcp_platform.following.collections.services import Description
from rcp_platform.practices.models import Practice
from rcp_platform.practices.states import Audience

Make = Callable[..., Any]
SignIn = Callable[[User], None]
NEW = {"title": "For the meeting", "introduction": "Read these.", "sharing": "private"}


@pytest.fixture
def owner(make_user: Make, sign_in: SignIn) -> User:
    user: User = make_user("rcm", Role.CHAIR)
    sign_in(user)
    return user


@pytest.fixture
def make_collection(session: Session) -> Callable[..., Collection]:
    def make(
        user: User, practices: list[Practice], sharing: Sharing = Sharing.PRIVATE, rcp: str = ""
    ) -> Collection:
        described = Description("For the meeting", "Read these.", sharing, rcp)
        collection = services.create(session, described, actor=user.actor)
        for practice in practices:
            services.add(session, collection, practice.id, actor=user.actor)
        for item in collection.items:
            note = f"Note on {item.practice_id}"
            services.set_note(session, collection, item.id, note, actor=user.actor)
        session.commit()
        return collection

    return make


def titles(page: str, practices: list[Practice]) -> list[str]:
    found = [(page.find(f">{p.title}</a>"), p.title) for p in practices]
    return [title for place, title in sorted(found) if place >= 0]


def collections(session: Session) -> list[Collection]:
    session.expire_all()
    return list(session.scalars(sa.select(Collection).order_by(Collection.id)))


def test_a_collection_is_made_filled_ordered_and_deleted(
    client: FlaskClient, owner: User, make_practice: Make, session: Session
) -> None:
    made = [make_practice("sacm", f"Practice {letter}") for letter in "ABC"]
    started = client.post(f"/following/collections/new?practice={made[0].id}", data=NEW)
    assert started.status_code == 302
    (collection,) = collections(session)
    for practice in made[1:] + made[:1]:
        form = {"collection": str(collection.id)}
        answer = client.post(f"/following/collections/add/{practice.id}", data=form)
        assert answer.status_code == 302
    url = f"/following/collections/{collection.id}"
    assert titles(client.get(url).text, made) == ["Practice A", "Practice B", "Practice C"]
    a, b, c = (item.id for item in collections(session)[0].items)
    shown = client.get(url).text
    directions = re.findall(r"items/(\d+)/move.*?value=\"(up|down)\"", shown, re.DOTALL)
    offered = [(a, "down"), (b, "up"), (b, "down"), (c, "up")]
    assert directions == [(str(item), direction) for item, direction in offered]

    def order_after(item: int, direction: str) -> str:
        client.post(f"{url}/items/{item}/move", data={"direction": direction})
        return "".join(title[-1] for title in titles(client.get(url).text, made))

    assert order_after(c, "up") == "ACB"
    assert order_after(a, "down") == "CAB"
    assert order_after(c, "up") == "CAB"
    assert order_after(b, "down") == "CAB"
    assert order_after(b, "sideways") == "CAB"
    assert client.post(f"{url}/items/{b}/note", data={"note": "Look at <this>"}).status_code == 302
    assert "Look at &lt;this&gt;" in client.get(url).text
    assert client.post(f"{url}/items/{c}/remove").status_code == 302
    assert titles(client.get(url).text, made) == ["Practice A", "Practice B"]
    assert client.post(f"{url}/edit", data=NEW | {"title": "Renamed"}).status_code == 302
    assert "Renamed" in client.get(url).text
    assert client.post(f"{url}/delete").status_code == 302
    assert collections(session) == []
    assert session.scalars(sa.select(CollectionItem)).all() == []


@pytest.mark.parametrize(
    ("sharing", "rcp", "readers"),
    [
        (Sharing.PRIVATE, "", {"owner"}),
        (Sharing.RCP, "rcm", {"owner", "same process"}),
        (Sharing.NETWORK, "", {"owner", "same process", "another process"}),
    ],
)
def test_a_collection_is_read_by_those_it_is_shared_with(
    sharing: Sharing,
    rcp: str,
    readers: set[str],
    client: FlaskClient,
    owner: User,
    make_user: Make,
    sign_in: SignIn,
    make_collection: Callable[..., Collection],
) -> None:
    collection = make_collection(owner, [], sharing, rcp)
    people = {
        "owner": owner,
        "same process": make_user("rcm"),
        "another process": make_user("sacm"),
        "without a seat": make_user(),
        "administrator": make_user(is_administrator=True),
    }
    for name, person in people.items():
        sign_in(person)
        code = client.get(f"/following/collections/{collection.id}").status_code
        assert code == (200 if name in readers else 404), name
        listed = "For the meeting" in client.get("/following/collections/").text
        assert listed == (name in readers), name


def test_a_collection_shared_by_who_holds_no_seat_any_more_is_private(
    client: FlaskClient,
    owner: User,
    make_user: Make,
    sign_in: SignIn,
    make_collection: Callable[..., Collection],
    session: Session,
) -> None:
    shared = [
        make_collection(owner, [], Sharing.RCP, "rcm"),
        make_collection(owner, [], Sharing.NETWORK),
    ]
    seat = owner.memberships[0]
    seat.starts_on, seat.ends_on = (now().date() - timedelta(days) for days in (9, 1))
    session.commit()
    for collection in shared:
        assert client.get(f"/following/collections/{collection.id}").status_code == 200
        # It may be renamed as it is.
        form = {"title": "x", "sharing": "rcp:rcm" if collection.rcp_slug else "network"}
        url = f"/following/collections/{collection.id}/edit"
        assert client.post(url, data=form).status_code == 302
    sign_in(make_user("rcm"))
    for collection in shared:
        assert client.get(f"/following/collections/{collection.id}").status_code == 404


def test_of_what_a_reader_may_not_open_there_is_no_sign(
    client: FlaskClient,
    owner: User,
    make_user: Make,
    make_practice: Make,
    sign_in: SignIn,
    make_collection: Callable[..., Collection],
    session: Session,
) -> None:
    """The page is the same, but for its address, as that of a collection without the hidden."""
    open_ones = [make_practice("sacm", f"Open {letter}") for letter in "AB"]
    hidden = make_practice("rcm", "Hidden", audience=Audience.MEMBERS)
    with_hidden = make_collection(owner, [open_ones[0], hidden, open_ones[1]], Sharing.NETWORK)
    without = make_collection(owner, open_ones, Sharing.NETWORK)
    moment = now()
    session.execute(sa.update(Collection).values(updated_at=moment))
    session.commit()
    reader = make_user("sacm")
    sign_in(reader)

    def seen(collection: Collection) -> str:
        page = client.get(f"/following/collections/{collection.id}").text
        page = page.replace(f"collections/{collection.id}", "collections/N")
        for item in collection.items:
            page = page.replace(f"item-{item.id}", "item-N")
        return page

    assert seen(with_hidden) == seen(without)
    assert "Note on" in seen(with_hidden)
    facts = [as_json(session, one.id, reader.actor) for one in (with_hidden, without)]
    assert facts[0] | {"id": 0} == facts[1] | {"id": 0}
    assert [item["title"] for item in facts[0]["items"]] == ["Open A", "Open B"]
    client.post(f"/following/collections/{with_hidden.id}/copy")
    copied = collections(session)[-1]
    assert [item.practice_id for item in copied.items] == [one.id for one in open_ones]


def test_its_owner_is_told_that_an_item_may_no_longer_be_read(
    client: FlaskClient,
    owner: User,
    make_practice: Make,
    make_collection: Callable[..., Collection],
    session: Session,
) -> None:
    practice = make_practice("sacm", "Once open")
    collection = make_collection(owner, [practice])
    practice.audience = Audience.MEMBERS
    session.commit()
    page = client.get(f"/following/collections/{collection.id}").text
    assert "a practice you may no longer read" in page
    assert "Once open" not in page


def test_a_copy_is_ones_own_and_private(
    client: FlaskClient,
    owner: User,
    make_user: Make,
    make_practice: Make,
    sign_in: SignIn,
    make_collection: Callable[..., Collection],
    session: Session,
) -> None:
    collection = make_collection(owner, [make_practice("sacm", "Open")], Sharing.NETWORK)
    reader = make_user("sacm")
    sign_in(reader)
    assert client.post(f"/following/collections/{collection.id}/copy").status_code == 302
    copied = collections(session)[-1]
    assert (copied.user_id, copied.sharing) == (reader.id, Sharing.PRIVATE)
    assert copied.title == "Copy of For the meeting"
    assert copied.items[0].note.startswith("Note on")


def test_readers_cannot_change_what_is_shared_with_them(
    client: FlaskClient,
    owner: User,
    make_user: Make,
    make_practice: Make,
    sign_in: SignIn,
    make_collection: Callable[..., Collection],
    session: Session,
) -> None:
    practice = make_practice("sacm", "Open")
    collection = make_collection(owner, [practice], Sharing.NETWORK)
    item = collection.items[0].id
    sign_in(make_user("rcm", Role.SECRETARIAT))
    url = f"/following/collections/{collection.id}"
    for deed in ("edit", "delete", f"items/{item}/note", f"items/{item}/move"):
        assert client.post(f"{url}/{deed}", data=NEW).status_code == 404
    assert client.post(f"{url}/items/{item}/remove").status_code == 404
    form = {"collection": str(collection.id)}
    answer = client.post(f"/following/collections/add/{practice.id}", data=form)
    assert answer.status_code == 404
    page = client.get(url).text
    assert "Edit and share" not in page
    assert "/items/" not in page
    with pytest.raises(AccessDenied):
        services.delete(session, collection, actor=make_user("rcm").actor)


@pytest.mark.parametrize("sharing", ["rcp:sacm", "rcp:unknown", "rcp", "everyone", ""])
def test_one_shares_with_ones_own_processes_only(
    sharing: str, client: FlaskClient, owner: User, make_rcp: Make, session: Session
) -> None:
    make_rcp("sacm")
    answer = client.post("/following/collections/new", data=NEW | {"sharing": sharing})
    assert answer.status_code == 422
    assert collections(session) == []


def test_whoever_holds_no_seat_cannot_share(
    client: FlaskClient, make_user: Make, sign_in: SignIn, session: Session
) -> None:
    user = make_user()
    sign_in(user)
    answer = client.post("/following/collections/new", data=NEW | {"sharing": "network"})
    assert answer.status_code == 422
    with pytest.raises(AccessDenied):
        services.create(session, Description("x", "", Sharing.NETWORK), actor=user.actor)


def test_sharing_is_written_down_and_nothing_else_is(
    client: FlaskClient, owner: User, session: Session
) -> None:
    client.post("/following/collections/new", data=NEW)
    (collection,) = collections(session)
    url = f"/following/collections/{collection.id}/edit"
    for sharing in ("private", "rcp:rcm", "rcp:rcm", "network", "private"):
        client.post(url, data=NEW | {"sharing": sharing})
    written = session.scalars(sa.select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [(one.action, one.subject, one.details) for one in written] == [
        ("collection.share", str(collection), {"sharing": "rcp", "rcp": "rcm"}),
        ("collection.share", str(collection), {"sharing": "network"}),
        ("collection.share", str(collection), {"sharing": "private"}),
    ]


@pytest.mark.parametrize(
    "fields",
    [{"title": ""}, {"title": "t" * 201}, {"introduction": "i" * 4001}],
    ids=["no title", "long title", "long introduction"],
)
def test_bad_input_is_refused_in_the_form(
    fields: dict[str, str], client: FlaskClient, owner: User, session: Session
) -> None:
    assert client.post("/following/collections/new", data=NEW | fields).status_code == 422
    assert collections(session) == []


def test_there_is_a_plain_sentence_when_there_is_no_room(
    client: FlaskClient,
    owner: User,
    make_practice: Make,
    make_collection: Callable[..., Collection],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    collection = make_collection(owner, [make_practice("sacm", "First")])
    monkeypatch.setattr(services, "MOST_COLLECTIONS", 1)
    monkeypatch.setattr(services, "MOST_ITEMS", 1)
    answer = client.post("/following/collections/new", data=NEW, follow_redirects=True)
    assert "You have 1 collections, the most there can be." in answer.text
    form = {"collection": str(collection.id)}
    url = f"/following/collections/add/{make_practice('sacm', 'Second').id}"
    answer = client.post(url, data=form, follow_redirects=True)
    assert "This collection has 1 practices, the most there can be." in answer.text


def test_a_hidden_practice_cannot_be_added_and_a_new_collection_is_offered(
    client: FlaskClient, owner: User, make_practice: Make, session: Session
) -> None:
    hidden = make_practice("sacm", "Hidden", audience=Audience.MEMBERS)
    assert (
        client.post(f"/following/collections/new?practice={hidden.id}", data=NEW).status_code == 404
    )
    assert collections(session) == []
    answer = client.post(f"/following/collections/add/{hidden.id}", data={"collection": "new"})
    assert answer.location.endswith(f"/new?practice={hidden.id}")


def test_programs_get_nothing_that_is_not_shared_with_them(
    session: Session, owner: User, make_collection: Callable[..., Collection]
) -> None:
    collection = make_collection(owner, [], Sharing.NETWORK)
    with pytest.raises(NoResultFound):
        as_json(session, collection.id, VISITOR)


def test_posts_need_the_token_of_the_form(
    app: Flask, client: FlaskClient, owner: User, session: Session
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    client.post("/following/collections/new", data=NEW)
    assert collections(session) == []


def test_showing_many_items_costs_as_many_queries_as_showing_one(
    owner: User,
    make_practice: Make,
    make_collection: Callable[..., Collection],
    session: Session,
) -> None:
    counts = []
    for number in (1, 6):
        made = [make_practice(f"rcp-{number}-{n}", f"P {n}") for n in range(number)]
        collection_id = make_collection(owner, made, Sharing.NETWORK).id
        actor = owner.actor
        session.expunge_all()
        statements: list[str] = []

        def note(*arguments: Any, to: list[str] = statements) -> None:
            to.append(arguments[2])

        engine = session.get_bind()
        sa.event.listen(engine, "before_cursor_execute", note)
        collection = queries.get_visible(session, collection_id, actor)
        assert len(queries.listed(session, collection, actor)) == number
        sa.event.remove(engine, "before_cursor_execute", note)
        counts.append(len(statements))
        session.rollback()
        owner = session.get_one(User, actor.user_id)
    assert counts[0] == counts[1]
