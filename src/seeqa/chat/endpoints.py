"""The endpoints `/ask` and `/search` of Gradio's own kind, for gradio_client."""

from __future__ import annotations

from typing import Any

from seeqa import schema
from seeqa.chat.opening import Opening
from seeqa.errors import SeeqaError


def add_endpoints(gr: Any, opening: Opening) -> None:
    """Add the named endpoints `/ask` and `/search` for programs; both return JSON."""

    def ask(
        question: str,
        history: list[str] | None = None,
        filters: dict[str, Any] | None = None,
        read_filters: bool = True,
        about: str | None = None,
    ) -> dict[str, Any]:
        """Answer a question with verbatim, cited quotes, or abstain; history: those before it.

        about: the document_id that the last answer quoted.

        filters: only items of "from", "to" (days), "place", "topic" (these may be lists), beside
        what the question itself says, unless read_filters is false.
        """
        with _as_gradio_error(gr):
            answer = opening.assistant().ask(
                question,
                history=history or (),
                filters=schema.filters_from(filters or {}),
                read_filters=read_filters,
                about=about,
            )
            return schema.answer_to_json(answer)

    def search(
        question: str,
        k: int = 10,
        filters: dict[str, Any] | None = None,
        read_filters: bool = True,
    ) -> list[dict[str, Any]]:
        """Return the k passages that match the question best; filters as for /ask."""
        with _as_gradio_error(gr):
            only = schema.filters_from(filters or {})
            hits = opening.assistant().search(
                question, k=k, filters=only, read_filters=read_filters
            )
            return [schema.hit_to_json(hit) for hit in hits]

    gr.api(ask, api_name="ask")
    gr.api(search, api_name="search")


class _as_gradio_error:
    """Turn a SeeqaError into Gradio's error, which a client receives as one line."""

    def __init__(self, gr: Any) -> None:
        self._gr = gr

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Raise Gradio's own error for ours."""
        if isinstance(error, SeeqaError):
            raise self._gr.Error(str(error), print_exception=False) from error
