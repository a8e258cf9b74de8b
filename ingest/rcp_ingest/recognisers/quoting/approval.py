"""Whether a text states that a speaker has approved being named.

Only what is said plainly counts: what is asked for, expected, refused or in doubt does not, nor
does a law or a plan that "was approved".
"""

import re

from rcp_ingest.typography import bare

#: A sentence, or what stands in brackets, behind a dash or a semicolon: each is judged alone.
_CLAUSE = re.compile(r"[^()\[\]{};.!?\n؛؟—–]{1,400}[.!?]?")

_GIVEN = (
    r"approved|agreed|consented|authori[sz]ed|accepted|confirmed|cleared"
    r"|approuve\w?|autorisee?|accepte|consenti|confirmee?"
    r"|aprobo|aprobad[oa]|autorizo|autorizad[oa]|acepto|consintio|confirmad[oa]"
    r"|aprovou|aprovad[oa]|autorizou|aceitou|consentiu"
    r"|соглас(?:ен|на|ны)|согласил\w+|разрешил\w*|одобрил\w*|одобрен\w*|разрешен\w*|подтвердил\w*"
    r"|وافقت?|اذنت?|سمحت?|اجازت?"
)
_CONSENT = (
    r"permission|approval|consent|agreement|authori[sz]ation"
    r"|accord|autorisation|consentement|approbation"
    r"|permiso|autorizacion|consentimiento|aprobacion|acuerdo|visto bueno"
    r"|permissao|autorizacao|consentimento|aprovacao|acordo"
    r"|согласи[яе]|разрешени[яе]|одобрени[яе]|موافقه|اذن"
)
_WHO = (
    r"speakers?(?:'s|')?|her|him|them|author"
    r"|orateur|oratrice|interesse\w*|intervenante?|l'orateur|l'oratrice|l'interesse\w*"
    r"|l'intervenante?|orador\w*|ponente|interesad[oa]|interessad[oa]"
    r"|спикер\w*|оратор\w*|докладчи\w+|выступа\w+|автор\w*|говоривш\w+"
    r"|المتحدث\w?|صاحب\w?|المعني\w?"
)
#: That somebody is named or quoted: what the approval is for.
_NAMING = (
    r"(?:to )?(?:be|being) (?:named|quoted|cited|identified)|(?:be )?(?:named|quoted|cited) by name"
    r"|(?:the |this |her |his |their )?(?:use of |publication of )?(?:the |her |his |their )?"
    r"(?:quotes?|quotations?|names?|naming|attribution)"
    r"|(?:for )(?:attribution|publication|quotation|naming)"
    r"|(?:d'|a )?etre (?:nomme|cite|identifie)\w*|(?:que )?(?:son|leur) nom (?:soit )?\w*"
    r"|(?:a )?ser (?:citad|nombrad|identificad|nomead|mencionad)\w+|(?:su|seu|o seu) (?:nombre"
    r"|nome)"
    r"|que se (?:le|la|lo) (?:cite|nombre|identifique)\w*"
    r"|(?:la )?citacion|(?:a )?citacao|la cita|la citation|la mencion"
    r"|(?:быть )?назван\w*|назвать \w+|цитир\w+|цитат\w+|упомин\w+ \w+|указа\w+ \w+|(?:ее "
    r"|его )?имя"
    r"|(?:علي |ب)?(?:ذكر|نشر|الاشاره|نسب|الاقتباس|بذكر|بنشر)(?: \w+)?"
)
_NOUN = (
    r"quote|quotation|name|naming|attribution|speakers?|citation|nom|cita|nombre|citacao|nome"
    r"|цитата|имя|упоминание|oratrice|orateur|orador\w*|спикер|الاقتباس|الاسم|المتحدث\w?"
)
_ITS = (
    r"(?:the|this|his|her|their|full|explicit|express|prior|written|l'|le|la|son|leur|el|su|sus"
    r"|expres[oa]|o|a|seu|sua|ее|его|их|ее полного)"
)
_HOW = (
    r"(?: in writing| by e-?mail| by phone| par ecrit| por escrito| письменно| كتابيا)?"
    r"(?: (?:on |le |el |em )?\d[\w. ]{3,20}| on \w+ \d[\w. ]{0,12})?"
)
_YES = r"(?:yes|oui|si|sim|да|نعم)"
#: The whole clause says nothing else, or says it behind a name and a comma.
_ALONE = re.compile(
    rf"(?:^|[,،:])\W*(?:(?:{_NOUN}) )?(?:was |is |has been |has |a ete |fue |foi "
    rf"|est )?(?:{_GIVEN})"
    rf"(?: (?:by |par |por |pela |pelo |من )?(?:the |le |la |el |o |a )?(?:{_WHO}))?"
    rf"(?: (?:{_NAMING}))?{_HOW}\W*$"
    rf"|(?:^|[,،:])\W*(?:\w+ ){{0,2}}(?:with|avec|con|com|с"
    rf"|مع) (?:{_ITS} ?){{0,3}}(?:{_CONSENT})\W*$"
    rf"|(?:^|[,،:])\W*(?:{_CONSENT})(?: (?:{_NAMING}))?(?: was| has been| is| a ete)?(?: \w+)?"
    r" (?:given|granted|received|obtained|confirmed|donnee?|obtenue?|recue?|accordee?"
    rf"|dad[oa]|otorgad[oa]|concedid[oa]|obtenid[oa]|obtid[oa]|recibid[oa]|получено|дано){_HOW}\W*$"
    r"|^\W*(?:получено|дано) (?:согласие|разрешение)(?: \w+){0,2}\W*$"
    r"|^\W*(?:تمت )?(?:بموافقه|باذن|الموافقه)\W*$"
)
_WITHIN = re.compile(
    rf"\b(?:{_GIVEN}) (?:by \w+ |to |by the speaker to |علي )?(?:{_NAMING})(?!\w)"
    rf"|\b(?:with|avec|con|com|с|مع) (?:the )?(?:her|his|their|son|leur|su|seu|sua|ее|его|их)"
    rf" (?:full |explicit |express |prior |written )?(?:{_CONSENT})\b"
    rf"|\bwith (?:the )?(?:{_WHO}) (?:\w+ )?(?:{_CONSENT})\b"
    rf"|\b(?:with|avec|con|com|с|مع) (?:{_ITS} ?){{0,2}}(?:{_CONSENT})"
    rf" (?:of |de |del |de la |da |do |d')?(?:the |la |le |el |o |a )?(?:{_WHO})"
    rf"|(?:بموافقه|باذن) (?:{_WHO})|(?:بموافقت|باذن)(?:ها|ه|هم)\b"
    r"|\b(?:gave|given|donne|dio|deu|дал|дала|дали|اعطي|اعطت) (?:(?:his|her|their|son|leur|su|seu|o"
    rf"|a|sua|свое|свое письменное) )*(?:{_CONSENT}|موافقت\w+)(?: (?:{_NAMING}"
    rf"|на \w+.{{0,40}}))?\W*$"
    r"|\b(?:approval|approved|consent|permission|may be named|can be named|agree[sd]? to be"
    r"|approbation|accord|autorisation|aprobacion|autorizacion|consentimiento|aprobad[oa]"
    r"|aprovacao|autorizacao|consentimento|согласие|разрешение|одобрено|الموافقه|موافقه)"
    rf"[^:]{{0,60}}:\s*{_YES}\W*$"
)
_APPROVAL_WORD = re.compile(
    rf"\b(?:{_GIVEN}|{_CONSENT}|approv\w*|unapproved|disapprov\w*|consent\w*|autori\w+|authori\w+"
    r"|agree[ds]?|approb\w*|aprob\w*|aprov\w*|соглас\w*|разреш\w*|одобр\w*|\w?\w?موافق\w*|وافق\w*"
    r"|named|anonym\w*|anonim\w*|tbc)\b"
)
_DOUBT = re.compile(
    r"\b(?:not|no|never|without|pending|await\w*|asked|ask|request\w*|please|if|unless|until"
    r"|refus\w+"
    r"|declin\w+|denied|withdr\w+|withheld|tbc|tbd|should|must|needs?|(?<!\d )may(?! \d)|might"
    r"|whether|before|subject|seek\w*|sought|required|hoped|expect\w*|will|would|could|yet"
    r"|unapproved|disapprov\w+|outstanding|cannot|unclear|either|or|lack\w*|missing|unknown"
    r"|uncertain|unconfirmed|revoked|cancell?ed"
    r"|to be (?!named|quoted|cited|identified|attributed)\w+|n't"
    r"|pas|sans|non|ne|attente|cours|demand\w+|reserve|veuillez|doit|sera|confirmer|sollicit\w+"
    r"|jamais|aucun\w*|ni|solicit\w+|pendiente\w*|pedir|pedid[oa]|espera\w*|rechaz\w+|sin|deb\w+"
    r"|falta|por confirmar|nunca|tampoco|aun|nego"
    r"|nao|sem|pendente\w*|aguard\w+|recus\w+|neg(?:ou|ado|ada)|dev\w+|ainda|nem"
    r"|не|нет|без|ни|ожида\w+|запр\w+|отказ\w*|если|нужн\w+|следует|ждем|пока|треб\w+|подлежит"
    r"|просьб\w+|пожалуйста|будет"
    r"|لم|لا|بدون|دون|غير|بانتظار|انتظار|قيد|طلب\w*|رفض\w*|ليس\w*|لن|يرجي|اذا|عدم|الا|سيتم)\b"
    r"|n't\b|n'|\?|؟|\bsi\b(?!\W*$)|\bs'il\b"
)
_ALL = re.compile(
    r"\b(?:all|both|each|every|tous|toutes|chaque|les deux|todos|todas|ambos|ambas|cada"
    r"|все|оба|обе|каждый|جميع|كل|كلا)\b"
)


def approval_in(text: str) -> str:
    """Return the words that state approval of being named; empty where none do, or any doubts."""
    stated = ""
    for clause in _CLAUSE.finditer(text):
        folded = " ".join(bare(clause[0]).replace("’", "'").split())
        if not _APPROVAL_WORD.search(folded):
            continue
        if _DOUBT.search(folded):
            return ""
        if not stated and (_ALONE.search(folded) or _WITHIN.search(folded)):
            stated = clause[0].strip(" ,،.:-")
    return stated


def approval_of_all(text: str) -> str:
    """Return the words that state approval of everybody who is quoted; empty where none do."""
    return approval_in(text) if _ALL.search(bare(text)) else ""
