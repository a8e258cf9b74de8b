"""Which words announce measures that are proposed, and which announce challenges."""

import re

#: Modal verbs and verbs of proposing, in six languages.
_PROPOSES = re.compile(
    r"\b(?:might|may|could|should|would\shelp|ought\sto|propos\w{0,6}|recommend\w{0,8}"
    r"|suggest\w{0,5}|ways?\sforward|next\ssteps|encourag\w{1,4}\sto|invited\sto|urged?\s"
    r"|call(?:ed)?\s(?:up)?on)\b"
    r"|\b(?:pourrai(?:en)?t|devrai(?:en)?t|recommand\w{0,8}|suggér\w{0,6}|il\sconviendrait"
    r"|aiderai(?:en)?t|prochaines\sétapes|invité\w{0,2}\sà)\b"
    r"|\b(?:podría\w{0,3}|debería\w{0,3}|propon\w{0,5}|propuest\w{1,2}|recomend\w{0,7}"
    r"|recomiend\w{1,2}|suger\w{1,6}|sugier\w{1,2}|ayudaría\w?|próximos\spasos|convendría)\b"
    r"|\b(?:propomos|poderia\w?|poderiam|deveria\w?|deveriam|propõe\w?|propõem|sugere\w{0,2}|ajudaria\w?"
    r"|próximos\spassos|conviria)\b"
    r"|\b(?:(?:могл[иоа]|можно\sбыло|помогли|способствовали|следовало)\sбы|могут|следует|предлага\w{1,4}"
    r"|предложен\w{0,3}|рекоменд\w{1,6}|целесообразно|дальнейши[ех]\sшаг\w{0,2})\b"
    r"|يمكن\sأن|قد\s(?:تشمل|يشمل)|نقترح|[يت]قترح|مقترح|نوصي|[يت]وصي?ى?\b|توصيات|ينبغي|من\sشأن|يجدر",
    re.IGNORECASE,
)
#: What speaks of parts, meanings, questions or what may go wrong proposes nothing.
_NOT_PROPOSED = re.compile(
    r"\b(?:grouped|divided|classified|categor\w{1,8}|defin\w{1,8}|questions?|topics\s(?:that|which)"
    r"|(?:risks?|challenges?|obstacles?|difficulties|problems?|participants?)\s(?:\w{1,12}\s)?"
    r"(?:may|might|could|should))\b"
    r"|\b(?:regroup\w{1,5}|class[ée]\w{0,4}|défini\w{0,6}|catégori\w{0,4}|agrup\w{1,5}|clasific\w{1,5}"
    r"|categorí\w{0,4}|preguntas?|agrupad\w{1,2}|classific\w{1,5}|perguntas?|questões"
    r"|раздел\w{1,6}|групп\w{0,5}|категор\w{1,5}|определ[яе]\w{1,6}|вопрос\w{0,3})\b"
    r"|تقسيم|تصنيف|تعريف|أسئلة|فئات",
    re.IGNORECASE,
)
_CHALLENGES = re.compile(
    r"\b(?:challenges?|shortcomings?|obstacles?|difficult\w{1,5}|problems?|barriers?|gaps?"
    r"|constraints?|weaknesses"
    r"|défis?|lacunes?|difficultés?|problèmes?|entraves?|insuffisances?|faiblesses?"
    r"|desafíos?|retos?|dificultad(?:es)?|problemas?|deficiencias?|obstáculos?|carencias?"
    r"|desafios?|dificuldades?|insuficiências?|constrangimentos?"
    r"|вызов\w{0,3}|проблем\w{0,3}|трудност\w{1,4}|недостатк\w{1,4}|препятстви\w{1,3}|пробел\w{0,3})\b"
    r"|تحدي|صعوب|عقب|قصور|ثغر|مشكل|مشاكل|معوق",
    re.IGNORECASE,
)
#: "To address these challenges, States could:" announces no challenges.
_AGAINST = re.compile(
    r"\b(?:to\s(?:address|meet|overcome|tackle|remedy|ameliorate|respond)|pour\s(?:relever|surmonter"
    r"|remédier|répondre)|para\s(?:afrontar|abordar|superar|enfrentar|hacer|responder)"
    r"|чтобы\s\w{3,15}|для\s(?:преодоления|решения|устранения))\b|لمواجهة|للتصدي|لمعالجة|للتغلب",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?؟])\s+")
_LONGEST = 400


def announced_by(introduction: str) -> str:
    """Return what the words before a list announce: "recommendations", "challenge" or neither.

    Judged by their last sentence.
    """
    last = _SENTENCE.split(introduction.strip()[-_LONGEST:])[-1]
    if last.endswith(("?", "؟")):
        return ""
    if _PROPOSES.search(last) and not _NOT_PROPOSED.search(last):
        return "recommendations"
    if _CHALLENGES.search(last) and not _AGAINST.search(last):
        return "challenge"
    return ""
