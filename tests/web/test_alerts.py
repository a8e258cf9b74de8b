"""What is new is found once for each saved search and follow, and told to those who may know it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session
from tests.statements import counted

from rcp_platform.accounts.models import User
from rcp_platform.core.access import SYSTEM, Role
from rcp_platform.core.db import now
from rcp_platform.discovery.engine import current_engine
from rcp_platform.following import services
from rcp_platform.following.alerts import digests
from rcp_platform.following.alerts.digests import is_due, tell
from rcp_platform.following.alerts.matching import look
from rcp_platform.following.alerts.models import Alert, AlertProgress, SeenPractice
from rcp_platform.following.models import TOPIC, Follow, FollowKind, SavedSearch
from rcp_platform.following.services import Wanted
from rcp_platform.notifications.models import Frequency, OutgoingMail
from rcp_platform.notifications.services import set_frequency
from rcp_platform.practices import publication
from rcp_platform.practices.models import Practice, PracticeReader
from rcp_platform.practices.quotations.models import Quotation
from rcp_platform.practices.services import update
from rcp_platform.practices.states import Attribution, Audience, PracticeState
from rcp_platform.practices.versions import services as versions

Make = Callable[..., Any]
FEES = "recruitment fees of workers"
TITLE = "Recruitment fees of workers abroad"


@pytest.fixture
def member(make_user: Make) -> User:
    user: User = make_user("rcm", Role.CHAIR)
    return user


@pytest.fixture
def save(session: Session) -> Callable[..., SavedSearch]:
    def save(
        user: User,
        text: str = FEES,
        frequency: Frequency = Frequency.AT_ONCE,
        scope: str = "other",
        filters: dict[str, set[str]] | None = None,
    ) -> SavedSearch:
        known = {name: frozenset(values) for name, values in (filters or {}).items()}
        wanted = Wanted(f"Search for {text}", text, scope, known)
        search = services.save_search(session, wanted, frequency, actor=user.actor)
        session.commit()
        return search

    return save


@pytest.fixture
def follow(session: Session) -> Callable[..., Follow]:
    def follow(
        user: User, kind: str, value: object, frequency: Frequency = Frequency.AT_ONCE
    ) -> Follow:
        followed = services.follow(
            session, FollowKind(kind), str(value), frequency, actor=user.actor
        )
        session.commit()
        return followed

    return follow


@pytest.fixture
def run(session: Session) -> Callable[..., int]:
    """Look and tell as the worker does, at a moment; return how many mails that made."""

    def run(at: datetime | None = None) -> int:
        look(session, current_engine())
        mails = tell(session, at or now())
        session.commit()
        session.expire_all()
        return mails

    return run


@pytest.fixture
def mails(session: Session) -> Callable[[], list[OutgoingMail]]:
    def mails() -> list[OutgoingMail]:
        statement = sa.select(OutgoingMail).where(OutgoingMail.kind == digests.TEMPLATE)
        return list(session.scalars(statement.order_by(OutgoingMail.id)))

    return mails


def publish_anew(session: Session, practice: Practice, **values: Any) -> None:
    """Publish a new version of a practice, as its secretariat does."""
    update(session, practice, values, actor=SYSTEM)
    practice.published_at = now()
    session.commit()


Save = Callable[..., SavedSearch]
DoFollow = Callable[..., Follow]
Run = Callable[..., int]
Mails = Callable[[], list[OutgoingMail]]


def test_a_new_practice_is_told_once_with_its_source_why_and_where(
    member: User, save: Save, make_practice: Make, run: Run, mails: Mails
) -> None:
    save(member)
    practice = make_practice("sacm", TITLE)
    assert run() == 1
    (mail,) = mails()
    assert mail.address == member.email
    assert f"Saved search: Search for {FEES}" in mail.text
    assert TITLE in mail.text
    assert "Sacm · published on" in mail.text
    assert "(UTC)" in mail.text
    assert "Why: recruitment, fees, workers" in mail.text
    assert f"/practices/{practice.id}" in mail.text
    assert TITLE in mail.html
    assert run() == 0


def test_what_was_there_before_the_search_was_saved_is_not_told(
    member: User, save: Save, make_practice: Make, run: Run, session: Session
) -> None:
    old = make_practice("sacm", TITLE)
    save(member)
    assert run() == 0
    old.confirmed_at = now()
    session.commit()
    assert run() == 0


def test_a_new_version_is_told_once_more(
    member: User, save: Save, make_practice: Make, run: Run, mails: Mails, session: Session
) -> None:
    save(member)
    practice = make_practice("sacm", TITLE)
    publish_anew(session, practice, summary="Fees of workers and recruitment.")
    assert run() == 1
    publish_anew(session, practice, summary="Recruitment of workers without fees.")
    assert run() == 1
    assert run() == 0
    assert "new version of" in mails()[1].text


def test_only_good_matches_are_told(
    member: User, save: Save, make_practice: Make, run: Run
) -> None:
    save(member)
    make_practice("sacm", "Border patrols at sea", summary="Workers are not spoken of at length.")
    assert run() == 0


def test_the_own_process_is_left_out_unless_the_search_is_for_it(
    member: User, save: Save, make_practice: Make, run: Run, mails: Mails
) -> None:
    for scope in ("other", "all", "own"):
        search = save(member, scope=scope)
        search.name = f"in {scope}"
    make_practice("rcm", TITLE)
    assert run() == 1
    (mail,) = mails()
    assert "in all" in mail.text
    assert "in own" in mail.text
    assert "in other" not in mail.text


def test_filters_hold(member: User, save: Save, make_practice: Make, run: Run) -> None:
    save(member, filters={"theme": {"recruitment"}})
    make_practice("sacm", TITLE, themes=["health"])
    assert run() == 0
    make_practice("sacm", TITLE, themes=["recruitment"])
    assert run() == 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"audience": Audience.MEMBERS}, {"audience": Audience.NETWORK}),
        ({"audience": Audience.MEMBERS}, {"audience": Audience.PUBLIC}),
        ({"embargo_until": date(2100, 1, 1)}, {"embargo_until": None}),
        ({"audience": Audience.NAMED, "audience_rcps": ["other"]}, {"readers": ["rcm"]}),
    ],
    ids=["members to network", "members to public", "embargo", "grant"],
)
def test_what_opens_to_a_person_is_told_when_it_opens(
    before: dict[str, Any],
    after: dict[str, Any],
    member: User,
    save: Save,
    make_rcp: Make,
    make_practice: Make,
    run: Run,
    session: Session,
) -> None:
    make_rcp("other")
    practice = make_practice("sacm", TITLE, published_at=now() - timedelta(days=9), **before)
    assert run() == 0
    save(member)
    readers = after.pop("readers", None)
    if readers:
        practice.readers += [PracticeReader(rcp_slug=slug) for slug in readers]
    for name, value in after.items():
        setattr(practice, name, value)
    session.commit()
    assert run() == 1
    assert run() == 0


def test_what_opens_to_others_is_no_news_to_those_who_could_read_it(
    member: User, save: Save, make_practice: Make, run: Run, session: Session
) -> None:
    practice = make_practice("sacm", TITLE, audience=Audience.NETWORK)
    run()
    save(member)
    practice.audience = Audience.PUBLIC
    session.commit()
    assert run() == 0


def test_a_mail_shows_the_best_of_many_and_counts_the_rest(
    member: User, save: Save, make_practice: Make, run: Run, mails: Mails
) -> None:
    save(member)
    for number in range(digests.MOST_SHOWN + 3):
        make_practice("sacm", f"{TITLE} {number}")
    assert run() == 1
    (mail,) = mails()
    assert mail.text.count("/practices/") == digests.MOST_SHOWN
    assert "and 3 more" in mail.text
    assert mail.subject.startswith("13 practices")
    assert run() == 0


def test_a_body_that_opens_is_told_to_those_who_knew_the_summary_only(
    member: User, save: Save, make_practice: Make, run: Run, session: Session
) -> None:
    save(member)
    practice = make_practice(
        "sacm",
        "A pilot",
        summary="In short.",
        approach="Recruitment fees of workers are paid by employers.",
        body_audience=Audience.MEMBERS,
    )
    assert run() == 0
    practice.body_audience = None
    session.commit()
    assert run() == 1


def test_what_one_may_not_read_is_never_told(
    member: User, save: Save, follow: DoFollow, make_rcp: Make, make_practice: Make, run: Run
) -> None:
    make_rcp("sacm")
    save(member)
    follow(member, "rcp", "sacm")
    follow(member, "theme", "recruitment")
    facts = {"themes": ["recruitment"]}
    make_practice("sacm", TITLE, audience=Audience.MEMBERS, **facts)
    make_practice("sacm", TITLE, embargo_until=date(2100, 1, 1), **facts)
    make_practice("sacm", TITLE, state=PracticeState.DRAFT, **facts)
    assert run() == 0
    make_practice("sacm", TITLE, audience=Audience.NETWORK, **facts)
    assert run() == 1


@pytest.mark.parametrize("change", ["narrowed", "withdrawn", "archived", "seat ended", "body"])
def test_what_may_be_told_is_decided_when_the_mail_is_put_together(
    change: str,
    member: User,
    save: Save,
    make_practice: Make,
    run: Run,
    mails: Mails,
    session: Session,
) -> None:
    save(member, frequency=Frequency.DAILY)
    practice = make_practice("sacm", "A pilot", summary="In short.", approach=TITLE)
    assert run() == 0
    match change:
        case "narrowed":
            practice.audience = Audience.MEMBERS
        case "withdrawn":
            publication.withdraw(session, practice, "By mistake.", actor=SYSTEM)
        case "archived":
            publication.move(session, practice, "archive", actor=SYSTEM)
        case "seat ended":
            member.memberships[0].starts_on = date(2020, 1, 1)
            member.memberships[0].ends_on = date(2020, 1, 2)
        case "body":
            practice.body_audience = Audience.MEMBERS
    session.commit()
    assert run(now() + timedelta(days=1)) == 0
    assert mails() == []
    assert session.scalars(sa.select(Alert)).all() == []


def test_a_match_in_a_quotation_is_not_told_once_the_body_is_closed(
    member: User, save: Save, make_practice: Make, run: Run, mails: Mails, session: Session
) -> None:
    save(member, frequency=Frequency.DAILY)
    said = Quotation(text=TITLE, language="en", attribution=Attribution.ANONYMOUS)
    practice = make_practice("sacm", "A pilot", summary="In short.", quotations=[said])
    assert run() == 0
    assert session.scalars(sa.select(Alert)).all()
    practice.body_audience = Audience.MEMBERS
    session.commit()
    assert run(now() + timedelta(days=1)) == 0
    assert mails() == []


def test_what_was_hidden_before_it_was_told_is_told_when_it_opens_again(
    member: User, save: Save, make_practice: Make, run: Run, session: Session
) -> None:
    save(member, frequency=Frequency.DAILY)
    practice = make_practice("sacm", TITLE)
    run()
    practice.audience = Audience.MEMBERS
    session.commit()
    assert run(now() + timedelta(days=1)) == 0
    practice.audience = Audience.NETWORK
    session.commit()
    run()
    assert run(now() + timedelta(days=1)) == 1


def test_an_rcp_is_followed_as_far_as_it_may_be_known(
    member: User, make_user: Make, follow: DoFollow, make_practice: Make, run: Run, mails: Mails
) -> None:
    insider = make_user("sacm", Role.MEMBER)
    for user in (member, insider):
        follow(user, "rcp", "sacm")
    make_practice("sacm", "Unsaid", attribution=Attribution.ANONYMOUS)
    make_practice("sacm", "Only the State", attribution=Attribution.STATE)
    assert run() == 1
    assert [mail.address for mail in mails()] == [insider.email]
    make_practice("sacm", "Said", attribution=Attribution.RCP)
    assert run() == 2
    assert "Process: Sacm" in mails()[-1].text


def test_an_attribution_withheld_before_the_mail_leaves_no_trace(
    member: User, follow: DoFollow, make_rcp: Make, make_practice: Make, run: Run, session: Session
) -> None:
    make_rcp("sacm")
    follow(member, "rcp", "sacm", Frequency.DAILY)
    practice = make_practice("sacm", "Said")
    run()
    practice.attribution = Attribution.ANONYMOUS
    session.commit()
    assert run(now() + timedelta(days=1)) == 0


def test_a_theme_is_followed_beyond_the_own_process(
    member: User, follow: DoFollow, make_practice: Make, run: Run, mails: Mails
) -> None:
    follow(member, "theme", "recruitment")
    make_practice("rcm", "Ours", themes=["recruitment"])
    make_practice("sacm", "Theirs", themes=["recruitment", "health"])
    make_practice("sacm", "On health", themes=["health"])
    assert run() == 1
    (mail,) = mails()
    assert "Theme: Recruitment" in mail.text
    assert "Theirs" in mail.text
    assert "Ours" not in mail.text
    assert "On health" not in mail.text


def test_a_followed_practice_tells_of_versions_and_of_its_end(
    member: User, follow: DoFollow, make_practice: Make, run: Run, mails: Mails, session: Session
) -> None:
    practice = make_practice("sacm", TITLE)
    versions.keep(session, practice)
    follow(member, "practice", practice.id)
    assert run() == 0
    publish_anew(session, practice, summary="Another one.")
    assert run() == 1
    publication.move(session, practice, "archive", actor=SYSTEM)
    session.commit()
    assert run() == 1
    # Nothing of what is archived is in the index any more; its end is heard of all the same.
    publication.withdraw(session, practice, "It was wrong.", actor=SYSTEM)
    session.commit()
    assert run() == 1
    assert run() == 0
    version, archived, withdrawn = (mail.text for mail in mails())
    assert "new version of" in version
    assert "archived" in archived
    assert "It was wrong." in withdrawn
    assert TITLE not in withdrawn


def test_one_mail_a_person_has_all_that_is_due_group_by_group(
    member: User, save: Save, follow: DoFollow, make_practice: Make, run: Run, mails: Mails
) -> None:
    save(member)
    save(member, "border patrols at sea")
    follow(member, "theme", "recruitment")
    make_practice("sacm", TITLE, themes=["recruitment"])
    make_practice("sacm", "Border patrols at sea")
    assert run() == 1
    (mail,) = mails()
    headings = ["Search for border patrols", "Search for recruitment fees", "Theme: Recruitment"]
    places = [mail.text.index(heading) for heading in headings]
    assert places == sorted(places)
    assert mail.topic == TOPIC


def test_every_group_has_a_link_that_stops_it_and_nothing_else(
    app: Flask, member: User, save: Save, make_practice: Make, run: Run, mails: Mails, client: Any
) -> None:
    fees, patrols = save(member), save(member, "border patrols at sea")
    make_practice("sacm", TITLE)
    assert run() == 1
    (mail,) = mails()
    assert mail.topic == fees.topic
    link = mail.headers["List-Unsubscribe"].strip("<>")
    assert link in mail.text
    assert client.post(link.removeprefix("http://127.0.0.1:8000")).status_code == 200
    make_practice("sacm", TITLE)
    assert run() == 0
    make_practice("sacm", "Border patrols at sea")
    assert run() == 1
    assert mails()[-1].topic == patrols.topic


def test_whoever_stops_all_mail_gets_none_whatever_was_chosen_for_one_search(
    member: User, save: Save, make_practice: Make, run: Run, session: Session
) -> None:
    save(member, frequency=Frequency.AT_ONCE)
    set_frequency(session, member, TOPIC, Frequency.NEVER, actor=member.actor)
    make_practice("sacm", TITLE)
    assert run() == 0


def test_what_a_resting_search_misses_is_not_told_later(
    member: User, save: Save, make_practice: Make, run: Run, session: Session
) -> None:
    search = save(member)
    services.pause(session, search, True, actor=member.actor)
    make_practice("sacm", TITLE)
    assert run() == 0
    services.pause(session, search, False, actor=member.actor)
    assert run() == 0
    make_practice("sacm", TITLE)
    assert run() == 1


def test_mail_is_in_the_language_of_the_person(
    make_user: Make, save: Save, make_practice: Make, run: Run, mails: Mails
) -> None:
    save(make_user("rcm", Role.CHAIR, language="fr"))
    make_practice("sacm", TITLE)
    run()
    (mail,) = mails()
    assert mail.locale == "fr"
    assert '<html lang="fr"' in mail.html


MONDAY = datetime(2026, 11, 23, 0, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("frequency", "found_at", "at", "due"),
    [
        (Frequency.AT_ONCE, MONDAY, MONDAY, True),
        (Frequency.DAILY, MONDAY, MONDAY, False),
        (Frequency.DAILY, MONDAY - timedelta(minutes=6), MONDAY, True),
        (Frequency.WEEKLY, MONDAY - timedelta(minutes=6), MONDAY, True),
        (Frequency.WEEKLY, MONDAY, MONDAY + timedelta(days=6), False),
        (Frequency.WEEKLY, MONDAY, MONDAY + timedelta(days=7), True),
        (Frequency.WEEKLY, MONDAY, MONDAY + timedelta(days=30), True),
        (Frequency.NEVER, MONDAY, MONDAY + timedelta(days=30), False),
    ],
)
def test_days_and_weeks_end_at_midnight_and_what_was_missed_is_made_up_for(
    frequency: Frequency, found_at: datetime, at: datetime, due: bool
) -> None:
    assert is_due(frequency, found_at, at) is due


def test_one_persons_trouble_holds_up_nobody_elses_mail(
    make_user: Make,
    save: Save,
    make_practice: Make,
    run: Run,
    mails: Mails,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, second = make_user("rcm", Role.CHAIR), make_user("rcm", Role.CHAIR)
    for user in (first, second):
        save(user)
    make_practice("sacm", TITLE)
    send = digests.send

    def sometimes(session: Session, to: User, *arguments: Any, **named: Any) -> Any:
        if to.id == first.id:
            raise ValueError("cannot be written")
        return send(session, to, *arguments, **named)

    monkeypatch.setattr(digests, "send", sometimes)
    assert run() == 1
    monkeypatch.setattr(digests, "send", send)
    assert run() == 1
    assert [mail.address for mail in mails()] == [second.email, first.email]


def test_the_vector_is_kept_and_made_anew_for_another_model(
    member: User, save: Save, make_practice: Make, run: Run, session: Session
) -> None:
    search = save(member)
    make_practice("sacm", TITLE)
    run()
    session.refresh(search)
    kept, search.vector, search.model = search.vector, b"of another model", "another"
    session.commit()
    make_practice("sacm", TITLE)
    assert run() == 1
    assert (search.vector, search.model) == (kept, "hashing-256")


def test_a_look_costs_as_many_queries_for_many_searches_and_practices_as_for_few(
    make_user: Make, save: Save, make_practice: Make, session: Session
) -> None:
    def queries_of_a_look(searches: int, practices: int) -> int:
        for _number in range(searches):
            save(make_user("rcm", Role.MEMBER))
        for number in range(practices):
            make_practice("sacm", f"{TITLE} {number}")
        current_engine().in_step(session)
        session.expire_all()
        session.expunge_all()
        with counted() as statements:
            found = look(session, current_engine())
        number = sum(statement.startswith("SELECT") for statement in statements)
        session.commit()
        assert found
        return number

    few = queries_of_a_look(1, 1)
    assert queries_of_a_look(6, 8) == few


def test_a_look_without_anything_new_reads_no_saved_search(
    member: User, save: Save, run: Run, session: Session
) -> None:
    save(member)
    run()
    with counted() as statements:
        look(session, current_engine())
    assert not any("saved_searches" in statement for statement in statements)


def test_progress_and_what_was_seen_are_kept_together(
    member: User, make_practice: Make, run: Run, session: Session
) -> None:
    practice = make_practice("sacm", TITLE)
    run()
    number = session.scalar(sa.select(AlertProgress.number))
    assert number
    assert session.get_one(SeenPractice, practice.id).labels
    session.delete(practice)
    session.commit()
    run()
    assert session.get(SeenPractice, practice.id) is None
    assert (session.scalar(sa.select(AlertProgress.number)) or 0) > number
