"""Words for saying something, in questions and in what is reported."""

from __future__ import annotations

_VERBS = (
    "say tell think believe note explain add stress highlight emphasi[sz]e state warn underline "
    "conclude argue announce mention claim suggest"
).split()
_PAST = {"say": "said", "tell": "told", "think": "thought"}


def _forms(verb: str) -> str:
    past = _PAST.get(verb)
    if past:
        return f"{verb}s?|{past}"
    return f"{verb}[sd]?" if verb.endswith("e") else f"{verb}(?:e?s|ed)?"


# Verbs that say that something is said, in every form but "-ing".
SAYS = rf"(?:{'|'.join(map(_forms, _VERBS))}|call(?:s|ed)? for)"
