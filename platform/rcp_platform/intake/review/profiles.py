"""Profiles that a document gives of RCPs, beside what the directory says of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from rcp_ingest import Profile
from rcp_ingest.records import reading_from
from rcp_platform.directory.models import Rcp
from rcp_platform.intake.models import IntakeDocument
from rcp_platform.intake.profiles import Difference, compared, find_rcps


@dataclass(frozen=True)
class ShownProfile:
    """A profile, the entry of the directory that it is about, and how the two differ."""

    profile: Profile
    rcp: Rcp | None
    differences: Sequence[Difference]


def profiles_of(session: Session, document: IntakeDocument) -> list[ShownProfile]:
    """Return the profiles in a document, in its order."""
    if not document.reading.get("profiles"):
        return []
    profiles = reading_from(document.reading).profiles
    return [
        ShownProfile(profile, rcp, compared(profile, rcp) if rcp else ())
        for profile, rcp in zip(profiles, find_rcps(session, profiles), strict=True)
    ]
