"""`.xml`, `.rss`, `.atom`: the entries of a feed, or of any file of like elements, as items.

An element is taken for what JSON calls an object, so that `objects` reads it. No entity of the
file's own is resolved, and nothing is fetched.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from seeqa.archive.formats import objects
from seeqa.archive.source import Source
from seeqa.types import Remark, RemarkKind

if TYPE_CHECKING:
    from lxml.etree import _Element

_NAMES = {"encoded": "content"}  # RSS's <content:encoded>
_DEEPEST = 40  # elements within one another


def read(data: bytes, name: str) -> Source:
    """Return the entries of a feed, counted from 1."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        root, reason = None, " ".join(str(error).split())
    else:
        reason = "no element"
    if root is None:
        remark = Remark(RemarkKind.UNREAD, 1, "a file that is no XML", reason)
        return Source("feed", remarks=[remark])
    source = objects.read_json(json.dumps(_told(root, 0)), name)
    source.format = "feed"
    return source


def _told(element: _Element, depth: int) -> Any:
    """Return an element's text, or its children by their names, several of one name as a list."""
    children = [child for child in element if isinstance(child.tag, str)]
    if not children or depth == _DEEPEST:
        text = "".join(map(str, element.itertext())).strip()
        return text or str(element.get("href", ""))  # Atom's <link href="…"/>
    made: dict[str, Any] = {}
    for child in children:
        local = str(child.tag).rpartition("}")[2]
        key, told = _NAMES.get(local, local), _told(child, depth + 1)
        if key in made:
            made[key] = [*(made[key] if isinstance(made[key], list) else [made[key]]), told]
        else:
            made[key] = told
    return made
