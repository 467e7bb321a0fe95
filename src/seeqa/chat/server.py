"""Serve the page on this machine only, with nothing from outside and nothing sent out."""

from __future__ import annotations

import os
import socket
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from seeqa.assistant import Assistant
from seeqa.chat.page import build_page
from seeqa.config import Config
from seeqa.errors import ServeError
from seeqa.index import Progress

if TYPE_CHECKING:
    from fastapi import FastAPI

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


def serve(config: Config, *, progress: Progress | None = None) -> None:
    """Open the archive and serve the chat until interrupted.

    Raises ServeError when the port is taken, and whatever opening the archive raises.
    """
    _stay_offline()
    check_port(config.host, config.port)
    import uvicorn

    app = build_app(Assistant.open(config, progress=progress))
    server = uvicorn.Server(
        uvicorn.Config(
            _announcing(app, f"http://{_shown_host(config.host)}:{config.port}"),
            host=config.host,
            port=config.port,
            log_level="warning",
            timeout_graceful_shutdown=2,  # open pages hold a stream that never ends by itself
        )
    )
    server.run()


def build_app(assistant: Assistant) -> FastAPI:
    """Return the web application: the page and its endpoints, behind the security headers."""
    _stay_offline()
    import gradio as gr
    from fastapi import FastAPI, Request

    app = FastAPI(title="SEEQA", docs_url=None, redoc_url=None)

    @app.middleware("http")
    async def _guard(request: Request, call_next: Any) -> Any:
        response = await call_next(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    page = build_page(assistant)
    page.queue(default_concurrency_limit=4, max_size=64)
    mounted: FastAPI = gr.mount_gradio_app(
        app,
        page,
        path="/",
        css=files("seeqa.chat").joinpath("style.css").read_text(encoding="utf-8"),
        theme=gr.themes.Default(primary_hue="blue", font=["system-ui", "sans-serif"]),
        footer_links=[],
        max_file_size="1kb",  # the chat takes no files
        show_error=False,
        ssr_mode=False,
    )
    return mounted


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


def _announcing(app: FastAPI, address: str) -> Any:
    """Wrap the application so that it tells its address once it takes requests."""

    async def announced(scope: Any, receive: Any, send: Any) -> None:
        async def tell(message: Any) -> None:
            await send(message)
            if message["type"] == "lifespan.startup.complete":
                print(f"SEEQA is open at {address} (Ctrl-C stops it)", flush=True)  # noqa: T201

        await app(scope, receive, tell if scope["type"] == "lifespan" else send)

    return announced


def _shown_host(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _stay_offline() -> None:
    """Switch off everything of Gradio's that would ask another host; before it is imported."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
