"""The words that headings, labels and column headers use, in six languages."""

from collections.abc import Mapping

#: Of each field the words for it, parted by bars: a line for each of en, fr, es, pt, ru, ar.
#: Words after "=" stand for the field only where nothing else stands beside them.
HEADING_WORDS: Mapping[str, tuple[str, ...]] = {
    "title": (
        "title|name of practice|name of the practice|practice name|=practice|=name"
        "|=name of project|name of initiative|name of the initiative|=initiative|=the practice"
        "|programme name|=project|=programme",
        "titre|intitulé|nom de la pratique|=pratique|=nom|nom de l'initiative|=initiative",
        "título|nombre de la práctica|=práctica|=nombre|nombre de la iniciativa|=iniciativa",
        "título|nome da prática|=prática|=nome|nome da iniciativa|designação da prática",
        "название|наименование|заголовок|=практика|название практики|наименование практики",
        "العنوان|عنوان الممارسة|اسم الممارسة|=الممارسة|=الاسم|اسم المبادرة|عنوان",
    ),
    "summary": (
        "summary|abstract|overview|brief description|short description|in brief"
        "|main discussion points|executive summary|synopsis|at a glance|key points|=brief"
        "|main points",
        "résumé|synthèse|brève description|description succincte|aperçu|en bref"
        "|sommaire exécutif|principaux points de discussion|vue d'ensemble|points principaux"
        "|abrégé|=sommaire",
        "resumen|sinopsis|breve descripción|descripción breve|en breve|síntesis|visión general"
        "|principales puntos de debate|puntos principales|principales temas de debate",
        "resumo|sinopse|breve descrição|descrição breve|em resumo|síntese|visão geral"
        "|principais pontos de discussão|pontos principais|sumário executivo",
        "резюме|краткое описание|краткое содержание|аннотация|обзор|основные пункты обсуждения"
        "|основные вопросы обсуждения|краткое изложение|коротко|основные тезисы",
        "ملخص|الملخص|موجز|خلاصة|وصف موجز|نبذة|النقاط الرئيسية للمناقشة|لمحة عامة|وصف مختصر"
        "|أهم نقاط النقاش|نقاط النقاش الرئيسية",
    ),
    "challenge": (
        "challenge|challenges|problem|problems|problem statement|problem addressed"
        "|issue addressed|context and challenge|challenge addressed|difficulties|shortcomings"
        "|shortcoming|why it was needed|the need|=issues|=context|need addressed|gaps|situation"
        "|concerns",
        "défi|défis|problème|problèmes|problématique|difficultés|enjeux|difficultés rencontrées"
        "|lacunes|insuffisances|contexte et défi|problème traité|=contexte|besoin",
        "desafío|desafíos|reto|retos|problema|problemas|problemática|dificultades|deficiencias"
        "|contexto y desafío|problema abordado|carencias|=contexto|necesidad",
        "desafio|desafios|problema|problemas|dificuldades|problemática|lacunas"
        "|contexto e desafio|problema abordado|necessidade|insuficiências",
        "вызов|вызовы|проблема|проблемы|трудности|сложности|недостатки|решаемая проблема"
        "|контекст и проблема|=контекст|постановка проблемы|пробелы|основные проблемы"
        "|потребность",
        "التحدي|التحديات|تحديات|المشكلة|المشاكل|المشكلات|الصعوبات|أوجه القصور|الإشكالية"
        "|التحديات والصعوبات|=السياق|الثغرات|الحاجة",
    ),
    "objectives": (
        "objective|objectives|aim|aims|purpose|objectives of the practice|what it aims at|=goal"
        "|expected results|intended results",
        "objectif|objectifs|but|buts|finalité|=visée|résultats attendus",
        "objetivo|objetivos|finalidad|propósito|propósitos|resultados esperados",
        "objetivo|objetivos|finalidade|propósito|resultados esperados",
        "цель|цели|цели и задачи|задачи|назначение|ожидаемые результаты",
        "الهدف|الأهداف|أهداف|الغرض|الغاية|النتائج المتوقعة|أهداف الممارسة",
    ),
    "approach": (
        "approach|what we did|how we did it|solution|solutions|what was done|activities"
        "|how it works|implementation|method|methods|methodology|measures taken|actions"
        "|actions taken|response|activities carried out|main activities|components"
        "|how it was done|intervention|design|=measures|steps taken",
        "approche|ce que nous avons fait|solution|solutions|activités|mise en œuvre"
        "|mise en oeuvre|méthode|méthodologie|démarche|mesures prises|actions menées"
        "|fonctionnement|ce qui a été fait|réponse|=mesures|=actions",
        "enfoque|lo que hicimos|qué hicimos|solución|soluciones|actividades|ejecución"
        "|implementación|método|metodología|medidas adoptadas|acciones|respuesta|qué se hizo"
        "|puesta en práctica|funcionamiento|=medidas|aplicación",
        "abordagem|o que fizemos|solução|soluções|atividades|implementação|execução|método"
        "|metodologia|medidas adotadas|medidas tomadas|ações|resposta|o que foi feito"
        "|funcionamento|=medidas|actividades",
        "подход|что мы сделали|подходы|решение|решения|мероприятия|деятельность|реализация"
        "|метод|методы|методика|методология|принятые меры|что было сделано|осуществление"
        "|ход реализации|=меры|действия|внедрение",
        "النهج|ماذا فعلنا|ما قمنا به|الحل|الأنشطة|التنفيذ|المنهجية|الطريقة|الإجراءات المتخذة"
        "|التدابير المتخذة|ما تم القيام به|الإجراءات|الاستجابة|آلية العمل|المقاربة|=التدابير"
        "|أنشطة",
    ),
    "impact": (
        "impact|impacts|result|results|outcome|outcomes|achievements|effects|benefits"
        "|results and impact|evidence of impact|results achieved|what changed|success|outputs",
        "impact|résultats|résultat|effets|retombées|réalisations|résultats obtenus|bénéfices"
        "|impacts|incidence",
        "impacto|impactos|resultados|resultado|efectos|logros|resultados obtenidos|beneficios"
        "|repercusiones",
        "impacto|impactos|resultados|resultado|efeitos|realizações|resultados alcançados"
        "|benefícios|conquistas",
        "воздействие|результат|результаты|эффект|достижения|итоги|достигнутые результаты"
        "|влияние|польза|последствия",
        "الأثر|التأثير|النتائج|نتائج|الإنجازات|الفوائد|الآثار|النتائج المحققة|الأثر والنتائج"
        "|النتيجة",
    ),
    "lessons": (
        "lesson|what we learned|what we learnt|what did we learn|lessons|lessons learned"
        "|lessons learnt|key lessons|learning|lessons-learned|insights|takeaways"
        "|what was learned",
        "leçon|ce que nous avons appris|leçons|enseignements|leçons apprises"
        "|enseignements tirés|leçons tirées|acquis de l'expérience",
        "lección|lo que aprendimos|qué aprendimos|lecciones|lecciones aprendidas|enseñanzas"
        "|aprendizajes|experiencia adquirida",
        "lição|o que aprendemos|lições|lições aprendidas|ensinamentos|aprendizagens|aprendizados",
        "урок|чему мы научились|что мы узнали|уроки|извлечённые уроки|усвоенные уроки"
        "|накопленный опыт|выученные уроки",
        "الدرس|ما تعلمناه|ماذا تعلمنا|الدروس|الدروس المستفادة|الدروس المستخلصة|دروس مستفادة"
        "|العبر المستخلصة",
    ),
    "enablers": (
        "enabler|enablers|enabling factors|success factors|factors of success|what helped"
        "|enabling conditions|key success factors|facilitating factors",
        "facteurs de succès|facteurs de réussite|facteurs favorables|facteurs facilitateurs"
        "|conditions favorables|leviers|conditions de réussite",
        "factores de éxito|factores facilitadores|factores favorables|condiciones favorables"
        "|facilitadores|factores habilitantes",
        "fatores de sucesso|fatores facilitadores|fatores favoráveis|condições favoráveis"
        "|facilitadores|factores de sucesso",
        "факторы успеха|благоприятные факторы|способствующие факторы|благоприятные условия"
        "|условия успеха",
        "عوامل النجاح|العوامل المساعدة|العوامل الميسرة|الظروف المواتية|العوامل التمكينية",
    ),
    "barriers": (
        "barrier|barriers|obstacle|obstacles|limiting factors|constraints|limitations|hurdles"
        "|what hindered|challenges and how they were overcome|how challenges were overcome"
        "|challenges faced|challenges encountered|implementation challenges|risks"
        "|challenges in implementation",
        "obstacles|obstacle|freins|facteurs limitants|contraintes|limites|entraves|barrières"
        "|risques|défis rencontrés|défis et solutions",
        "obstáculos|obstáculo|barreras|factores limitantes|limitaciones|limitantes|trabas"
        "|riesgos|desafíos encontrados|retos encontrados|desafíos y cómo se superaron",
        "obstáculos|obstáculo|barreiras|fatores limitantes|limitações|entraves|constrangimentos"
        "|riscos|desafios encontrados|desafios enfrentados",
        "препятствия|препятствие|барьеры|ограничения|сдерживающие факторы"
        "|ограничивающие факторы|риски|препятствующие факторы|возникшие трудности"
        "|возникшие проблемы",
        "العوائق|العقبات|المعوقات|الحواجز|العوامل المقيدة|القيود|التحديات التي تمت مواجهتها"
        "|المخاطر|التحديات وكيفية التغلب عليها",
    ),
    "replication": (
        "replication|replicability|transferability|scaling up|potential for replication"
        "|adaptation|recommendations for replication|scalability|how to replicate|upscaling"
        "|transfer",
        "réplication|reproductibilité|transférabilité|reproduction|conditions de reproduction"
        "|possibilités de reproduction|passage à l'échelle|réplicabilité|duplication",
        "replicación|replicabilidad|transferibilidad|reproducibilidad|potencial de replicación"
        "|ampliación de escala|réplica|posibilidad de réplica",
        "replicação|replicabilidade|transferibilidade|potencial de replicação|reprodutibilidade"
        "|ampliação de escala",
        "тиражирование|воспроизводимость|возможность тиражирования|распространение опыта"
        "|возможность воспроизведения|масштабирование|повторение|применимость",
        "قابلية التكرار|التكرار|إمكانية التكرار|قابلية النقل|التعميم"
        "|إمكانية التطبيق في أماكن أخرى|توسيع النطاق|قابلية التطبيق|قابلية الاستنساخ",
    ),
    "legal_basis": (
        "legal basis|legal framework|legal background|legislation|legal aspects"
        "|policy and legal background|legal instruments|mandate|=law|regulatory framework",
        "base juridique|base légale|cadre juridique|cadre légal|législation|fondement juridique"
        "|aspects juridiques|cadre réglementaire|bases juridiques",
        "base jurídica|base legal|marco jurídico|marco legal|fundamento jurídico|legislación"
        "|aspectos jurídicos|marco normativo|fundamento legal",
        "base jurídica|base legal|quadro jurídico|quadro legal|fundamento jurídico|legislação"
        "|aspetos jurídicos|marco legal|enquadramento legal",
        "правовая основа|правовая база|правовые рамки|нормативная база|законодательство"
        "|нормативно-правовая база|правовое основание|юридическая основа|правовые основы",
        "الأساس القانوني|الإطار القانوني|السند القانوني|التشريعات|الجوانب القانونية"
        "|القاعدة القانونية|المرجعية القانونية",
    ),
    "costs": (
        "cost|costs|funding|budget|resources|financing|costs and resources|cost and funding"
        "|financial resources|resources needed|resources required|total cost|donor|donors"
        "|funder",
        "coût|coûts|financement|budget|ressources|coûts et financement|moyens financiers"
        "|bailleur|ressources nécessaires|bailleurs de fonds",
        "costo|costos|coste|costes|financiación|financiamiento|presupuesto|recursos|donantes"
        "|recursos necesarios|costo y financiación",
        "custo|custos|financiamento|orçamento|recursos|custos e financiamento|doadores"
        "|recursos necessários",
        "стоимость|расходы|затраты|финансирование|бюджет|ресурсы|издержки|необходимые ресурсы"
        "|доноры|источники финансирования",
        "التكلفة|التكاليف|التمويل|الميزانية|الموارد|الكلفة|الموارد اللازمة|مصادر التمويل"
        "|الجهات المانحة",
    ),
    "description": (
        "description|details|full description|detailed description|practice description|=text"
        "|description of the practice|description of practice|narrative|about the practice"
        "|remarks",
        "description|description détaillée|description de la pratique|=texte|présentation|détails",
        "descripción|descripción detallada|descripción de la práctica|=texto|detalles|presentación",
        "descrição|descrição detalhada|descrição da prática|=texto|detalhes|apresentação",
        "описание|подробное описание|описание практики|=текст|подробности",
        "الوصف|وصف|وصف تفصيلي|الوصف التفصيلي|وصف الممارسة|=النص|التفاصيل|شرح",
    ),
    "countries": (
        "country|countries|=state|=states|=location|country or countries|countries involved"
        "|implementing country|implementing countries|where|geographic coverage"
        "|states concerned|country of implementation|states involved",
        "pays|=état|=états|=lieu|pays concernés|pays de mise en œuvre|couverture géographique"
        "|où|états concernés|pays participants",
        "país|países|=estado|=estados|=lugar|países involucrados|país de ejecución|dónde"
        "|cobertura geográfica|estados concernidos|país o países|país/países",
        "país|países|=estado|=estados|=local|países envolvidos|país de implementação|onde"
        "|cobertura geográfica|país ou países",
        "страна|страны|=государство|=государства|страна реализации|страны реализации|где"
        "|географический охват|страны-участницы|участвующие страны",
        "البلد|البلدان|الدولة|الدول|الدول المعنية|البلدان المعنية|بلد التنفيذ|=المكان|أين"
        "|التغطية الجغرافية|دولة|بلد",
    ),
    "year_from": (
        "start|start date|start year|year from|from year|starting date|began|begin"
        "|start of implementation|=from|=since|=year|year of start|dates|=date|duration|period"
        "|timeframe|time frame|date of implementation|implementation period"
        "|period of implementation|dates of implementation|=when|years|launched|timeline",
        "début|date de début|année de début|=depuis|=année|=de|dates|=date|durée|période|=quand"
        "|calendrier|années|date de lancement|lancement|période de mise en œuvre",
        "inicio|fecha de inicio|año de inicio|=desde|=año|fechas|=fecha|duración|período"
        "|periodo|=cuándo|años|plazo|fecha de comienzo|período de ejecución",
        "início|data de início|ano de início|=desde|=ano|datas|=data|duração|período|=quando"
        "|anos|prazo|período de implementação|data de lançamento",
        "начало|дата начала|год начала|=с|=год|даты|=дата|продолжительность|период|срок|сроки"
        "|=когда|годы|сроки реализации|период реализации|начат|запуск",
        "البداية|تاريخ البدء|سنة البدء|تاريخ البداية|=من|=منذ|=السنة|=العام|التواريخ|=التاريخ"
        "|المدة|الفترة|=متى|مدة التنفيذ|فترة التنفيذ|الفترة الزمنية|عام البدء|سنة البداية",
    ),
    "year_to": (
        "end|end date|end year|year to|to year|until|ended|finish|=to|completion date"
        "|year of end|closing date|date of completion|year ended",
        "fin|date de fin|année de fin|=à|jusqu'en|date d'achèvement|=jusqu'à",
        "fin|fecha de fin|fecha de finalización|año de finalización|=hasta|fecha de término"
        "|año de fin|finalización|conclusión del proyecto",
        "fim|data de fim|ano de fim|=até|data de término|data de conclusão|término"
        "|ano de conclusão|ano de término",
        "конец|дата окончания|год окончания|=по|=до|окончание|завершение|дата завершения"
        "|год завершения",
        "النهاية|تاريخ الانتهاء|سنة الانتهاء|تاريخ النهاية|=إلى|=حتى|سنة النهاية|تاريخ الإنجاز"
        "|عام الانتهاء",
    ),
    "themes": (
        "theme|themes|topic|topics|thematic area|thematic areas|thematic focus|subject|subjects"
        "|category|categories|thematic priority|=area|=areas|thematic cluster",
        "thème|thèmes|thématique|thématiques|sujet|sujets|domaine|domaines|domaine thématique"
        "|catégorie|axe thématique|catégories",
        "tema|temas|temática|temáticas|área temática|áreas temáticas|materia|materias|categoría"
        "|eje temático|categorías",
        "tema|temas|temática|temáticas|área temática|áreas temáticas|assunto|categoria|categorias",
        "тема|темы|тематика|тематическая область|тематические области|направление|направления"
        "|категория|рубрика|тематическое направление",
        "الموضوع|المواضيع|الموضوعات|المجال|المجالات|المجال المواضيعي|المحور|الفئة|المحاور"
        "|الفئات|المجالات المواضيعية",
    ),
    "gcm_objectives": (
        "gcm objective|gcm objectives|global compact objectives|global compact objective|=gcm"
        "|objectives of the global compact|relevant gcm objectives|related gcm objectives"
        "|primary gcm objectives|gcm",
        "objectifs du pacte mondial|objectif du pacte mondial|objectifs du pmm|objectifs pmm"
        "|=pmm|objectifs du gcm|objectifs gcm",
        "objetivos del pacto mundial|objetivo del pacto mundial|objetivos del pmm|objetivos pmm"
        "|=pmm|objetivos del gcm|objetivos gcm",
        "objetivos do pacto global|objetivo do pacto global|objetivos do pacto mundial"
        "|objetivos pgm|objetivos do gcm|objetivos gcm|=pgm",
        "цели глобального договора|цель глобального договора|цели гдм|=гдм|цели договора",
        "أهداف الاتفاق العالمي|هدف الاتفاق العالمي|أهداف الميثاق العالمي|أهداف العهد الدولي"
        "|الاتفاق العالمي أهداف",
    ),
    "sdg_targets": (
        "sdg|sdgs|sdg target|sdg targets|sdg goals|sustainable development goals|relevant sdgs"
        "|sustainable development goal targets|related sdgs|sustainable development targets",
        "odd|cibles odd|cibles des odd|objectifs de développement durable|cible odd",
        "ods|metas ods|metas de los ods|objetivos de desarrollo sostenible|meta ods",
        "ods|metas ods|metas dos ods|objetivos de desenvolvimento sustentável|meta ods"
        "|objetivos de desenvolvimento sustentável ods",
        "цур|цели устойчивого развития|задачи цур|цели в области устойчивого развития|задача цур",
        "أهداف التنمية المستدامة|غايات أهداف التنمية المستدامة|غاية التنمية المستدامة"
        "|غايات التنمية المستدامة",
    ),
    "beneficiaries": (
        "beneficiary|beneficiaries|target group|target groups|target population|who benefits"
        "|target audience|direct beneficiaries|persons reached|beneficiary groups",
        "bénéficiaire|bénéficiaires|groupe cible|groupes cibles|public cible|population cible",
        "beneficiario|beneficiarios|grupo destinatario|población objetivo|grupo objetivo"
        "|grupos meta|población destinataria|personas beneficiarias|población beneficiaria"
        "|grupo meta",
        "beneficiário|beneficiários|público-alvo|grupo-alvo|população-alvo|grupos-alvo"
        "|destinatários",
        "бенефициары|бенефициар|целевая группа|целевые группы|получатели|благополучатели"
        "|целевая аудитория|выгодополучатели",
        "المستفيدون|المستفيدين|الفئة المستهدفة|الفئات المستهدفة|الجمهور المستهدف|المنتفعون",
    ),
    "lead_organisation": (
        "lead organisation|lead organization|lead|lead agency|implementing organisation"
        "|implementing organization|main implementing organisation"
        "|main implementing organization|implementing agency|responsible institution|led by"
        "|implementing entity|lead institution|main implementing organisations"
        "|main implementing organizations|responsible organisation|responsible organization"
        "|organisation|organization|institution|implemented by|implementing organisations"
        "|implementing organizations|ministry|responsible ministry",
        "organisation chef de file|organisation responsable|chef de file|organisme responsable"
        "|organisme chef de file|organisation principale|organisme d'exécution"
        "|institution responsable|agence d'exécution|organisation|pilote|porteur|ministère"
        "|institution",
        "organización principal|organización responsable|organismo responsable"
        "|entidad responsable|organización líder|entidad ejecutora|organismo ejecutor"
        "|organización ejecutora|institución responsable|organización|ministerio|entidad"
        "|institución",
        "organização responsável|organização líder|organização principal|entidade responsável"
        "|entidade executora|instituição responsável|órgão responsável|organização|ministério"
        "|entidade|instituição|organização executora",
        "ведущая организация|ответственная организация|исполнитель|организация-исполнитель"
        "|организация|ответственное учреждение|ответственное ведомство|головная организация"
        "|учреждение|ведомство|министерство|основная организация-исполнитель",
        "الجهة المنفذة|المنظمة الرائدة|الجهة المسؤولة|المنظمة المنفذة|الجهة القائدة"
        "|المؤسسة المسؤولة|المنظمة المسؤولة|المنظمة|الجهة|الوزارة|المؤسسة"
        "|الجهة المنفذة الرئيسية|الجهة الرائدة",
    ),
    "partners": (
        "partner|partners|partner organisations|partner organizations|implementing partners"
        "|supporting partners|stakeholders|stakeholders and partners|partnership|partnerships"
        "|actors|actors involved|other partners|collaborating partners|partner",
        "partenaire|partenaires|organisations partenaires|parties prenantes|partenariats"
        "|acteurs|partenaires de mise en œuvre|partenariat",
        "socio|socios|organizaciones asociadas|entidades asociadas|partes interesadas|aliados"
        "|actores|alianzas|asociados|socios ejecutores|contrapartes",
        "parceiro|parceiros|organizações parceiras|partes interessadas|parcerias|atores|actores"
        "|entidades parceiras|parceiros de implementação",
        "партнёры|партнёр|организации-партнёры|партнёрские организации|заинтересованные стороны"
        "|партнёрство|участники",
        "الشركاء|الشريك|شركاء|المنظمات الشريكة|الجهات الشريكة|أصحاب المصلحة|الشراكات"
        "|الأطراف المعنية|الشركاء المنفذون|الشركاء والجهات المعنية",
    ),
    "references": (
        "reference|references|link|links|further reading|bibliography|website|url|web link"
        "|documents|publications|links and references|more information|further information"
        "|read more|annexes|supporting documents|web page|related documents",
        "référence|références|lien|liens|bibliographie|site web|pour en savoir plus|documents"
        "|plus d'informations|publications|liens et références|site internet",
        "referencia|referencias|enlace|enlaces|vínculos|bibliografía|sitio web|más información"
        "|documentos|publicaciones|página web|para saber más",
        "referência|referências|ligação|ligações|links|bibliografia|sítio web|mais informações"
        "|documentos|publicações|saiba mais|site|sítio na internet",
        "ссылка|ссылки|литература|библиография|веб-сайт|сайт|дополнительная информация"
        "|источники и ссылки|публикации|документы|список литературы",
        "المراجع|مراجع|الروابط|رابط|الموقع الإلكتروني|لمزيد من المعلومات|الوثائق|المنشورات"
        "|روابط|مزيد من المعلومات|الرابط",
    ),
    "source": (
        "source|sources|source document|source of information|citation|information source|origin",
        "source|sources|source d'information|origine|source de l'information|document source",
        "fuente|fuentes|fuente de información|documento de origen",
        "fonte|fontes|fonte de informação|documento de origem",
        "источник|источники|источник информации|источник сведений",
        "المصدر|المصادر|مصدر المعلومات|مصدر|مصادر",
    ),
    "keywords": (
        "keyword|keywords|key words|tags|tag|descriptors",
        "mots-clés|mots clés|mot-clé|étiquettes|descripteurs",
        "palabras clave|palabra clave|etiquetas|descriptores",
        "palavras-chave|palavra-chave|palavras chave|etiquetas",
        "ключевые слова|ключевое слово|теги|метки",
        "الكلمات المفتاحية|كلمات مفتاحية|الكلمات الدالة|الكلمات الرئيسية|الوسوم|كلمات دالة",
    ),
    "practice_type": (
        "type|type of practice|practice type|kind of practice|type of initiative|=kind|kind"
        "|type of measure|form|nature of practice",
        "type|type de pratique|type d'initiative|nature de la pratique|=nature|type de mesure",
        "tipo|tipo de práctica|tipo de iniciativa|clase de práctica|tipo de medida",
        "tipo|tipo de prática|tipo de iniciativa|tipo de medida",
        "тип|вид|тип практики|вид практики|вид инициативы|тип инициативы|форма",
        "النوع|نوع الممارسة|نوع المبادرة|نوع|طبيعة الممارسة",
    ),
    "status": (
        "status|state of implementation|implementation status|stage|current status|phase",
        "statut|état d'avancement|état de mise en œuvre|stade|avancement|phase",
        "estado de ejecución|situación actual|=situación|estado de la práctica|fase|etapa"
        "|estatus|estado de implementación|estado actual",
        "estado de implementação|=situação|situação atual|fase|etapa|estado atual|=status|estatuto",
        "статус|состояние|стадия|этап|статус реализации|стадия реализации|ход выполнения",
        "الحالة|حالة التنفيذ|الوضع|المرحلة|وضع التنفيذ|الوضع الحالي",
    ),
    "scope": (
        "scope|geographic scope|geographical scope|level|level of implementation"
        "|geographic level|scale",
        "portée|portée géographique|niveau|échelle|étendue géographique|champ géographique",
        "alcance|alcance geográfico|ámbito|ámbito geográfico|nivel|escala",
        "âmbito|âmbito geográfico|alcance|escopo|nível|abrangência|abrangência geográfica|escala",
        "масштаб|географический масштаб|уровень|уровень реализации|сфера охвата|охват",
        "النطاق|النطاق الجغرافي|المستوى|نطاق التنفيذ|مستوى التنفيذ",
    ),
    "corridor": (
        "corridor|migration corridor|route|migration route|migratory route|corridors|routes",
        "couloir|couloir migratoire|corridor|corridor migratoire|route migratoire|itinéraire",
        "corredor|corredor migratorio|ruta migratoria|ruta|corredores",
        "corredor|corredor migratório|rota migratória|rota|corredores",
        "коридор|миграционный коридор|маршрут|миграционный маршрут",
        "الممر|ممر الهجرة|مسار الهجرة|المسار|طريق الهجرة",
    ),
    "language": (
        "language|languages|language of text|text language|original language",
        "langue|langues|langue du texte|langue originale",
        "idioma|idiomas|lengua|idioma original",
        "idioma|idiomas|língua|línguas|idioma original",
        "язык|языки|язык текста|язык оригинала",
        "اللغة|اللغات|لغة النص|لغة",
    ),
    "rcp": (
        "rcp|rcps|regional consultative process|process|processes|regional process"
        "|consultative process|consultation mechanism|rcp concerned|dialogue"
        "|inter-state consultation mechanism",
        "pcr|processus consultatif régional|processus|processus régional|processus consultatif",
        "pcr|proceso consultivo regional|proceso|procesos|proceso regional|proceso consultivo",
        "pcr|processo consultivo regional|processo|processos|processo regional|processo consultivo",
        "ркп|региональный консультативный процесс|процесс|региональный процесс"
        "|консультативный процесс",
        "العملية التشاورية الإقليمية|العملية|العملية التشاورية|العملية الإقليمية|المسار التشاوري",
    ),
    "recommendations": (
        "recommendation|recommendations|proposed measures|proposals|way forward|ways forward"
        "|next steps|possible outcomes|proposed actions|suggested actions|action points"
        "|follow-up actions|measures proposed|recommended actions|options for action"
        "|proposed steps|possible measures|suggestions|policy recommendations|follow-up"
        "|outcomes and ways forward",
        "recommandation|recommandations|mesures proposées|propositions|voie à suivre"
        "|marche à suivre|prochaines étapes|pistes d'action|actions proposées|suites à donner"
        "|perspectives|résultats possibles|suggestions|mesures envisagées",
        "recomendación|recomendaciones|medidas propuestas|propuestas|camino a seguir"
        "|próximos pasos|acciones propuestas|seguimiento|sugerencias|posibles resultados"
        "|vías de acción|posibles medidas|el camino a seguir",
        "recomendação|recomendações|medidas propostas|propostas|caminho a seguir"
        "|próximos passos|ações propostas|seguimento|sugestões|resultados possíveis"
        "|próximas etapas",
        "рекомендация|рекомендации|предлагаемые меры|предложения|дальнейшие шаги|следующие шаги"
        "|дальнейшие действия|предлагаемые действия|путь вперёд|возможные меры|пути продвижения",
        "التوصية|التوصيات|توصيات|التدابير المقترحة|المقترحات|سبل المضي قدما|الخطوات التالية"
        "|الخطوات القادمة|الإجراءات المقترحة|الطريق إلى الأمام|الخطوات المقبلة|المضي قدما"
        "|اقتراحات",
    ),
    "good_practices": (
        "good practice|good practices|promising practice|promising practices|best practice"
        "|best practices|opportunities|innovations|case study|case studies"
        "|good practice example|opportunities and good practices|examples of good practice"
        "|effective practices|=practices|practice examples"
        "|opportunities good practices innovations|success stories|success story",
        "bonne pratique|bonnes pratiques|pratique prometteuse|pratiques prometteuses"
        "|étude de cas|études de cas|meilleures pratiques|possibilités|opportunités|innovations"
        "|exemple de bonne pratique|pratiques exemplaires|pratique exemplaire|=pratiques",
        "buena práctica|buenas prácticas|práctica prometedora|prácticas prometedoras"
        "|estudio de caso|estudios de caso|mejores prácticas|oportunidades|innovaciones"
        "|=prácticas|mejor práctica|ejemplo de buena práctica|casos de éxito|caso de éxito"
        "|buenas prácticas e innovaciones",
        "boa prática|boas práticas|prática promissora|práticas promissoras|estudo de caso"
        "|estudos de caso|melhores práticas|oportunidades|inovações|=práticas|melhor prática"
        "|exemplo de boa prática",
        "передовая практика|передовые практики|успешная практика|успешные практики"
        "|хорошая практика|лучшая практика|лучшие практики|надлежащая практика"
        "|примеры передовой практики|возможности|тематическое исследование|эффективная практика"
        "|=практики|перспективная практика|пример из практики|положительная практика|инновации"
        "|передовой опыт|хорошие практики",
        "ممارسة جيدة|الممارسات الجيدة|ممارسات جيدة|الممارسة الجيدة|ممارسة واعدة"
        "|الممارسات الواعدة|أفضل الممارسات|دراسة حالة|الفرص|الابتكارات|الممارسات الفضلى"
        "|ممارسة فضلى|دراسات حالة|=الممارسات|قصة نجاح|الممارسات السليمة",
    ),
    "quotations": (
        "quote|quotes|quotation|quotations|inspiring quotes|inspiring quote|memorable quotes",
        "citation|citations|citations inspirantes|citations marquantes",
        "cita|citas|citas inspiradoras|frases inspiradoras|citas textuales|frases destacadas",
        "citação|citações|citações inspiradoras|frases inspiradoras|frases marcantes",
        "цитата|цитаты|вдохновляющие цитаты|яркие цитаты|высказывания|вдохновляющие высказывания",
        "اقتباس|اقتباسات|اقتباسات ملهمة|الاقتباسات|أقوال ملهمة|الاقتباسات الملهمة|مقتبسات",
    ),
    "guiding_questions": (
        "guiding questions|guiding question|questions for discussion|discussion questions"
        "|key questions|questions to guide the discussion|questions",
        "questions directrices|questions d'orientation|questions pour le débat|questions clés"
        "|questions à débattre|questions pour la discussion|questions",
        "preguntas orientadoras|preguntas guía|preguntas para el debate|preguntas clave"
        "|preguntas|cuestiones para el debate",
        "perguntas orientadoras|questões orientadoras|questões para debate|perguntas-chave"
        "|perguntas|questões para discussão|perguntas norteadoras|questões",
        "направляющие вопросы|вопросы для обсуждения|ключевые вопросы|вопросы"
        "|ориентировочные вопросы|наводящие вопросы",
        "أسئلة توجيهية|الأسئلة التوجيهية|أسئلة للنقاش|أسئلة للمناقشة|الأسئلة الرئيسية|الأسئلة"
        "|أسئلة إرشادية",
    ),
    "introduction": (
        "introduction|foreword|preface|rationale|preamble|about this note|about this paper",
        "introduction|avant-propos|préface|préambule",
        "introducción|prólogo|prefacio|preámbulo|presentación del documento",
        "introdução|prefácio|preâmbulo",
        "введение|предисловие|вступление|преамбула",
        "مقدمة|المقدمة|تمهيد|توطئة|تصدير",
    ),
    "conclusion": (
        "conclusion|conclusions|concluding remarks|closing remarks|closing",
        "conclusion|conclusions|remarques finales|observations finales",
        "conclusión|conclusiones|observaciones finales|consideraciones finales",
        "conclusão|conclusões|considerações finales|considerações finais|observações finais",
        "заключение|вывод|выводы|заключительные замечания",
        "خاتمة|الخاتمة|الخلاصة والاستنتاجات|الاستنتاجات|استنتاجات|ملاحظات ختامية",
    ),
    "background": (
        "background|background and context|context and background|background information",
        "contexte général|historique|généralités|contexte et historique|informations générales",
        "antecedentes|contexto general|antecedentes y contexto",
        "antecedentes|contexto geral|=contexto|enquadramento|histórico",
        "справочная информация|предыстория|история вопроса|общие сведения|исходная ситуация",
        "خلفية|الخلفية|معلومات أساسية|خلفية عامة|السياق والخلفية|معلومات عامة",
    ),
    "agenda_2030": (
        "2030 agenda|agenda 2030|contribution to the 2030 agenda"
        "|contributions to the 2030 agenda|contributions to the achievement of the agenda 2030",
        "programme 2030|agenda 2030|contribution au programme 2030"
        "|programme de développement durable à l'horizon 2030"
        "|contributions à la réalisation du programme 2030",
        "agenda 2030|contribución a la agenda 2030|contribuciones a la agenda 2030",
        "agenda 2030|contribuição para a agenda 2030|contribuições para a agenda 2030",
        "повестка дня 2030|повестка дня на период до 2030 года|вклад в повестку дня"
        "|повестка 2030|повестки дня на период до 2030 года",
        "خطة 2030|خطة عام 2030|أجندة 2030|المساهمة في خطة 2030|خطة التنمية المستدامة لعام 2030"
        "|المساهمة في تحقيق خطة 2030",
    ),
    "global_compact": (
        "global compact|global compact for migration|relevance to the global compact"
        "|relevance to the global compact for migration|relevance to the gcm",
        "pacte mondial|pacte mondial sur les migrations|pertinence pour le pacte mondial"
        "|pacte mondial pour les migrations",
        "pacto mundial|pacto mundial para la migración|relevancia para el pacto mundial"
        "|pacto mundial sobre migración|pertinencia para el pacto mundial",
        "pacto global|pacto global para as migrações|relevância para o pacto global"
        "|pacto mundial|pacto global para a migração",
        "глобальный договор|глобальный договор о миграции|значение для глобального договора"
        "|актуальность для глобального договора|связь с глобальным договором"
        "|глобального договора",
        "الاتفاق العالمي|الاتفاق العالمي من أجل الهجرة|الصلة بالاتفاق العالمي|الميثاق العالمي"
        "|بالاتفاق العالمي|الصلة بالميثاق العالمي|العهد الدولي للهجرة",
    ),
    "secretariat": (
        "secretariat|secretariat support|technical secretariat",
        "secrétariat|secrétariat technique",
        "secretaría|secretaría técnica|secretariado",
        "secretariado|secretaria|secretariado técnico|secretaria técnica",
        "секретариат|технический секретариат",
        "الأمانة|الأمانة العامة|الأمانة الفنية|السكرتارية|أمانة",
    ),
    "governments": (
        "government|governments|member states|participating states|member governments|members"
        "|participating governments|member countries|participating countries|membership",
        "gouvernement|gouvernements|états membres|états participants|pays membres|membres"
        "|gouvernements participants",
        "gobierno|gobiernos|estados miembros|estados participantes|países miembros|miembros"
        "|países participantes|gobiernos participantes",
        "governo|governos|estados-membros|estados membros|estados participantes|países membros"
        "|membros|países participantes|governos participantes|estados partes",
        "правительства|государства-члены|государства-участники|страны-члены"
        "|участвующие государства|члены|правительства-участники",
        "الحكومات|الدول الأعضاء|الدول المشاركة|البلدان الأعضاء|الأعضاء|الحكومات المشاركة|حكومات",
    ),
    "observers": (
        "observer|observers|observers and partners|observers partners|observer states"
        "|observer organisations|partners and observers|partners observers",
        "observateur|observateurs|observateurs et partenaires|observateurs partenaires",
        "observador|observadores|observadores y socios|observadores y asociados"
        "|observadores socios",
        "observador|observadores|observadores e parceiros|observadores parceiros",
        "наблюдатели|наблюдатель|наблюдатели и партнёры|наблюдатели партнёры",
        "المراقبون|المراقبين|مراقبون|المراقبون والشركاء|الجهات المراقبة",
    ),
    "areas_of_discussion": (
        "areas of discussion|main areas of discussion|topics of discussion|topics discussed"
        "|main topics|areas discussed|main themes|subjects of discussion"
        "|thematic areas of discussion|areas of work|focus areas|main areas of work",
        "domaines de discussion|principaux domaines de discussion|principaux thèmes"
        "|sujets abordés|thèmes de discussion|sujets de discussion"
        "|principaux sujets de discussion|thèmes abordés|domaines de débat",
        "temas de debate|principales áreas de debate|áreas de debate|áreas de discusión"
        "|principales áreas de discusión|principales temas|temas de discusión|temas tratados"
        "|ámbitos de debate|esferas de debate",
        "áreas de discussão|principais áreas de discussão|principais temas|temas de discussão"
        "|temas discutidos|temas debatidos|áreas de debate|principais áreas de debate",
        "области обсуждения|основные области обсуждения|основные темы|темы обсуждения"
        "|обсуждаемые темы|основные направления обсуждения|основные темы обсуждения"
        "|обсуждаемые вопросы",
        "مجالات المناقشة|المجالات الرئيسية للمناقشة|مجالات النقاش|محاور النقاش"
        "|المواضيع الرئيسية|المجالات الرئيسية للنقاش|مواضيع النقاش|موضوعات المناقشة",
    ),
    "goals": (
        "goals|main goals|strategic goals|goals and objectives",
        "buts et objectifs|buts principaux|=buts|objectifs principaux|objectifs stratégiques",
        "metas|objetivos principales|fines|metas y objetivos|objetivos estratégicos",
        "metas|objetivos principais|fins|metas e objetivos|objetivos estratégicos",
        "цели процесса|основные цели|стратегические цели|главные цели",
        "الغايات|الأهداف الرئيسية|الأهداف الاستراتيجية|غايات|المرامي",
    ),
    "priorities": (
        "priority|priorities|current priorities|priority areas|work priorities|present priorities",
        "priorité|priorités|priorités actuelles|domaines prioritaires|axes prioritaires",
        "prioridad|prioridades|prioridades actuales|áreas prioritarias",
        "prioridade|prioridades|prioridades atuais|prioridades actuais|áreas prioritárias",
        "приоритет|приоритеты|текущие приоритеты|нынешние приоритеты|приоритетные направления"
        "|приоритетные области",
        "الأولويات|أولويات|الأولويات الحالية|الأولويات الراهنة|المجالات ذات الأولوية",
    ),
    "region": (
        "region|regions|geographic region|geographical region",
        "région|régions|région géographique",
        "región|regiones|región geográfica",
        "região|regiões|região geográfica",
        "регион|регионы|географический регион",
        "المنطقة|المناطق|الإقليم|المنطقة الجغرافية",
    ),
    "guiding_principles": (
        "guiding principle|guiding principles|gcm guiding principles|cross-cutting principles",
        "principes directeurs|principes transversaux|principe directeur",
        "principios rectores|principios transversales|principio rector",
        "princípios orientadores|princípios transversais|princípios norteadores",
        "руководящие принципы|сквозные принципы|направляющие принципы",
        "المبادئ التوجيهية|المبادئ الشاملة|المبادئ الإرشادية",
    ),
    "innovation": (
        "innovation|innovative aspects|innovativeness|what is innovative|innovative elements",
        "innovation|aspects novateurs|caractère novateur|aspects innovants|caractère innovant",
        "innovación|aspectos innovadores|carácter innovador|elementos innovadores",
        "inovação|aspetos inovadores|caráter inovador|elementos inovadores",
        "инновация|инновационность|инновационные аспекты|новизна",
        "الابتكار|الجوانب المبتكرة|الجوانب الابتكارية|العناصر المبتكرة",
    ),
    "sustainability": (
        "sustainability|sustainable results|durability",
        "durabilité|pérennité|viabilité",
        "sostenibilidad|sustentabilidad",
        "sustentabilidade|perenidade",
        "устойчивость|устойчивость результатов|долговечность",
        "الاستدامة|استدامة|ديمومة",
    ),
    "evaluation": (
        "evaluation|monitoring and evaluation|monitoring|assessment|evidence",
        "évaluation|suivi et évaluation|=suivi|bilan",
        "evaluación|seguimiento y evaluación|monitoreo y evaluación|monitoreo",
        "avaliação|monitoramento e avaliação|monitorização e avaliação|acompanhamento e avaliação",
        "оценка|мониторинг и оценка|мониторинг",
        "التقييم|الرصد والتقييم|المتابعة والتقييم|تقييم",
    ),
    "contact": (
        "contact|contacts|contact person|contact details|focal point|contact information"
        "|focal points|email|e-mail|telephone|phone|contact points|contact point"
        "|person to contact|contact name|for further information|who is the contact person"
        "|who can be contacted|liaison|submitted by|prepared by|author|authors|reported by"
        "|compiled by|respondent",
        "contact|contacts|personne de contact|coordonnées|point focal|points focaux|courriel"
        "|personne-ressource|téléphone|personne à contacter|personnes à contacter|interlocuteur"
        "|interlocutrice|référent|pour tout renseignement|qui contacter"
        "|qui est la personne de contact|correspondant|soumis par|présenté par|préparé par"
        "|auteur|auteurs|rédigé par",
        "contacto|contactos|persona de contacto|datos de contacto|punto focal"
        "|correo electrónico|puntos focales|teléfono|punto de contacto|persona a contactar"
        "|responsable de contacto|para más información|quién es la persona de contacto"
        "|interlocutor|interlocutora|persona de enlace|presentado por|autor|autora|autores"
        "|elaborado por",
        "contacto|contactos|contato|contatos|pessoa de contacto|dados de contacto|ponto focal"
        "|correio eletrónico|pessoa de contato|dados de contato|telefone|pontos focais"
        "|pessoa a contactar|para mais informações|quem é a pessoa de contacto"
        "|quem é a pessoa de contato|submetido por|apresentado por|pessoa responsável",
        "контакт|контакты|контактное лицо|контактные данные|координатор|электронная почта"
        "|телефон|контактная информация|контактные лица|к кому обращаться"
        "|кто является контактным лицом|ответственное лицо|автор|авторы|подготовил|подготовлено"
        "|представлено",
        "جهة الاتصال|الاتصال|بيانات الاتصال|نقطة الاتصال|البريد الإلكتروني|منسق الاتصال|الهاتف"
        "|معلومات الاتصال|للاتصال|مسؤول الاتصال|الشخص المسؤول عن الاتصال|لمزيد من المعلومات"
        "|من هي جهة الاتصال|من هو مسؤول الاتصال|الشخص المسؤول|ضابط الاتصال|إعداد|مقدم من|المؤلف",
    ),
    "definitions": (
        "definition|definitions|glossary|terminology|acronyms|abbreviations|terms",
        "définition|définitions|glossaire|terminologie|sigles|acronymes",
        "definición|definiciones|glosario|terminología|siglas|acrónimos",
        "definição|definições|glossário|terminologia|siglas|acrónimos",
        "определение|определения|глоссарий|терминология|сокращения",
        "التعريف|التعريفات|تعاريف|مسرد|المصطلحات|المختصرات",
    ),
    "contents": (
        "contents|table of contents|list of contents",
        "table des matières|=sommaire|contenu",
        "índice|tabla de contenido|contenido|=sumario",
        "índice|sumário|conteúdo",
        "содержание|оглавление",
        "المحتويات|جدول المحتويات|الفهرس|فهرس المحتويات",
    ),
}
