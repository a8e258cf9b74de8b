"""Read practices in other languages than their own."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager

from rcp_platform.core.access import Actor
from rcp_platform.core.labels import labels_of, members_of
from rcp_platform.practices import policy
from rcp_platform.practices.models import Practice
from rcp_platform.practices.reading import Reading
from rcp_platform.practices.translations.models import READABLE, Translation, TranslationState
from rcp_platform.practices.versions.models import PracticeVersion
from rcp_platform.practices.versions.services import as_it_was


@dataclass(frozen=True)
class TranslatedText:
    """A text of a practice in another language, and who may find it."""

    section: str
    text: str
    language: str
    title: str
    labels: frozenset[str]


@dataclass(frozen=True)
class InLanguage:
    """A reading in one language, as far as it is translated."""

    reading: Reading
    #: The language it was written in.
    original: str
    #: ``summary`` and sections that stand in the original language.
    untranslated: frozenset[str] = frozenset()
    #: What is shown; None for the original.
    translation: Translation | None = None
    #: The other translations that the reader may read.
    others: tuple[Translation, ...] = ()

    def language_of(self, name: str) -> str:
        """Return the language of title, summary or a section."""
        return self.original if name in self.untranslated else self.reading.language


@dataclass(frozen=True)
class _Labels:
    """Who may read a translation: its title and summary, and its sections."""

    summary: frozenset[str]
    body: frozenset[str]


def lock(session: Session, practice: Practice) -> None:
    """Read a practice anew; no other version of it is published until the transaction ends."""
    statement = sa.select(Practice).where(Practice.id == practice.id).with_for_update()
    session.scalars(statement, execution_options={"populate_existing": True}).one()


def translation_into(session: Session, practice: Practice, language: str) -> Translation | None:
    """Return the translation of a practice into a language, in whatever state it is."""
    statement = sa.select(Translation).filter_by(practice_id=practice.id, language=language)
    return session.scalars(statement).one_or_none()


def translations_of(session: Session, practice: Practice) -> dict[str, Translation]:
    """Return all translations of a practice by language, drafts too: for its editors."""
    statement = sa.select(Translation).filter_by(practice_id=practice.id)
    return {one.language: one for one in session.scalars(statement)}


def in_language(
    session: Session,
    practice: Practice,
    reading: Reading,
    actor: Actor,
    *,
    asked: str,
    usual: str,
) -> InLanguage:
    """Return a reading of a practice in the language asked for, else in the reader's usual one.

    Where there is no translation that the reader may read it stays as it is. Drafts are for
    editors, and only when they ask.
    """
    held = labels_of(actor)
    is_editor = policy.is_editor(actor, practice)
    if not practice.is_readable:
        return InLanguage(reading, practice.language)
    found = {
        translation.language: (translation, labels)
        for translation, labels in _with_labels(session, Translation.practice_id == practice.id)
        if (translation.is_readable and not labels.summary.isdisjoint(held)) or is_editor
    }
    language = asked if asked in found or asked == practice.language else usual
    if language not in found or not (found[language][0].is_readable or asked == language):
        return InLanguage(reading, practice.language, others=_others(found, ""))
    translation, labels = found[language]
    has_body = is_editor or not labels.body.isdisjoint(held)
    told = translation.sections if has_body else {}
    return InLanguage(
        replace(
            reading,
            title=translation.title,
            summary=reading.summary and (translation.summary or reading.summary),
            sections={name: told.get(name) or text for name, text in reading.sections.items()},
            language=language,
        ),
        practice.language,
        _missing(translation.summary, reading, told),
        translation,
        _others(found, language),
    )


def titles_in(
    session: Session, practice_ids: Sequence[int], language: str, actor: Actor
) -> dict[int, str]:
    """Return the titles of practices in a language, of those that the actor may read in it."""
    held = labels_of(actor)
    return {
        translation.practice_id: translation.title
        for translation, labels in _with_labels(
            session, Translation.practice_id.in_(practice_ids), Translation.language == language
        )
        if translation.is_readable and not labels.summary.isdisjoint(held)
    }


def texts_of(session: Session, practices: Sequence[Practice]) -> dict[int, list[TranslatedText]]:
    """Return what can be found of practices in other languages, by practice.

    Sections are ``fr:summary``, ``fr:impact`` and so on.
    """
    found: dict[int, list[TranslatedText]] = {}
    for translation, labels in _with_labels(
        session,
        Translation.practice_id.in_([practice.id for practice in practices]),
        Translation.state.in_(READABLE),
        fresh=True,
    ):
        found.setdefault(translation.practice_id, []).extend(_texts(translation, labels))
    return found


def _missing(summary: str, reading: Reading, told: Mapping[str, str]) -> frozenset[str]:
    missing = reading.sections.keys() - told.keys()
    return frozenset(missing if summary else {"summary", *missing})


def _texts(translation: Translation, labels: _Labels) -> Iterator[TranslatedText]:
    language, title = translation.language, translation.title
    summary = (translation.practice.summary and translation.summary) or title
    yield TranslatedText(f"{language}:summary", summary, language, title, labels.summary)
    for name in translation.practice.sections:
        if text := translation.sections.get(name):
            yield TranslatedText(f"{language}:{name}", text, language, title, labels.body)


def _with_labels(
    session: Session, *conditions: sa.ColumnElement[bool], fresh: bool = False
) -> Iterator[tuple[Translation, _Labels]]:
    """Yield translations in the order of their languages, with who may read them.

    What is out of date is read under the rules of its version, too.
    """
    version = sa.and_(
        Translation.state == TranslationState.OUT_OF_DATE,
        PracticeVersion.practice_id == Translation.practice_id,
        PracticeVersion.number == Translation.of_version,
    )
    statement = (
        sa.select(Translation, PracticeVersion)
        .join(Translation.practice)
        .outerjoin(PracticeVersion, version)
        .where(Translation.language != Practice.language, *conditions)
        .options(contains_eager(Translation.practice).joinedload(Practice.rcp))
        .order_by(Translation.practice_id, Translation.language)
        # Another process may have changed what this one has read.
        .execution_options(populate_existing=fresh)
    )
    for translation, was in session.execute(statement):
        yield translation, _labels_on(translation, was)


def _labels_on(translation: Translation, was: PracticeVersion | None) -> _Labels:
    practice = translation.practice
    summary, body = policy.labels_on(practice), policy.body_labels_on(practice)
    if was is not None:
        then = as_it_was(was, practice)
        return _Labels(summary & policy.labels_on(then), body & policy.body_labels_on(then))
    if translation.state == TranslationState.OUT_OF_DATE:
        # Of what was published before versions were kept nobody knows for whom it was.
        own = frozenset({members_of(practice.rcp_slug)})
        return _Labels(summary & own, body & own)
    return _Labels(summary, body)


def _others(found: dict[str, tuple[Translation, _Labels]], shown: str) -> tuple[Translation, ...]:
    return tuple(translation for key, (translation, _labels) in found.items() if key != shown)
