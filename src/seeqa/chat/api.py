"""The HTTP endpoints for programs, under `/api`, and the pages of items, under `/p`.

One schema with the command line and the tools (`seeqa.schema`); an error is
`{"error": {"expected": …, "found": …, "mend": …}}`. Nothing is remembered between requests.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from seeqa import permalink, schema
from seeqa.catalogue import MAX_TEXT, Catalogue, Order, Wish
from seeqa.chat.browsing import PAGE
from seeqa.chat.events import texts_for
from seeqa.chat.item import GONE, error_page, item_page
from seeqa.chat.opening import Opening, State
from seeqa.errors import (
    FilterError,
    PermalinkError,
    QuestionError,
    RequestError,
    SeeqaError,
    ServeError,
)
from seeqa.refresh import Status
from seeqa.types import Filters

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.datastructures import QueryParams
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute

_log = logging.getLogger(__name__)
_T = TypeVar("_T")

API_VERSION = 1  # of the forms; a field may be added to them, none taken away or changed
MAX_BODY = 65_536  # bytes
MAX_HISTORY = 100  # questions
MAX_LIMIT = 200  # items at once
_WORKERS, _WAITING = 4, 64  # questions answered at once, and let wait
_FILTERS = ("from", "to", "place", "topic", "item")
_ENDPOINTS = (
    "POST /api/ask, GET /api/search, /api/documents, /api/documents/{id}, /api/health, /api/ready"
)


class _Refused(Exception):
    """A request that is answered with an error of a status."""

    def __init__(self, status: int, error: SeeqaError) -> None:
        super().__init__(str(error))
        self.status = status
        self.error = error


def quote_route(opening: Opening) -> BaseRoute:
    """Return the route of the pages of items and of quotes in them."""
    from starlette.responses import HTMLResponse
    from starlette.routing import Route

    async def quote(request: Request) -> Response:
        say, base = texts_for(request), str(request.base_url)
        try:
            documents = (await opening.arrived()).latest().documents
            place = permalink.find(request.path_params["name"], documents)
        except PermalinkError as error:
            return HTMLResponse(error_page(error, base, say), 404)
        except SeeqaError as error:
            return HTMLResponse(error_page(error, base, say), 503)
        if place is None:
            return HTMLResponse(error_page(GONE, base, say), 404)
        return HTMLResponse(item_page(place, base, say))

    return Route(f"{permalink.PATH}{{name:path}}", quote)


def api_routes(opening: Opening) -> list[BaseRoute]:
    """Return the routes of the endpoints; what of `/api` is none of them is refused there."""
    from starlette.routing import Mount, Route

    api = build_api(opening)
    return [Mount("/api", api), Route("/api", api)]


def build_api(opening: Opening) -> Starlette:
    """Return the application to mount at `/api`."""
    from starlette.applications import Starlette
    from starlette.exceptions import HTTPException
    from starlette.routing import Route

    here = _Endpoints(opening)
    api = Starlette(
        routes=[
            Route("/ask", here.ask, methods=["POST"]),
            Route("/search", here.search),
            Route("/documents", here.documents),
            Route("/documents/{id:path}", here.document),
            Route("/health", here.health),
            Route("/ready", here.ready),
        ],
        exception_handlers=dict.fromkeys((HTTPException, SeeqaError, _Refused, Exception), _failed),
    )
    api.router.redirect_slashes = False
    return api


class _Endpoints:
    """The endpoints over one archive; all wait until it is open, but the last two."""

    def __init__(self, opening: Opening) -> None:
        from anyio import CapacityLimiter

        self._opening = opening
        self._workers = CapacityLimiter(_WORKERS)

    async def ask(self, request: Request) -> Response:
        """Answer the question of the body."""
        form = await _body(request)
        known(form, ("question", "history", "about", "filters", "read_filters"))
        question, history = _text(form, "question"), _texts(form, "history")
        filters = schema.filters_from(_object(form, "filters"))
        read = _flag(form, "read_filters")
        about = None if form.get("about") is None else _text(form, "about")
        assistant = await self._opening.arrived()
        answer = await self._at_work(
            lambda: assistant.ask(
                question, history=history, about=about, filters=filters, read_filters=read
            )
        )
        return _json(schema.answer_to_json(answer))

    async def search(self, request: Request) -> Response:
        """Return the passages that match the question of the address."""
        given = request.query_params
        known(given, ("question", "history", "k", *_FILTERS))
        question, history = _text(given, "question"), given.getlist("history")
        filters, k = _filters(given), _number(given, "k", 1, 1000)
        assistant = await self._opening.arrived()
        hits = await self._at_work(
            lambda: assistant.search(question, history=history, k=k, filters=filters)
        )
        return _json([schema.hit_to_json(hit) for hit in hits])

    async def documents(self, request: Request) -> Response:
        """Return some of the items that are found, in the order wanted, and how many there are."""
        given = request.query_params
        known(given, ("q", *_FILTERS, "file", "sort", "offset", "limit"))
        wish = Wish(_words(given), _filters(given), given.get("file", ""), _order(given))
        offset = _number(given, "offset", 0, 10**9) or 0
        limit = _number(given, "limit", 1, MAX_LIMIT) or PAGE
        index = (await self._opening.arrived()).index
        found = await self._at_work(lambda: Catalogue.of(index).find(wish))
        shown = [schema.item_to_json(item) for item in found[offset : offset + limit]]
        paged = {"total": len(found), "offset": offset, "limit": limit}
        return _json({**paged, "documents": shown})

    async def document(self, request: Request) -> Response:
        """Return a document."""
        name = request.path_params["id"]
        found = (await self._opening.arrived()).document(name)
        if found is None:
            raise _Refused(404, no_document(name))
        return _json(schema.document_to_json(found))

    async def health(self, request: Request) -> Response:
        """Say that the server is alive."""
        return _json({"status": "alive", "api": API_VERSION})

    async def ready(self, request: Request) -> Response:
        """Say whether a question would be answered at once, and how up to date the archive is."""
        if self._opening.state is not State.READY:
            raise _Refused(503, self._opening.error or _loading())
        documents = len(self._opening.documents)
        archive = _reading(self._opening.status)
        return _json({"status": "ready", "documents": documents, "archive": archive})

    async def _at_work(self, work: Callable[[], _T]) -> _T:
        """Do what needs the processor in one of a few threads."""
        from anyio import to_thread

        if self._workers.statistics().tasks_waiting >= _WAITING:
            raise _Refused(503, _busy())
        return await to_thread.run_sync(work, limiter=self._workers)


def _reading(status: Status) -> dict[str, Any]:
    """Return how far the archive is being read again, and what came of the last time."""
    changes, error = status.changes, status.error
    return {
        "version": status.version,
        "state": "reading" if status.reading else "failed" if error else "current",
        "done": status.done,
        "total": status.total,
        "read_at": status.at and status.at.isoformat(timespec="seconds"),
        "added": len(changes.added),
        "changed": len(changes.changed),
        "removed": len(changes.removed),
        "unread": len(changes.unread),
        "error": error and {"expected": error.expected, "found": error.found, "mend": error.mend},
    }


def _json(form: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    from starlette.responses import JSONResponse

    waiting = {"Retry-After": "2"} if status == 503 else {}
    return JSONResponse(form, status, {**waiting, **(headers or {})})


async def _failed(request: Request, error: Exception) -> Response:
    status, told = _status(request, error)
    form = {"expected": told.expected, "found": told.found, "mend": told.mend}
    return _json({"error": form}, status, getattr(error, "headers", None))  # what is allowed


def _status(request: Request, error: Exception) -> tuple[int, SeeqaError]:
    """Return the status of an error, and what is told of it."""
    from starlette.exceptions import HTTPException

    match error:
        case _Refused():
            return error.status, error.error
        case QuestionError() | FilterError() | RequestError():
            return 400, error
        case SeeqaError():
            return 503, error
        case HTTPException():
            return error.status_code, _no_such_endpoint(f"{request.method} {request.url.path[:80]}")
    _log.error("a request failed", exc_info=error)
    return 500, unexpected()


async def _body(request: Request) -> dict[str, Any]:
    """Return the JSON object of a request's body; no more than MAX_BODY is read."""
    data = b""
    async for chunk in request.stream():
        data += chunk
        if len(data) > MAX_BODY:
            raise _Refused(413, _too_large())
    try:
        form = json.loads(data)
        json.dumps(form, ensure_ascii=False).encode()  # no half of a pair of surrogates
    except (ValueError, RecursionError) as error:
        raise malformed("a JSON object", f"{data[:40]!r}") from error
    if not isinstance(form, dict):
        raise malformed("a JSON object", f"{data[:40]!r}")
    return form


def _text(form: Mapping[str, Any], name: str) -> str:
    value = form.get(name)
    if not isinstance(value, str):
        raise malformed(f'"{name}" to be a string', shown(value))
    return value


def _texts(form: Mapping[str, Any], name: str) -> list[str]:
    value = form.get(name) or []
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise malformed(f'"{name}" to be a list of strings', shown(value))
    if len(value) > MAX_HISTORY:
        raise malformed(f'"{name}" to hold at most {MAX_HISTORY} strings', str(len(value)))
    return value


def _object(form: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = form.get(name) or {}
    if not isinstance(value, dict):
        raise malformed(f'"{name}" to be an object', shown(value))
    return value


def _flag(form: Mapping[str, Any], name: str) -> bool:
    value = form.get(name, True)
    if not isinstance(value, bool):
        raise malformed(f'"{name}" to be true or false', shown(value))
    return value


def _number(form: Mapping[str, Any], name: str, first: int, last: int) -> int | None:
    value = form.get(name)
    if value is None:
        return None
    digits = value.isascii() and value.isdecimal() and len(value) <= 10
    if not (digits and first <= int(value) <= last):
        raise malformed(f'"{name}" to be a whole number from {first} to {last}', shown(value))
    return int(value)


def _filters(given: QueryParams) -> Filters:
    several = {name: given.getlist(name) for name in ("place", "topic", "item")}
    return schema.filters_from({name: given.get(name) for name in _FILTERS} | several)


def _words(given: QueryParams) -> str:
    text = given.get("q", "")
    if len(text) > MAX_TEXT:
        raise malformed(f'"q" to have at most {MAX_TEXT} characters', str(len(text)))
    return text


def _order(given: QueryParams) -> Order:
    name = given.get("sort", Order.NEWEST)
    if name not in [*Order]:
        raise malformed(f'"sort" to be one of {", ".join(Order)}', shown(name))
    return Order(name)


def known(form: Mapping[str, Any], names: tuple[str, ...]) -> None:
    """Refuse what would be ignored: a slip in a name must not give another answer."""
    other = sorted(set(form) - set(names))
    if other:
        raise malformed(f"no fields but {', '.join(names)}", ", ".join(other)[:80])


def shown(value: object) -> str:
    """Return a value as an error shows it."""
    return "none" if value is None else repr(value)[:40]


def malformed(expected: str, found: str) -> RequestError:
    """Return the error of a form that is not as documented."""
    return RequestError(expected=expected, found=found, mend="See docs/api.md for the form.")


def _too_large() -> RequestError:
    return RequestError(
        expected=f"a request of at most {MAX_BODY:,} bytes",
        found="a longer one",
        mend="Ask a short question, and give the few questions before it as history.",
    )


def _no_such_endpoint(found: str) -> RequestError:
    return RequestError(
        expected=f"one of {_ENDPOINTS}", found=found, mend="Correct the address, or the method."
    )


def no_document(name: str) -> RequestError:
    """Return the error of a document that there is not."""
    return RequestError(
        expected="the id of a document of the archive",
        found=repr(name[:80]),
        mend="Take the document_id of a citation or a passage.",
    )


def _busy() -> ServeError:
    return ServeError(
        expected=f"at most {_WAITING} questions to wait",
        found="as many waiting already",
        mend="Ask again in a few seconds.",
    )


def _loading() -> ServeError:
    return ServeError(
        expected="the archive to be open",
        found="that the models are loading",
        mend="Look again in a second; a question asked now waits for them.",
    )


def unexpected() -> ServeError:
    """Return what whoever asks is told of a fault of ours."""
    return ServeError(
        expected="an answer",
        found="a fault of the server",
        mend="The details are in its log; run 'seeqa doctor' where it was started.",
    )
