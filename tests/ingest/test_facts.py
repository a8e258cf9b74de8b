"""Short facts as people write them in forms."""

from typing import Any

import pytest

from rcp_ingest.names import Names
from rcp_ingest.recognisers.facts import Facts

FACTS = Facts(
    Names(
        states={
            "KE": (("en", "Kenya"), ("ru", "Кения")),
            "UG": (("en", "Uganda"), ("ru", "Уганда")),
        },
        rcps={"lakes": (("en", "Lakes Dialogue"),)},
        gcm_objectives={str(number): () for number in range(1, 24)},
        sdg_targets={"10.7": (), "8.8": ()},
        themes={"labour": (("en", "Labour migration"),)},
    )
)


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("countries", "Kenya; Uganda", {"countries": ["KE", "UG"]}),
        ("countries", "KE, UG", {"countries": ["KE", "UG"]}),
        ("countries", "Кения, Уганда", {"countries": ["KE", "UG"]}),
        ("countries", "the whole region", {}),
        ("year_from", "2015–2018", {"year_from": 2015, "year_to": 2018}),
        ("year_from", "since March 2015", {"year_from": 2015}),
        ("year_from", "٢٠١٥", {"year_from": 2015}),
        ("year_from", "2019 – ongoing", {"year_from": 2019, "status": "ongoing"}),
        ("year_to", "en cours", {"status": "ongoing"}),
        ("year_from", "two years", {}),
        ("year_to", "31/12/2018", {"year_to": 2018}),
        ("gcm_objectives", "6, 18 and 21–23", {"gcm_objectives": [6, 18, 21, 22, 23]}),
        ("gcm_objectives", "Objective 6; 99", {"gcm_objectives": [6]}),
        ("sdg_targets", "SDG 10.7, 8.8 and 1.1", {"sdg_targets": ["10.7", "8.8"]}),
        ("rcp", "Lakes Dialogue", {"rcps": ["lakes"]}),
        ("themes", "Labour migration; Ferries", {"themes": ["labour"], "keywords": ["Ferries"]}),
        ("keywords", "ports, ferries; ports", {"keywords": ["ports", "ferries"]}),
        ("practice_type", "Programme (pilot)", {"practice_type": "programme"}),
        ("practice_type", "Соглашение", {"practice_type": "agreement"}),
        ("practice_type", "a good thing", {}),
        ("status", "En cours", {"status": "ongoing"}),
        ("status", "مكتملة", {"status": "completed"}),
        ("scope", "inter-regional", {"scope": "inter-regional"}),
        ("scope", "Regional", {"scope": "regional"}),
        ("language", "Français", {"language": "fr"}),
    ],
)
def test_a_fact_is_what_people_write_for_it(field: str, text: str, value: dict[str, Any]) -> None:
    assert FACTS.of(field, text) == value
