"""Entries that are already there and tell much the same as a draft, as its page shows them."""

from sqlalchemy.orm import Session

from rcp_platform.core.access import Actor
from rcp_platform.intake.meaning import near_duplicates
from rcp_platform.intake.models import DraftState, IntakeDraft
from rcp_platform.practices.queries import by_ids
from rcp_platform.practices.reading import Card


def duplicates_of(session: Session, draft: IntakeDraft, actor: Actor) -> list[Card]:
    """Return the entries that the actor may read and that tell much the same, closest first."""
    if draft.state != DraftState.OPEN:
        return []
    values = draft.values
    text = "\n\n".join(
        str(values.get(name, "")) for name in ("title", "summary", "description", "approach")
    )
    found = near_duplicates(session, text.strip(), values.get("language", ""), actor)
    cards = by_ids(session, [practice_id for practice_id, _score in found], actor)
    return [cards[practice_id] for practice_id, _score in found if practice_id in cards]
