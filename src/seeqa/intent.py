"""What kind of answer a question wants, from its own words: a passage, a list, a date, an overview.

Reads the frame of a question ("which trainings …", "how many meetings …", "what did … fund"); what
the rest of it asks for is left to those who look it up.
"""

from __future__ import annotations

import re

from seeqa.item_question import asks_goal
from seeqa.quantities import NUMBER
from seeqa.terms import fold, terms, words
from seeqa.types import Filters, Wants

LISTS = (Wants.LIST, Wants.COUNT)

# What an item may be, and the words that show in its headline or lead that it is one.
KINDS = {
    "training": ("train", "cours"),
    "course": ("cours", "train"),
    "workshop": ("workshop",),
    "seminar": ("seminar",),
    "conference": ("confer",),
    "meeting": ("meet", "met"),
    "visit": ("visit",),
    "mission": ("mission",),
    "report": ("report", "public"),
    "publication": ("public", "report"),
    "roundtable": ("roundtabl",),
}
_ANY_KIND = (
    "event", "activity", "action", "item", "thing", "news item", "story", "article",
    "engagement", "gathering", "occasion", "development", "piece", "entry", "text",
)  # fmt: skip
_VENTURE = ("project", "programme", "program", "initiative", "action", "effort")
_IRREGULAR = {"activity": "activities", "story": "stories", "entry": "entries"}


def _plural(noun: str) -> str:
    return _IRREGULAR.get(noun, f"{noun}s")


_KIND_WORDS = {_plural(noun): noun for noun in (*KINDS, *_ANY_KIND)}
_NOUNS = "|".join(sorted((*_KIND_WORDS, "news"), key=len, reverse=True))
_ARE_OF_KIND = re.compile(
    r"\s*(?:are|were|is|was) (?:also |actually |proper )?"
    rf"(?P<kind>{'|'.join(map(_plural, KINDS))})\W*$"
)
_ANY_ITEMS = re.compile(rf"\b(?:{'|'.join(map(_plural, _ANY_KIND))})\b", re.IGNORECASE)
_VENTURES = "|".join(_plural(noun) for noun in _VENTURE)
_BETWEEN = (
    r"(?:(?:of|the|all|two|three|four|five|both|other|these|those|its|upcoming|past|recent|new|main|different|separate|"
    r"regional|international|national|local|joint|unodc|kinds?|types?|sorts?|training|capacity|"
    r"building|in-person|online|border|study|drugs?|corruption|un|sdg|"
    r"\w+-\w+|\w+(?:al|ic|ive|ing|ary|ous|ian|ish))[\s,]+){0,4}"
)
_OPENER = r"(?:which|what|list|name|all|every|any|each|enumerate|(?:show|give|find)(?:\s+me)?)"
_ITEMS = re.compile(
    rf"\b{_OPENER}\s+{_BETWEEN}(?:{_NOUNS})\b|"
    rf"\b(?:which|what) of the (?:\w+ ){{1,2}}(?:{_NOUNS})\b|"
    r"^which of (?:these|those|them|all this)\b"
)
_VENTURE_ASKED = re.compile(rf"\b{_OPENER}\s+{_BETWEEN}(?:{_VENTURES})\b")
_THERE = re.compile(
    r"^(?:and |so |but )?(?:is|are|was|were) there (?:any |some |other |more )*"
    rf"{_BETWEEN}(?:{_NOUNS})\b"
)
# "Is there a training on nets?" asks for all there are.
_A_KIND = re.compile(
    rf"^(?:and |so |but )?(?:(?:is|was) there (?:an?|any|some)|any) (?:other )?{_BETWEEN}"
    rf"(?:{'|'.join((*KINDS, 'event', 'activity', 'item', 'story', 'article'))}) "
    r"(?:on|about|for|in|with|against|concerning|regarding|at|dedicated)\b"
)
_MAIN = re.compile(
    r"^(?:and |so )?what (?:were|are) (?:all )?(?:the|your|its) (?:\w+ )?"
    rf"(?:{_NOUNS})(?= (?:in|on|at|during|of|held|since|between|from|with)\b|\W*$)"
)
_PEOPLE_NAMED = re.compile(
    r"\b(?:which|what) (?:people|persons|individuals)\b[^?]*\b(?:mentioned|named|cited|appear)\b|"
    r"\bwho (?:is|gets) (?:mentioned|named|cited) by (?:full |their |first )*names?\b"
)
_COME_FROM = re.compile(r"^(?:and |so )?where (?:are|were|is|was)\b.*\bfrom\W*$")
RATHER_THAN = re.compile(r",?\s+(?:rather than|as opposed to|instead of)\b.*$")
_WERE_KIND = re.compile(
    r"^(?:and |so )?(?:which|what) (?:were|are) (?:all )?(?:proper|actual|real|actually|really)?\s*"
    rf"(?:{'|'.join(map(_plural, KINDS))})\b"
)
_HOSTS = re.compile(
    r"\b(?:which|what) (?:countries|cities|towns|places)\b(?: \w+)? (?:host|hosted|held|saw|had) "
    rf"(?:an? |any |the |such )?(?:{'|'.join((*KINDS, 'event', 'activity', _NOUNS))})\b"
)
_DONORS_NAMED = re.compile(
    r"^(?:please )?(?:list|name|show|give|tell)(?: me| us)? (?:all |every |each )?(?:of )?(?:the )?"
    r"(?:different |various )?(?:donors?|funders?|sponsors?)\W*$|"
    r"^(?:and |so )?who (?:are|were) (?:all )?(?:of )?(?:the|its|your) (?:\w+ )?"
    r"(?:donors|funders|sponsors)\W*$|"
    r"\b(?:which|what) (?:\w+ )?"
    r"(?:donors?|donor (?:countries|states|governments)|funders?|sponsors?)\b"
    r"(?=.*\b(?:named|mentioned|listed|there|appear|cited|acknowledged|thanked)\b)"
)
_COUNTED = re.compile(
    rf"\b(?:how many|number of|count(?: of)?(?: the)?)\s+{_BETWEEN}(?:{_NOUNS})\b"
)
_WHOLE = re.compile(
    r"\b(?:bulletin|archive|newsletter|in total|in all|altogether|overall|attend\w*)\b|"
    r"\b(?:held|delivered|organi[sz]ed|conducted|carried out|given|reported|mentioned|there|"
    r"t(?:ake|ook|aken) place|happen(?:ed)?)(?: so far)?\W*$"
)
_HAPPENED = re.compile(
    r"\bwhat(?:\s+all|\s+else|\s+ever)?\s+(?:has\s+|have\s+|had\s+|is\s+|was\s+|were\s+|all\s+)*"
    r"(?:happen(?:ed|s|ing)?|t(?:ook|akes?|aken) place|h(?:eld|appening)|going on|went on|"
    r"organi[sz]ed|reported|done)\b(?! (?:next|then|afterwards|to|with)\b)"
)
_DONE = re.compile(
    r"\bwhat (?:did|does|has|have|was|were|is|are|all)\b(?: \S+){0,6} (?:do|doing|done)\b"
)
# What is to come is told in items on what has been.
_PLANNED = re.compile(
    r"\b(?:planned|upcoming|forthcoming|scheduled|foreseen|in (?:the )?future|still to come)\b"
)
STARTED = re.compile(
    r"(?:and |so )?(?:what|which (?:\w+ )?\w+s)(?: all| else)? (?:start(?:s|ed)|beg(?:an|ins?)|"
    r"commenced|opened|kicked off)\b"
)
_CAME = re.compile(
    r"(?:and |so )?what (?:else )?(?:came|comes|followed|was on|is on)\b(?! next\W*$)"
)
_WHO_ALL = re.compile(r"(?:and |so )?who all\b")
_EVERYTHING = re.compile(
    r"^(?:list|show|give|find|tell)?\s*(?:me|us)?\s*(?:is there|are there|do you have)?\s*"
    r"(?:anything|everything|something|all|any)\s+(?:\w+\s+){0,2}"
    r"(?:on|about|in|from|at|of|by|with|concerning|regarding|related|planned|that|"
    r"since|between|before|after|during)\b(?!\s+the\s+quotes)"
)
_IN_ANY = re.compile(
    r"\b(?:in|at|with|to|host|hold|organi[sz]e|run|fund(?:s|ed|ing)?|financ(?:e[sd]?|ing)|"
    r"sponsor(?:s|ed|ing)?|pay(?:s|ing)? for|paid for) "
    rf"(?:anything|any (?:other )?(?:{_NOUNS}|event|activity))\b"
)
_TWO_KINDS = re.compile(rf"\bwhich ({'|'.join(KINDS)})\b.*\band (?:which )?({'|'.join(KINDS)})\b")
_QUOTED = re.compile(
    r"\b(?:who|which (?:\w+ )?(?:experts|people|persons|officials|speakers)) "
    r"(?:is|was|are|were|gets?|all) quoted\b|\bwhose (?:\w+ )?words\b"
)
_DONORS = re.compile(
    r"\b(?:which|what|who|name|list)\b.*\b(?:donors?|funders?|sponsors?)\b|"
    r"\b(?:which|what) (?:countries|governments|states|organi[sz]ations|institutions)\b|"
    r"\bwho\b.*\b(?:all (?:the )?(?:activities|events|donors|work)|everything)\b"
)
_BROAD = re.compile(r"\b(?:activities|events|projects|items|bulletin|archive|unodc|region|all)\b")

_FUNDS = re.compile(
    r"\b(?:fund|financ|bankroll|sponsor|pay|pays|paid|donat|donor|money)\w*|\bfinancial\w*\b|"
    r"\b(?:backing (?:from|of|by)|backed by|made possible)\b|"
    r"\bsupport(?:ed|s|ing)? financially\b"
)
# Money that funds nothing: what is investigated.
_OTHER_MONEY = re.compile(
    r"\bterror\w*\S*\s+(?:financ\w+|money|cash|funds?)|\bfinanc\w+ of terror\w*|"
    r"\b(?:illicit|dirty|drugs?|heroin|laundered)[\s-]+(?:financ\w+|money|funds?)|"
    r"\bmoney from (?:\w+ ){0,2}(?:drugs?|crimes?|trafficking|smuggling|heroin|opiates?)\b|"
    r"\bmoney[\s-]+launder\w*|\bfinancial (?:flows?|investigat\w+|polic\w+|intelligence|crimes?|"
    r"action|systems?|sector)"
)
_SUPPORTS = re.compile(r"\bsupport(?:s|ed|ing)?\b")
# "Which projects support the plan?": they do not pay for it.
_WORK_SUPPORTS = re.compile(
    rf"\b(?:which|what) (?:\w+ ){{0,2}}?(?:{_VENTURES}|{_NOUNS}) "
    r"(?:also )?support(?:s|ed)?\b(?! by\b)"
)
_TOGETHER = re.compile(
    r"\btogether with\b|\bjointly\b|\bjoint\b|\bcooperat\w*|\bco-?operat\w*|\bpartner\w*|"
    r"\bcollaborat\w*|\bco-?organi[sz]\w*|\bin cooperation\b|\balong with\b|\bwith the help of\b|"
    r"\binvolved in\b"
)
# "What is the budget of the EU funded project?"
_ONE_THING = re.compile(
    r"(?:and |so )?what (?:is|was|are|were) (?:the|its|their) (?:[\w-]+ ){1,3}(?:of|for|behind) "
)
_ASKS = re.compile(r"\b(?:who|whom|whose|when|where|why|how|which|what)\b")
_BARE = re.compile(rf"\b(?:{_NOUNS})\b")
KEYWORDS = 5  # words up to which a question without a question word is a search for items

_TOPICAL = re.compile(
    r"\babout\b|\b(?:anything|everything|something|news|items?|stories|articles|events|activities|"
    r"meetings|trainings|conferences|workshops) (?:on|about|concerning|regarding)\b|"
    r"\b(?:deal|dealt|deals|concern|concerns|concerned|related?|focus\w*|address\w*|cover\w*)\b"
)

_WHEN = re.compile(
    r"^(?:and |so )?(?:since |until |on |in |at )?"
    r"(?:when\b|(?:what|which) (?:date|dates|day|days|month|week|year)\b)"
)
# "Which city sponsored it?" asks who did.
_DID_IT = (
    r"(?! (?:co-?)?(?:fund|financ|sponsor|chipp?|paid|pays?|gave|gives?|support|organi[sz]|sent|"
    r"sends?|took part|takes part|participat|attend|join|help|contribut|donat|provid|cooperat|"
    r"partner|deliver|led\b|leads?|ran\b|train|sign|adopt))"
)
_WHERE = re.compile(
    r"^(?:and |so )?(?:(?:in |at |from )?where\b|"
    r"(?:in|at|from) (?:what|which) (?:place|city|town|country|venue|location)\b|"
    rf"(?:what|which) (?:place|city|town|country|venue|location)\b{_DID_IT})"
)
# "Where were trainings held?" asks for all of them, "Where were companies represented?" for every
# item in which they were.
_EACH_HELD = re.compile(
    r"^(?:and |so )?(?:in |at |on )?(?:where|when|(?:what|which) (?:place|date|day|cit|town|countr|"
    r"venue|location)(?:s|y|ies)?)\b"
    rf"(?!.*\b(?:the|these|those|its|their)\s+(?:\S+\s+){{0,3}}(?:{_NOUNS})\b).*\b(?:{_NOUNS})\b"
)
_EACH_PART = re.compile(
    r"^(?:and |so )?where (?:do|does|did|can) (?:we|you|i|one) (?:hear|read|learn|find out) "
    r"(?:of|about|anything)\b|"
    r"^(?:and |so )?where all\b|"
    r"^(?:and |so )?where else (?:is|was|are|were|do|does|did)\b.*\b"
    r"(?:come up|came up|crop up|appear|mentioned|named|involved|feature|active|"
    r"play(?:ed)? a part|take part)\b|"
    r"^(?:and |so )?where (?:did|do|does|were|was|have|has) "
    r"(?:anybody|anyone|somebody|someone|people)\b.*\b(?:from [a-z]|about|part|involved)|"
    r"^(?:and |so )?where (?:did|do|does) (?:they|we|you|items|texts) "
    r"(?:talk|speak|write) (?:about|of)\b|"
    r"^(?:and |so )?where (?:is|was|are|were|do|does|did)\b.*\b(?:represented|among the \w+|"
    r"mentioned|involved|on the agenda|present|come in|came in|come up|came up|crop up|feature|"
    r"discussed|addressed|play(?:ed)? a part|take part)\b"
)
OFFICE = (
    r"(?:director|head|chief|president|chair(?:man|woman|person)?|ambassador|minister|secretary|"
    r"mayor|commissioner|co-?ordinator|manager|leader|boss)"
)
_SOMEBODY = (
    rf"(?:{OFFICE}s?|experts?|officers?|trainers?|instructors?|judges?|prosecutors?|survivors?|"
    r"spokes\w+|representatives?|person|people|man|woman|author|officials?|participants?|members?|"
    r"psychologists?|pedagogues?|teachers?|delegates?|specialists?|victims?)"
)
_NAME_OF = re.compile(
    rf"\bwho(?:['’]?s| is| was) (?:the |\w+['’]s )?(?:[\w-]+ ){{0,3}}{OFFICE}\b|"
    rf"\bnames? of (?:the |that )?(?:[\w-]+ ){{0,4}}{_SOMEBODY}\b|"
    r"\bwho (?:heads|chairs|directs|presides)\b|"
    rf"\bwho (?:are|were) the {NUMBER} (?:\w+ ){{0,3}}?{_SOMEBODY}\b|"
    rf"\b{_SOMEBODY}(?:['’]s?)? names?\W*$|\b{OFFICE}\b.*\b(?:called|named)\W*$"
)
_ARCHIVE = ("bulletin", "archiv", "newslett", "collect", "corpus", "digest", "issu")
_ABOUT = {
    "dates": ("date", "day", "month", "period", "time", "timefram", "span", "rang", "when",
              "start", "begin", "end", "first", "last"),
    "places": ("place", "countri", "citi", "town", "locat", "venu", "where", "geograph"),
    "topics": ("topic", "sdg", "goal", "target", "sustain", "develop"),
    "latest": ("latest", "newest", "recent"),
    "earliest": ("earliest", "oldest"),
    "items": ("about", "theme", "subject", "headlin", "overview", "summari", "summaris", "content",
              "titl", "main", "item", "articl", "stori", "news"),
}  # fmt: skip
_SPEAKS_OF_ALL = (
    "cover overview summari summaris topic theme sdg event activ item articl stori news countri "
    "citi town"
).split()
_WHAT_IS_HERE = re.compile(
    r"\bwhat (?:can|could|may) (?:i|you|one|we) (?:ask|find|see|read|answer|tell)\b"
    r"(?: (?:me|us|you|about|in|from|of|here|there|this|these|it|all|the|your|bulletins?|archive|"
    r"newsletter|items?|texts?|now|today|to|do))*\W*$|"
    r"\bwhat(?:'s| is) in (?:here|there|it|this)\b|\bwhat do you (?:know|have|cover|contain)\b\W*$"
)
# Of what was spoken of: "From which countries did they come?", "With which countries?".
_OF_SOMEBODY = re.compile(
    r"\b(?:he|she|him|his|hers?|they|them|theirs?)\b|"
    r"^(?:and |so )?(?:from|by|with|to|for) (?:which|what|whom|how many)\b"
)
_CLAUSE_ENDS = re.compile(
    r"(?<=[.:;!?])\s+|\s+[-–—]\s+|,\s+(?=(?:so\s+)?(?:who|what|when|where|why|which|how|list|show|give)\b)",
    re.IGNORECASE,
)
# What the asker has to do: "I am briefing the minister tomorrow", "My report is due on 10 June".
_ASKER = re.compile(
    r"\W*(?:(?:I|we)(?:['’](?:m|re|ll|ve)|\s+(?:am|are|have|need|must|will|shall|should|want|plan))\b"
    r"|(?:my|our)\b.*\b(?:is|are|will)\b)",
    re.IGNORECASE,
)
_FRAME = (
    "cover contain includ mention name list hold hold there take event activ refer point un unod "
    "appear present featur deal kind sort type all whole full brief short quick ask question "
    "available find read see look concern report tell describ address come touch took place mani "
    "which"
).split()


def wants(question: str, filters: Filters = Filters()) -> Wants:  # noqa: B008 (frozen)
    """Return the kind of answer that a question wants; `filters` were read in it."""
    asked = fold(question)
    if overview(question) and not filters:
        return Wants.OVERVIEW
    if _COUNTED.search(asked) and (
        filters or relation(question) or _WHOLE.search(asked) or kinds(question) is None
    ):
        return Wants.COUNT
    if _lists(asked, question, filters):
        return Wants.LIST
    if _WHEN.match(asked):
        return Wants.WHEN
    if _WHERE.match(asked) and not _COME_FROM.search(asked):
        return Wants.WHERE
    return Wants.TOPIC if not filters.topics and asks_goal(asked) else Wants.PASSAGE


# Of these each alone makes a question one for a list, wherever it stands.
_LISTS = (
    _ITEMS,
    _THERE,
    _A_KIND,
    _MAIN,
    _HOSTS,
    _WERE_KIND,
    _PEOPLE_NAMED,
    _DONORS_NAMED,
    _QUOTED,
    _TWO_KINDS,
    _IN_ANY,
    _EACH_HELD,
    _EACH_PART,
    _EVERYTHING,
    _HAPPENED,
)


def _lists(asked: str, question: str, filters: Filters) -> bool:
    if _PLANNED.search(asked):
        return False
    if any(pattern.search(asked) for pattern in _LISTS):
        return True
    related = relation(question)
    if filters and (_DONE.search(asked) or STARTED.match(asked) or _CAME.match(asked)):
        return True
    short = len(asked.split()) <= KEYWORDS
    if (filters or short or related) and _BARE.search(asked) and not _ASKS.search(asked):
        return True
    return related is not None and _lists_related(asked, related)


def _lists_related(asked: str, related: str) -> bool:
    """Tell whether a question for what is related so to somebody wants all there is."""
    if _VENTURE_ASKED.search(asked):
        return True
    if "where" in asked.split() and not _WHERE.match(asked):
        return True
    if related == "fund" and _WHO_ALL.match(asked):
        return True
    if re.match(r"(?:and |so )?what (?:did|does|do|has|have|is|are|was|were)\b", asked):
        if _ONE_THING.match(asked):
            return False
        return related == "fund" or bool(_DONE.search(asked)) or "involved in" in asked
    return bool(_DONORS.search(asked) and related == "fund" and _BROAD.search(asked))


def without_plans(question: str) -> str:
    """Return a question without the clauses that tell what the asker needs it for, and when.

    "I am briefing the minister tomorrow: who paid?" -> "who paid?".
    """
    clauses = _CLAUSE_ENDS.split(question)
    asked = [clause for clause in clauses if not _ASKER.match(clause)]
    return " ".join(asked) if any(map(terms, asked)) and asked != clauses else question


def overview(question: str, *, of_archive: bool = False) -> str | None:
    """Return what a question about the archive as a whole asks for, or None.

    "items", "places", "topics", "dates", "latest" or "earliest":
    overview("Which places are covered?") -> "places". With `of_archive` only where it names the
    archive: "Which places does the bulletin cover?".
    """
    if _OF_SOMEBODY.search(fold(question)):
        return None
    if not of_archive and _WHAT_IS_HERE.search(fold(question)):
        return "items"
    said = set(words(question))
    asked = set(terms(question)) | ({"where", "when", "about"} & said)
    if "issued" in said:  # "When was the report issued?" is of no issue
        return None
    facets = [facet for facet, stems in _ABOUT.items() if asked & set(stems)]
    known = {stem for stems in _ABOUT.values() for stem in stems} | {*_ARCHIVE, *_FRAME}
    whole = asked & ({*_ARCHIVE} if of_archive else {*_ARCHIVE, *_SPEAKS_OF_ALL})
    if not facets or not whole or asked - known:
        return None
    return next((facet for facet in facets if facet != "items"), "items")


def kinds(question: str) -> tuple[str, ...] | None:
    """Return the stems that show an item to be of a kind asked for; None where any item will do."""
    asked = RATHER_THAN.sub("", fold(question))
    named = [noun for plural, noun in _KIND_WORDS.items() if re.search(rf"\b{plural}\b", asked)]
    one = r"which|what|and|an?|any|some" if _A_KIND.match(asked) else "which|what|and"
    named += [noun for noun in KINDS if re.search(rf"\b(?:{one}) (?:\w+ )?{noun}\b", asked)]
    if not named or any(noun not in KINDS for noun in named):
        return None
    return tuple(dict.fromkeys(stem for noun in named for stem in KINDS[noun]))


def narrowed(question: str, listed: str) -> str | None:
    """Return a question for a list asked for one kind of item alone.

    narrowed("Which events were in Oslo?", " were trainings") -> "Which trainings were in Oslo?".
    None where either is no such question.
    """
    kind = _ARE_OF_KIND.match(listed.lower())
    text, found = _ANY_ITEMS.subn(kind["kind"], question, count=1) if kind else ("", 0)
    return text if found else None


def loses(question: str, reworded: str) -> bool:
    """Tell whether a question in other words lists no more, or not by the same kind or relation.

    Nor what items are about, where that is asked.
    """
    if kinds(reworded) != kinds(question) or (about(question) and not about(reworded)):
        return True
    lists = wants(question) in LISTS
    if lists and wants(reworded) not in LISTS:
        return True
    related = relation(question) if lists or len(question.split()) <= KEYWORDS else None
    return related is not None and relation(reworded) != related


def asks_name(question: str) -> bool:
    """Tell whether a question asks what somebody is called who holds an office."""
    return bool(_NAME_OF.search(fold(question)))


def about(question: str) -> bool:
    """Tell whether a question asks what items are about rather than for something they state."""
    return bool(_TOPICAL.search(fold(question)))


def relation(question: str) -> str | None:
    """Return how an item must be related to the names in a question: "fund", "partner" or None."""
    asked = _OTHER_MONEY.sub(" ", fold(question))
    if _FUNDS.search(asked):
        return "fund"
    if _TOGETHER.search(asked):
        return "partner"
    other = _WORK_SUPPORTS.search(asked) or re.search(r"\bsdgs?\b|target", asked)
    return "fund" if _SUPPORTS.search(asked) and not other else None
