"""How a practice will look to readers outside its RCP, and what its texts still tell them."""

import re
from collections.abc import Iterator
from dataclasses import replace

from rcp_platform.core import countries
from rcp_platform.core.access import Actor, Observation, Right, Role, Seat
from rcp_platform.core.db import now
from rcp_platform.core.vocabularies import LANGUAGES
from rcp_platform.practices import policy
from rcp_platform.practices.models import Practice
from rcp_platform.practices.reading import Reading, shown_facts
from rcp_platform.practices.versions.models import PracticeVersion
from rcp_platform.practices.versions.services import as_it_was, content_of

#: Somebody of another RCP that no practice names; no RCP has this slug.
_ANYONE = ""
#: Shorter pieces of a list of organisations are initials and the like.
_SHORTEST_NAME = 3


def as_published(practice: Practice) -> Practice:
    """Return a practice as if it were published and open; it is in no session."""
    was = as_it_was(PracticeVersion(content=content_of(practice), published_at=now()), practice)
    was.embargo_until = None
    return was


def outside_reading(practice: Practice) -> Reading | None:
    """Return what members of other RCPs will read; None when no other RCP will.

    Where only observers or named RCPs may read it, it is theirs.
    """
    published = as_published(practice)
    observing = Observation(practice.rcp_slug, Right.SEE_PRACTICES)
    for reader in (
        _member_of(_ANYONE),
        replace(_member_of(_ANYONE), observations=frozenset({observing})),
        *map(_member_of, practice.audience_rcps),
    ):
        if policy.may_see(reader, published):
            return Reading.of(published, reader)
    return None


def _member_of(rcp: str) -> Actor:
    return Actor(seats=frozenset({Seat(rcp, Role.MEMBER)}))


def told_anyway(practice: Practice) -> list[str]:
    """Return names that the attribution withholds and the texts still tell.

    It finds them as they are in the directory and in the facts, in six languages and with usual
    endings; it cannot find what a text paraphrases.
    """
    text = _all_that_is_shown(practice)
    folded = text.casefold()
    found = (name for name in _withheld_names(practice) if _is_told(name, text, folded))
    return list(dict.fromkeys(found))


def _all_that_is_shown(practice: Practice) -> str:
    said = [practice.title, practice.summary, *practice.sections.values(), practice.beneficiaries]
    quoted = [quotation.text for quotation in practice.quotations]
    return "\n".join([*said, *practice.keywords, *quoted])


def _withheld_names(practice: Practice) -> Iterator[str]:
    shown, rcp = shown_facts(practice), practice.rcp
    if not shown.rcp:
        yield from (rcp.name, rcp.short_name, *rcp.aliases)
    if not shown.states:
        for code in [*practice.countries, *(state.code for state in rcp.states)]:
            for language in LANGUAGES:
                yield countries.names(language).get(code, code)
    if not shown.organisations:
        listed = f"{practice.lead_organisation};{practice.partners}"
        for written in re.split(r"[;,\n]", listed):
            if len(name := written.strip()) >= _SHORTEST_NAME:
                yield name


def _is_told(name: str, text: str, folded: str) -> bool:
    if name.isupper():
        # "ADD" is a Process; "add" is a word.
        return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None
    stem = name.casefold()
    if re.match("[а-я]", stem) and len(stem) > _SHORTEST_NAME:
        stem = stem.rstrip("аяоеьыий")
    # Looked for plainly first: most names are nowhere in the text.
    if stem not in folded:
        return False
    # Arabic joins short words to the next one.
    before = r"\w{0,3}" if re.match("[\u0600-\u06ff]", stem) else ""
    return re.search(rf"(?<!\w){before}{re.escape(stem)}\w{{0,3}}(?!\w)", folded) is not None
