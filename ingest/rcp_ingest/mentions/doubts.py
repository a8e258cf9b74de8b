"""Words that look like the name of a State or an RCP and are not."""

import re
from collections.abc import Sequence

from rcp_ingest.mentions.words import Word, fold


def _folded(words: str) -> frozenset[str]:
    return frozenset(map(fold, words.split()))


#: Names of other things that hold the name of a State; the longest name wins.
OTHER_NAMES = (
    # Parts of States, and States and territories of other names.
    *("Northern Ireland", "Irlande du Nord", "Irlanda del Norte", "Irlanda do Norte"),
    *("Северная Ирландия", "أيرلندا الشمالية", "إيرلندا الشمالية"),
    *("New Mexico", "Nouveau-Mexique", "Nuevo México", "Novo México", "Нью-Мексико"),
    *("New Jersey", "Nueva Jersey", "Nova Jérsia", "Jersey City", "New England"),
    *("South Georgia", "State of Georgia", "Georgia Tech", "Georgia State", "Atlanta, Georgia"),
    *(
        "Niger State",
        "Niger Basin",
        "bassin du Niger",
        "Niger Delta",
        "Niger River",
        "River Niger",
        "fleuve Niger",
        "río Níger",
    ),
    *("delta du Niger", "rio Níger", "Northern Cyprus", "Guatemala City"),
    *("Mexico City", "Panama City", "Kuwait City", "Ciudad de México", "Ciudad de Panamá"),
    *("Cidade do México", "Salvador da Bahia", "San Salvador", "São Salvador"),
    # Waters, valleys and borders.
    *("Gulf of Guinea", "golfe de Guinée", "golfo de Guinea", "golfo da Guiné", "خليج غينيا"),
    *("Гвинейский залив", "Gulf of Mexico", "golfe du Mexique", "golfo de México"),
    *("golfo do México", "Gulf of Oman", "Sea of Oman", "خليج عمان", "بحر عمان"),
    *("Sea of Japan", "South China Sea", "East China Sea", "mer de Chine", "mar de China"),
    *("Lake Chad", "lac Tchad", "lago Chad", "lago Chade", "بحيرة تشاد", "озеро Чад"),
    *("Jordan River", "River Jordan", "Jordan Valley", "Congo Basin", "Congo River"),
    *("bassin du Congo", "fleuve Congo", "Panama Canal", "canal de Panamá", "canal do Panamá"),
    *("Strait of Gibraltar", "détroit de Gibraltar", "estrecho de Gibraltar"),
    *("estreito de Gibraltar", "مضيق جبل طارق"),
    # Regions that are named like a State.
    "المغرب العربي",
)

#: Also given names and surnames of people.
_PEOPLE = _folded(
    "Jordan Chad Georgia Maurice Dominique Dominica Mauricio Maurício Israel Salvador Доминика"
)
_BEFORE_PEOPLE = _folded(
    "Mr Mrs Ms Miss Dr Prof Professor Sir Madam Ambassador Minister M Mme Mlle Sr Sra Srta "
    "Don Doña Dra Dom г-н г-жа"
)
#: Follow the name of a State, however they are written.
_OF_STATES = _folded(
    "Government Ministry National Embassy Consulate Police Parliament Red Immigration Border "
    "Labour Employment Department Compact Country Migration Delegation Office State States "
    "Republic Prime Agency Authority Bureau Case Central Federal"
)
#: Ordinary words of some language that are written like the name of a State. They count only
#: behind "island", in six languages.
_ORDINARY = _folded("Réunion Reunión Reunião")
_ISLANDS = _folded("île isla ilha island")
#: The same where they begin a sentence.
_ORDINARY_AT_START = _folded("Того Irão")
#: Arabic has no capitals: these are names of States only beside what States stand with.
_ORDINARY_IN_ARABIC = _folded("مالي بنين قطر")
_BESIDE_STATES = _folded("في من إلى جمهورية دولة حكومة مع بين سلطنة شمال جنوب شرق غرب عن")
_CURRENCIES = _folded("dollar dollars dólar dólares долларов долл دولار")
_LIKE_AMMAN = _folded("عمان وعمان بعمان لعمان")
_JORDAN = _folded("الأردن والأردن بالأردن الأردنية")
_DOUBLED = "\u0651"
_SENTENCE_ENDS = re.compile(r"[.!?:;•\n]\s*[\"'«“(]*\s*\Z")


def is_doubtful(
    words: Sequence[Word], first: int, end: int, text: str, *, beside_states: bool
) -> bool:
    """Say whether these words, which are the name of a State, mean something else here.

    ``beside_states`` says whether the name of another State stands next to them.
    """
    if end - first > 1:
        return False
    word = words[first]
    if _is_currency(words, first, text) or _is_amman(words, first):
        return True
    if word.folded in _ORDINARY:
        return not any(before.folded in _ISLANDS for before in words[max(first - 3, 0) : first])
    if word.folded in _ORDINARY_IN_ARABIC:
        before = words[first - 1].folded if first else ""
        return not (beside_states or before in _BESIDE_STATES)
    if word.folded in _ORDINARY_AT_START and _begins_sentence(word, text):
        return not beside_states
    return word.folded in _PEOPLE and _is_person(words, first, text)


def _is_currency(words: Sequence[Word], first: int, text: str) -> bool:
    word = words[first]
    behind = words[first + 1].folded if first + 1 < len(words) else ""
    return word.is_capitals and (text[word.end : word.end + 1] == "$" or behind in _CURRENCIES)


def _is_amman(words: Sequence[Word], first: int) -> bool:
    """Say whether it is Jordan's capital, which is written like Oman but for a mark."""
    word = words[first]
    if word.folded not in _LIKE_AMMAN:
        return False
    beside = [*words[max(first - 2, 0) : first], *words[first + 1 : first + 3]]
    return _DOUBLED in word.written or any(one.folded in _JORDAN for one in beside)


def is_shouted(words: Sequence[Word], place: int) -> bool:
    """Say whether the words beside one are in capitals too, so that they tell no acronym."""
    beside = [*words[max(place - 2, 0) : place], *words[place + 1 : place + 3]]
    spoken = [word for word in beside if len(word.written) > 3 and word.written.isalpha()]
    return bool(spoken) and all(word.written.isupper() for word in spoken)


def _begins_sentence(word: Word, text: str) -> bool:
    before = text[max(word.start - 6, 0) : word.start]
    return not before.strip() or bool(_SENTENCE_ENDS.search(before))


def _is_person(words: Sequence[Word], first: int, text: str) -> bool:
    word = words[first]
    if first:
        before = words[first - 1]
        gap = text[before.end : word.start]
        if before.folded in _BEFORE_PEOPLE and gap in (" ", ". "):
            return True
        if gap == " " and _is_in_a_name(before) and not _begins_sentence(before, text):
            return True
    if first + 1 < len(words):
        behind = words[first + 1]
        return text[word.end : behind.start] == " " and _is_in_a_name(behind)
    return False


def _is_in_a_name(word: Word) -> bool:
    is_name = word.written[0].isupper() and not word.is_capitals
    return is_name and word.folded not in _OF_STATES
