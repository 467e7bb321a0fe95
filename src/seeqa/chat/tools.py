"""The archive as tools of the Model Context Protocol; needs the extra `seeqa[mcp]`.

`serve --mcp` offers them over streamable HTTP at /mcp, `seeqa mcp` over standard input and output,
as a desktop client starts it. What they give back is of the one schema.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from seeqa import schema
from seeqa.chat.opening import Opening
from seeqa.config import Config
from seeqa.errors import RequestError, SeeqaError, ServeError

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer

_Form = dict[str, str | list[str]]  # of filters
_INSTRUCTIONS = (
    "An archive of news bulletins. Quotes are letter for letter; cite them with file, line and "
    "permalink. Where an answer has an abstention, the archive does not answer: say so."
)


def serve_tools(config: Config) -> None:
    """Serve the tools over standard input and output until the client closes them.

    Raises ServeError when the package mcp is missing.
    """
    opening = Opening(config)
    server = build_tools(opening)
    opening.start()
    try:
        with suppress(KeyboardInterrupt):
            server.run("stdio")
    finally:
        opening.stop()
        opening.join()


def build_tools(opening: Opening) -> MCPServer[Any]:
    """Return the server of the tools over an archive, open or being opened.

    Raises ServeError when the package mcp is missing.
    """
    try:
        from mcp.server.mcpserver import MCPServer
        from mcp.server.mcpserver.exceptions import ToolError
    except ImportError as error:
        raise ServeError(
            expected="the package mcp, version 2",
            found=str(error),
            mend="Run: pip install 'seeqa[mcp]'",
        ) from error
    from anyio import to_thread

    @contextmanager
    def told() -> Iterator[None]:
        """Give the client our sentence; of other errors it learns nothing."""
        try:
            yield
        except SeeqaError as error:
            raise ToolError(str(error)) from error

    server: MCPServer[Any] = MCPServer("seeqa", instructions=_INSTRUCTIONS, log_level="WARNING")
    logging.getLogger("bm25s").setLevel(logging.WARNING)  # the package mcp lets all logs through

    @server.tool()
    async def ask(
        question: str, history: list[str] | None = None, filters: _Form | None = None
    ) -> dict[str, Any]:
        """Answer a question with verbatim quotes from the archive, each cited to its place.

        If the archive does not answer it, "answered" is false and "abstention" says why. In
        "history" give the questions asked before it, oldest first, so that it may refer to them.
        "filters" narrows the items asked about: "from" and "to" (days, as 2022-05-31), "place",
        "topic" (an SDG goal or target, as "16" or "16.4"); several of these as a list.
        """
        with told():
            wanted = schema.filters_from(filters or {})
            assistant = await opening.arrived()
            answer = await to_thread.run_sync(
                lambda: assistant.ask(question, history=history or (), filters=wanted)
            )
        return schema.answer_to_json(answer)

    @server.tool()
    async def search(
        question: str, k: int = 10, filters: _Form | None = None
    ) -> list[dict[str, Any]]:
        """Find the k passages of the archive that match a question best, without answering it.

        "filters" is as for ask.
        """
        with told():
            if not 1 <= k <= 1000:
                raise RequestError(expected="k from 1 to 1000", found=str(k), mend="Correct k.")
            wanted = schema.filters_from(filters or {})
            assistant = await opening.arrived()
            hits = await to_thread.run_sync(lambda: assistant.search(question, k=k, filters=wanted))
        return [schema.hit_to_json(hit) for hit in hits]

    @server.tool()
    async def get_document(document_id: str) -> dict[str, Any]:
        """Return a whole item of the archive by the document_id of a citation or a passage."""
        with told():
            found = (await opening.arrived()).document(document_id)
            if found is None:
                raise RequestError(
                    expected="the id of a document of the archive",
                    found=repr(document_id[:80]),
                    mend="Take the document_id of a citation or a passage.",
                )
        return schema.document_to_json(found)

    return server
