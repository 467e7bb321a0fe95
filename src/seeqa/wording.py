"""Everyday phrases -> the plain words that bulletins use: "footed the bill for" -> "funded".

Also tells what is no question at all, but a greeting or thanks.

Encoder, lexical index and reader all do better with the plain word: none of them learned that a
tab is picked up by a donor. Only set phrases whose meaning does not depend on the archive are
here; every replacement is told to the user, like a corrected misspelling.
"""

from __future__ import annotations

import re

from seeqa.item_question import ITEM

_MONEY = r"(?:the |some |any |its |their |all the )*(?:money|cash|funds?)"
_KEYWORDS = (
    r"^(?!.*\b(?:who|whom|whose|which|what|when|where|why|how|list|all|every|is|are|was|were|do|"
    r"does|did|has|have|and|next|upcoming)\b)"
)
# What may stand before or after an item in keywords, "gradiska mentoring visit donor", and means.
_ROLES = (
    (r"(?:donors?|funders?|sponsors?)", "who funded"),
    (r"(?:organi[sz]ers?|hosts?)", "who organised"),
    (r"(?:participants?|attendees?)", "who took part in"),
    (r"dates?", "when was"),
    (r"(?:venue|location)", "where was"),
    (r"(?:duration|length)", "how long was"),
    (r"(?:purpose|aim|objectives?)", "what was the purpose of"),
)
_COSTS = r"(?:the |its |their |all )*(?:bills?|tab|costs?|expenses?)(?: (?:for|of|behind)\b)?"
_PHRASES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), plain)
    for pattern, plain in (
        *(
            (
                rf"{_KEYWORDS}(?:(?P<before>[^?,:]*\b{ITEM}\b[^?,:]*?) {role}"
                rf"|{role}(?: (?:of|for))?(?: the)? (?P<after>[^?,:]*\b{ITEM}\b[^?,:]*?))(?=\W*$)",
                rf"{asked} the \g<before>\g<after>",
            )
            for role, asked in _ROLES
        ),
        (
            r"\bwhose (?:money|cash|funds?|budget) (?:\w+ )?(?:(?:is|was|are|were|stands?|stood) "
            r"(?:\w+ )?behind|went (?:in)?to|goes (?:in)?to|paid(?: for)?|pays(?: for)?)\b",
            "who funded",
        ),
        (
            r"\bwhere (?:did|does|do|is|was|has) (?:the )?(?:money|cash|funding|funds) "
            r"(?:for|behind|of) (?P<what>.+?) (?:come|came|coming) from\b",
            r"who funded \g<what>",
        ),
        (
            r"\b(?:foot(?:s|ed|ing)?|pick(?:s|ed|ing)? up|pay(?:s|ing)?|paid|shoulder(?:s|ed)?) "
            rf"{_COSTS}",
            "funded",
        ),
        (rf"\bwho (?:covers?|covered|bore|bears?|met|meets?) {_COSTS}", "who funded"),
        (
            rf"\b(?:put|puts|gave|gives?|provides?|provided|stump(?:s|ed)? up) (?:up )?{_MONEY} "
            r"(?:up )?(?:for|in|into|behind|to|towards?)\b",
            "funded",
        ),
        (
            r"\bwho (?:has |had )?(?:put|puts|gave|gives?|provides?|provided|stump(?:s|ed)?) "
            rf"(?:up )?{_MONEY}(?: up)?(?=\W*$)",
            "who funded it",
        ),
        (
            r"\bwhat (?:did|have|has) (?:i|we) (?:miss|missed)\b(?! (?:about|on|in|at|from)\b)",
            "what happened",
        ),
        (r"\bbankroll(?:s|ed)?\b", "funded"),
        (
            r"\bhow (?:big|large|high|good) (?:was|were|is) (?:the )?"
            r"(?:turn-?out|attendance|audience|crowd|participation) (?:for|at|of|in) ",
            "how many participants attended ",
        ),
        (
            r"\bwhat (?:was|were|is|are) "
            r"(?P<what>(?:the|this|that|it|their)\b(?![^?]* (?:that|which|who) )[^?]*?) "
            r"(?:supposed|meant|intended|designed|expected) to "
            r"(?:achieve|accomplish|do|bring about)"
            r"(?=\W*$)",
            r"what was the purpose of \g<what>",
        ),
        (r"\bwhat (?:becomes|became|will become) of ", "what will happen to "),
        (
            r"\bwhom? (?P<did>did|does|has) (?P<who>[\w-]+(?: [\w-]+)?) "
            r"(?:see|talk to|speak to|speak with|sit down with) (?=on|in|at|during)",
            r"who \g<did> \g<who> meet ",
        ),
        (
            r"^(?:and |so |but )?(?P<what>the [^?,]+?) "
            r"(?P<act>meet|start|begin|end|open|close)s (?P<asks>when|where)(?=\W*$)",
            r"\g<asks> does \g<what> \g<act>",
        ),
        (r"\bthe (?:whole|main|real) point of (?=the |this |that )", "the purpose of "),
        (
            r"^(?:(?:now|next|ok|okay|right|and|so|about|regarding|on|as for|leaving \w+ aside)\b"
            rf"[\s,.]*)*(?P<item>(?:the|this|that) [^-–—:?,]*\b{ITEM}\b[^-–—:?,]*?)"
            r"(?: [-–—] |: )"
            r"(?P<asks>(?:(?:who|what|which|when|where|why|how)\b)[^?]*?)(?=\W*$)",
            r"\g<asks> at \g<item>",
        ),
        (
            r"\bwho (?:is|was|are|were) the (?:main |only )?(?:donors?|funders?|sponsors?) "
            r"(?:of|for|behind) (?!(?:all|these|those|this bulletin|the bulletin)\b)",
            "who funded ",
        ),
        (
            r"\bwho (?:is|was|are|were) the (?:main |only )?(?:organi[sz]ers?|hosts?) of ",
            "who organised ",
        ),
        (r"\b(?:paid|pays|pay|paying) for\b", "funded"),
        (
            r"\bhow many (?:people |persons |folks |ppl |participants )?"
            r"(?:came|showed up|turned up|were (?:present|there))(?=\W*$)",
            "how many participants attended it",
        ),
        (
            r"\bhow many (?:people |persons |folks |ppl )?(?P<came>took part|participated|attended|"
            r"came|showed up|turned up|joined|were present|were there)\b",
            r"how many participants \g<came>",
        ),
        (
            r"^(?:does|do|did) (?:the |this |any (?:of the )?)?"
            r"(?:bulletins?|archive|newsletter|items?|articles?)(?: ever| also| even)? "
            r"(?:mention|refer to|name|talk about|speak (?:of|about)|cover|report on|"
            r"(?:say|have) (?:any|some)thing (?:about|on))\b",
            "which items mention",
        ),
        (
            r"\bwhat (?:does|do|did|can) (?:the |this |your )?"
            r"(?:bulletins?|archive|newsletter|you) (?:say|tell|report|have|know)(?: me| us)? "
            r"(?:about|on|regarding|concerning)\b",
            "which items mention",
        ),
        (
            r"^(?:is|are|was|were) (?!it\b|that\b|this\b|they\b|there\b)(?P<what>[^?]+?) "
            r"(?:ever |also )?(?:mentioned|named|referred to|covered)"
            r"(?: anywhere| at all| in (?:the|this|any) (?:bulletins?|archive|newsletter|items?))*"
            r"(?=\W*$)",
            r"which items mention \g<what>",
        ),
        (
            r"^(?:please )?(?:can you |could you |would you )?(?:please )?"
            r"(?:(?:give|show|tell|provide|write|make)(?: me| us)? (?:a|an|the|some) (?:\w+ )?"
            r"(?:summary|overview|gist|outline|synopsis|recap|description) (?:of|about|on)|"
            r"summari[sz]e|sum up|describe|outline|recap) "
            r"(?P<what>(?:the|this|that) (?!.*\b(?:bulletin|archive|news|newsletter|items?)\b)"
            r"[^?.!]+?)(?: please)?\W*$",
            r"what was \g<what> about?",
        ),
        (
            r"^(?:please )?(?:can you |could you )?"
            r"(?:tell (?:me|us) (?:more |something |all )?about|"
            r"(?:give|show) (?:me|us) (?:the |some |all )?(?:key |main )?"
            r"(?:facts|details|info|information|points) (?:about|on|of|from)) "
            rf"(?P<what>(?:the|this|that) (?:[\w-]+ ){{0,4}}{ITEM}\b[^?.!]*?)(?:,? please)?\W*$",
            r"what was \g<what> about?",
        ),
        (r"^what(?:['’]?s| is) new(?=\W*$)", "what is the latest news"),
        (
            r"^what(?:['’]?s| is) (?:going on|happening|new) (?:with|about|on|regarding) "
            r"(?!it\b|that\b|this\b|them\b)(?P<what>[^?]+?)(?=\W*$)",
            r"which items are about \g<what>",
        ),
        (
            rf"{_KEYWORDS}(?P<what>[\w-]+(?: [\w-]+){{0,2}}?)"
            r" (?:stuff|things|news|info|information)(?=\W*$)",
            r"which items are about \g<what>",
        ),
        (
            r"^(?:what(?:['’]?s| is) (?:new|up)|(?:is there |are there )?any(?:thing new| news)|"
            r"(?:the )?latest news) (?:in|from) (?P<what>[^?]+?)(?=\W*$)",
            r"what happened in \g<what>",
        ),
        (r"^were (?=(?:did|do|does|is|was|are|can|will)\b)", "where "),
        (r"\bppl\b", "people"),
        (r"\bcops\b", "police officers"),
        (r"\b(?P<ask>what|who|where|when|how)s\b", r"\g<ask> is"),
    )
)


# "Did they say who …?", "Remind me why …": what asks for an answer and says nothing of it.
_ASKING = re.compile(
    r"^(?:and |so |but )?(?:(?:did|do|does) (?:they|you|we|the (?:bulletin|item|text)s?|it|anyone) "
    r"(?:say|know|tell(?: us| me)?|mention|happen to know)|"
    r"is it (?:said|known|mentioned|clear)|are we told|(?:please )?remind me(?: again)?|"
    r"(?:i )?(?:just )?(?:need|want|would like|['’]d like) to know)"
    r"(?: please|,)? (?=(?:who|whom|whose|what|which|when|where|why|how)\b)",
    re.IGNORECASE,
)


# What is left of "Did they say who the chief is?".
_WHO_IT_IS = re.compile(
    r"^(?P<asks>who|what|where|when) (?P<what>(?:the|this|that|its|their|[A-Z])\b[^?]*?) "
    r"(?P<be>is|are|was|were)(?=\W*$)"
)


def plain(text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return the text in plain words, and the (written, meant) pairs.

    plain("Who bankrolled it?") -> ("Who funded it?", (("bankrolled", "funded"),))
    """
    pairs: list[tuple[str, str]] = []
    text = _WHO_IT_IS.sub(r"\g<asks> \g<be> \g<what>", _ASKING.sub("", text))

    for pattern, words in _PHRASES:

        def replaced(match: re.Match[str], words: str = words) -> str:
            meant = match.expand(words)
            if match.group()[0].isupper():
                meant = meant[0].upper() + meant[1:]
            pairs.append((match.group(), meant))
            return meant

        text = pattern.sub(replaced, text)
    return text, tuple(pairs)


_SMALL_TALK = re.compile(
    r"\b(?:hi|hello|hey|hiya|greetings|good (?:morning|afternoon|evening|day|night|job|work)|"
    r"(?:many )?thanks?(?: (?:you|a lot|so much|very much))*|thx|cheers|bye|"
    r"goodbye|see you|ok|okay|great|nice|cool|perfect|wow|awesome|well done|sorry|"
    r"how (?:are you|is it going|do you do)(?: doing)?(?: today)?|what is up|"
    r"nice to meet you|(?:that|this|it) (?:is|was) (?:all|it|great|good|nice|helpful|useful)|"
    r"(?:that|this|it) was (?:really |very |so )?(?:helpful|useful|great|good|interesting)|"
    r"i (?:needed|wanted|love you)|you (?:are|were) (?:great|very helpful|helpful|funny|stupid)|"
    r"have a (?:nice|good|great) (?:day|evening|one|weekend|night)|"
    r"(?:tell|do you know|know|sing|write|make up)(?: me| us)? (?:a|an|any|another|some) (?:\w+ )?"
    r"(?:jokes?|poems?|songs?|stor(?:y|ies))|"
    r"who (?:made|built|created|wrote|designed|programmed|trained|owns|runs) "
    r"(?:you|this (?:chat ?bot|bot|assistant|tool|app|site|website|page|chat|thing))|"
    r"who are you|what are you|what is your name|are you (?:an? )?(?:bot|human|robot|ai|real))\b",
    re.IGNORECASE,
)
_FILLER = re.compile(r"\b(?:please|there|again|all|so|then|and|but|very|really)\b", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W_]")


def small_talk(text: str) -> bool:
    """Tell whether a text is nothing but greetings, thanks and the like.

    small_talk("hi there, how are you?") -> True, small_talk("hi, who paid?") -> False
    """
    spelt = re.sub(r"['’]s\b", " is", text)
    left, times = _SMALL_TALK.subn(" ", spelt)
    return times > 0 and not _LETTERS.search(_FILLER.sub(" ", left))
