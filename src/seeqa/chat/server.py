"""Serve the page on this machine only, with nothing from outside and nothing sent out."""

from __future__ import annotations

import asyncio
import gc
import inspect
import os
import signal
import socket
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from importlib.resources import files
from ipaddress import ip_address
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from seeqa.archive import ANOTHER, holds_files
from seeqa.auth import read_users
from seeqa.chat.api import api_routes, quote_route
from seeqa.chat.doors import Below, Pages
from seeqa.chat.guard import Guard
from seeqa.chat.opening import Opening
from seeqa.chat.page import build_page
from seeqa.chat.receiving import MEGABYTES
from seeqa.chat.texts import gradio_texts
from seeqa.chat.tools import build_tools
from seeqa.config import Config
from seeqa.errors import ServeError
from seeqa.imports import without
from seeqa.index import Progress

if TYPE_CHECKING:
    import uvicorn
    from fastapi import FastAPI
    from starlette.applications import Starlette
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Gradio needs inline script and eval; nothing may come from, or go to, another host.
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        "connect-src 'self'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'; "
        "object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
}
OPEN_TO_ALL = (
    "seeqa: whoever reaches {} may ask and read the archive. Give --auth FILE to ask for a name "
    "and password (see 'seeqa passwd --help')."
)
NOTHING = (
    "seeqa: there is nothing to read in {} yet. Put files into it, or {}; the chat says the same."
)
HEAD_START = 0.5  # seconds in which the page has the processor for itself
_RAW = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]


def serve(config: Config, *, tools: bool = False, progress: Progress | None = None) -> None:
    """Serve the chat until interrupted; the archive is opened once the page is up.

    With `tools`, MCP clients find them at /mcp. Raises ServeError when the port is taken or anybody
    could add files, and, after closing the page, whatever opening the archive raises: a chat that
    cannot answer ends.
    """
    if config.upload and not config.auth and not _is_loopback(config.host):
        raise _open_upload(config.host)
    # Both end it alike, also where the shell had a background job ignore Ctrl-C.
    for how in (signal.SIGINT, signal.SIGTERM):
        signal.signal(how, signal.default_int_handler)
    with suppress(KeyboardInterrupt), TemporaryDirectory(prefix="seeqa-") as temporary:
        os.environ["GRADIO_TEMP_DIR"] = os.environ["TORCHINDUCTOR_CACHE_DIR"] = temporary
        check_port(config.host, config.port)
        users = read_users(Path(config.auth)) if config.auth else None
        if users is None and not _is_loopback(config.host):
            print(OPEN_TO_ALL.format(config.host), file=sys.stderr)  # noqa: T201
        if not holds_files(config.corpus):
            print(NOTHING.format(config.corpus, ANOTHER), file=sys.stderr)  # noqa: T201
        opening = Opening(config, progress=progress)
        app = build_app(opening, users, tools=tools)
        try:
            _server(app, opening).run()
        finally:
            opening.join()
            gc.freeze()  # the end of the process frees all at once; walking over it took 3 s
        if opening.error:
            raise opening.error


def _server(app: FastAPI, opening: Opening) -> uvicorn.Server:
    """Return a server that opens the archive once it takes requests, and ends if that fails."""
    import uvicorn

    config = opening.config

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            print(f"SEEQA is open at {address(config)} (Ctrl-C stops it)", flush=True)  # noqa: T201
            # The first page need not share the interpreter with the imports.
            loop = asyncio.get_running_loop()
            loop.call_later(HEAD_START, opening.start, self.end_if_failed)

        def end_if_failed(self) -> None:
            self.should_exit = self.should_exit or opening.error is not None

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            opening.stop()
            app.state.ending.set()
            await super().shutdown(sockets)

    settings = uvicorn.Config(
        app,
        host=config.host,
        port=config.port,
        log_level="warning",
        timeout_graceful_shutdown=2,
    )
    return Server(settings)


def build_app(
    opening: Opening, users: Mapping[str, str] | None = None, *, tools: bool = False
) -> FastAPI:
    """Return the web application: the page and its endpoints, behind the security headers.

    With `users` (hashes by name, of `seeqa.auth`), no route answers anybody else. With
    `tools`, MCP clients find them at /mcp; raises ServeError when the package mcp is missing.
    """
    _stay_quiet()
    with without("mcp"), _no_stubs():  # its own MCP server is not used
        import gradio as gr
        from fastapi import FastAPI

    mcp = _mcp(opening) if tools else None
    lifespan = mcp.router.lifespan_context if mcp else None
    app = FastAPI(title="SEEQA", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    app.router.routes += mcp.routes if mcp else []

    app.state.ending = asyncio.Event()
    if users is not None:
        app.add_middleware(Guard, users=users)
    if opening.config.upload:
        app.add_middleware(OwnSite)
    app.add_middleware(Pages)
    app.add_middleware(Below, path=opening.config.root_path)
    app.add_middleware(Hull, ending=app.state.ending)
    app.router.routes += [quote_route(opening), *api_routes(opening)]
    page = build_page(opening)
    page.queue(default_concurrency_limit=4, max_size=64)
    mounted: FastAPI = gr.mount_gradio_app(
        app,
        page,
        path="/",
        css=_file("style.css") + _file("catalogue.css"),
        head=f"<style>{_file('frame.css')}{_file('print.css')}</style>",
        theme=gr.themes.Default(primary_hue="blue", font=["system-ui", "sans-serif"]),
        i18n=gradio_texts(gr),
        root_path=opening.config.root_path,
        footer_links=[],
        # Anybody who reaches Gradio's upload may leave a file there: none of use, if not wanted.
        max_file_size=f"{MEGABYTES}mb" if opening.config.upload else "1kb",
        show_error=False,
        ssr_mode=False,
        run_history=False,  # what is asked is kept by the chat alone
    )
    return mounted


def _file(name: str) -> str:
    return files("seeqa.chat").joinpath(name).read_text(encoding="utf-8")


def _mcp(opening: Opening) -> Starlette:
    """Return the application of the tools, which keeps nothing between two requests."""
    config = opening.config
    # Of this machine's own address it lets only that be asked for; a proxy passes its own on.
    host = "" if config.root_path else config.host
    return build_tools(opening).streamable_http_app(
        stateless_http=True, json_response=True, host=host
    )


def _guarded(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Return headers with ours added, and without Gradio's that let other sites read."""
    kept = [(k, v) for k, v in headers if not k.lower().startswith(b"access-control-")]
    given = {name.lower() for name, _ in kept}
    return kept + [(name, value) for name, value in _RAW if name not in given]


class Hull:
    """What is around every response: the security headers, and its end when the server ends.

    An open page holds a stream that would never end by itself.
    """

    def __init__(self, app: ASGIApp, ending: asyncio.Event) -> None:
        """Wrap an application; `ending` is set when the server ends."""
        self._app = app
        self._ending = ending

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": _guarded(message["headers"])}
            await send(message)

        await self._app(scope, partial(self._heard, receive), headed)

    async def _heard(self, receive: Receive) -> Message:
        """Return what comes from the browser next, or that it is gone when the server ends."""
        message = asyncio.ensure_future(receive())
        ending = asyncio.ensure_future(self._ending.wait())
        try:
            await asyncio.wait({message, ending}, return_when=asyncio.FIRST_COMPLETED)
            return message.result() if message.done() else {"type": "http.disconnect"}
        finally:
            message.cancel()
            ending.cancel()


class OwnSite:
    """Takes nothing that a page of another site has the visitor's browser send.

    Files are sent as plain forms, which browsers let any page do.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer 403."""
        if scope["type"] == "http" and scope["method"] == "POST" and _foreign(scope["headers"]):
            await send({"type": "http.response.start", "status": 403, "headers": []})
            await send({"type": "http.response.body", "body": b"Not from another site.\n"})
            return
        await self._app(scope, receive, send)


def _foreign(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Tell whether a browser says that a request comes from another site's page."""
    said = dict(headers)
    if b"sec-fetch-site" in said:  # to secure addresses and this machine; cannot be forged
        return said[b"sec-fetch-site"] not in (b"same-origin", b"none")
    origin = said.get(b"origin", b"")
    host = said.get(b"x-forwarded-host", said.get(b"host"))  # a form cannot set the one
    return bool(origin) and origin.partition(b"://")[2] != host


def _open_upload(host: str) -> ServeError:
    return ServeError(
        expected="--auth where other machines may add files to the archive (--upload)",
        found=f"the address {host} without it",
        mend="Give --auth FILE (see 'seeqa passwd --help'), or leave out --upload or --host.",
    )


def check_port(host: str, port: int) -> None:
    """Raise ServeError unless the address can be bound."""
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        raise ServeError(
            expected=f"the address {host}:{port} to be free",
            found=error.strerror or str(error),
            mend="Stop the program that uses it, or choose another with SEEQA_PORT or --port.",
        ) from error


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def address(config: Config) -> str:
    """Return the web address that the settings give the chat."""
    host = f"[{config.host}]" if ":" in config.host else config.host
    return f"http://{host}:{config.port}{config.root_path}"


@contextmanager
def _no_stubs() -> Iterator[None]:
    """Keep Gradio from parsing its own source and writing a stub file for every component.

    It does so each time it is imported, which is a third of the import's time; for a class that
    has no file it does not.
    """

    def getfile(_: object) -> str:
        raise OSError

    found = inspect.getfile
    inspect.getfile = getfile  # type: ignore[assignment]
    try:
        yield
    finally:
        inspect.getfile = found


def _stay_quiet() -> None:
    """Switch off what of Gradio's would ask another host, and what the model libraries print.

    They read it when they are imported, some of them by Gradio.
    """
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    os.environ.setdefault("TQDM_DISABLE", "1")
