"""Write translations of what is published. Services flush; the view commits."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_dirty

from rcp_platform.audit.services import record
from rcp_platform.core.access import SYSTEM, Actor, require
from rcp_platform.core.db import now
from rcp_platform.core.vocabularies import LANGUAGES
from rcp_platform.core.workflow import NotPossible
from rcp_platform.practices import policy
from rcp_platform.practices.models import Practice
from rcp_platform.practices.translations import queries
from rcp_platform.practices.translations.models import Translation, TranslationState
from rcp_platform.practices.translations.workflow import TRANSLATION
from rcp_platform.practices.versions.queries import newest_number


def write(
    session: Session,
    practice: Practice,
    language: str,
    title: str,
    summary: str,
    sections: Mapping[str, str],
    *,
    actor: Actor,
) -> Translation:
    """Keep a translation of the present version as a draft, which only editors read."""
    require(policy.is_editor, actor, practice)
    if not practice.is_readable:
        raise NotPossible("only what is published is translated")
    if language not in LANGUAGES or language == practice.language:
        raise ValueError(f"a practice in {practice.language} is not translated into {language}")
    version = newest_number(session, practice)
    translation = queries.translation_into(session, practice, language) or Translation(
        practice=practice, language=language, state=TranslationState.DRAFT
    )
    TRANSLATION.take("write", translation, actor)
    translation.approved_at = translation.approved_by_id = None
    translation.title, translation.summary = title, summary
    translation.sections = {
        name: text for name in practice.sections if (text := sections.get(name))
    }
    translation.of_version, translation.updated_at = version, now()
    session.add(translation)
    _changed(session, translation, "practice.translate", actor)
    return translation


def approve(session: Session, translation: Translation, *, actor: Actor) -> None:
    """Let the readers of the practice read a translation; they may have to be its reviewer."""
    TRANSLATION.take("approve", translation, actor)
    translation.approved_at, translation.approved_by_id = now(), actor.user_id
    _changed(session, translation, "practice.approve_translation", actor)


def fall_out_of_date(session: Session, practice: Practice) -> None:
    """Note that the approved translations of a practice are of a version before the present."""
    approved = sa.select(Translation).where(
        Translation.practice_id == practice.id, Translation.state == TranslationState.APPROVED
    )
    for translation in session.scalars(approved):
        TRANSLATION.take("fall_out_of_date", translation, SYSTEM)
    session.flush()


def _changed(session: Session, translation: Translation, action: str, actor: Actor) -> None:
    # Searches learn of it; the practice stays as it is for whoever is editing it.
    flag_dirty(translation.practice)
    session.flush()
    record(session, actor, action, translation.practice, language=translation.language)
    session.flush()
