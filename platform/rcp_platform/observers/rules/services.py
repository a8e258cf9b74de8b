"""Change how an RCP deals with observers. Services flush; the view commits."""

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from rcp_platform.audit.services import record
from rcp_platform.core.access import Actor, require
from rcp_platform.observers.models import ObserverRules, ObserverSettings
from rcp_platform.observers.policy import leads
from rcp_platform.observers.rules import queries
from rcp_platform.observers.rules.queries import Terms


def change_settings(session: Session, rcp: str, terms: Terms, *, seen: int, actor: Actor) -> bool:
    """Set the terms on which an RCP takes observers; return whether that changed anything.

    ``seen`` is the version of the settings that the actor changed, 0 where there were none.
    Raises StaleDataError when somebody else changed them meanwhile.
    """
    require(leads, actor, rcp)
    settings = session.get(ObserverSettings, rcp)
    if (settings.version if settings else 0) != seen:
        raise StaleDataError("the settings have been changed meanwhile")
    if settings and queries.terms_of(settings) == terms:
        return False
    settings = settings or ObserverSettings(rcp_slug=rcp)
    settings.kinds = sorted(terms.kinds)
    settings.checklist = list(terms.checklist)
    settings.silence_days = terms.silence_days
    settings.validity_months = terms.validity_months
    settings.rights = sorted(terms.rights)
    _add_only_one(session, settings)
    record(session, actor, "observers.settings", f"rcp:{rcp}")
    return True


def publish_rules(
    session: Session, rcp: str, text: str, language: str, *, after: int, actor: Actor
) -> ObserverRules:
    """Publish a new version of an RCP's rules of engagement; older ones stay as they are.

    ``after`` is the number of the version that the actor changed, 0 where there was none.
    Raises StaleDataError when somebody else published one meanwhile.
    """
    require(leads, actor, rcp)
    current = queries.current_rules(session, rcp)
    if (current.number if current else 0) != after:
        raise StaleDataError("a version has been published meanwhile")
    rules = ObserverRules(
        rcp_slug=rcp,
        number=after + 1,
        text=text,
        language=language,
        published_by_id=actor.user_id,
    )
    _add_only_one(session, rules)
    record(session, actor, "observers.rules", f"rcp:{rcp}", number=str(rules.number))
    return rules


def _add_only_one(session: Session, row: ObserverSettings | ObserverRules) -> None:
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as error:
        raise StaleDataError("somebody else was first") from error
