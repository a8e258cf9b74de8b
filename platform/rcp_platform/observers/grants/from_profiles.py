"""The first status: what the profiles of the directory state already."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from rcp_platform.core.access import Actor
from rcp_platform.core.db import now
from rcp_platform.directory.models import PartyKind, Rcp, RcpParty, Relation
from rcp_platform.observers.grants.services import record_existing
from rcp_platform.observers.models import ObserverGrant

_LONGEST_SOURCE = 400


def record_stated(session: Session, *, actor: Actor, is_sample: bool = False) -> int:
    """Record the RCPs that profiles name as observers; return how many were not recorded yet.

    The source of the profile is kept; rights and an end are not stated there, so there are none.
    A pair that has or had a status is left as it is.
    """
    is_known = sa.exists().where(
        ObserverGrant.observer_slug == RcpParty.party_slug,
        ObserverGrant.host_slug == RcpParty.rcp_slug,
    )
    rows = session.execute(
        sa.select(RcpParty, Rcp)
        .join(Rcp, Rcp.slug == RcpParty.rcp_slug)
        .where(
            RcpParty.relation == Relation.OBSERVER,
            RcpParty.kind == PartyKind.RCP,
            RcpParty.party_slug != RcpParty.rcp_slug,
            ~is_known,
        )
        .order_by(RcpParty.rcp_slug, RcpParty.position)
    )
    # A profile may name somebody twice.
    stated = {(party.party_slug or "", of.slug): (party, of) for party, of in rows}
    for (observer, host), (party, of) in stated.items():
        source = f"{of.source} ({party.note})" if party.note else of.source
        record_existing(
            session,
            observer,
            host,
            [],
            source=source[:_LONGEST_SOURCE],
            starts_at=now(),
            is_sample=is_sample,
            actor=actor,
            on_behalf_of=of.short_name,
        )
    return len(stated)
