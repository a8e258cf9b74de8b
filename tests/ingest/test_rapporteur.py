"""Reports of a session are read by their sections, whatever these are called and look like."""

import pytest
from tests.ingest.building import document

from rcp_ingest import Document, Found, Reading
from rcp_ingest.recognisers import rapporteur
from rcp_ingest.recognisers.context import Context

SIX = {
    "en": (
        "Summary/Main discussion points",
        "Challenges",
        "Opportunities / good practices / innovations for the way forward",
        "Relevance to the Global Compact for Migration and its follow-up",
        "Contributions to the achievement of the Agenda 2030",
        "Inspiring quotes: If you like, please give one or two quotes.",
    ),
    "fr": (
        "Résumé / principaux points de discussion",
        "Défis",
        "Possibilités / bonnes pratiques / innovations",
        "Pertinence pour le Pacte mondial sur les migrations",
        "Contribution au Programme 2030",
        "Citations inspirantes",
    ),
    "es": (
        "Resumen / Principales puntos de debate",
        "Desafíos",
        "Oportunidades / buenas prácticas / innovaciones",
        "Relevancia para el Pacto Mundial",
        "Contribuciones a la Agenda 2030",
        "Citas inspiradoras",
    ),
    "pt": (
        "Resumo / Principais pontos da discussão",
        "Desafios",
        "Oportunidades / boas práticas / inovações",
        "Relevância para o Pacto Global",
        "Contributos para a Agenda 2030",
        "Citações inspiradoras",
    ),
    "ru": (
        "Резюме / основные вопросы обсуждения",
        "Вызовы",
        "Возможности / передовая практика / инновации",
        "Актуальность для Глобального договора о миграции",
        "Вклад в достижение Повестки дня на период до 2030 года",
        "Вдохновляющие цитаты",
    ),
    "ar": (
        "ملخص / النقاط الرئيسية للمناقشة",
        "التحديات",
        "الفرص / الممارسات الجيدة / الابتكارات",
        "الصلة بالاتفاق العالمي من أجل الهجرة",
        "المساهمة في تحقيق خطة عام 2030",
        "اقتباسات ملهمة",
    ),
}
DESK = "Desks in four ports tell newcomers their rights, free of charge and in nine languages."
VISA = "Visas take longer than the season for which they are asked."


def read(told: Document) -> Reading:
    assert rapporteur.likeness(told) > 0.6
    return rapporteur.read(told, Context())


def values(found: tuple[Found, ...]) -> list[str]:
    return [one.value for one in found]


def summaries(reading: Reading) -> list[str]:
    return [one.value("summary") for one in reading.practices]


def told_by_headings(six: tuple[str, ...]) -> Document:
    texts = ("- It was long", f"- {VISA}", f"- {DESK}", "- It matters", "", "“No one is alone”")
    lines = [
        line
        for number, (heading, text) in enumerate(zip(six, texts, strict=True), start=1)
        for line in (f"## {number}. {heading}", text)
        if line
    ]
    return document("# Reporting template", *lines)


@pytest.mark.parametrize("language", SIX)
def test_the_six_sections_are_known_in_six_languages(language: str) -> None:
    reading = read(told_by_headings(SIX[language]))
    assert summaries(reading) == [DESK]
    assert values(reading.challenges) == [VISA]


@pytest.mark.parametrize("language", SIX)
def test_sections_may_stand_in_a_table(language: str) -> None:
    texts = ("It was long", f"• {VISA}", f"• {DESK}", "It matters", "", "“No one is alone”")
    reading = read(document([list(row) for row in zip(SIX[language], texts, strict=True)]))
    assert (summaries(reading), values(reading.challenges)) == ([DESK], [VISA])


@pytest.mark.parametrize(
    "lines",
    [
        ("2. Challenges", f"- {VISA}", "3. Good practices", f"- {DESK}", "6. Quotes", "“Yes”"),
        ("Good practices", DESK, "Challenges", VISA, "Quotes", "“Yes”"),
        ("Challenges:", f"- {VISA}", "Good practices:", f"- {DESK}", "Inspiring quotes:", "“Yes”"),
        (f"Challenges: {VISA}", f"# Good practices and innovations\n{DESK}", "# Quotes", "“Yes”"),
        ("# Obstacles encountered", f"- {VISA}", "# What works: good practices", f"- {DESK}"),
    ],
)
def test_headings_may_be_numbers_plain_lines_labels_or_reworded(lines: tuple[str, ...]) -> None:
    told = document("Name of Rapporteur: Ada Lark", *lines)
    reading = rapporteur.read(told, Context())
    assert values(reading.challenges) == [VISA]
    assert [text for text in summaries(reading) if text] == [DESK] or "\n" in lines[1]


def test_columns_may_be_sections() -> None:
    rows = [["Challenges", "Good practices"], [f"• {VISA}", f"• {DESK}"], ["• And more", ""]]
    reading = rapporteur.read(document(rows), Context())
    assert summaries(reading) == [DESK]
    assert values(reading.challenges) == [VISA, "And more"]


def test_columns_may_stand_beside_a_column_of_labels() -> None:
    rows = [["Theme", "Challenges", "Good practices"], ["Visas", VISA, DESK]]
    reading = rapporteur.read(document(rows), Context())
    assert (values(reading.challenges), summaries(reading)) == ([VISA], [DESK])


def test_an_empty_section_gives_nothing_and_none_is_invented() -> None:
    told = document(
        "# 1. Summary",
        "- A good practice was mentioned: desks in ports.",
        "# 2. Challenges",
        "N/A",
        "# 3. Good practices",
        "Please list up to three good practices in bullet points.",
        "# 6. Quotes",
    )
    reading = read(told)
    assert (reading.practices, reading.challenges) == ((), ())


def test_a_heading_inside_the_challenges_is_where_its_points_stand() -> None:
    told = document(
        "## 2. Challenges", "### But rules differ", f"- {VISA}", "### Few data", "- None"
    )
    found = rapporteur.read(told, Context()).challenges
    assert [(one.value, one.places[0].heading) for one in found] == [(VISA, "But rules differ")]


def test_the_text_under_a_heading_of_its_own_is_one_practice() -> None:
    told = document("## 3. Good practices", "### Desks in ports", DESK, "They opened in May.")
    [practice] = rapporteur.read(told, Context()).practices
    assert practice.value("title") == "Desks in ports"
    assert practice.value("description") == f"{DESK}\n\nThey opened in May."
    assert len(practice.fields["description"].places) == 2


def test_labels_under_the_heading_of_a_practice_are_its_sections() -> None:
    told = document(
        "## 3. Good practices", "### Desks in ports", f"Challenge: {VISA}", f"Approach: {DESK}"
    )
    [practice] = rapporteur.read(told, Context()).practices
    assert practice.value("challenge") == VISA
    assert practice.value("approach") == DESK


def test_deeper_points_belong_to_their_point() -> None:
    told = document("# 3. Good practices", "- Desks in ports", "  - in Kenya", "- Joint training")
    assert summaries(rapporteur.read(told, Context())) == [
        "Desks in ports\n- in Kenya",
        "Joint training",
    ]


@pytest.mark.parametrize(
    ("point", "title"),
    [
        (DESK, DESK.rstrip(".")),
        ("Mobile desks: in Kenya officials travel to the villages.", "Mobile desks"),
        ("Desks help newcomers – in Kenya they travel", "Desks help newcomers"),
        ("word " * 60, ("word " * 23).strip() + "…"),
    ],
)
def test_a_title_is_the_beginning_of_the_point(point: str, title: str) -> None:
    [practice] = rapporteur.read(document("# 3. Good practices", f"- {point}"), Context()).practices
    assert practice.value("title") == title
    assert len(title) <= 120


def test_points_under_one_heading_are_told_apart_with_low_confidence() -> None:
    told = document("# Challenges and good practices", "- Lack of data on visas", f"- {DESK}")
    reading = rapporteur.read(told, Context())
    assert values(reading.challenges) == ["Lack of data on visas"]
    assert summaries(reading) == [DESK]
    assert reading.challenges[0].confidence < 0.5


def test_recommendations_have_a_heading() -> None:
    told = document("# 2. Challenges", f"- {VISA}", "# Recommendations and next steps", "- Meet")
    assert values(rapporteur.read(told, Context()).recommendations) == ["Meet"]


def test_two_renderings_of_a_report_give_the_same() -> None:
    form = document(
        "Name of Rapporteur:\tAda Lark",
        "## 2. Challenges",
        '- Visas don\'t wait: they "sleep"',
        "## 3. Good practices",
        f"- {DESK}",
    )
    printed = document(
        "# 2. Challenges",
        "- Visas don’t wait:\u00a0they “sleep”",
        "# 3. Good practices",
        "- " + DESK.replace("newcomers", "new\u00adcomers"),
    )
    one, other = (rapporteur.read(told, Context()) for told in (form, printed))
    assert values(one.challenges) == values(other.challenges)
    assert [practice.value("title") for practice in one.practices] == [
        practice.value("title") for practice in other.practices
    ]
    assert summaries(one) == summaries(other) == [DESK]


def test_a_form_for_one_practice_is_no_report() -> None:
    told = document(
        "# Title of the practice",
        "Desks",
        "# Countries",
        "Kenya",
        "# Objectives",
        "Rights",
        "# Challenges",
        "Money",
        "# GCM objectives",
        "3",
        "# SDGs",
        "10.7",
        "# Beneficiaries",
        "All",
    )
    assert rapporteur.likeness(told) < 0.5


def test_a_letter_is_no_report() -> None:
    assert rapporteur.likeness(document("Dear colleagues,", "thank you for coming.")) == 0
