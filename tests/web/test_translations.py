"""A practice in other languages: written beside the original, approved, read, and out of date."""

from collections.abc import Callable
from functools import partial
from html import unescape

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from tests.statements import counted
from tests.translating import FRENCH, form_of, published, put_into, renew, send, stamp_in, stored

from rcp_platform.accounts.models import User
from rcp_platform.audit.models import AuditEvent
from rcp_platform.core.access import SYSTEM, Role
from rcp_platform.core.db import now
from rcp_platform.practices import publication
from rcp_platform.practices import services as practices
from rcp_platform.practices.models import Practice
from rcp_platform.practices.states import Audience
from rcp_platform.practices.translations.models import Translation, TranslationState

OWN, OTHER = "bali-process", "sacm"
ARABIC = {"title": "رسوم عادلة", "summary": "الرسوم."}

Make = Callable[..., Practice]
Translate = Callable[..., Translation]


@pytest.fixture
def practice(make_practice: Make, session: Session) -> Practice:
    return published(make_practice, session)


@pytest.fixture
def translate(practice: Practice, session: Session) -> Translate:
    return partial(put_into, session, practice)


@pytest.fixture
def secretariat(make_user: Callable[..., User], sign_in: Callable[[User], None]) -> User:
    user = make_user(OWN, Role.SECRETARIAT)
    sign_in(user)
    return user


@pytest.fixture
def focal_point(make_user: Callable[..., User], sign_in: Callable[[User], None]) -> User:
    user = make_user(OWN, Role.FOCAL_POINT)
    sign_in(user)
    return user


def page_of(client: FlaskClient, practice: Practice, asked: str = "", reader: str = "en") -> str:
    address = f"/practices/{practice.id}" + (f"?lang={asked}" if asked else "")
    answer = client.get(address, headers={"Accept-Language": reader})
    assert answer.status_code == 200
    return unescape(answer.text)


def test_a_draft_is_saved_with_what_there_is_and_only_editors_see_it(
    focal_point: User,
    client: FlaskClient,
    new_client: Callable[[], FlaskClient],
    practice: Practice,
    session: Session,
) -> None:
    page = client.get(form_of(practice)).text
    for source in ("Fees were capped.", "One in ten.", "Begin early."):
        assert source in page
    assert 'lang="fr"' in page
    assert 'name="approach"' not in page, "what the practice does not say needs no translation"
    assert "Save and approve" not in page
    assert send(client, practice, {"title": FRENCH["title"]}).status_code == 303
    assert stored(session).state == TranslationState.DRAFT
    assert FRENCH["title"] in page_of(client, practice, "fr")
    assert FRENCH["title"] not in page_of(client, practice, reader="fr")
    for asked in ("", "fr"):
        told = page_of(new_client(), practice, asked, reader="fr")
        assert FRENCH["title"] not in told
        assert 'hreflang="fr"' not in told


def test_the_secretariat_approves_and_readers_of_the_language_see_it_first(
    secretariat: User,
    client: FlaskClient,
    new_client: Callable[[], FlaskClient],
    practice: Practice,
    session: Session,
) -> None:
    assert send(client, practice, FRENCH | {"approve": "1"}).status_code == 303
    translation = stored(session)
    assert (translation.state, translation.of_version) == (TranslationState.APPROVED, 1)
    assert translation.approved_by_id == secretariat.id
    visitor = new_client()
    french = page_of(visitor, practice, reader="fr")
    assert '<h1 lang="fr" dir="ltr">Frais équitables</h1>' in french
    assert "Un sur dix." in french
    assert '<div class="prose" lang="en" dir="ltr">\n  <p>Begin early.' in french, "not translated"
    assert '<bdi lang="en">To the Gulf</bdi>' in french
    assert "Fair fees" in page_of(visitor, practice, reader="fr", asked="en")
    english = page_of(visitor, practice)
    assert '<h1 lang="en" dir="ltr">Fair fees</h1>' in english
    link = f'<a href="/practices/{practice.id}?lang=fr" lang="fr" hreflang="fr" dir="ltr">Français'
    assert f"Also in: {link}" in english
    actions = set(session.scalars(sa.select(AuditEvent.action)))
    assert {"practice.translate", "practice.approve_translation"} <= actions


def test_texts_from_right_to_left_say_so(
    client: FlaskClient, practice: Practice, translate: Translate
) -> None:
    translate("ar", ARABIC)
    page = page_of(client, practice, "ar")
    assert '<h1 lang="ar" dir="rtl">رسوم عادلة</h1>' in page
    assert '<div class="prose" lang="ar" dir="rtl">' in page
    assert '<div class="prose" lang="en" dir="ltr">' in page
    assert f'Original: <a href="/practices/{practice.id}?lang=en" lang="en"' in page


@pytest.mark.parametrize("asked", ["xx", "pt", "<b>", "EN", ""])
def test_a_language_that_there_is_not_gives_the_original(
    client: FlaskClient, practice: Practice, translate: Translate, asked: str
) -> None:
    translate()
    assert '<h1 lang="en" dir="ltr">Fair fees</h1>' in page_of(client, practice, asked)


def test_a_new_version_puts_translations_out_of_date_and_readers_are_told(
    client: FlaskClient, practice: Practice, translate: Translate, session: Session
) -> None:
    translate()
    assert "earlier version" not in page_of(client, practice, "fr")
    renew(session, practice, impact="")
    assert stored(session).state == TranslationState.OUT_OF_DATE
    page = page_of(client, practice, reader="fr", asked="")
    assert FRENCH["title"] in page
    assert FRENCH["impact"] not in page, "what the practice says no more"
    told = client.get(f"/practices/{practice.id}?lang=fr").text
    assert "This is a translation of an earlier version." in told


def test_a_draft_stays_a_draft_when_a_new_version_comes(
    practice: Practice, translate: Translate, session: Session
) -> None:
    translate(approved=False)
    renew(session, practice, title="Fairer fees")
    assert stored(session).state == TranslationState.DRAFT


def test_a_change_by_import_puts_translations_out_of_date_too(
    practice: Practice, translate: Translate, session: Session
) -> None:
    translate()
    practices.update(session, practice, {"title": "Fairer fees"}, actor=SYSTEM)
    session.commit()
    assert stored(session).state == TranslationState.OUT_OF_DATE


def test_a_translation_of_a_version_that_was_for_fewer_stays_with_these(
    client: FlaskClient,
    new_client: Callable[[], FlaskClient],
    focal_point: User,
    practice: Practice,
    translate: Translate,
    session: Session,
) -> None:
    renew(session, practice, audience=Audience.MEMBERS)
    translate()
    renew(session, practice, audience=Audience.PUBLIC)
    told = page_of(new_client(), practice, "fr", reader="fr")
    assert "Fair fees" in told
    assert FRENCH["title"] not in told
    assert 'hreflang="fr"' not in told
    assert FRENCH["title"] in page_of(client, practice, "fr")


def test_a_body_that_was_for_fewer_stays_with_these(
    client: FlaskClient, practice: Practice, translate: Translate, session: Session
) -> None:
    renew(session, practice, body_audience=Audience.MEMBERS)
    translate()
    page = page_of(client, practice, "fr")
    assert FRENCH["summary"] in page
    assert FRENCH["impact"] not in page
    renew(session, practice, body_audience=None)
    page = page_of(client, practice, "fr")
    assert FRENCH["summary"] in page
    assert FRENCH["impact"] not in page
    assert "One in ten." in page


def test_a_withdrawn_practice_has_no_translations(
    client: FlaskClient, practice: Practice, translate: Translate, session: Session
) -> None:
    translate()
    publication.withdraw(session, practice, "Replaced", actor=SYSTEM)
    session.commit()
    page = page_of(client, practice, "fr")
    assert "Frais" not in page
    assert 'hreflang="fr"' not in page


def test_a_practice_now_written_in_a_language_needs_no_translation_into_it(
    client: FlaskClient, practice: Practice, translate: Translate, session: Session
) -> None:
    translate()
    renew(session, practice, language="fr", title="Frais")
    page = page_of(client, practice, reader="fr", asked="fr")
    assert '<h1 lang="fr" dir="ltr">Frais</h1>' in page


def test_saving_takes_an_approved_translation_back_to_a_draft(
    secretariat: User,
    client: FlaskClient,
    practice: Practice,
    translate: Translate,
    session: Session,
) -> None:
    translate()
    assert send(client, practice, FRENCH | {"title": "Autre"}).status_code == 303
    translation = stored(session)
    assert (translation.state, translation.approved_at) == (TranslationState.DRAFT, None)


@pytest.mark.parametrize("changed", ["practice", "translation"])
def test_who_writes_on_what_changed_meanwhile_is_told_and_loses_nothing(
    changed: str,
    secretariat: User,
    client: FlaskClient,
    practice: Practice,
    translate: Translate,
    session: Session,
) -> None:
    translate()
    stamp = stamp_in(client.get(form_of(practice)).text)
    if changed == "practice":
        renew(session, practice, title="Fairer fees")
    else:
        translate(texts=FRENCH | {"title": "Autre"})
    late = {**FRENCH, "title": "Tard", "stamp": stamp, "approve": "1"}
    answer = client.post(form_of(practice), data=late)
    assert answer.status_code == 409
    assert 'value="Tard"' in answer.text
    assert stored(session).title != "Tard"
    assert send(client, practice, late | {"stamp": stamp_in(answer.text)}).status_code == 303


REFUSED = {
    "no title": ({"title": " "}, "Enter a title."),
    "title too long": ({"title": "x" * 501}, "Shorten the title to 500 characters."),
    "text too long": ({"impact": "x" * 20_001}, "Shorten this text to 20000 characters."),
    "approved without summary": ({"summary": "", "approve": "1"}, "Translate the summary, too."),
}


@pytest.mark.parametrize("fault", REFUSED)
def test_what_cannot_be_saved_is_named_and_kept_in_the_form(
    fault: str, secretariat: User, client: FlaskClient, practice: Practice, session: Session
) -> None:
    fields, sentence = REFUSED[fault]
    answer = send(client, practice, FRENCH | fields)
    assert answer.status_code == 422
    assert sentence in unescape(answer.text)
    session.rollback()
    assert session.scalars(sa.select(Translation)).all() == []


def test_the_database_holds_one_translation_into_a_language(
    practice: Practice, translate: Translate, session: Session
) -> None:
    translate()
    session.add(Translation(practice=practice, language="fr", title="Autre", of_version=1))
    with pytest.raises(IntegrityError):
        session.flush()


def test_the_database_refuses_an_approval_without_its_moment(
    practice: Practice, session: Session
) -> None:
    approved = Translation(practice=practice, language="fr", title="T", of_version=1)
    approved.approved_at = now()
    session.add(approved)
    with pytest.raises(IntegrityError):
        session.flush()


def test_many_languages_ask_the_database_no_more_than_one(
    client: FlaskClient, practice: Practice, translate: Translate, session: Session
) -> None:
    counts = []
    for languages in (["fr"], ["es", "ar", "pt", "ru"]):
        for language in languages:
            translate(language)
        page_of(client, practice)
        session.expire_all()
        with counted() as statements:
            page_of(client, practice)
        counts.append(len(statements))
    assert counts[0] == counts[1]
