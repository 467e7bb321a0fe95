"""What a question takes for granted and a sentence must bear out: an act, a speaker, a beginning.

"Who signed it?" takes for granted that somebody did; where nothing that was found speaks of it,
what comes nearest is no answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from seeqa.demands.demand import Demand, Tokens
from seeqa.intent import OFFICE, relation
from seeqa.language.dates import leading
from seeqa.names import COUNTRIES
from seeqa.quantities import NUMBER, PEOPLE
from seeqa.speech import SAYS
from seeqa.terms import STOPWORDS, fold, surface, term_set, terms
from seeqa.types import Alike, Document, Span

# What is done at one moment, by somebody, and has no other common name.
_ACT = re.compile(
    r"\b(?:who|when|where|why|which|what|how many)\b.*?\b"
    r"(?P<act>sign(?:ed|s)?(?! up\b)|invent(?:ed|s)?|chair(?:ed|s)?|"
    r"arrest(?:ed|s)?|convict(?:ed|s)?|elect(?:ed|s)?|appoint(?:ed|s)?|resign(?:ed|s)?|"
    r"manufactured|supplied|certified|translat(?:ed|es)|print(?:ed|s)|vot(?:e|ed|es)|cancel(?:led|ed|s)?|postpone[ds]?|"
    r"refus(?:e|ed|es)|withdr(?:ew|aw|awn)|(?:pull|drop|walk)(?:ed|ped)? out|call(?:ed)? off|"
    r"adopt(?:ed|s)?|ratif(?:y|ied|ies)|publish(?:ed|es)?|issued?|released?|boycott(?:ed|s)?|"
    r"reject(?:ed|s)?|oppos(?:e|ed|es)|quit|den(?:y|ied)|evaluate[ds]?|founded|owned|nominated|"
    r"took the floor)\b|"
    r"\bwho (?:\w+ )?(?P<writing>drafted|wrote|authored)\b|"
    r"^(?:and |so )?(?:what|which) (?P<decided>decisions?|conclusions?)\b|"
    r"^(?:and |so )?what (?:did|was|were|has|have)\b.*?\b(?P<decision>conclude[ds]?|decide[ds]?)\b|"
    r"\bwhy\b.*?\b(?P<choice>chosen?|choose|select(?:ed)?|pick(?:ed)?(?! up))\b"
)
_OFFICE_OF = re.compile(
    r"\b(?:who(?:['’]?s| is| was)|names? of) (?:the |that )?(?:[\w-]+ ){0,3}?"
    rf"(?P<office>(?:{OFFICE}|prosecutor|judge|spokes\w+|commander)s?)\b"
)
_OFFICE_MET = re.compile(
    r"^(?:and |so |but )?(?:did|does|do|has|have|was|were|is|are|will)\b[^?]*?\b(?:the|an?) "
    rf"(?P<office>(?:prime |vice |deputy )?(?:{OFFICE}|prosecutor|commander|king|queen|pope)s?)\b"
)
# Words for one act.
_ACTS = tuple(
    frozenset(terms(words))
    for words in (
        "publish issue release publication",
        "choose chose chosen choice select selected selection pick picked",
        "founded founder founding establish established launched created",
        "owned owner ownership belong belonging property",
        "evaluated evaluation assessed assessment",
        "took floor spoke speech addressed",
        "certified certificate certificates certification",
        "supplied supplier supply provided donated delivered",
        "adopt adopted adoption approve approved approval endorse endorsed",
        "drafted draft wrote written author authored prepared compiled produced",
        "conclude concluded conclusion decide decided decision agree agreed result outcome",
    )
)
_WHY_NOT = re.compile(
    r"\bwhy\b[^?]*?(?:\b(?:not|never|no longer|nobody|nothing|cannot)\b|n['’]t\b)"
)
_NOT = re.compile(
    r"\b(?:not?|never|nor|nobody|nothing|none|without|cannot|unable|fail\w*|lack\w*|"
    r"refus\w+|declin\w+|un(?:aware|registered)\w*|hardly)\b|n['’]t\b"
)
_SO = re.compile(r"\bwhy (?:was|is|were|are)\b.*? so (?P<how>[a-z]+)\W*$")
_FROM = re.compile(
    r"\b(?i:how many|which|what|who (?:was|were) the)(?: of)? (?:[\w-]+ ){1,7}from (?:the )?"
    r"(?P<whence>[A-Z][\w’'-]*(?:(?:,? and|,)? (?:the )?[A-Z][\w’'-]*)*)"
)
_NATIONALS = re.compile(
    r"\b(?:how many|which|what|who (?:was|were) the)(?: of the)? (?:\w+ ){0,2}?"
    rf"(?P<who>[^\W\d]+) (?:\w+ )?{PEOPLE}\b",
    re.IGNORECASE,
)
# "What did the judge say", "What does Ana Berg think", as far as the verb.
SPEAKING = (
    r"\b(?i:what (?:did|does|do|has|had|was)) "
    rf"(?P<who>(?i:the|[a-z]+['’]s) [^?]+?|[A-Z][^?]+?) {SAYS}\b"
)
_SPEAKER = re.compile(rf"{SPEAKING}(?: (?:\w+ )?(?:about|on|of) (?P<topic>[^?]+))?")
_WHEN_BEGUN = re.compile(
    r"(?:and |so )?when (?:did|was|were|is|has) (?P<what>.+?) "
    r"(?:begin|began|start|started|commence[ds]?|launched|initiated|founded|established|"
    r"created|set up|introduced|born)\W*$",
    re.IGNORECASE,
)
_BEGINS = re.compile(
    r"\b(?:beg[aiu]n\w*|start\w*|launch\w*|initiated|born|found(?:ed|ing)|establish\w*|"
    r"creat\w+|set up|"
    r"introduc\w+|commenc\w+|since|adopt\w*)\b",
    re.IGNORECASE,
)
_OCCASION = re.compile(
    r"\b(?:trainings?|workshops?|conferences?|meetings?|visits?|courses?|seminars?|events?|"
    r"sessions?|it|that|this|they)\b",
    re.IGNORECASE,
)
_WHETHER = re.compile(
    r"(?:and |so |but )?(?:is|are|was|were) "
    r"(?:(?:the|this|that|it|they|he|she|all)\b[^?,]*? |[\w-]+ )?"
    r"(?P<how>(?!(?:involved|represented|included|invited|concerned|mentioned)\b)"
    r"[a-z]{3,}(?:ed|ine|al|ful|ous|ory|ive|en))\W*$",
    re.IGNORECASE,
)
_SORT = re.compile(
    r"\b(?:which|what) (?:\w+ )?"
    r"(?P<sort>departments?|buildings?|compan(?:y|ies)|firms?|banks?|universit(?:y|ies)|hospitals?|"
    r"hotels?|newspapers?|airlines?|prisons?|ships?|vessels?|lorr(?:y|ies)|trucks?|planes?|flights?|"
    r"brand|publisher|punishments?|penalt(?:y|ies)|verdict|"
    r"salar(?:y|ies)|awards?|prizes?)\b"
)
_THINGS = re.compile(
    r"^(?:and |so |but )?(?:(?:in|at|on|with|for|by) )?(?:which|what) "
    r"(?!(?:did|does|do|is|was|were|are|has|have|had|will|can)\b)(?:[\w-]+ )?"
    r"(?P<things>(?!besides\b|(?:issue|topic|area|aspect|thing|subject|matter|point|detail|question|word|term)s)"
    r"[a-z]{3,}(?<![su])s) (?:(?:in|on|against|for) (?:[\w-]+ ){1,3}|that |which )?"
    r"(?:did|does|do|is|was|were|are|has|have|had|will|can|could|should)\b"
)
_SO_MANY = re.compile(rf"{NUMBER} (?:[a-z-]+ )*(?P<who>{PEOPLE})")
_BODY = re.compile(
    r"\b(?:which|what) (?:\w+ ){0,2}?(?:agenc(?:y|ies)|ministr(?:y|ies)|compan(?:y|ies)|"
    r"departments?|universit(?:y|ies)|banks?|courts?|ngos?|offices?|units?)\b"
)
# "Why did Germany fund it?" takes for granted that Germany did.
_DOER = re.compile(
    r"\b(?i:why|when|where|how|what|which|whom?)\b[^?]*?\b(?:did|does|do|has|have) (?:the )?"
    r"(?P<who>[A-ZÀ-ÞĀ-Ž][\w’'-]*(?: [A-Z][\w’'-]*)*) [a-z]"
)
# "Who trained Ana Berg?": not "a judge" of "Ana Berg, a judge".
_DONE_TO_NAME = re.compile(
    r"(?:[Aa]nd |[Ss]o )?[Ww]ho (?:else )?(?!is\b|was\b|are\b|were\b)(?P<did>[a-z]+) "
    r"(?:[A-Z][\w’'-]* ){0,3}(?P<last>[A-Z][\w’'-]*)\b"
)
_TELLS_SPEECH = re.compile(
    rf"[“”\"]|\b(?:{SAYS}|sp[eo]ak\w*|spoke|present(?:s|ed)|presentations?|address\w*|remark\w*|"
    r"discuss\w*|inform\w*|shar(?:e[ds]?|ing)|agreed|recommend\w*|called|point(?:s|ed) out|"
    r"describ\w*|refer\w*|acknowledg\w*|recogni[sz]\w*|welcom\w*|express\w*|according)\b",
    re.IGNORECASE,
)
_OF = re.compile(r"\b(?:of|in|at|from|for|on)\b")
_EVERYWHERE = frozenset({"@un", "un", "@eu"})  # of which much is a part
_SAME = 0.6  # how alike two words are for one who speaks
_ALIKE = 0.4  # how alike one of the words found must be to the things that are asked for
_PAPERS = frozenset("report study bulletin article news document text archive item".split())
_HEADS = frozenset("head chief director leader boss chair led".split())


def presumed(question: str, alike: Alike, names: Tokens) -> tuple[Demand | None, ...]:
    """Return what a question takes for granted; `alike` and `names` as for `demanded`."""
    return (
        said_by(question, alike, names),
        is_so(question, alike),
        of_sort(question, alike),
        of_kind(question, alike),
        so(question, alike),
        why_not(question),
        act(question),
        office(question, alike),
        begun(question),
        of_another(question),
        from_there(question, names),
        nationals(question, names),
        body(question, names),
        doer(question, names),
    )


def act(question: str) -> Demand | None:
    """Demand that a sentence speak of the act that is asked about: signing, arresting."""
    asked = _ACT.search(fold(question))
    act = set(terms(asked[asked.lastgroup or 0])) if asked else None
    if not act:
        return None
    same = next((acts for acts in _ACTS if act <= acts), act)
    return Demand(
        lambda span, _: bool(same & term_set(span.text)),
        "Where it comes nearest, it does not say so.",
    )


def office(question: str, alike: Alike) -> Demand | None:
    """Demand, of a question who the minister is, a sentence that speaks of a minister."""
    asked = _OFFICE_OF.search(fold(question)) or _OFFICE_MET.match(fold(question))
    if not asked:
        return None
    office = asked["office"]
    same = set(terms(office)) | (set(terms(" ".join(_HEADS))) if office in _HEADS else set())

    def met(span: Span, document: Document) -> bool:
        said = surface(span.text)
        return bool(said.keys() & same) or _is_like(office, said.values(), alike)

    return Demand(met, f"Where it comes nearest, nobody is called {office}.")


def so(question: str, alike: Alike) -> Demand | None:
    """Demand, of a question why something was so short, that a passage speak of that."""
    asked = _SO.search(fold(question))
    if not asked:
        return None
    how = asked["how"]

    def met(span: Span, document: Document) -> bool:
        said = surface(span.passage.text)
        return bool(said.keys() & set(terms(how))) or any(
            alike(how, other) >= _SAME for other in said.values()
        )

    return Demand(met, f"Where it comes nearest, nothing is said of its being {how}.")


def why_not(question: str) -> Demand | None:
    """Demand, of a question why something was not done, a passage that says no."""
    if not _WHY_NOT.search(fold(question)):
        return None
    return Demand(
        lambda span, _: bool(_NOT.search(fold(span.passage.text))),
        "Where it comes nearest, it is not said that it was not.",
    )


def from_there(question: str, names: Tokens) -> Demand | None:
    """Demand, of people from somewhere, that a sentence name that place.

    Of a number of them, not in a row of places.
    """
    asked = _FROM.search(question)
    if not asked:
        return None
    whence = set(names(asked["whence"])) - {"and", "the"}
    place = re.escape(asked["whence"])
    among = re.compile(rf"(?:,|\band) (?:the )?{place}\b|\b{place}(?:,| and) (?:the )?[A-Z]")
    number = asked[0].lower().startswith("how many")
    one = len(whence & COUNTRIES) <= 1  # "from Serbia and Albania" may be in such a row

    def met(span: Span, document: Document) -> bool:
        text = _undated(span.text)
        named = whence <= set(names(span.text if number else text))
        return named and not (number and one and among.search(text))

    many = "how many" if number else "who"
    are = "are" if number else "is"
    return Demand(
        met, f"Where it comes nearest, it is not said {many} {are} from {asked['whence']}."
    )


def nationals(question: str, names: Tokens) -> Demand | None:
    """Demand, of "Romanian officers", that a sentence speak of that country or its people."""
    asked = _NATIONALS.search(question)
    country = set(names(asked["who"])) & COUNTRIES if asked else None
    if not asked or not country:
        return None

    def met(span: Span, document: Document) -> bool:
        named = set(names(_undated(span.text))) & COUNTRIES
        at_home = not named and country <= set(names(document.dateline)) & COUNTRIES
        return country <= named or (at_home and country <= set(names(document.headline)))

    return Demand(met, f"Where it comes nearest, nobody is said to be {asked['who']}.")


def doer(question: str, names: Tokens) -> Demand | None:
    """Demand, of what a country or an organisation did, an item that names it.

    Of what it paid for, a passage that does.
    """
    asked = _DOER.search(question)
    who = set(names(asked["who"])) if asked else set()
    short = asked is not None and asked["who"].isupper()
    if asked is None or not (who <= COUNTRIES or short) or who & _EVERYWHERE:
        return None
    paid = relation(question) == "fund"

    def met(span: Span, document: Document) -> bool:
        return who <= set(names(span.passage.text if paid else document.text))

    return Demand(met, f"Where it comes nearest, nothing is said of {asked['who']}.")


def body(question: str, names: Tokens) -> Demand | None:
    """Demand, of a question which agency it was, more than the name of a country."""
    if not _BODY.search(fold(question)):
        return None

    def met(span: Span, document: Document) -> bool:
        words = span.words
        told = set(names(words)) - STOPWORDS
        return not told or not told <= COUNTRIES

    return Demand(met, "Where it comes nearest, only a country is named.", of_best=True)


def said_by(question: str, alike: Alike, names: Tokens) -> Demand | None:
    """Demand that the speaker asked about speak in a passage, or one much like it; and of that."""
    asked = _SPEAKER.search(question)
    who = surface(_OF.split(asked["who"], maxsplit=1)[0]) if asked else None
    if not asked or not who:
        return None
    speaker, word = list(who.items())[-1]
    if fold(word) in _PAPERS:
        return None
    about = surface(asked["topic"] or "")
    named = {token for token in names(asked["topic"] or "") if token.startswith("@")}

    def met(span: Span, document: Document) -> bool:
        said = surface(_undated(span.passage.text))
        heads = _HEADS if fold(word) in _HEADS else frozenset({fold(word)})
        spoken = {fold(other) for other in said.values()}
        if not (speaker in said or heads & spoken or _is_like(word, spoken, alike)):
            return False
        if not named <= set(names(_undated(span.passage.text))):
            return False
        if not _TELLS_SPEECH.search(span.passage.text):
            return False
        lacking = (about[term] for term in about.keys() - said.keys())
        return bool(named) or all(_is_like(other, spoken, alike) for other in lacking)

    what = f" on {asked['topic'].strip()}" if asked["topic"] else ""
    return Demand(met, f"Where it comes nearest, nothing is quoted of {asked['who']}{what}.")


def of_another(question: str) -> Demand | None:
    """Demand, of a question who did something to somebody, more than what that one is called."""
    asked = _DONE_TO_NAME.match(question)
    if not asked:
        return None
    last, did = asked["last"], set(terms(asked["did"]))

    def met(span: Span, document: Document) -> bool:
        start, end = span.emphasis or (span.start, span.start)
        described = span.passage.text[span.start : start].rstrip().endswith(f"{last},")
        return not described and not did & term_set(span.passage.text[start:end])

    return Demand(met, f"Where it comes nearest, only {last} is described.")


def begun(question: str) -> Demand | None:
    """Demand, of a question when a programme began, that a sentence speak of its beginning."""
    asked = _WHEN_BEGUN.match(question)
    if not asked or _OCCASION.search(asked["what"]):
        return None
    return Demand(
        lambda span, _: bool(_BEGINS.search(span.text)),
        "Where it comes nearest, nothing is said of a beginning.",
    )


def is_so(question: str, alike: Alike) -> Demand | None:
    """Demand, of a question whether something is so, that a passage speak of that."""
    asked = _WHETHER.match(question)
    if not asked:
        return None
    how = fold(asked["how"])

    def met(span: Span, document: Document) -> bool:
        said = surface(span.passage.text)
        return bool(said.keys() & set(terms(how))) or _is_like(how, said.values(), alike)

    return Demand(met, f"Where it comes nearest, nothing is said of its being {how}.")


def of_sort(question: str, alike: Alike) -> Demand | None:
    """Demand, of a question for a company or a punishment, a sentence that speaks of one."""
    asked = _SORT.search(fold(question))
    if not asked:
        return None
    sort = asked["sort"]

    def met(span: Span, document: Document) -> bool:
        said = surface(span.text)
        return bool(said.keys() & set(terms(sort))) or _is_like(sort, said.values(), alike)

    one = sort if sort.endswith("s") else f"a {sort}"
    return Demand(met, f"Where it comes nearest, nothing is said of {one}.")


def of_kind(question: str, alike: Alike) -> Demand | None:
    """Demand, of a question which drugs it was, words that are in some way like "drugs".

    Names, and what has a number, may be anything; but "12 officers" are no vehicles.
    """
    asked = _THINGS.match(fold(question))
    if not asked:
        return None
    things = asked["things"]

    def met(span: Span, document: Document) -> bool:
        words = span.words
        if people := _SO_MANY.fullmatch(words):
            return alike(things, people["who"]) >= _ALIKE
        if words != words.lower() or any(map(str.isdigit, words)):
            return True
        said = re.findall(r"[^\W\d_][\w-]+", words)
        return not said or any(alike(things, fold(word)) >= _ALIKE for word in said)

    return Demand(met, f"Where it comes nearest, it is not said which {things}.")


def _undated(text: str) -> str:
    """Return a text without the dateline with which it may begin."""
    return text[leading(text)[1] :]


def _is_like(word: str, among: Iterable[str], alike: Alike) -> bool:
    return any(alike(fold(word), fold(other)) >= _SAME for other in among)
