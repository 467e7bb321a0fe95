"""The archive as tools of the Model Context Protocol; needs the extra `seeqa[mcp]`.

`serve --mcp` offers them over streamable HTTP at /mcp, `seeqa mcp` over standard input and output,
as a desktop client starts it. What they give back is of the one schema.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from seeqa import schema
from seeqa.chat.api import known, malformed, no_document, shown, unexpected
from seeqa.chat.opening import Opening
from seeqa.config import Config
from seeqa.errors import RequestError, SeeqaError, ServeError

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer

_Form = dict[str, str | list[str]]  # of filters
_KINDS = {  # of arguments
    "question": "a string",
    "history": "a list of strings",
    "about": "a string",
    "filters": 'an object of strings, or lists of them: "from", "to", "place", "topic", "item"',
    "k": "a whole number from 1 to 1000",
    "document_id": "a string",
}
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
    server = _server()
    _add(server, opening)
    return server


def _server() -> MCPServer[Any]:
    """Return a server without tools, which tells what goes wrong in our form."""
    try:
        from mcp.server.mcpserver import MCPServer
        from mcp.server.mcpserver.exceptions import ToolError
        from pydantic import ValidationError
    except ImportError as error:
        raise ServeError(
            expected="the package mcp, version 2",
            found=str(error),
            mend="Run: pip install 'seeqa[mcp]'",
        ) from error

    class Server(MCPServer[Any]):
        async def call_tool(self, name: str, arguments: dict[str, Any], context: Any = None) -> Any:
            """Call a tool; the client is given our sentence, and of other errors learns nothing."""
            fields = {
                tool.name: tool.input_schema["properties"] for tool in await self.list_tools()
            }
            try:
                _callable(name, arguments, fields)
                return await super().call_tool(name, arguments, context)
            except SeeqaError as error:
                raise ToolError(str(error)) from error
            except ToolError as error:
                match error.__cause__:
                    case SeeqaError() as cause:
                        raise ToolError(str(cause)) from cause
                    case ValidationError() as cause:
                        (field, *_) = cause.errors()[0]["loc"]
                        raise ToolError(str(_of_kind(str(field), arguments))) from cause
                raise type(error)(str(unexpected())) from error.__cause__

    return Server("seeqa", instructions=_INSTRUCTIONS, log_level="WARNING")


def _add(server: MCPServer[Any], opening: Opening) -> None:
    """Add the tools over an archive."""
    from anyio import to_thread

    @server.tool()
    async def ask(
        question: str,
        history: list[str] | None = None,
        about: str | None = None,
        filters: _Form | None = None,
    ) -> dict[str, Any]:
        """Answer a question with verbatim quotes from the archive, each cited to its place.

        If the archive does not answer it, "answered" is false and "abstention" says why. In
        "history" give the questions asked before it, oldest first, so that it may refer to them, in
        "about" the document_id that the last answer quoted. If the reason is "unclear", ask again
        with one of the items that the hits are of as "item" of the filters.
        "filters" narrows the items asked about: "from" and "to" (days, as 2022-05-31), "place",
        "topic" (an SDG goal or target, as "16" or "16.4"), "item" (a document_id); several of
        these as a list.
        """
        wanted = schema.filters_from(filters or {})
        assistant = await opening.arrived()
        answer = await to_thread.run_sync(
            lambda: assistant.ask(question, history=history or (), about=about, filters=wanted)
        )
        return schema.answer_to_json(answer)

    @server.tool()
    async def search(
        question: str, k: int = 10, filters: _Form | None = None
    ) -> list[dict[str, Any]]:
        """Find the k passages of the archive that match a question best, without answering it.

        "filters" is as for ask.
        """
        if not 1 <= k <= 1000:
            raise _of_kind("k", {"k": k})
        wanted = schema.filters_from(filters or {})
        assistant = await opening.arrived()
        hits = await to_thread.run_sync(lambda: assistant.search(question, k=k, filters=wanted))
        return [schema.hit_to_json(hit) for hit in hits]

    @server.tool()
    async def get_document(document_id: str) -> dict[str, Any]:
        """Return a whole item of the archive by the document_id of a citation or a passage."""
        found = (await opening.arrived()).document(document_id)
        if found is None:
            raise no_document(document_id)
        return schema.document_to_json(found)


def _callable(name: str, arguments: Mapping[str, Any], fields: Mapping[str, Any]) -> None:
    """Refuse a tool that there is not, and arguments that would be ignored."""
    if name not in fields:
        raise RequestError(
            expected=f"one of the tools {', '.join(fields)}",
            found=repr(name[:80]),
            mend="Call one of them.",
        )
    known(arguments, tuple(fields[name]))


def _of_kind(field: str, arguments: Mapping[str, Any]) -> RequestError:
    return malformed(f'"{field}" to be {_KINDS[field]}', shown(arguments.get(field)))
