"""Audience labels: seeing is a non-empty intersection of an item's labels and the actor's.

Labels are all that the search package knows of access.
"""

from rcp_platform.core.access import Actor, Right

PUBLIC = "public"
NETWORK = "network"


def observers_of(rcp: str) -> str:
    """Return the label of an RCP and those who observe it."""
    return f"rcp:{rcp}:observers"


def observers_on(rcp: str, theme: str) -> str:
    """Return the label of those who observe an RCP on one theme only."""
    return f"rcp:{rcp}:observers:{theme}"


def members_of(rcp: str) -> str:
    """Return the label of everyone with a seat in the RCP."""
    return f"rcp:{rcp}:members"


def drafts_of(rcp: str) -> str:
    """Return the label of those who work on the RCP's unpublished entries."""
    return f"rcp:{rcp}:drafts"


def labels_of(actor: Actor) -> frozenset[str]:
    """Return the labels the actor may see. The network is whoever sits in any RCP."""
    labels = {PUBLIC}
    if actor.rcps:
        labels.add(NETWORK)
    for rcp in actor.rcps:
        labels |= {members_of(rcp), observers_of(rcp)}
    labels |= {observers_of(rcp) for rcp in actor.observed(Right.SEE_PRACTICES)}
    labels |= {observers_on(*of) for of in actor.observed_themes(Right.SEE_PRACTICES)}
    return frozenset(labels | {drafts_of(rcp) for rcp in actor.edited_rcps})
