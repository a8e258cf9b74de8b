"""Versions have addresses that stay, say that they are old, and are compared word by word."""

from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session
from tests.statements import counted

from rcp_platform.core.access import SYSTEM
from rcp_platform.practices import publication
from rcp_platform.practices.models import Practice
from rcp_platform.practices.states import Audience, PracticeState
from rcp_platform.practices.versions.words import Kind, word_changes

OWN = "bali-process"
ARABIC = "خفّضت الدولة رسوم التوظيف"

Renew = Callable[..., Practice]


@pytest.fixture
def practice(make_practice: Callable[..., Practice], session: Session) -> Practice:
    draft = make_practice(
        OWN,
        "Fair fees",
        state=PracticeState.DRAFT,
        audience=Audience.PUBLIC,
        summary="Fees were capped in the north.",
        countries=["TH", "ID"],
        themes=["recruitment"],
    )
    publication.publish(session, draft, "First", actor=SYSTEM)
    session.commit()
    return draft


@pytest.fixture
def renew(practice: Practice, session: Session) -> Renew:
    """Publish another version with other facts."""

    def renew(note: str = "", **facts: object) -> Practice:
        version = publication.revise(session, practice, actor=SYSTEM)
        for name, value in facts.items():
            setattr(version, name, value)
        session.flush()
        publication.publish(session, version, note, actor=SYSTEM)
        session.commit()
        return practice

    return renew


def page(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return unescape(answer.text)


def test_every_publication_is_listed_with_its_note_newest_first(
    client: FlaskClient, practice: Practice, renew: Renew
) -> None:
    renew("Figures added", impact="One in ten.")
    listed = page(client, f"/practices/{practice.id}/versions")
    assert listed.index("Version 2") < listed.index("Figures added") < listed.index("Version 1")
    assert "First" in listed
    assert f"/practices/{practice.id}/versions/1/compare/2" in listed


def test_an_older_version_says_so_and_leads_to_the_present_one(
    client: FlaskClient, practice: Practice, renew: Renew
) -> None:
    base = f"/practices/{practice.id}"
    assert "This is the present version" in page(client, f"{base}/versions/1")
    assert "Earlier versions" not in page(client, base)
    renew(title="Fairer fees")
    old = page(client, f"{base}/versions/1")
    assert "This is an older version" in old
    assert "Fair fees" in old
    assert "Fairer fees" not in old
    assert f'href="{base}"' in old
    assert f"http://localhost{base}/versions/1" in old, "the citation names the version"
    assert "Earlier versions" in page(client, base)


def test_a_comparison_shows_only_fields_that_differ_and_lists_by_name(
    client: FlaskClient, practice: Practice, renew: Renew
) -> None:
    renew(
        summary="Fees were capped in the south.",
        countries=["TH", "PH"],
        themes=["recruitment", "skills"],
        practice_type="law",
        year_from=2015,
        keywords=["POEA"],
    )
    compared = page(client, f"/practices/{practice.id}/versions/1/compare/2")
    body = compared.partition("<article")[2].partition("</article>")[0]
    headings = [one.partition("</h2>")[0] for one in body.split("<h2>")[1:]]
    assert headings == [
        *("Summary", "States and territories", "Type", "First year", "Themes", "Keywords"),
    ]
    assert "[removed: </span>north.<" in body
    assert "[added: </span>south.<" in body
    assert "[removed: </span>Indonesia<" in body
    assert "[added: </span>Philippines<" in body
    assert "Thailand" not in body
    for added in (
        "Skills and vocational training",
        "Law or regulation",
        "2015",
        "POEA",
    ):
        assert f"</span>{added}<" in body
    assert (
        body
        == page(client, f"/practices/{practice.id}/versions/2/compare/1")
        .partition("<article")[2]
        .partition("</article>")[0]
    )


def test_a_comparison_of_equal_versions_says_so(
    client: FlaskClient, practice: Practice, renew: Renew
) -> None:
    renew()
    same = page(client, f"/practices/{practice.id}/versions/1/compare/2")
    assert "Nothing differs in what you may read." in same


def test_texts_from_right_to_left_are_compared_from_right_to_left(
    client: FlaskClient, practice: Practice, renew: Renew
) -> None:
    renew(summary=ARABIC, language="ar")
    renew(summary=ARABIC.replace("التوظيف", "العمل"))
    compared = page(client, f"/practices/{practice.id}/versions/2/compare/3")
    assert '<div class="prose compared" lang="ar" dir="rtl">خفّضت الدولة رسوم <del>' in compared
    assert '<span class="visually-hidden" lang="en" dir="ltr"> [removed: </span>التوظيف' in compared


def test_what_people_wrote_is_shown_as_text(
    client: FlaskClient, practice: Practice, renew: Renew
) -> None:
    renew("<b>note", summary="<script>alert(1)</script>")
    for path in ("versions", "versions/2", "versions/1/compare/2"):
        told = client.get(f"/practices/{practice.id}/{path}").text
        assert "<script>alert" not in told
        assert "<b>note" not in told


@pytest.mark.parametrize("number", ["0", "3", "99999999999999", "x", "1/compare/3", "1/compare/x"])
def test_there_is_no_other_version(
    client: FlaskClient, practice: Practice, renew: Renew, number: str
) -> None:
    renew()
    assert client.get(f"/practices/{practice.id}/versions/{number}").status_code == 404


@pytest.mark.parametrize("path", ["", "/versions", "/versions/1", "/versions/1/compare/2"])
def test_many_versions_ask_the_database_no_more_than_two(
    client: FlaskClient, practice: Practice, renew: Renew, path: str, session: Session
) -> None:
    counts = []
    for _round in range(2):
        for number in range(2):
            renew(str(number), title=f"Fees {number}")
        session.expire_all()
        page(client, f"/practices/{practice.id}{path}")
        with counted() as statements:
            page(client, f"/practices/{practice.id}{path}")
        counts.append(len(statements))
    assert counts[0] == counts[1]


_WORDS = st.lists(st.sampled_from(["fees", "ce", "رسوم", "й", "\n", " ", "  ", "e\u0301"])).map(
    "".join
)


@given(_WORDS | st.text(), _WORDS | st.text())
def test_the_pieces_of_a_comparison_are_the_two_texts(before: str, after: str) -> None:
    pieces = word_changes(before, after)
    assert "".join(text for kind, text in pieces if kind != Kind.ADDED) == before
    assert "".join(text for kind, text in pieces if kind != Kind.REMOVED) == after
    assert (before == after) is all(kind == Kind.SAME for kind, _text in pieces)


def test_words_are_never_torn_apart() -> None:
    assert word_changes("The fee was 100 dollars", "The fee was 150 dollars") == (
        (Kind.SAME, "The fee was "),
        (Kind.REMOVED, "100"),
        (Kind.ADDED, "150"),
        (Kind.SAME, " dollars"),
    )


def test_long_texts_that_differ_throughout_are_compared_in_bounded_time() -> None:
    before = " ".join(str(n * 7919 % 9973) for n in range(40_000))
    after = " ".join(str(n * 104_729 % 9973) for n in range(40_000))
    # Without a limit this takes minutes.
    pieces = word_changes(before, after)
    assert "".join(text for kind, text in pieces if kind != Kind.ADDED) == before
