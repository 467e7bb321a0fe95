"""The named endpoints of a served chat, with Gradio's own client, end to end over HTTP."""

from __future__ import annotations

import urllib.request

import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def client(chat: str) -> Client:
    return Client(chat, verbose=False, analytics_enabled=False)


def test_ask(client: Client) -> None:
    answer = client.predict("Who funded the trafficking report?", api_name="/ask")
    assert answer["answered"] is True
    citation = answer["citations"][0]
    assert "Governments of France and Sweden" in citation["quote"]
    assert (citation["file"], citation["first_line"]) == ("unodc-see-bulletin-2022-05.txt", 18)


def test_ask_with_history(client: Client) -> None:
    answer = client.predict("And who organised it?", ["What happened in Tirana?"], api_name="/ask")
    assert answer["about"].startswith("Private sector plays")


def test_search(client: Client) -> None:
    hits = client.predict("vehicle search training", 3, api_name="/search")
    assert [hit["rank"] for hit in hits] == [1, 2, 3]
    assert hits[0]["lexical"]["rank"] >= 1


def test_an_empty_question_is_told_in_a_line(client: Client) -> None:
    with pytest.raises(AppError, match="Type a question"):
        client.predict("   ", api_name="/ask")


def test_only_the_named_endpoints_are_offered(client: Client) -> None:
    named = client.view_api(return_format="dict", print_info=False)["named_endpoints"]
    assert sorted(named) == ["/ask", "/search"]


def test_every_response_forbids_other_hosts(chat: str) -> None:
    with urllib.request.urlopen(chat) as response:
        policy = response.headers["Content-Security-Policy"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'self'" in policy
    assert "http" not in policy


def test_filters(client: Client) -> None:
    given = {"place": "Turkey", "from": "2022-05-01"}
    hits = client.predict("training", 3, given, api_name="/search")
    assert len({hit["document_id"] for hit in hits}) == 1
    assert "Istanbul" in "".join(hit["context"] for hit in hits)
    question = "What happened in Belgrade?"
    answer = client.predict(question, None, given, api_name="/ask")
    assert answer["filters"] == {"from": "2022-05-01", "place": "Türkiye"}
    assert len(answer["notes"]) == 1
    assert client.predict(question, None, None, False, api_name="/ask")["filters"] == {}
    with pytest.raises(AppError, match="expected filters named from, to"):
        client.predict(question, None, {"since": "2022"}, api_name="/ask")
