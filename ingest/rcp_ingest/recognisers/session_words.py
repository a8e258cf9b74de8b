"""The labels of what a document says of its session, in six languages."""

import re
from dataclasses import dataclass
from functools import cache

from rcp_ingest.typography import bare

#: Beginnings of the words that name each fact, with "=" whole words; the first that fits counts.
_STEMS = {
    "rapporteur": "rapporteu relator= relatora= relatores= relatoras= докладчик notetaker= المقرر"
    " مقرر= مقررة=",
    "chairs": "chair cochair presiden copresid председател сопредседател"
    " الرئيس الرئاسة رئيس= رئيسة="
    " رئاسة= رؤساء= الرؤساء=",
    "date": "date= dates= fecha data= datas= дата= даты= تاريخ التاريخ",
    "location": "location venue place city lieu= lieux= endroit ville= lugar sede= ciudad local="
    " cidade место город المكان مكان= المدينة الموقع",
    "title": "title topic theme titre titulo tema= название тема العنوان عنوان= الموضوع موضوع=",
    "number": "session roundtable round table seance sesion sessao mesa= заседани сесси= круглы"
    " الجلسة جلسة= المائدة number no= numero номер رقم= rt=",
    "meeting": "meeting event conference forum summit reunion evento evenement conferencia foro"
    " reuniao совещание мероприятие встреча форум конференция الاجتماع المؤتمر الفعالية المنتدى",
}
#: Words that stand beside them in a label and change nothing.
_BESIDE = frozenset(
    bare(
        "name names of the this s for and or to its in full a co government governments session"
        " roundtable round table discussion sessions country countries working group meeting no"
        " nom du de la le des et ou seance l table ronde d reunion co pays"
        " nombre del los las y o mesa redonda sesion debate numero"
        " nome do da das dos e sessao mesa reuniao a as os relatora relatoras"
        " имя фио ф и о заседания сессии круглого стола стол страны проведения номер отчета"
        " и место составитель заседание"
        " اسم الجلسة جلسة المستديرة المائدة المشاركون المشارك رقم انعقاد الاجتماع و عقد"
    ).split()
)
_WORD = re.compile(r"[^\W\d_]+")
_LONGEST = 60


def fact_of(label: str) -> str:
    """Return the fact of a session that a label names; empty where it names none."""
    if len(label) > _LONGEST:
        return ""
    folded = re.sub(r"\([^()]{0,14}\)", "", bare(label)).replace("-", "").replace("’", "'")
    words = [word.removeprefix("و") for word in _WORD.findall(folded)]
    if not words or len(words) > 8:
        return ""
    facts = [_fact_of_word(word) for word in words]
    for fact in _STEMS:
        if fact in facts and all(
            one == fact or word in _BESIDE or one in _MAY_STAND_BESIDE.get(fact, ())
            for word, one in zip(words, facts, strict=True)
        ):
            return fact
    return ""


#: "Date of the session", "Place and date": the other word is not the fact that is asked for.
_MAY_STAND_BESIDE = {
    "rapporteur": ("number", "meeting", "chairs"),
    "chairs": ("number", "meeting"),
    "date": ("number", "meeting", "location"),
    "location": ("number", "meeting"),
    "title": ("number", "meeting"),
    "number": ("meeting",),
}


@dataclass(frozen=True)
class _Stems:
    whole: frozenset[str]
    beginnings: tuple[str, ...]


@cache
def _stems() -> dict[str, _Stems]:
    return {
        fact: _Stems(
            frozenset(bare(one[:-1]) for one in words.split() if one.endswith("=")),
            tuple(bare(one) for one in words.split() if not one.endswith("=")),
        )
        for fact, words in _STEMS.items()
    }


def names_place_too(label: str) -> bool:
    """Whether a label asks for a place besides: "Place and date"."""
    return "location" in map(_fact_of_word, _WORD.findall(bare(label)))


def _fact_of_word(word: str) -> str:
    for fact, stems in _stems().items():
        if word in stems.whole or word.startswith(stems.beginnings):
            return fact
    return ""
