"""The web chat: what an answer looks like (render), the page (page), the server (server)."""

from seeqa.chat.server import serve

__all__ = ["serve"]
