"""Function words of the six languages: they tell the language and carry no subject."""

FUNCTION_WORDS = {
    "en": """
        a about above after again against all also am an and any are as at be because been
        before being below between both but by can cannot could did do does doing down during
        each few for from further had has have having he her here hers him his how i if in into
        is it its itself just may me might more most must my no nor not now of off on once only
        or other our ours out over own same shall she should so some such than that the their
        theirs them then there these they this those through to too under until up upon us very
        was we were what when where whether which while who whom whose why will with within
        without would you your yours
    """,
    "fr": """
        a afin ai ainsi alors après as au aucun aucune aura aussi autre autres aux avait avant
        avec avez avoir avons ayant c ça car ce ceci cela celle celles celui ces cet cette ceux
        chaque chez ci comme comment d dans de depuis des dont du elle elles en encore entre es
        est et étaient était étant été être eu eux fait faut fut grâce il ils j je jusqu jusque
        l la laquelle le lequel les lesquelles lesquels leur leurs lors lorsque lui m ma mais me
        même mêmes mes mon n ne ni nos notre nous on ont ou où par parce pas pendant peu peut
        peuvent plus plusieurs pour pourquoi pourrait qu quand que quel quelle quelles quels qui
        quoi s sa sans se selon sera serait ses si soit son sont sous suis sur t ta te tes toi
        ton tous tout toute toutes très tu un une vers vos votre vous y
    """,
    "es": """
        a al algo algún alguna algunas alguno algunos ante antes aquel aquella aquellos así aun
        aún aunque bajo cada casi como cómo con contra cual cuál cuales cuáles cuando cuándo
        cuanto cuántos de del desde donde dónde durante e el él ella ellas ellos en entre
        era eran eres es esa esas ese eso esos esta está estaba están estas este esto estos fue
        fueron ha había habían han hasta hay la las le les lo los mas más me mediante mi mientras
        muy ni no nos nosotros nuestra nuestras nuestro nuestros o otra otras otro otros para
        pero poco por porque pues puede pueden que qué quien quién quienes se sea sean según ser
        será si sí sido sin sino sobre son su sus también tan tanto te tiene tienen toda todas
        todo todos tras tu tus un una unas uno unos y ya yo
    """,
    "pt": """
        a à ainda algum alguma algumas alguns ante antes ao aos apenas após aquela aquele aqueles
        aquilo as às assim até cada com como contra da das de dela delas dele deles depois desde
        do dos durante e é ela elas ele eles em enquanto então entre era eram essa essas esse
        esses esta está estão estas este estes eu foi foram há isso isto já lhe lhes mais mas me
        mediante mesmo meu minha muito muitos na não nas nem no nos nós nossa nosso num numa o os
        ou outra outras outro outros para pela pelas pelo pelos pode podem pois por porque qual
        quais quando quanto quantos que quem são se sem sendo ser será seu seus sido sob sobre
        sua suas também tão tem têm ter toda todas todo todos tu tudo um uma umas uns você vocês
    """,
    "ru": """
        а без более бы был была были было быть в вам вас ведь весь во вот все всего всех всё вы
        где да для до его ее её если есть еще ещё же за здесь и из или им их к как какая какие
        какой каких ко когда которая которого которое которой которые который которых кто куда
        ли лишь между меня мне многих может могут мы на над надо нам нас не него нее ней нет ни
        них но о об однако он она они оно от очень по под после при про с сам свои своих свой
        себя со так такая также такие такой там те тем то того тоже той только том тот тут ты у
        уже чего чем через что чтобы эта эти этим этих это этого этой этом этот я
    """,
    "ar": """
        إذ إذا إلا إلى أم أما أن أنا أنت أنها أنه أو أي أيضا إن إنه بعد بعض بل بما بن به بها بين
        تكون تلك ثم حتى حيث حين خلال دون ذلك سوف سوى ضد ضمن عبر عدة عدم عليه عليها على عن عند عنها
        عنه غير فإن فقد فقط في فيما فيه فيها قبل قد كان كانت كذلك كل كما كم كيف لا لأن لدى لقد لكل
        لكن لم لماذا لن له لها لهم ليس ليست ما ماذا مثل مع معظم مما من منذ منه منها نحن نحو هذا هذه
        هل هم هنا هناك هو هؤلاء هي و وأن وإن وفي وقد ولا ولم وما ومن وهذا وهذه وهو وهي يتم يكون
    """,
}
