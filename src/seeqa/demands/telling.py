"""What a sentence must tell of where it is asked for: an arrest, an age, a way of travelling."""

from __future__ import annotations

import re

from seeqa import tense
from seeqa.activity import begins
from seeqa.demands.demand import Demand, tells
from seeqa.language.dates import leading
from seeqa.names import persons
from seeqa.particulars import WIDER, in_dateline
from seeqa.quantities import NUMBER, PEOPLE
from seeqa.terms import fold, term_set, terms
from seeqa.types import Document, Span

# What befalls people, in a question, and the words of a sentence that says so.
_BEFALLS = (
    (r"arrest\w+|detain\w+|apprehend\w+", r"arrest\w*|detain\w*|apprehend\w*|custody|caught"),
    (
        r"prosecuted|on trial|tried|charged|indicted|(?:to|in) court|brought to justice",
        r"prosecuted|prosecutions|trials?|courts?|charge[ds]|indict\w+|brought to justice",
    ),
    (
        r"convicted|sentenced|jailed|imprisoned|found guilty|(?:to|in) (?:jail|prison)",
        r"convict\w*|sentence[ds]?|jail\w*|imprison\w*|guilty|prisons?",
    ),
    (
        r"die|died|dead|killed|murdered",
        r"die[ds]?|dying|dead|deaths?|deadly|kill\w*|murder\w*|fatal\w*",
    ),
    (r"injured|wounded|hurt", r"injur\w+|wound\w*|hurt"),
    (r"deported|expelled|sent (?:back|home)", r"deport\w*|expel\w*|sent (?:back|home)|return\w*"),
    (
        r"rescued|freed|saved|liberated",
        r"rescu\w+|freed|freeing|saved?|saving|liberat\w+|releas\w+",
    ),
    (r"fired|dismissed|sacked|laid off", r"fired|dismiss\w*|sack\w*|laid off|redundan\w+"),
    (r"fined", r"fine[ds]?|fining|penalt\w+"),
)
_BEFALLEN = re.compile(
    r"(?:^(?:and |so |but )?(?=(?:was|were|has|have|did)\b)|"
    r"\b(?:who|when|where|why|which|what|how many|was|were|has|have|did)\b[^?]*?\b)"
    r"(?:(?:was|were|is|are|been|be|got|get|put|went|did|has|have|had)\b(?: \w+){0,4}?|"
    r"(?:people|migrants|victims|traffickers|officers|smugglers|children|women|men|persons|"
    r"suspects))"
    rf" (?P<fate>{'|'.join(asked for asked, _ in _BEFALLS)})\b"
)
_HOW_OLD_THEN = re.compile(r"\bhow old (?:was|were)\b.*\bwhen\b")
_ROUGH_AGE = re.compile(
    r"\byears? (?:old|of age)\b|\b\d+-year-old|\bage[ds]?\b|\bminors?\b|\bunder \d+\b|"
    r"\bteen(?:s|age\w*)\b|\b(?:childhood|twenties|thirties|forties|fifties)\b"
)
_HOW_OLD = re.compile(
    r"\bhow old\b(?!.*\bwhen\b)|\bages? of\b|\bwhat (?:age|ages)\b|\b(?:which|what) age group\b"
)
_AGE = re.compile(
    r"\byears? (?:old|of age)\b|\b\d+-year-old|\bage[ds]?\b|\bborn (?:in|on)\b|"
    r"\bminors?\b|\bunder \d+\b"
)
_HOW_MOVED = re.compile(
    r"\bhow (?:did|do|does|will|were|are|is)\b[^?]*?"
    r"\b(?:travel\w*|get (?:there|to|here|home)|arrive|go (?:there|to)|come (?:here|there)|"
    r"transported)\b"
)
_MOVED = re.compile(
    r"\b(?:by (?:\w+ )?"
    r"(?:air|sea|bus|train|car|boat|ship|plane|road|rail|land|lorry|truck|van|ferry)|"
    r"flew|flights?|sail\w*|drove|driven|walk\w*|transport\w*|smuggl\w+|travell?ing by|on foot|"
    r"in (?:cars|lorries|trucks|buses|boats|vans))\b"
)
_LEADS = re.compile(
    r"\bwho (?:leads|heads|chairs|directs|presides over)\b|"
    r"\bwho(?:['’]?s| is) (?:in charge of|responsible for)\b"
)
_LEADING = re.compile(
    r"\b(?:lead(?:s|ers?|ing)?|led|head(?:s|ed)?|chair\w*|direct(?:s|ed|ors?)|chiefs?|"
    r"presid\w+|in charge|boss|responsib\w+|coordinat\w+|manag\w+)\b"
)
_ORIGIN = re.compile(
    r"\b(?:which|what) countr(?:y|ies) (?:sent|dispatched|delegated)\b|"
    r"\bwhere (?:do|does|did)\b[^?]*\b(?:come from|originate)\W*$|"
    r"\bwhere (?:is|are|was|were)\b[^?]*\bfrom\W*$|"
    r"^(?:and |so )?from (?:which|what) (?:country|countries|city|cities|towns?|places?)\b|"
    r"\b(?:which|what) (?:country|countries|city|cities|towns?|places?) "
    r"(?:do|does|did|is|are|were|was)\b[^?]*\b(?:come from|came from|from|originate)\W*$"
)
_COMES = re.compile(
    r"\b(?:born|citizens?|nationals?|natives?|originat\w+|countr(?:y|ies) of origin)\b"
)
_FROM = re.compile(r"\bfrom (?:(?:the|and|of|\w*ern|[A-Z][\w’'-]*)[ ,]+){0,6}$")
_SERIES = re.compile(
    r"\b(?:which|what)(?: (?:are|were) the)? "
    rf"(?!one\b){NUMBER} (?:\w+ )?\w+s\b"
)
_NAMES_OF = re.compile(
    r"\bnames? (?:all )?(?:of )?(?:the|all) "
    rf"(?:{NUMBER} )?(?:\w+ )?(?:jurisdictions|countries|states|bodies|institutions|agencies|"
    r"organi[sz]ations|ministries|cities|towns|schools|companies|projects)\b"
)
_BUILT_ON = re.compile(
    r"\b(?:after|follow\w*|buil[dt]\w*|based|since|as a result|continu\w+|then|next)\b"
)
_OF_AN_EVENT = re.compile(r"(?:and |so |but )?(?:how (?:many|long)|who|whom|which)\b")
_CAPITAL = re.compile(r"(?<=\s)[A-Z][\w’'-]+")
# What has a name, each: "which schools" is not answered by "36 teachers", nor "the 33 partners".
_EACH_NAMED = re.compile(
    rf"\b(?:which|what)(?: (?:are|were) the)? (?:{NUMBER} )?(?:(?!kinds?\b|types?\b)[\w-]+ )?"
    r"(?:countries|states|jurisdictions|organi[sz]ations|institutions|partners|cities|towns|schools|"
    r"districts|companies|ports|airports|agencies|ministries|universities|unions|courts)\b"
)
_BARE_COUNT = re.compile(rf"(?:(?:over|about|around|almost|some|the) )?{NUMBER}\b[^A-Z]*")
_HOW_OFTEN = re.compile(r"\bhow (?:often|frequently|regularly)\b")
_OFTEN = re.compile(
    r"\b(?:every|each|(?:bi-?)?(?:annual|year|month|week|quarter|dai)\w*|once|twice|times|often|"
    r"regular\w*|frequent\w*|per (?:year|month|week|day)|a (?:year|month|week|day))\b"
)
_WHERE_IN = re.compile(
    r"(?:[Aa]nd |[Ss]o )?[Ww]here (?:exactly )?in (?:the )?(?P<in>[A-Z][\w’'-]*)"
)
_PLACES = re.compile(
    r"\b(?:in|at|to) (?:which|what) (?:\w+ )?(?:countr(?:y|ies)|jurisdictions?|cit(?:y|ies)|"
    r"towns?|villages?|municipalit(?:y|ies)|ports?|airports?|hotels?|schools?|universit(?:y|ies))\b"
)
_ONE_OF = re.compile(
    rf"\bwhich (?:one )?of (?:the|these|those) (?:{NUMBER} )?(?:\w+ ){{1,3}}?"
    r"(?:is|was|has|had|does|did|sees|saw|gets|got|\w+(?<![us])s) (?:\w+ )?(?:the )?"
    r"(?:most|least|best|worst|\w{3,}est|first|last|only)\b"
)
_PEOPLE_ASKED = re.compile(
    r"\b(?:which|what) (?:(?!countr|nation|state)[\w-]+ ){0,2}?"
    r"(?:officials?|judges?|prosecutors?|ministers?|experts?|people|persons?|officers?|speakers?|"
    r"trainers?|politicians?|diplomats?|journalists?) "
    r"(?:did|does|do|was|were|is|are|has|have|had|will|took|led|spoke|gave)\b"
)
_NAMES = re.compile(r"\w,? and \w|\w, \w[^,]*, \w")
_STANDS_FOR = re.compile(
    r"\bwho (?:spoke|acted|appeared|talked|negotiated|presented) "
    r"(?:for|on behalf of|representing)\b|"
    r"\bwho represented\b"
)
_SOMEBODY = re.compile(rf"\b{PEOPLE}\b")
_SPEECH_ASKED = re.compile(
    r"\b(?:opening|keynote|welcome|closing) (?:speech|address|remarks|words|statement)\b|"
    r"\bwho (?:opened|inaugurated|closed)\b"
)
_SPEECH = re.compile(
    r"\b(?:open(?:s|ed|ing)|keynote|welcom\w+|inaugurat\w+|clos(?:ed|ing)|speech\w*|remarks)\b"
)
_RESIDES = re.compile(
    r"\b(?:where|in (?:which|what) (?:country|city|town|place)) (?:do|does|is|are|did|was|were)\b"
    r"[^?]*\b(?:live[sd]?|living|work|works|working|based|located|situated|headquartered)"
    r"(?: now| today| currently)?\W*$"
)
_LIVES_ASKED = re.compile(r"\bwhere (?:do|does|did|is|are)\b[^?]*\b(?:live|lives|lived|living)\b")
_LIVES = re.compile(r"\b(?:live[sd]?|living|resid\w+|home\w*|settled|moved to)\b")
_CONTACT_ASKED = re.compile(
    r"\b(?:(?:tele)?phone|fax)(?: number)?\b|\bmobile (?:phone|number)\b|"
    r"\be-?mail\b|\bpostal address\b|"
    r"\b(?:street|office) address\b|\bopening hours\b"
)
_CONTACT = re.compile(r"\+?\d[\d /()-]{6,}\d|\w@\w|\b(?:street|avenue|phone|fax|open from)\b")
_OBTAINED_ASKED = re.compile(
    r"\b(?:who|where|how) (?:can|could|may|should|do|must) (?:i|we|one|you|people|somebody) "
    r"(?:contact|reach|write to|call|get in touch|apply|register|sign up|enrol+|join|find|read|"
    r"download|get|buy|order|watch|subscribe)\b|"
    r"\bwhere (?:can|could|may) [^?]+ be (?:bought|acquired|ordered|downloaded|found|obtained|"
    r"accessed|read|seen|consulted)\b|"
    r"^(?:and |so )?can (?:i|we|one|anyone|anybody) (?:also )?"
    r"(?:attend|join|participate|take part|apply|register|come)\b"
)
_OBTAINED = re.compile(
    r"\b(?:contact\w*|available|website|online|download\w*|appl(?:y|ication\w*)|register\w*|"
    r"regist(?:er|ration)|subscri\w+|link|platform|https?|www)\b|\w@\w"
)
_FOUND_ASKED = re.compile(
    r"\b(?:what|which (?:[\w-]+ ){0,2}?[\w-]+) (?:did|do|has|have|was|were)\b"
    r"(?!.*\b(?:report|study|research|analysis|survey)\b).*"
    r"\b(?:find|found|discover(?:ed)?|uncover(?:ed)?|seized?) (?:in|inside|on|at|hidden|during)\b|"
    r"^(?:and |so )?what (?:did|does|has) (?!.*\b(?:report|study|research)\b).*\bdetect(?:ed)?\W*$"
)
_FOUND = re.compile(
    r"\b(?:find(?:s|ings?)?|found|discover\w*|uncover\w*|detected|reveal\w*|seiz\w+|hidden|"
    r"conceal\w*|contain(?:ed|ing)|disguised)\b"
)


_REMOTELY_ASKED = re.compile(r"\b(?:online|remotely|virtually|via zoom|by video\S*)\b(?! platform)")
_REMOTELY = re.compile(r"\b(?:on-?line|remote\w*|virtual\w*|zoom|video\w*|web\w*|e-?learning)\b")
_HOW_MANY_ONLINE = re.compile(
    r"\bhow many\b.*\b(?:online|remotely|virtually|via zoom|in[ -]person|on[ -]site)\b"
)
_WAYS = r"(?:online|remotely|virtually|in[ -]person|on[ -]site)"
_TOGETHER = re.compile(rf"\b{_WAYS} (?:and|or|as well as) {_WAYS}\b")
_IN_ALL = re.compile(r"\b(?:includ\w+|in (?:all|total)|altogether|together|overall)\b")
# "How many judges are there in Oslo?", "How many officers does the agency have?"
_HOW_MANY_EXIST = re.compile(
    r"\bhow many (?:[\w-]+ )*?(?!participant|attendee|people|person|guest|delegate|trainee)"
    rf"{PEOPLE} "
    r"(?:are there (?:in|on)|work (?:in|for|at)|(?:does|do) [^?]+ (?:have|employ)\b)"
)
_AT_AN_EVENT = re.compile(
    r"\b(?:train(?:ings?|ed)|workshops?|courses?|seminars?|meetings?|conferences?|visits?|events?|"
    r"attended|participa\w+|took part|gathered|joined|brought together)\b"
)
_TAKEN_OVER_ASKED = re.compile(r"\b(?:t(?:ake|akes|ook|aken|aking)) over\b(?! from)")
_TAKEN_OVER = re.compile(r"\b(?:t\w+ over|takeover|hand\w* over|transfer\w*|succe(?:ed|ss)\w*)\b")
_NEXT_ASKED = re.compile(
    r"\b(?:go|went|visit(?:ed)?|head(?:ed)?|travel(?:led)?|do|did|happen(?:ed)?|came) "
    r"(?:to )?(?:next|then|afterwards|after that|from there|later)\W*$"
)
_NEXT = re.compile(r"\b(?:went on|then|next|after(?:wards)?|followed|following|continu\w+|later)\b")
_SPOKE_ASKED = re.compile(
    r"\bwho(?: all| else)? (?:spoke|talked|"
    r"gave (?:a |the )?(?:talks?|speech(?:es)?|presentations?))\b"
)
_SPOKE = re.compile(
    r"\b(?:sp[eo]ak\w*|spoke|said|says|told|not(?:ed|es)|highlight\w*|address\w*|presented|"
    r"presentations?|speech\w*|remarks|interventions?|explain\w*|stress\w*|added|adds|lectur\w+|"
    r"talk\w*)\b"
)
_DEFINED_ASKED = re.compile(r"\b(?:how|what)\b.*\b(?:defines?|defined|definition)\b")
_DEFINED = re.compile(r"\b(?:defin\w+|means?|refers? to|understood as|i\.e\.|that is)")
_CAME_ASKED = re.compile(
    r"^(?:and |so |but )?(?:who|which [a-z]+|what [a-z]+|how many)\b.*\b"
    r"(?:attended|took part|participated|joined|came|sent|(?:was|were|got) trained)\b"
)
_LEFT_ASKED = re.compile(r"\bstep(?:s|ped|ping)? down\b")
_LEFT = re.compile(r"\b(?:step\w* down|resign\w*|left|leaves|quit|former)\b")


def _names_people(span: Span, document: Document) -> bool:
    return bool(persons(span.text) or _SOMEBODY.search(fold(span.words)))


_PERSON = Demand(_names_people, "Where it comes nearest, no person is named.")
_TOLD_OF = (
    (_SPEECH_ASKED, tells(_SPEECH, "Where it comes nearest, nobody is said to have spoken so.")),
    (
        _RESIDES,
        Demand(
            lambda span, document: not in_dateline(span, document),
            "Where it comes nearest, only the place of an event is given.",
        ),
    ),
    (_LIVES_ASKED, tells(_LIVES, "Where it comes nearest, it is not said where anybody lives.")),
    (_CONTACT_ASKED, tells(_CONTACT, "Where it comes nearest, no number or address is given.")),
    (
        _OBTAINED_ASKED,
        tells(_OBTAINED, "Where it comes nearest, it is not said whom to ask or where to find it."),
    ),
    (_FOUND_ASKED, tells(_FOUND, "Where it comes nearest, nothing is said to have been found.")),
    (_REMOTELY_ASKED, tells(_REMOTELY, "Where it comes nearest, nothing is said of being online.")),
    (_TAKEN_OVER_ASKED, tells(_TAKEN_OVER, "Where it comes nearest, nothing is taken over.")),
    (_NEXT_ASKED, tells(_NEXT, "Where it comes nearest, it is not said what came next.")),
    (_SPOKE_ASKED, tells(_SPOKE, "Where it comes nearest, nobody is said to have spoken.")),
    (_DEFINED_ASKED, tells(_DEFINED, "Where it comes nearest, it is not defined.")),
    (
        _CAME_ASKED,
        Demand(
            lambda span, _: not tense.EVENT.search(span.text),
            "Where it comes nearest, it tells of what is to come.",
        ),
    ),
    (_LEFT_ASKED, tells(_LEFT, "Where it comes nearest, nobody is said to have left.")),
    (_HOW_OFTEN, tells(_OFTEN, "Where it comes nearest, it is not said how often.")),
    (_HOW_OLD_THEN, tells(_ROUGH_AGE, "Where it comes nearest, no age is given.")),
    (_HOW_OLD, tells(_AGE, "Where it comes nearest, no age is given.")),
    (_HOW_MOVED, tells(_MOVED, "Where it comes nearest, it is not said how they travelled.")),
    (_LEADS, tells(_LEADING, "Where it comes nearest, nobody is said to lead it.")),
)


def fate(question: str) -> Demand | None:
    """Demand, of a question how many were arrested or died, a sentence that speaks of that."""
    asked = _BEFALLEN.search(fold(question))
    if not asked:
        return None
    fate = asked["fate"]
    says = next(re.compile(rf"\b(?:{s})\b") for a, s in _BEFALLS if re.fullmatch(a, fate))
    return Demand(
        lambda span, _: bool(says.search(fold(span.text))),
        f"Where it comes nearest, nobody is said to have been {fate}."
        if fate.endswith("ed")
        else "Where it comes nearest, it does not say so.",
    )


def origin(question: str) -> Demand | None:
    """Demand, of a question which country somebody comes from, "from" before it or the like."""
    if not _ORIGIN.search(fold(question)):
        return None

    def met(span: Span, document: Document) -> bool:
        at = (span.emphasis[0] if span.emphasis else span.end) - span.start
        return bool(_FROM.search(span.text[:at]) or _COMES.search(fold(span.text)))

    return Demand(met, "Where it comes nearest, it is not said where they come from.")


def series(question: str) -> Demand | None:
    """Demand, of a question which six they are, several names in the words found or about them."""
    if not (_SERIES.search(fold(question)) or _NAMES_OF.search(fold(question))):
        return None

    def met(span: Span, document: Document) -> bool:
        start, end = span.emphasis or (span.start, span.end)
        return bool(_NAMES.search(span.passage.text[max(start - 30, span.start) : end + 40]))

    return Demand(met, "Where it comes nearest, they are not named.", of_best=True)


def named_ones(question: str) -> Demand | None:
    """Demand, of a question which schools they are, more than a number of something."""
    if not _EACH_NAMED.search(fold(question)):
        return None

    def met(span: Span, document: Document) -> bool:
        return not _BARE_COUNT.fullmatch(span.words)

    return Demand(met, "Where it comes nearest, they are not named.", of_best=True)


def counted_apart(question: str) -> Demand | None:
    """Demand, of a question how many were online, a number that takes in nobody else."""
    asked = fold(question)
    if not _HOW_MANY_ONLINE.search(asked) or _TOGETHER.search(asked) or _IN_ALL.search(asked):
        return None
    return Demand(
        lambda span, _: not _TOGETHER.search(fold(span.text)),
        "Where it comes nearest, those online and those there are counted together.",
    )


def existing(question: str) -> Demand | None:
    """Demand, of a question how many there are somewhere, more than how many came to an event."""
    asked = fold(question)
    if not _HOW_MANY_EXIST.search(asked) or _AT_AN_EVENT.search(asked):
        return None
    return Demand(
        lambda span, _: not _AT_AN_EVENT.search(fold(span.text)),
        "Where it comes nearest, only those of an event are counted.",
    )


def led_to(question: str) -> Demand | None:
    """Demand that what is asked of an event not be told of the one that it led to.

    "Building on the meeting in Rome, 11 experts …": nobody says how many were in Rome.
    """
    asked = fold(question)
    named = {term for word in _CAPITAL.findall(question) for term in terms(word)}
    if not named or not _OF_AN_EVENT.match(asked) or _BUILT_ON.search(asked):
        return None

    def met(span: Span, document: Document) -> bool:
        (_, dated), main = leading(span.text), begins(span.text)
        led = named & term_set(span.text[dated:main])
        if not led or (span.emphasis and span.emphasis[0] - span.start < main):
            return True
        at = span.passage.start + span.start  # in the document
        rest = f"{document.text[: at + dated]} {document.text[at + main :]}"
        return led <= term_set(rest)

    return Demand(met, "Where it comes nearest, it tells of what came of that.")


def within(question: str) -> Demand | None:
    """Demand, of a question where in Oslo it was, more than "Oslo", and nothing wider."""
    asked = _WHERE_IN.match(question)
    if not asked:
        return None
    known = set(terms(asked["in"]))

    def met(span: Span, document: Document) -> bool:
        words = span.words
        dated = document.dateline if known <= term_set(document.place or "") else ""
        return not WIDER.search(words) and not term_set(words) <= known | term_set(dated)

    unmet = f"Where it comes nearest, it is not said where in {asked['in']}."
    return Demand(met, unmet, of_best=True)


def placed(question: str) -> Demand | None:
    """Demand, of a question in which towns something was, words with a name among them."""
    if not _PLACES.search(fold(question)):
        return None

    def met(span: Span, document: Document) -> bool:
        return any(char.isupper() for char in span.words)

    return Demand(met, "Where it comes nearest, no place is named.")


def stands_for(question: str) -> Demand | None:
    """Demand, of a question who spoke for somebody, a person or people."""
    return _PERSON if _STANDS_FOR.search(fold(question)) else None


def people(question: str) -> Demand | None:
    """Demand, of a question which officials they were, words for a person or people."""
    return _PERSON if _PEOPLE_ASKED.search(fold(question)) else None


def one_of(question: str) -> Demand | None:
    """Demand, of a question which of several is the most, words that name one of them."""
    if not _ONE_OF.search(fold(question)):
        return None

    def met(span: Span, document: Document) -> bool:
        return not _NAMES.search(span.words)

    return Demand(met, "Where it comes nearest, it is not said which of them.", of_best=True)


def told_of(question: str) -> tuple[Demand, ...]:
    """Demand an age, a way of travelling, who leads, where asked for."""
    asked = fold(question)
    return tuple(demand for asks, demand in _TOLD_OF if asks.search(asked))
