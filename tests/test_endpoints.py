"""The HTTP endpoints and the pages of quotes, over a small archive."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from fakes import SMALL, HashEncoder, small_config, write_corpus
from seeqa import Assistant, Config, schema
from seeqa.assistant import build_index
from seeqa.chat.opening import Opening
from seeqa.chat.server import HEADERS, build_app

HOSTILE = """\
Hostile <img src=x onerror=alert(1)> headline
3 June 2022, Skopje, North Macedonia: The zebra committee wrote <script>alert(2)</script> in it.
https://example.org/?a="><script>alert(3)</script>
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    config = small_config(tmp_path_factory.mktemp("endpoints"), SMALL + HOSTILE)
    return Assistant.open(config, encoder=HashEncoder())


@pytest.fixture(scope="module")
def client(assistant: Assistant) -> Iterator[TestClient]:
    with TestClient(build_app(Opening.of(assistant))) as opened:
        yield opened


def error(response: Any, status: int) -> str:
    """Return what a refusal says, after checking its form."""
    assert response.status_code == status
    told = response.json()["error"]
    assert sorted(told) == ["expected", "found", "mend"]
    assert all(told.values())
    return " ".join(told.values())


def timeless(form: dict[str, Any]) -> dict[str, Any]:
    return {**form, "seconds": {}}


def test_ask_gives_what_the_assistant_gives(client: TestClient, assistant: Assistant) -> None:
    question = "How many officers were trained in Istanbul?"
    given = client.post("/api/ask", json={"question": question})
    assert given.status_code == 200
    assert given.headers["content-type"] == "application/json"
    assert timeless(given.json()) == timeless(schema.answer_to_json(assistant.ask(question)))


def test_a_conversation_is_passed_as_history(client: TestClient) -> None:
    form = {"question": "Who funded it?", "history": ["What was discussed in Tirana?"]}
    assert client.post("/api/ask", json=form).json()["about"] == "Corruption workshop in Tirana"
    assert client.post("/api/ask", json={"question": "Who funded it?"}).json()["about"] is None


def test_filters_narrow_what_is_asked_about(client: TestClient) -> None:
    form = {"question": "Who met?", "filters": {"place": "Tirana", "to": "2022-05-31"}}
    answer = client.post("/api/ask", json=form).json()
    assert answer["filters"] == {"place": "Tirana", "to": "2022-05-31"}
    hits = client.get("/api/search", params={"question": "Who met?", "place": "Tirana"}).json()
    assert {hit["document_id"] for hit in hits} == {"small/corruption-workshop-in-tirana"}
    both = {"question": "Who met?", "place": ["Tirana", "Istanbul"]}
    assert len({h["document_id"] for h in client.get("/api/search", params=both).json()}) == 2
    asked = {"question": "Who met in Tirana?", "read_filters": False}
    assert client.post("/api/ask", json=asked).json()["filters"] == {}


def test_search(client: TestClient, assistant: Assistant) -> None:
    hits = client.get("/api/search", params={"question": "officers in Istanbul", "k": 2}).json()
    wanted = assistant.search("officers in Istanbul", k=2)
    assert hits == [schema.hit_to_json(hit) for hit in wanted]


def test_a_document_by_the_id_of_a_citation(client: TestClient, assistant: Assistant) -> None:
    cited = client.post("/api/ask", json={"question": "Who funded the workshop?"}).json()
    citation = cited["citations"][0]
    document = client.get(f"/api/documents/{citation['document_id']}").json()
    assert document["text"][citation["start"] : citation["end"]] == citation["quote"]


def listed(client: TestClient, **given: Any) -> tuple[int, list[str]]:
    form = client.get("/api/documents", params=given).json()
    return form["total"], [item["id"].removeprefix("small/")[:8] for item in form["documents"]]


def test_items_are_listed_searched_narrowed_and_paged(client: TestClient) -> None:
    form = client.get("/api/documents", params={"q": "customs offic"}).json()
    assert {name: form[name] for name in ("total", "offset", "limit")} == {
        "total": 1,
        "offset": 0,
        "limit": 25,
    }
    (item,) = form["documents"]
    assert item.pop("permalink").startswith("/p/")
    assert item == {
        "id": "small/officers-trained-in-istanbul",
        "file": "small.txt",
        "headline": "Officers trained in Istanbul",
        "dates": {
            "first": "2022-05-23",
            "last": "2022-05-27",
            "inferred": False,
            "origin": "dateline",
        },
        "more_dates": [],
        "place": "Istanbul",
        "country": "Türkiye",
        "more_places": [],
        "topics": [{"goal": 16, "target": "16.a"}],
    }
    assert listed(client) == (3, ["hostile-", "officers", "corrupti"])
    assert listed(client, sort="oldest", offset=1, limit=1) == (3, ["officers"])
    assert listed(client, sort="headline", limit=2) == (3, ["corrupti", "hostile-"])
    assert listed(client, offset=3) == (3, [])
    assert listed(client, to="2022-05-12") == (1, ["corrupti"])
    assert listed(client, place=["Turkey", "Tirana"])[0] == 2
    assert listed(client, topic="16", q="corruption") == (0, [])
    assert listed(client, file="other.txt") == (0, [])


def test_every_item_has_a_page(client: TestClient) -> None:
    for item in client.get("/api/documents").json()["documents"]:
        page = client.get(item["permalink"])
        assert page.status_code == 200
        assert "<mark" not in page.text
        assert "address was made" not in page.text
        assert (
            f'<a href="{item["permalink"]}">http://testserver{item["permalink"]}</a>' in page.text
        )
        assert f'href="/?about={item["id"].replace("/", "%2F")}"' in page.text
    assert "small.txt, lines 6–7<" in page.text
    assert "Austria funded the workshop." in page.text


def test_the_pages_links_stay_under_the_root_path(assistant: Assistant) -> None:
    app = build_app(Opening.of(assistant))
    item = TestClient(app).get("/api/documents").json()["documents"][0]
    page = TestClient(app, root_path="/archive").get(item["permalink"]).text
    assert '<nav><a href="/archive/">' in page
    assert f'<a href="/archive{item["permalink"]}">http://testserver/archive/p/' in page
    assert 'href="/archive/?about=small%2F' in page


def test_alive_and_ready(client: TestClient) -> None:
    assert client.get("/api/health").json() == {"status": "alive", "api": 1}
    ready = client.get("/api/ready").json()
    assert (ready["status"], ready["documents"]) == ("ready", 3)


def test_ready_tells_how_up_to_date_the_archive_is(tmp_path: Path) -> None:
    config = small_config(tmp_path)
    opening = Opening.of(Assistant.open(config, encoder=HashEncoder()))
    client = TestClient(build_app(opening))
    never = client.get("/api/ready").json()["archive"]
    assert (never["state"], never["version"], never["read_at"]) == ("current", 0, None)
    write_corpus(config.corpus, more="Boats\n4 June 2022, Split, Croatia: Divers searched boats.\n")
    opening.refresh()
    read = client.get("/api/ready").json()["archive"]
    assert (read["state"], read["version"], read["added"], read["error"]) == ("current", 1, 1, None)
    assert datetime.fromisoformat(read["read_at"]).tzinfo
    config.corpus.rename(tmp_path / "away")
    opening.refresh()
    failed = client.get("/api/ready").json()["archive"]
    assert (failed["state"], failed["version"]) == ("failed", 2)
    assert sorted(failed["error"]) == ["expected", "found", "mend"]


def test_not_ready_while_loading_and_when_it_failed(tmp_path: Path) -> None:
    opening = Opening(Config(corpus=tmp_path / "none", index=tmp_path / "index"))
    client = TestClient(build_app(opening))
    assert client.get("/api/health").status_code == 200
    loading = client.get("/api/ready")
    assert "models are loading" in error(loading, 503)
    assert loading.headers["retry-after"] == "2"
    opening.start()
    opening.join()
    assert "SEEQA_CORPUS" in error(client.get("/api/ready"), 503)
    assert "SEEQA_CORPUS" in error(client.post("/api/ask", json={"question": "Who?"}), 503)
    assert "SEEQA_CORPUS" in client.get("/p/abc").text


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (b"", 400, "JSON object"),
        (b"{", 400, "JSON object"),
        (b"[]", 400, "JSON object"),
        (b"\xff", 400, "JSON object"),
        (b"{}", 400, '"question" to be a string'),
        (b'{"question": 3}', 400, '"question" to be a string'),
        (b'{"question": "who", "history": "x"}', 400, "list of strings"),
        (b'{"question": "who", "history": [1]}', 400, "list of strings"),
        (b'{"question": "who", "histroy": []}', 400, "histroy"),
        (b'{"question": "who", "filters": 3}', 400, '"filters" to be an object'),
        (b'{"question": "who", "filters": {"form": 3}}', 400, "'form'"),
        (b'{"question": "who", "filters": {"from": "soon"}}', 400, "2022-05-11"),
        (b'{"question": "who", "read_filters": 1}', 400, "true or false"),
        (b'{"question": "  "}', 400, "Type a question"),
        (b'{"question": "%s"}' % (b"x" * 5000), 400, "at most 1000 characters"),
        (b'{"question": "%s"}' % (b"x" * 100_000), 413, "65,536 bytes"),
        (b"[" * 60_000, 400, "JSON object"),
        (rb'{"question": "\ud800"}', 400, "JSON object"),
    ],
)
def test_a_bad_question_gets_a_sentence(
    client: TestClient, body: bytes, status: int, said: str
) -> None:
    assert said in error(client.post("/api/ask", content=body), status)


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/api/search", 400, '"question"'),
        ("/api/search?question=a&k=0", 400, "from 1 to 1000"),
        ("/api/search?question=a&k=many", 400, "from 1 to 1000"),
        ("/api/search?question=a&k=10000000", 400, "from 1 to 1000"),
        ("/api/search?question=a&q=b", 400, "no fields but"),
        ("/api/documents?sort=best", 400, "newest, oldest, headline"),
        ("/api/documents?limit=201", 400, "from 1 to 200"),
        ("/api/documents?offset=-1", 400, "from 0 to"),
        ("/api/documents?from=soon", 400, "2022-05-11"),
        ("/api/documents?question=a", 400, "no fields but"),
        (f"/api/documents?q={'a' * 201}", 400, "at most 200 characters"),
        ("/api/documents/none", 404, "document_id"),
        ("/api/documents/..%2f..%2fetc%2fpasswd", 404, ""),
        ("/api/ask", 405, "POST /api/ask"),
        ("/api/nothing", 404, "GET /api/nothing"),
    ],
)
def test_a_bad_address_gets_a_sentence(
    client: TestClient, address: str, status: int, said: str
) -> None:
    assert said in error(client.get(address), status)


def test_the_page_of_a_quote_shows_its_item_whole(client: TestClient) -> None:
    answer = client.post("/api/ask", json={"question": "Who funded the workshop?"}).json()
    citation = answer["citations"][0]
    page = client.get(citation["permalink"])
    assert page.status_code == 200
    assert f'<mark id="quote">{citation["quote"]}</mark>' in page.text
    assert "<h1>Corruption workshop in Tirana</h1>" in page.text
    assert "11 May 2022, Tirana, Albania" in page.text
    assert 'small.txt, <a href="#quote">line 7</a>' in page.text
    assert '<a href="/">' in page.text
    assert "<script" not in page.text
    assert "address was made" not in page.text


def test_the_page_of_a_quote_speaks_the_readers_language_and_links(client: TestClient) -> None:
    question = {"question": "How many officers were trained in Istanbul?"}
    citation = client.post("/api/ask", json=question).json()["citations"][0]
    page = client.get(citation["permalink"], headers={"Accept-Language": "de"}).text
    assert '<html lang="de">' in page
    for said in ("Das Archiv fragen", "Wann, wo", "Quelle", "Zeile "):
        assert said in page
    for address in client.get(f"/api/documents/{citation['document_id']}").json()["links"]:
        assert page.count(f'href="{address}"') == 2  # above, and in its place in the item
    unknown = client.get("/p/abc", headers={"Accept-Language": "hr"})
    assert "<h1>Nema takvog citata</h1>" in unknown.text


def test_nothing_of_an_item_becomes_markup(client: TestClient) -> None:
    answer = client.post("/api/ask", json={"question": "What did the zebra write?"}).json()
    page = client.get(answer["citations"][0]["permalink"]).text
    assert "<img" not in page
    assert "<script" not in page
    assert "&lt;script&gt;alert(2)&lt;/script&gt;" in page


@pytest.mark.parametrize("address", ["/p/", "/p/abc", "/p/%ff%00", "/p/a/b", f"/p/{'A' * 60}"])
def test_a_garbled_address_gets_a_sentence(client: TestClient, address: str) -> None:
    page = client.get(address)
    assert page.status_code == 404
    assert "Copy the whole address again" in page.text


def test_the_page_of_a_quote_says_what_was_changed(tmp_path: Path) -> None:
    config = small_config(tmp_path)
    assistant = Assistant.open(config, encoder=HashEncoder())
    client = TestClient(build_app(Opening.of(assistant)))
    answer = client.post("/api/ask", json={"question": "Who funded the workshop?"}).json()
    address, quote = answer["citations"][0]["permalink"], answer["citations"][0]["quote"]

    def rewrite(old: str, new: str) -> Any:
        write_corpus(config.corpus, small=SMALL.replace(old, new))
        build_index(replace(config), HashEncoder())
        return client.get(address)

    edited = rewrite("Twenty companies", "More than twenty companies")
    assert f'<mark id="quote">{quote}</mark>' in edited.text
    assert "edited since" in edited.text
    (own,) = client.get("/api/documents", params={"q": "tirana"}).json()["documents"]
    page = client.get(own["permalink"])
    assert "<mark" not in page.text
    changed = rewrite("Austria funded", "Switzerland funded")
    assert "Switzerland funded" in client.get(own["permalink"]).text
    assert "address was made" not in client.get(own["permalink"]).text
    assert changed.status_code == 200
    assert "<mark" not in changed.text
    assert "words were changed" in changed.text
    assert "Switzerland funded" in changed.text
    gone = rewrite(SMALL[SMALL.index("Corruption") :], "")
    assert gone.status_code == 404
    assert "taken out of the archive" in gone.text


# Gradio's streams without an end, which this client would wait for.
STREAMS = ("heartbeat", "queue/data", "dev/reload", "event_id")


def addresses(routes: Any, before: str = "") -> Iterator[tuple[str, str]]:
    """Yield the method and the address of every route, what they take filled in."""
    for route in routes:
        if isinstance(route, Mount):
            yield from addresses(route.routes, before + route.path)
        elif hasattr(route, "original_router"):  # how FastAPI keeps the routes of Gradio's API
            context = route.include_context
            yield from addresses(route.original_router.routes, before + context.prefix)
        elif isinstance(route, Route):
            for method in sorted(route.methods or ()):
                yield method, before + route.path.replace("{", "").replace("}", "")


def test_every_route_has_the_security_headers_and_none_lets_other_sites_read(
    client: TestClient,
) -> None:
    seen = list(addresses(client.app.routes))  # type: ignore[attr-defined]
    assert len(seen) > 40
    for method, address in seen:
        if any(name in address for name in STREAMS):
            continue
        for origin in ("https://evil.example", "null"):
            given = client.request(method, address, headers={"Origin": origin})
            assert {name: given.headers.get(name) for name in HEADERS} == HEADERS, address
            assert not [n for n in given.headers if n.startswith("access-control-")], address


def test_a_preflight_of_another_site_is_not_granted(client: TestClient) -> None:
    asked = {
        "Origin": "https://evil.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    for address in ("/api/ask", "/gradio_api/queue/join"):
        given = client.options(address, headers=asked)
        assert not [n for n in given.headers if n.startswith("access-control-")]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api", 404),
        ("GET", "/api/", 404),
        ("GET", "/api/nothing", 404),
        ("GET", "/api/health/", 404),
        ("PUT", "/api", 404),
        ("GET", "/api/ask", 405),
        ("DELETE", "/api/search", 405),
    ],
)
def test_what_is_no_endpoint_is_refused_in_our_form(
    client: TestClient, method: str, path: str, status: int
) -> None:
    refused = client.request(method, path)
    told = error(refused, status)
    assert "POST /api/ask" in told
    assert f"{method} {path}" in told
    assert ("allow" in refused.headers) == (status == 405)


def test_what_is_no_page_is_told_in_words(client: TestClient) -> None:
    for method, path in (("GET", "/nothing"), ("GET", "/a/b/c"), ("POST", "/"), ("PUT", "/x")):
        page = client.request(method, path, headers={"Accept-Language": "de"})
        assert page.status_code == 404
        assert page.headers["content-type"].startswith("text/html")
        assert "Diese Seite gibt es nicht" in page.text
        assert '<a href="/">Das Archiv fragen</a>' in page.text
        assert page.headers["X-Frame-Options"] == "DENY"
    assert client.get("/gradio_api/nothing").json() == {"detail": "Not Found"}


def test_under_a_path_of_its_host(assistant: Assistant) -> None:
    """Whether the proxy takes the path off or not."""
    config = assistant.config.with_values(root_path="/news/bulletins")
    opening = Opening(config)
    opening._settle(assistant)
    with TestClient(build_app(opening), follow_redirects=False) as client:
        asked = client.post("/api/ask", json={"question": "Who funded the workshop?"})
        permalink = asked.json()["citations"][0]["permalink"]
        assert permalink.startswith("/p/")  # below the chat's address
        for path in ("", "/news/bulletins"):
            assert client.get(f"{path}/api/health").json()["status"] == "alive"
            assert '<a href="/news/bulletins/">' in client.get(f"{path}{permalink}").text
            assert '<a href="/news/bulletins/">' in client.get(f"{path}/nothing").text
            assert '/news/bulletins"' in client.get(f"{path}/").text  # Gradio's root
            assert client.get(f"{path}/theme.css").status_code == 200
        led = client.get("/news/bulletins")
        assert (led.status_code, led.headers["location"]) == (307, "/news/bulletins/")
        assert client.get("/news/bulletinsx").status_code == 404
