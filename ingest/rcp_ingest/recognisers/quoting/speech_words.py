"""The words around what somebody said, in six languages; all as :func:`.typography.bare` has them.

Of each language a line or more: English, French, Spanish, Portuguese, Russian, Arabic.
"""

from rcp_ingest.typography import bare


def words_of(*lines: str) -> frozenset[str]:
    """Return the words of some lines, for comparing."""
    return frozenset(bare(" ".join(lines)).split())


#: Forms of verbs by which somebody says something.
VERBS = words_of(
    "recounted joked admitted confessed told wondered confided "
    "raconte racontait glisse temoigne repond deplore lache reconnu plaisante "
    "relato conto confeso reconocio admitio respondio lamento aseguro compartio bromeo "
    "contou relatou confessou reconheceu admitiu respondeu lamentou garantiu partilhou gracejou "
    "рассказал рассказала поделился поделилась признался призналась ответил ответила посетовал "
    "посетовала пошутил пошутила "
    "روى روت وروى وروت حكى حكت وحكى وحكت أجاب أجابت",
    "said says noted notes stated states added adds remarked remarks explained explains stressed",
    "stresses underlined underlines emphasised emphasized emphasises emphasizes observed observes",
    "argued argues told concluded concludes commented declared declares recalled warned warns",
    "reminded insisted mentioned affirmed quipped reflected put puts asked replied highlighted",
    "highlights reported expressed announced acknowledged pointed saying noting adding stating",
    "dit declare affirme souligne note observe ajoute explique rappele indique rappelle estime",
    "precise conclu insiste remarque lance confie resume averti ajoutait disait soulignait",
    "dijo dice afirmo afirma senalo senala destaco destaca subrayo subraya anadio anade explico",
    "explica declaro declara comento comenta observo recordo recuerda indico indica sostuvo apunto",
    "manifesto expreso concluyo agrego advirtio expuso asevero resumio",
    "disse diz afirmou declarou sublinhou assinalou destacou acrescentou explicou comentou",
    "observou",
    "lembrou recordou referiu indicou salientou concluiu ressaltou frisou notou resumiu advertiu",
    "сказал сказала сказали говорит отметил отметила отмечает подчеркнул подчеркнула подчеркивает",
    "заявил заявила заявляет добавил добавила пояснил пояснила объяснил объяснила указал указала",
    "напомнил напомнила сообщил сообщила считает утверждает заметил заметила подытожил подытожила",
    "констатировал констатировала признал признала спросил спросила предупредил предупредила",
    "قال قالت يقول تقول وقال وقالت أكد أكدت وأكد وأكدت أوضح أوضحت وأوضح وأوضحت صرح صرحت وصرح",
    "وصرحت ذكر ذكرت وذكر وذكرت أضاف أضافت وأضاف وأضافت شدد شددت وشدد وشددت أشار أشارت وأشار",
    "وأشارت لاحظ لاحظت ولاحظ ولاحظت اعتبر اعتبرت رأى رأت ورأت أعلن أعلنت لخص لخصت ختم",
    "تساءل تساءلت حذر حذرت فقال فقالت نبه نبهت",
    "recounted joked urged pleaded wrote claimed suggested cautioned lamented",
    "admitted believes described echoed responded testified exclaimed reiterated",
    "pledged remembered recommended reaffirmed confided summarised summarized",
    "relate raconte confie plaide propose suggere repondu exprime ecrit reconnu deplore martele",
    "glisse interroge rappelait temoigne relato conto narro confeso reconocio admitio respondio",
    "pregunto propuso sugirio pidio reitero lamento escribio enfatizo insistio remarco opino",
    "planteo reflexiono menciono exclamo relatou contou reconheceu admitiu respondeu perguntou",
    "propos sugeriu pediu reiterou lamentou escreveu enfatizou insistiu opinou mencionou alertou",
    "defendeu avisou confessou рассказал рассказала поделился поделилась ответил ответила спросили",
    "предложил предложила призвал призвала написал написала выразил выразила подтвердил",
    "произнес произнесла высказал признался призналась пошутил пошутила заключил",
    "روى روت حكى حكت أجاب أجابت اقترح اقترحت دعا دعت كتب كتبت عبر عبرت علق علقت تابع تابعت أفاد",
    "أفادت أعرب أعربت أقر أقرت نوه نوهت وروى وروت وأجاب وأجابت واقترح واقترحت ودعا ودعت وعلق وعلقت",
)
#: Words that lead to whose words they are: "according to", "in the words of".
LEADS = words_of(
    "according words by from quoting citing per",
    "selon d'apres propos mots",
    "segun palabras",
    "segundo conforme palavras",
    "по словам согласно мнению словам выражению",
    "بحسب حسب وفقا لقول بقول كلمات تعبير قول لـ",
)
HONORIFICS = words_of(
    "mr mrs ms miss mx dr prof professor sir madam h.e he hon honourable honorable excellency",
    "m mme mlle madame monsieur docteur pr me s.e s.e.m",
    "sr sra srta senor senora don dona dra lic ing excmo excma senores",
    "dom exmo exma sr.a",
    "г г-н г-жа господин госпожа д-р проф доктор профессор товарищ",
    "السيد السيدة السيده سيد سيدة الدكتور الدكتورة دكتور دكتورة د الأستاذ الأستاذة أستاذ معالي",
    "سعادة سعاده الآنسة المهندس المهندسة فضيلة سمو الشيخ الشيخة البروفيسور والسيد والسيدة للسيد",
    "للسيدة لمعالي",
)
#: What somebody is at a meeting or in an office.
ROLES = words_of(
    "minister ministers ambassador director secretary general chair chairperson chairman",
    "chairwoman co-chair president vice deputy head chief officer official officials delegate",
    "representative representatives delegation participant participants speaker speakers panellist",
    "panelist expert experts commissioner coordinator moderator adviser advisor counsellor",
    "specialist manager executive envoy rapporteur consul governor mayor senator spokesperson",
    "spokesman spokeswoman researcher member colleague migrant worker someone practitioner",
    "ministre ambassadeur ambassadrice directeur directrice secretaire presidente deleguee delegue",
    "representant representante responsable intervenant intervenante orateur oratrice experte",
    "participante conseiller conseillere chef cheffe fonctionnaire coordinateur coordinatrice",
    "ministro ministra embajador embajadora director directora secretario secretaria delegado",
    "delegada ponente experto experta funcionario funcionaria coordinador coordinadora jefe jefa",
    "viceministro viceministra consejero consejera orador oradora portavoz asesor asesora",
    "embaixador embaixatriz embaixadora diretor diretora perito perita especialista participantes",
    "coordenador coordenadora chefe funcionaria conselheiro conselheira assessor assessora",
    "министр министра посол посла директор директора секретарь председатель председателя",
    "представитель представителя представительница представительницы делегат делегата участник",
    "участника участница участницы эксперт эксперта докладчик докладчика замминистра заместитель",
    "заместителя глава главы начальник начальника координатор советник советника спикер",
    "руководитель руководителя сотрудник сотрудника",
    "وزير الوزير وزيرة الوزيرة سفير السفير سفيرة السفيرة مدير المدير مديرة المديرة رئيس الرئيس",
    "رئيسة الرئيسة ممثل ممثلة الممثل الممثلة مندوب مندوبة المندوب المندوبة وفد الوفد مشارك مشاركة",
    "المشارك المشاركة المشاركون المشاركين أحد إحدى خبير خبيرة الخبير الخبيرة مسؤول مسؤولة المسؤول",
    "المسؤولة المتحدث المتحدثة متحدث متحدثة الأمين العام أمين كبير كبيرة نائب نائبة وكيل منسق",
    "مشاركون مشاركين متحدثون متحدثين منسقة مقرر المقرر المقررة بعض المتحدثين وزراء عضو مستشار",
    "مستشارة المستشار ورئيس ومدير",
)
#: Words in the names of bodies; a name that has one is not a person's.
BODIES = words_of(
    "organization organisation organizations ministry department office agency union commission",
    "university institute institution government governments republic forum process council bank",
    "committee secretariat network foundation association migration labour labor development",
    "international national global regional federation community communities centre center group",
    "division services bureau authority nations states kingdom directorate secretaries",
    "confederation alliance initiative programme program compact conference summit dialogue report",
    "country countries developed session sessions meetings roundtable roundtables meeting",
    "workshop agenda convention protocol agreement",
    "framework strategy policy employment foreign affairs interior immigration police",
    "refugee refugees migrants society project partnership embassy parliament",
    "assembly congress africa asia europe america americas pacific caribbean",
    "mediterranean arab african asian european american declaration guidelines principles charter",
    "rights human industry health education finance economy platform",
    "ministere departement bureau agence universite institut gouvernement republique processus",
    "conseil banque comite reseau fondation internationale internationales travail developpement",
    "mondial mondiale nationale regionale groupe etats royaume pacte conference reunion accord",
    "ministerio departamento oficina agencia comision universidad instituto gobierno republica",
    "foro",
    "proceso consejo banco comite secretaria red fundacion asociacion migracion migraciones",
    "trabajo",
    "desarrollo internacional nacional regional mundial grupo estados reino pacto reunion acuerdo",
    "organizacion defensoria ouvidoria ombudsman parlamento senado alcaldia prefeitura",
    "organizacion cancilleria direccion exteriores interior relaciones cooperacion",
    "ministerio comissao universidade governo processo conselho banco rede fundacao associacao",
    "migracao migracoes trabalho desenvolvimento nacional organizacao direcao estrangeiros servico",
    "министерство министерства министерстве организация организации департамент департамента",
    "управление управления комиссия комиссии университет университета институт института",
    "правительство правительства республика республики республике форум форума процесс процесса",
    "совет совета банк банка комитет комитета секретариат секретариата сеть фонд фонда ассоциация",
    "миграция миграции труда развития международная международной федерация федерации федеральная",
    "союз союза содружество служба службы центр центра агентство агентства объединенных наций",
    "глобальный глобального договор договора конференция конференции заседание заседания мот моом",
    "وزارة الوزارة منظمة المنظمة إدارة الإدارة مكتب المكتب وكالة الوكالة الاتحاد اتحاد مفوضية",
    "المفوضية جامعة الجامعة معهد حكومة الحكومة جمهورية الجمهورية منتدى المنتدى عملية العملية مجلس",
    "المجلس بنك البنك لجنة اللجنة أمانة الأمانة شبكة مؤسسة المؤسسة جمعية الهجرة للهجرة هجرة العمل",
    "التنمية الدولية الدولي الدول الوطنية الإقليمية العالمي المملكة الأمم المتحدة مركز المركز هيئة",
    "الهيئة دولة الدولة دائرة مديرية الخارجية الداخلية الاجتماع الجلسة المؤتمر حوار الحوار",
)
#: Words that begin or fill a sentence and are nobody's name.
FILLING = words_of(
    "the a an in on at of for and but or as so one another some many several this that these those",
    "she he they we it i you when while after before also then thus finally however moreover",
    "during",
    "both each all our their his her its with without no not yes there here what who how",
    "quote quotes speaker name attribution approved anonymous approval if is was are were by",
    "from to",
    "please note source see cf ibid annex figure table monday tuesday wednesday thursday friday",
    "saturday sunday january february july september october november",
    "december first second third last next new participants countries states delegates today",
    "le la les l un une des du de et mais ou comme pour dans sur avec sans il elle ils elles",
    "nous on ce cette ces lors apres avant enfin puis aussi citation anonyme approuve par si",
    "el los las una unos unas y pero o como para en con sin ellos ellas nosotros este esta",
    "estos durante despues antes tambien cita anonimo anonima aprobado por al del si",
    "o os as um uma uns e mas ou como para em com sem ele ela eles elas nos este esta no na",
    "durante depois antes tambem citacao anonimo aprovado por ao do da",
    "и но или как в на по для с без он она они мы я это этот эта эти при после до также затем",
    "однако наконец цитата аноним анонимно одобрено все каждый из за от к не",
    "و في من على إلى عن مع هذا هذه ذلك تلك كما لكن أو ثم أن إن بأن قد هو هي هم نحن لا لم بعد قبل",
    "خلال أيضا مجهول اقتباس كل لدى عند التي الذي بدون دون ما حيث لقد",
)
#: Small words inside people's names.
PARTICLES = words_of(
    "binti binte bte bint ould wa ole zu zum zur vom op",
    "de da do dos das del della di du la le van von der den ter ten bin bint ibn ben al el abu abd",
    "abdul y e st san santa ould mac mc af zu бин ибн оглы кызы عبد بن بنت أبو ابو آل ال أم الدين",
)
#: What stands in the place of a name where nobody is named.
NOBODY = words_of(
    "anonymous anon anonymised anonymized unnamed unknown withheld participant tbc tbd",
    "anonyme anonymat inconnu participante",
    "anonimo anonima participantes desconocido",
    "аноним анонимно анонимный анонимная неизвестен участник",
    "مجهول مجهولة مشارك مشاركة",
)
