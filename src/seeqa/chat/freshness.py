"""What the page tells of an archive that was read again, and how it is brought up to date."""

from __future__ import annotations

from datetime import timedelta, timezone
from typing import Any

from seeqa.chat.blocks import click_data
from seeqa.chat.browsing import View
from seeqa.chat.events import AT_ONCE, QUEUED, given, texts_for
from seeqa.chat.filter_form import form_choices
from seeqa.chat.masthead import masthead
from seeqa.chat.opening import Opening
from seeqa.chat.parts import Parts
from seeqa.chat.shelf import drawn
from seeqa.chat.texts import ENGLISH, Texts
from seeqa.markup import escape
from seeqa.refresh import Changes, Status

LOOK = "() => document.dispatchEvent(new Event('seeqa:look'))"  # page.js asks at once
_DAY = 24 * 60


def news(status: Status, say: Texts = ENGLISH, offset: str = "") -> str:
    """Return what came of the last reading in a sentence; empty where there was none.

    `offset` are the minutes that the visitor's clock is behind UTC, as a browser gives them.
    """
    if status.at is None:
        return ""
    minutes = int(offset) if offset.removeprefix("-").isdecimal() and len(offset) < 6 else _DAY
    zone = timezone(timedelta(minutes=-minutes)) if abs(minutes) < _DAY else status.at.tzinfo
    time = f"{status.at.astimezone(zone):%H:%M}"
    if status.error:
        return say("fresh.failed", time=time, why=status.error.found)
    return say("fresh.read", time=time, what=_told(status.changes, say))


def _told(changes: Changes, say: Texts) -> str:
    """Return "2 items added, 1 changed, 1 removed"."""
    counts = {
        name: len(getattr(changes, name))
        for name in ("added", "changed", "removed")
        if getattr(changes, name)
    }
    told = [
        say(f"fresh.{name}.more", count=f"{count:,}")
        if i
        else say(f"fresh.{name}", items=say.count("items", count))
        for i, (name, count) in enumerate(counts.items())
    ]
    if changes.unread:
        told.append(say("fresh.unread", files=say.count("files", len(changes.unread))))
    return ", ".join(told) or say("fresh.same")


def greeting(opening: Opening, say: Texts = ENGLISH) -> str:
    """Return the masthead for who comes: of the news only that the archive could not be read."""
    status = opening.status
    return masthead(opening, say, news(status, say) if status.error else "")


def again_row(say: Texts = ENGLISH, told: str = "", *, reading: bool = False) -> str:
    """Return the button that has the folder read again, and what came of it."""
    hindered = " disabled" if reading else ""
    return (
        f'<p class="acts"><button type="button" data-do="again"{hindered}>'
        f'{escape(say("archive.again"))}</button> <span role="status">{escape(told)}</span></p>'
    )


def wire_freshness(gr: Any, opening: Opening, parts: Parts) -> Any:
    """Bring the page up to date when page.js finds it is not, and read again when told to.

    Returns the event after which it is up to date.
    """

    @given(event=gr.EventData, request=gr.Request)
    def fresh(
        place: str | None, topic: str | None, view: View, event: Any, request: Any
    ) -> tuple[Any, ...]:
        data, say = click_data(event), texts_for(request)
        told = news(opening.status, say, data.get("offset", ""))
        shown = data.get("archive") == "shown"
        return (
            masthead(opening, say, told),
            escape(told),
            *form_choices(gr, opening, place, topic),
            *(drawn(opening, view, say) if shown else [gr.skip()] * len(parts.archive.drawn)),
        )

    @given(event=gr.EventData, request=gr.Request)
    def again(event: Any, request: Any) -> Any:
        say, data = texts_for(request), click_data(event)
        yield again_row(say, say("fresh.reading"), reading=True)
        yield again_row(say, news(opening.refresh(), say, data.get("offset", "")))

    chosen = [parts.form.place, parts.form.topic]
    outputs = [parts.masthead, parts.announce, *chosen, *parts.archive.drawn]
    updated = parts.masthead.click(fresh, [*chosen, parts.archive.view], outputs, **AT_ONCE)
    # One at a time: who comes later waits for the same folder.
    reread = parts.again.click(again, None, parts.again, concurrency_limit=1, **QUEUED)
    reread.then(None, js=LOOK, api_visibility="private")
    return updated
