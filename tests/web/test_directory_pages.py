"""What the list and the profiles show."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from tests.statements import counted

from rcp_platform.core.access import SYSTEM
from rcp_platform.directory import services
from rcp_platform.directory.facts import PartyFact, PriorityFact, ProfileFacts, StateFact
from rcp_platform.directory.models import PartyKind, Rcp
from rcp_platform.practices.models import Practice
from rcp_platform.practices.states import Audience

SCRIPT = "<script>alert('x')</script>"
ESCAPED = "&lt;script&gt;"


def test_the_list_asks_the_database_no_more_often_for_forty_processes_than_for_fourteen(
    client: FlaskClient, session: Session, make_rcp: Callable[..., Rcp]
) -> None:
    client.get("/directory/")
    counts = []
    for numbers in (range(14), range(14, 40)):
        for number in numbers:
            make_rcp(f"process-{number}", states=["TH", "ID", "FJ"], priorities=["One", "Two"])
        session.expunge_all()
        with counted() as statements:
            page = client.get("/directory/").text
        counts.append(len(statements))
    assert page.count("3 States") == 40
    assert counts[0] == counts[1] <= 3


def test_a_profile_asks_the_database_no_more_often_for_many_parties_than_for_few(
    client: FlaskClient, session: Session, make_rcp: Callable[..., Rcp]
) -> None:
    slugs = [make_rcp(f"process-{number}").slug for number in range(30)]
    rcp = make_rcp("bali-process")
    client.get("/directory/bali-process")
    counts = []
    for count in (2, 30):
        facts = ProfileFacts(
            name="Bali Process",
            short_name="Bali Process",
            observers=tuple(PartyFact(PartyKind.RCP, slug) for slug in slugs[:count]),
            states=tuple(StateFact(code) for code in ["TH", "ID", "FJ", "PW"][:count]),
            priorities=tuple(PriorityFact(f"Priority {n}") for n in range(min(count, 8))),
        )
        services.update_profile(session, rcp, facts, actor=SYSTEM)
        session.commit()
        session.expunge_all()
        with counted() as statements:
            assert client.get("/directory/bali-process").text.count("/directory/process-") == count
        counts.append(len(statements))
        rcp = session.get_one(Rcp, "bali-process")
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        ("", {"Alpha", "Beta", "Gamma"}),
        ("?region=asia", {"Alpha", "Beta"}),
        ("?region=gulf", {"Beta"}),
        ("?type=thematic", {"Gamma"}),
        ("?q=gám", {"Gamma"}),
        ("?q=Third Name", {"Gamma"}),
        ("?q=BETA&region=asia", {"Beta"}),
        ("?q=beta&type=thematic", set()),
        ("?region=atlantis&type=%00&q=", {"Alpha", "Beta", "Gamma"}),
        ("?q=" + "x" * 5000, set()),
        ("?q=%F0%9F%92%A5%00%FF", set()),
        ("?q=' OR 1=1 --", set()),
    ],
)
def test_the_list_is_narrowed_by_region_type_and_name(
    client: FlaskClient, make_rcp: Callable[..., Rcp], arguments: str, shown: set[str]
) -> None:
    make_rcp("alpha", short_name="Alpha", name="First", regions=["asia"])
    make_rcp("beta", short_name="Beta", name="Second", regions=["gulf", "asia"])
    make_rcp(
        "gamma",
        short_name="Gamma",
        name="Third",
        regions=["europe"],
        type="thematic",
        aliases=["The third name"],
    )
    page = client.get(f"/directory/{arguments}")
    assert page.status_code == 200
    assert {name for name in ("Alpha", "Beta", "Gamma") if f">{name}<" in page.text} == shown
    assert ("No Process matches" in page.text) == (not shown)


def test_an_empty_directory_says_so(client: FlaskClient) -> None:
    assert "The directory is empty" in client.get("/directory/").text


def test_a_profile_shows_what_the_process_states(
    client: FlaskClient, session: Session, make_rcp: Callable[..., Rcp]
) -> None:
    make_rcp("igc", short_name="IGC")
    rcp = make_rcp("bali-process")
    facts = ProfileFacts(
        name="The Bali Process on People Smuggling",
        short_name="Bali Process",
        aliases=("Proceso de Bali",),
        year_established=2002,
        regions=("asia", "gulf"),
        secretariat="A steering group",
        contact="focal-point@bali.example",
        states=(StateFact("AU", "Co-Chair"), StateFact("TH")),
        observers=(PartyFact(PartyKind.RCP, "igc", "By its Secretariat"),),
        partners=(PartyFact(PartyKind.ORGANISATION, "World Bank"),),
        areas_of_discussion=("Information sharing",),
        goals=("Share information to better effect",),
        priorities=(PriorityFact("Lasting solutions", "Where protection is accessible."),),
        as_of="2009-10",
        source="Hansen (2010), annex",
    )
    services.update_profile(session, rcp, facts, actor=SYSTEM)
    session.commit()
    page = client.get("/directory/bali-process").text
    for text in (
        facts.name,
        "Proceso de Bali",
        "2002",
        "Asia and the Pacific",
        "Middle East and the Gulf",
        "A steering group",
        'href="mailto:focal-point@bali.example"',
        "Co-Chair",
        "Participating States and territories: 2",
        'href="/directory/igc"',
        "By its Secretariat",
        "World Bank",
        "Information sharing",
        "Share information to better effect",
        "Lasting solutions",
        "Where protection is accessible.",
        "2009-10",
        "Hansen (2010), annex",
    ):
        assert text in page


@pytest.mark.parametrize(
    ("language", "thailand", "direction"), [("fr", "Thaïlande", "ltr"), ("ar", "تايلاند", "rtl")]
)
def test_states_are_named_in_the_readers_language(
    client: FlaskClient, make_rcp: Callable[..., Rcp], language: str, thailand: str, direction: str
) -> None:
    make_rcp("bali-process", states=["TH", "ID"])
    page = client.get("/directory/bali-process", headers={"Accept-Language": language}).text
    assert thailand in page
    assert f'dir="{direction}"' in page


def test_states_that_share_a_note_are_listed_under_it_once(
    client: FlaskClient, session: Session, make_rcp: Callable[..., Rcp]
) -> None:
    rcp = make_rcp("mtm")
    states = (
        StateFact("DZ", "Arab State"),
        StateFact("NO", "European"),
        StateFact("TN", "Arab State"),
    )
    facts = ProfileFacts(name="MTM", short_name="MTM", states=states)
    services.update_profile(session, rcp, facts, actor=SYSTEM)
    session.commit()
    page = client.get("/directory/mtm").text
    assert page.count("Arab State") == 1
    assert page.index("Norway") < page.index("Algeria") < page.index("Tunisia")


def test_the_profile_lists_the_practices_that_the_reader_may_see(
    client: FlaskClient, make_practice: Callable[..., Practice]
) -> None:
    own = make_practice("bali-process", "Seen by all", audience=Audience.PUBLIC)
    make_practice("bali-process", "Seen by members", audience=Audience.MEMBERS)
    make_practice("rcm", "Of another Process", audience=Audience.PUBLIC)
    page = client.get("/directory/bali-process").text
    assert f'href="/practices/{own.id}"' in page
    assert "Seen by members" not in page
    assert "Of another Process" not in page


def test_a_profile_without_practices_says_what_to_do_instead(
    client: FlaskClient, make_rcp: Callable[..., Rcp]
) -> None:
    make_rcp("bali-process")
    page = client.get("/directory/bali-process").text
    assert "no practice of this Process that you may read" in page
    assert "not stated priorities" in page


def test_script_in_every_field_is_shown_as_text(
    client: FlaskClient, session: Session, make_rcp: Callable[..., Rcp]
) -> None:
    rcp = make_rcp("bali-process")
    facts = ProfileFacts(
        name=SCRIPT,
        short_name=SCRIPT,
        aliases=(SCRIPT,),
        secretariat=SCRIPT,
        contact='"><script>@x.example',
        states=(StateFact("TH", SCRIPT),),
        observers=(PartyFact(PartyKind.ORGANISATION, SCRIPT, SCRIPT),),
        partners=(
            PartyFact(PartyKind.ORGANISATION, SCRIPT),
            PartyFact(PartyKind.STATE, "ID", SCRIPT),
        ),
        areas_of_discussion=(SCRIPT,),
        goals=(SCRIPT,),
        priorities=(PriorityFact(SCRIPT, SCRIPT),),
        as_of="<script>",
        source=SCRIPT,
    )
    services.update_profile(session, rcp, facts, actor=SYSTEM)
    session.commit()
    profile = client.get("/directory/bali-process").text
    assert "<script" not in profile
    assert profile.count(ESCAPED) >= 16
    assert "<script" not in client.get("/directory/?q=<script>").text
