"""The MCP tools, with the real client of the protocol's own package."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import gradio_client
import pytest
from mcp import Client, StdioServerParameters

from conftest import ROOT
from fakes import HashEncoder, copied_index, small_config, write_weights
from seeqa import Assistant, schema
from seeqa.chat.opening import Opening
from seeqa.chat.tools import build_tools
from test_start import Served

QUESTION = "Who funded the trafficking report?"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return Assistant.open(small_config(tmp_path_factory.mktemp("tools")), encoder=HashEncoder())


def using(server: Any, work: Callable[[Client], Awaitable[Any]]) -> Any:
    """Do something with a client of a server."""

    async def run() -> Any:
        async with Client(server) as client:
            return await work(client)

    return asyncio.run(run())


def call(server: Any, tool: str, **arguments: Any) -> Any:
    return using(server, lambda client: client.call_tool(tool, arguments))


def test_the_tools_and_what_they_say_of_themselves(assistant: Assistant) -> None:
    listed = using(build_tools(Opening.of(assistant)), lambda client: client.list_tools())
    assert sorted(tool.name for tool in listed.tools) == ["ask", "get_document", "search"]
    assert all(tool.description for tool in listed.tools)


def test_ask_search_and_get_document_have_the_one_schema(assistant: Assistant) -> None:
    server = build_tools(Opening.of(assistant))
    question = "Who funded the workshop?"
    answer = call(server, "ask", question=question).structured_content
    wanted = schema.answer_to_json(assistant.ask(question))
    assert {**answer, "seconds": {}} == {**wanted, "seconds": {}}
    found = call(server, "search", question=question, k=1).structured_content["result"]
    assert found == [schema.hit_to_json(assistant.search(question, k=1)[0])]
    citation = answer["citations"][0]
    document = call(server, "get_document", document_id=citation["document_id"])
    text = document.structured_content["text"]
    assert text[citation["start"] : citation["end"]] == citation["quote"]
    narrowed = call(server, "search", question="Who met?", filters={"place": ["Tirana", "Wien"]})
    found = narrowed.structured_content["result"]
    assert {hit["document_id"] for hit in found} == {"small/corruption-workshop-in-tirana"}
    history = ["What was discussed in Tirana?"]
    follow = call(server, "ask", question="Who funded it?", history=history)
    assert follow.structured_content["about"] == "Corruption workshop in Tirana"


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("ask", {"question": " "}, "Type a question"),
        ("ask", {"question": "who", "filters": {"from": "soon"}}, "2022-05-11"),
        ("search", {"question": "who", "k": 0}, "whole number from 1 to 1000; found 0."),
        ("search", {"question": "who", "k": "many"}, "from 1 to 1000; found 'many'."),
        ("ask", {}, 'expected "question" to be a string; found none.'),
        ("ask", {"question": 3}, 'expected "question" to be a string; found 3.'),
        ("ask", {"question": "who", "history": "x"}, '"history" to be a list of strings'),
        ("ask", {"question": "who", "filters": {"place": [1]}}, '"filters" to be an object'),
        ("ask", {"question": "who", "histroy": []}, "filters; found histroy. See docs/api.md"),
        ("answer", {}, "expected one of the tools ask, search, get_document; found 'answer'."),
        ("get_document", {"document_id": "none"}, "document_id of a citation"),
    ],
)
def test_an_error_is_a_sentence(
    assistant: Assistant, tool: str, arguments: dict[str, Any], said: str
) -> None:
    given = call(build_tools(Opening.of(assistant)), tool, **arguments)
    assert given.is_error
    assert said in given.content[0].text
    assert given.content[0].text.startswith("expected ")
    assert "\n" not in given.content[0].text


@pytest.mark.model
def test_over_standard_input_and_output(tmp_path: Path) -> None:
    environ = {
        **os.environ,
        "SEEQA_CORPUS": str(ROOT / "corpus"),
        "SEEQA_INDEX": str(copied_index(tmp_path / "index")),
        "SEEQA_WEIGHTS": write_weights(tmp_path),
    }
    server = StdioServerParameters(command=sys.executable, args=["-m", "seeqa", "mcp"], env=environ)
    answer = call(server, "ask", question=QUESTION)
    assert "France and Sweden" in answer.structured_content["answer"]


@pytest.mark.model
def test_over_http_beside_the_chat(tmp_path: Path) -> None:
    served = Served(tmp_path, options=["--mcp"], built=True)
    try:
        served.opened()
        answer = call(f"{served.address}/mcp", "ask", question=QUESTION)
        assert "France and Sweden" in answer.structured_content["answer"]
        # Every door gives the same.
        forms = [answer.structured_content, *by_other_doors(served)]
        assert [{**form, "seconds": {}} for form in forms] == [{**forms[0], "seconds": {}}] * 4
    finally:
        served.end()


def by_other_doors(served: Served) -> list[dict[str, Any]]:
    """Return what HTTP, gradio_client and the command line answer."""
    body = json.dumps({"question": QUESTION}).encode()
    with urllib.request.urlopen(f"{served.address}/api/ask", body) as response:
        by_http = json.load(response)
    client = gradio_client.Client(served.address, verbose=False, analytics_enabled=False)
    command = [sys.executable, "-m", "seeqa", "ask", QUESTION, "--json"]
    settings = ["--corpus", str(ROOT / "corpus"), "--index", str(served.index)]
    environ = {**os.environ, "SEEQA_WEIGHTS": served.weights}
    ran = subprocess.run([*command, *settings], env=environ, capture_output=True, check=True)
    return [by_http, client.predict(QUESTION, api_name="/ask"), json.loads(ran.stdout)]


def test_a_missing_package_is_told_with_the_command(tmp_path: Path) -> None:
    code = "import sys; sys.modules['mcp'] = None; import seeqa.cli; seeqa.cli.main()"
    for arguments in (["mcp"], ["serve", "--mcp", "--port", "0"]):
        ran = subprocess.run(
            [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False
        )
        assert ran.returncode == 1
        assert len(ran.stderr.splitlines()) == 1
        assert "pip install 'seeqa[mcp]'" in ran.stderr
