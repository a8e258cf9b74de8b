"""What the Snowball stemmers miss in folded words: plurals, spellings, Arabic affixes.

The stemmers expect accents, which a query may lack, and keep some singulars apart from their
plurals ("emploi", "emplois"; "mujer", "mujeres"; "laboral", "laborais").
"""

import re

#: Article, conjunctions and prepositions written onto a word, then suffixes, as in "light10"
#: (Larkey, Ballesteros and Connell, 2002). Refugees, asylum and committee keep their own lām.
_ARABIC_PREFIX = re.compile(
    r"^(?:[وف]?ل(?=ل(?:اجي|جوء|جنه$))|[وف]?[بك]?(?:ال)+|[وف]?لل(?:ال)?|و(?=\w{4}))(?=\w{2})"
)
#: What a word may begin with that something is written onto.
ARABIC_PREFIXES = "وفلبكا"
_ARABIC_SUFFIXES = tuple(
    re.compile(rf"(?<=\w{{{left}}}){suffix}$")
    for suffix, left in (
        ("ها", 2), ("هم", 3), ("ان", 3), ("ات", 2), ("ون", 3), ("ين", 3), ("يه", 2), ("ه", 2),
        ("ي", 2),
    )
)  # fmt: skip

_REWRITTEN = {
    language: [(re.compile(pattern), replacement) for pattern, replacement in rules]
    for language, rules in {
        "en": [
            (r"^children", "child"),
            (r"^(wo)?men$", r"\1man"),
            (r"^crises$", "crisis"),
            (r"(?<=\w{2}[^aeiou])is(?=(?:e[dsr]?|ing|ations?|ers)$)", "iz"),
            (r"(?<=\w{3})our(?=(?:s|ed|ers?|ing|hoods?)?$)", "or"),
            (r"(?<=\w{2})tre(?=s?$)", "ter"),
            (r"(?<=\w{3})mme(?=s?$)", "m"),
        ],
        "fr": [(r"(?<=\w{3})s$", ""), (r"ee$", "e"), (r"(?<=\w{3})ere$", "er")],
        "es": [(r"(?<=\w{2}[djlnrz])es$", "")],
        "pt": [
            (r"(?<=\w{2})oes$", "ao"),
            (r"(?<=\w{3})([aeou])is$", r"\1l"),
            (r"(?<=\w{2})ens$", "em"),
            (r"cao$", "ção"),
        ],
        "ru": [(r"(?<=\w{2})ец$", "ц"), (r"^ребенок$", "ребенк")],
    }.items()
}


#: Finds the few words that are rewritten at all.
_IRREGULAR = {
    language: re.compile("|".join(f"(?:{pattern.pattern})" for pattern, _ in rules))
    for language, rules in _REWRITTEN.items()
}


def regular(folded: str, language: str) -> str:
    """Return a folded word as the stemmer of its language takes it."""
    if language not in _IRREGULAR or not _IRREGULAR[language].search(folded):
        return folded
    for pattern, replacement in _REWRITTEN[language]:
        folded = pattern.sub(replacement, folded)
    return folded


def arabic_stem(folded: str) -> str:
    """Return an Arabic word without what is written onto it."""
    stemmed = _ARABIC_PREFIX.sub("", folded)
    for suffix in _ARABIC_SUFFIXES:
        stemmed = suffix.sub("", stemmed)
    return stemmed
