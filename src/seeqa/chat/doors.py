"""What is around every route: the path that a proxy gives the chat, and a page for what is nowhere.

Hull ──▶ Below ──▶ Pages ──▶ Guard ──▶ routes
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seeqa.chat.events import texts_for
from seeqa.chat.item import lost_page

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_OF_PROGRAMS = ("/api", "/gradio_api", "/mcp")  # which answer in forms of their own


def _home(scope: Scope) -> str:
    """Return the path of the chat, as a browser has to ask for it."""
    return f"{scope.get('root_path', '')}/"


class Below:
    """Serves an application under a path, whether or not the proxy before it takes the path off.

    What follows sees the path, as ASGI has it: `path` begins with `root_path`.
    """

    def __init__(self, app: ASGIApp, path: str) -> None:
        """Wrap an application; `path` is empty or begins with a slash, and ends with none."""
        self._app = app
        self._path = path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; the path alone leads to what the page's addresses are relative to."""
        if self._path and scope["type"] != "lifespan":
            if scope["path"] == self._path:
                await _lead(f"{self._path}/", send)
                return
            scope = _below(self._path, scope)
        await self._app(scope, receive, send)


def _below(path: str, scope: Scope) -> Scope:
    if scope["path"].startswith(f"{path}/"):
        return {**scope, "root_path": path}
    raw = path.encode() + scope.get("raw_path", scope["path"].encode())
    return {**scope, "root_path": path, "path": path + scope["path"], "raw_path": raw}


async def _lead(address: str, send: Send) -> None:
    headers = [(b"location", address.encode()), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 307, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


class Pages:
    """Answers what is nowhere with a page in words, in place of the framework's JSON."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and put the page in place of a 404 or 405 without one."""
        if scope["type"] != "http" or _of_program(scope):
            await self._app(scope, receive, send)
            return
        replaced = False

        async def told(message: Message) -> None:
            nonlocal replaced
            if message["type"] == "http.response.start" and _unworded(message):
                replaced = True
                await _lost(scope)(scope, receive, send)
            elif not replaced:
                await send(message)

        await self._app(scope, receive, told)


def _of_program(scope: Scope) -> bool:
    path = scope["path"].removeprefix(scope.get("root_path", ""))
    return any(path == one or path.startswith(f"{one}/") for one in _OF_PROGRAMS)


def _unworded(start: Message) -> bool:
    kind = dict(start["headers"]).get(b"content-type", b"")
    return start["status"] in (404, 405) and not kind.startswith(b"text/html")


def _lost(scope: Scope) -> ASGIApp:
    from starlette.requests import Request
    from starlette.responses import HTMLResponse

    return HTMLResponse(lost_page(_home(scope), texts_for(Request(scope))), 404)
