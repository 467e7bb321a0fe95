"""What a sentence should have, but need not, to answer: the act, the type of body, "X is …".

One thing it must: say of a term in some way what it is, where just that is asked.
"""

from __future__ import annotations

import re

from seeqa.clauses import DEED_ASKED, undergone
from seeqa.definitions import abbreviation, spelt_out
from seeqa.demands.demand import Demand, Tokens
from seeqa.parties import whole
from seeqa.speech import SAYS
from seeqa.terms import fold, term_set, terms
from seeqa.types import Document, Span

_DONE_TO = re.compile(
    r"\b(?:when|where|(?:which|what) (?:town|city|country|place|year|month|day|date))\b.*"
    r"\b(?:was|were|been)\b.*"
    r"\b(?P<done>(?!held|organi|conduct|deliver|host|taught|train|carried|done|based|located|led|put|"
    r"set)\w{3,}(?:ed|en|wn|pt|lt|nt|ld|ught))\W*$"
)
_WHICH_BODY = re.compile(
    r"\b(?:which|what) (?:(?!(?:did|does?|is|was|were|are|has|have)\b)\w+ ){0,2}?"
    r"(?P<kind>ministr(?:y|ies)|conventions?|articles?|chapters?|fund|programme)\b"
)
_JUST_BEFORE = re.compile(r"(?:[\w’-]+ ){1,3}$")  # "the Ministry of " before "Europe"
_WHAT_IS = re.compile(
    r"(?:and |so )?what(?:['’]s| is| are) (?:the |an? )?(?P<what>[^?,]{2,60}?)\W*$", re.IGNORECASE
)
# "What did they agree on?", "What else do they contain, besides the cases?"
_ACT_ASKED = re.compile(
    r"(?:and |so )?(?:what|whom?|(?:which|what) (?:\w+ ){1,3}?)(?: else)? ?"
    r"(?:did|does|do|has|have) (?:[^?]*?\b)?(?P<before>[\w’']+) "
    r"(?P<act>(?!(?:mean|says?|think|cost|last|look|like|need|want|take|place|come|part|"
    r"have|make|give|happen|meet|there|here|together|else|\w+ly)\b)[a-z]{4,})"
    r"(?: (?:on|about|to|for|with|up|out|in))?"
    r"(?: (?:in the end|at last|finally|together|afterwards))?"
    r"(?: (?:in|at|on|during|about|with|to|for) [^?]*)?"
    r"(?:,? (?:besides|apart from|in addition to|other than) [^?]*)?\W*$"
)
_NO_ACT_AFTER = frozenset(
    "the a an of in on at for to about and or with by from this that these those their its his her "
    "our during after before into under between against besides new other most".split()
)
_ALSO_ASKED = re.compile(r"(?:and |so |but )?(?:what|whom?|where) else\b")
_ALSO = re.compile(r"\b(?:also|additionally|in addition|furthermore|moreover|as well|besides)\b")
# "Who led the visit?": not who organised it, but "the visit was led by …".
_DID_IT = re.compile(
    r"(?:and |so )?who (?:\w+ly )?(?P<act>led|leads|moderated|presented|spoke|opened|closed|signed|"
    r"inspected|analy[sz]ed|prepared|developed|designed|created|proposed|invited|visited)\b"
)
_TAUGHT = re.compile(
    r"\bwho (?:taught|trained|instructed|coached|mentored)\b|"
    r"\bwho (?:gave|delivered|ran|led) (?:the |these |those |all )*(?:\w+ )?"
    r"(?:sessions|classes|lessons|lectures|course|training)\b|"
    r"\bwho (?:was|were) (?:the|their|its) (?:teacher|trainer|instructor|lecturer|mentor)s?\b"
)
_TEACHES = re.compile(
    r"\b(?:deliver(?:ed|ing)|taught|led|facilitated|conducted|presented|provided) by\b|"
    r"\b(?:trainers?|instructors?|lecturers?|mentors?)\b(?=.*\b(?:deliver|taught|led|train)\w*)|"
    r"\bexperts?\b.*\b(?:delivered|led the (?:\w+ )?(?:sessions?|course|training|classes))\b"
)
_SPOKE_ASKED = re.compile(
    r"(?:and |so |but )?what (?:else )?(?:did|does|has) the "
    r"(?P<who>(?!report\b|study\b|bulletin\b)[^?]+?) "
    rf"{SAYS}\W*$",
    re.IGNORECASE,
)
_SPOKE = re.compile(rf"\b{SAYS}\b")
_TALK_OF = re.compile(
    r"\b(?P<by>[A-Z][\w.-]*(?: [A-Z][\w.-]*)*)['’]s? "
    r"(?:presentation|talk|speech|intervention|contribution|lecture|address)\b|"
    r"\b(?:presentation|talk|speech|intervention|contribution|lecture|address) (?:by|of|from) "
    r"(?:the )?(?P<of>[A-Z][\w.-]*(?: [A-Z][\w.-]*)*)"
)
_TERM_ASKED = re.compile(
    r"(?:and |so )?what(?: exactly)? (?:is|are|does(?=[^?]* mean\W*$)) (?:an? )?"
    r"(?P<what>(?!the\b|its?\b|their\b|that\b|this\b|his\b|her\b|all\b|there\b|new\W*$)"
    r"[\w -]{2,60}?)(?: mean)?\W*$",
    re.IGNORECASE,
)
_LETTERS = 2  # capitals of an abbreviation at least
_TERM = 4  # words of it at most
_RELATED = re.compile(r"\b(?:of|for|in|at|to|about|called|doing|being|by|on|with|name)\b")
_WHY = re.compile(
    r"\bwhy\b|\bhow come\b|\bwhat for\b|"
    r"\b(?:what|which) (?:is |was |were )?(?:the )?"
    r"(?:reason|cause|purpose|aim|point|objective|goal)s?\b"
)
_GOAL_LINE = re.compile(r"This activity contributes to SDG\b")
_TOLD = 0.6  # how sure at least, of what is preferred to something as sure
_STATED = 0.65  # how sure a sentence is that says what something is, or by whom it was done


def done_to(question: str) -> Demand | None:
    """Prefer a sentence that says what was done, of a question where or when it was."""
    asked = _DONE_TO.search(fold(question))
    done = set(terms(asked["done"])) if asked else None
    if not done:
        return None
    return Demand(lambda span, _: done <= term_set(span.text), "", waived=True)


def causal(question: str) -> Demand | None:
    """Prefer, of a question why, any other sentence to the line that names the goal served."""
    if not _WHY.search(fold(question)):
        return None
    return Demand(lambda span, _: not _GOAL_LINE.match(span.text), "", waived=True)


def undergone_by(question: str) -> Demand | None:
    """Prefer, of a question what somebody did, a sentence that says what was done by them."""
    if not DEED_ASKED.match(question.lower()):
        return None
    return Demand(
        lambda span, _: bool(undergone(question, span.text)), "", waived=True, sure=_STATED
    )


def acted(question: str) -> Demand | None:
    """Prefer, of a question what somebody agreed on, a sentence that speaks of agreeing.

    Of what else there is, one with "also".
    """
    folded = fold(question)
    asked = _ACT_ASKED.match(folded)
    if not asked or asked["before"] in _NO_ACT_AFTER:
        return None
    return _speaks_of(asked["act"], also=bool(_ALSO_ASKED.match(folded)))


def done_by(question: str) -> Demand | None:
    """Prefer, of a question who led something, a sentence that speaks of leading."""
    did = _DID_IT.match(fold(question))
    return _speaks_of(did["act"]) if did else None


def _speaks_of(act: str, *, also: bool = False) -> Demand | None:
    wanted = set(terms(act))

    def met(span: Span, document: Document) -> bool:
        said = not also or _ALSO.search(fold(span.text))
        return wanted <= term_set(span.text) and bool(said)

    return Demand(met, "", waived=True, as_sure=_TOLD) if wanted else None


def taught(question: str) -> Demand | None:
    """Prefer, of a question who taught, a sentence that says by whom a course was delivered."""
    if not _TAUGHT.search(fold(question)):
        return None
    return Demand(
        lambda span, _: bool(_TEACHES.search(fold(span.text))), "", waived=True, as_sure=_TOLD
    )


def spoken_by(question: str) -> Demand | None:
    """Prefer, of a question what somebody said, a sentence that says that they did."""
    asked = _SPOKE_ASKED.match(question)
    who = terms(asked["who"]) if asked else []
    if not who:
        return None
    return Demand(
        lambda span, _: bool(_SPOKE.search(span.text)) and who[-1] in term_set(span.text),
        "",
        waived=True,
        sure=_STATED,
    )


def talk_of(question: str, names: Tokens) -> Demand | None:
    """Prefer, of a question for somebody's presentation, a sentence that names them."""
    asked = _TALK_OF.search(question)
    who = set(names(asked[asked.lastgroup or 0])) if asked else None
    if not who:
        return None

    def met(span: Span, document: Document) -> bool:
        return "“" in span.text and who <= set(names(span.text))

    return Demand(met, "", waived=True, sure=_STATED)


def of_type(question: str) -> Demand | None:
    """Prefer, of a question which ministry did it, words that name a ministry."""
    asked = _WHICH_BODY.search(fold(question))
    if not asked:
        return None
    kind = set(terms(asked["kind"]))

    def met(span: Span, document: Document) -> bool:
        if span.emphasis is None:
            return True
        start, end = (at - span.start for at in span.emphasis)
        begun = _JUST_BEFORE.search(span.text[:start])
        start = begun.start() if begun else start
        words = span.text[start : whole(span.text, start, end)].split()
        return any(word[0].isupper() and kind & set(terms(word)) for word in words)

    return Demand(met, "", waived=True)


def defined(question: str) -> Demand | None:
    """Demand a sentence that says in some way what a term is: "What are precursors?".

    "precursors are …", "precursors, a kind of …", "… (precursors)", "called precursors".
    """
    asked = _TERM_ASKED.match(question)
    words = re.findall(r"[^\W_]+", asked["what"]) if asked else []
    if not asked or not 0 < len(words) <= _TERM or _RELATED.search(asked["what"]):
        return None
    name = r"\W+".join(map(re.escape, words))
    says = re.compile(
        rf"\b{name}s?(?: \([^)]*\))?"
        r"(?:,? (?:which |that |who )?(?:is|are|means?|refers?|occurs?)\b|"
        rf", (?:an?|the|or|where|when)\b| [-–—] )|\({name}\b|"
        rf"\b(?:called|known as|termed|named|such as) (?:the )?“?{name}\b|“{name}”",
        re.IGNORECASE,
    )
    unmet = f"Where it comes nearest, it is not said what “{asked['what'].strip()}” means."
    return Demand(lambda span, _: bool(says.search(span.text)), unmet)


def explained(question: str) -> Demand | None:
    """Demand, of a question what letters stand for, a sentence that has the words too."""
    short = abbreviation(question)
    if short is None or sum(char.isupper() for char in short) < _LETTERS:
        return None
    return Demand(
        lambda span, _: spelt_out(question, span.text) is not None,
        f"Where it comes nearest, “{short}” is not spelt out.",
    )


def defining(question: str) -> Demand | None:
    """Prefer a sentence that says what something is, of a question for just that."""
    asked = _WHAT_IS.match(question)
    if not asked or _RELATED.search(asked["what"]):
        return None
    words = re.findall(r"[^\W_]+", asked["what"])
    capital = [word[0] for word in words if word[0].isupper()]
    short = {"".join(capital[:end]) for end in (len(capital), len(capital) - 1) if end > 1}
    names = "|".join([r"\W+".join(map(re.escape, words)), *sorted(short)])
    says = re.compile(
        rf"\b(?i:{names})(?: \w+)?(?: \([^)]*\))?,?(?: which)? "
        r"(?:is|are|means|occurs|(?:was|were) (?:an?|the))\b"
    )
    return Demand(lambda span, _: bool(says.search(span.text)), "", waived=True, sure=_STATED)
