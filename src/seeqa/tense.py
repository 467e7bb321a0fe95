"""Words for what is to come, as a question asks for it and as a text tells it."""

from __future__ import annotations

import re

ASKED = re.compile(
    r"\b(?:(?<!\bgo )(?<!\bwent )next|upcoming|forthcoming|future|"
    r"(?<!\btheir )(?<!\bher )(?<!\bhis )(?<!\bfree )will|"
    r"going to|planned|scheduled)\b",
    re.IGNORECASE,
)
# Whatever may tell of it, a purpose or a need too.
TOLD = re.compile(
    r"\b(?:next|upcoming|forthcoming|will|going to|planned?|plans|scheduled|to be|future|foreseen|"
    r"expected|establishment|aims?|intends?|continue|later|should|needs?)\b",
    re.IGNORECASE,
)
# What does tell of an activity to come: "the next training will benefit officers from Serbia".
EVENT = re.compile(
    r"\bnext (?:\w+ )?(?:training|course|workshop|seminar|meeting|event|visit|mission|session|"
    r"conference|round|edition|phase)\b|"
    r"\bwill (?:also |then |soon )?(?:be (?:held|organi[sz]ed|trained|conducted|hosted|delivered)|"
    r"take place|take part|benefit|gather|join|attend|participate|host|train|receive)\b|"
    r"\b(?:is|are) (?:also )?(?:planned|scheduled|foreseen)\b|\bplanned (?:for|later)\b",
    re.IGNORECASE,
)
