"""Who may come in: password files, the guard before every route, and its patience."""

from __future__ import annotations

import asyncio
import base64
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from fakes import HashEncoder, small_config
from seeqa import Assistant
from seeqa.auth import hash_password, matches, read_users, set_password
from seeqa.chat.guard import FREE_TRIES, Guard, Throttle
from seeqa.chat.opening import Opening
from seeqa.chat.server import HEADERS, build_app
from seeqa.errors import AuthError
from test_endpoints import STREAMS, addresses

PASSWORD = "correct horse: ü"


def basic(name: str, password: str) -> dict[str, str]:
    return {"Authorization": f"Basic {base64.b64encode(f'{name}:{password}'.encode()).decode()}"}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Any:
    config = small_config(tmp_path_factory.mktemp("auth"))
    assistant = Assistant.open(config, encoder=HashEncoder())
    return build_app(Opening.of(assistant), {"anna": hash_password(PASSWORD)})


@pytest.fixture(scope="module")
def client(app: Any) -> Iterator[TestClient]:
    with TestClient(app) as opened:
        yield opened


def test_no_route_is_open(client: TestClient) -> None:
    seen = [*addresses(client.app.routes), ("GET", "/nowhere"), ("OPTIONS", "/api/ask")]  # type: ignore[attr-defined]
    assert len(seen) > 80
    for method, address in seen:
        given = client.request(method, address)
        assert given.status_code == 401, address
        assert given.headers["www-authenticate"].startswith("Basic")
        assert {name: given.headers.get(name) for name in HEADERS} == HEADERS


def test_no_websocket_is_open(client: TestClient) -> None:
    with (
        pytest.raises(WebSocketDisconnect) as ended,
        client.websocket_connect("/gradio_api/queue"),
    ):
        pass
    assert ended.value.code == 1008


def test_every_route_answers_a_user(client: TestClient) -> None:
    for method, address in addresses(client.app.routes):  # type: ignore[attr-defined]
        if not any(name in address for name in STREAMS):
            given = client.request(method, address, headers=basic("anna", PASSWORD))
            assert given.status_code != 401, address


@pytest.mark.parametrize(
    "headers",
    [
        basic("anna", "wrong"),
        basic("berta", PASSWORD),
        basic("", ""),
        {"Authorization": "Basic"},
        {"Authorization": "Basic ~~~"},
        {"Authorization": "Basic /w=="},
        {"Authorization": "Bearer correct-horse"},
        {"Cookie": "access-token=anna"},
    ],
)
def test_a_wrong_password_is_refused(app: Any, headers: dict[str, str]) -> None:
    assert TestClient(app, client=(str(headers), 1)).get("/", headers=headers).status_code == 401


def test_who_guesses_has_to_wait_and_who_knows_does_not(app: Any) -> None:
    with (
        TestClient(app, client=("10.0.0.1", 1)) as guesser,
        TestClient(app, client=("10.0.0.2", 1)) as user,
    ):
        for _ in range(FREE_TRIES):
            assert guesser.get("/", headers=basic("anna", "wrong")).status_code == 401
        given = guesser.get("/", headers=basic("anna", "wrong again"))
        assert given.status_code == 429
        assert int(given.headers["retry-after"]) >= 1
        assert "Try again in" in given.text
        assert user.get("/", headers=basic("anna", PASSWORD)).status_code == 200


def test_the_wait_doubles_ends_and_is_forgotten_after_a_success() -> None:
    now = [0.0]
    throttle = Throttle(lambda: now[0])
    waits = []
    for _ in range(FREE_TRIES + 3):
        throttle.failed("a")
        waits.append(throttle.wait("a"))
    assert waits == [0.0] * (FREE_TRIES - 1) + [1.0, 2.0, 4.0, 8.0]
    assert throttle.wait("b") == 0
    for _ in range(40):
        throttle.failed("a")
    assert throttle.wait("a") == 300
    now[0] = 301
    assert throttle.wait("a") == 0
    throttle.succeeded("a")
    throttle.failed("a")
    assert throttle.wait("a") == 0


def test_the_lifespan_passes() -> None:
    seen = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope["type"])

    guard = Guard(app, {"anna": hash_password(PASSWORD)})
    asyncio.run(guard({"type": "lifespan"}, None, None))  # type: ignore[arg-type]
    assert seen == ["lifespan"]


def test_a_hash_is_salted_and_matches_its_password_only() -> None:
    one, other = hash_password(PASSWORD), hash_password(PASSWORD)
    assert one != other
    assert PASSWORD not in one
    assert matches(PASSWORD, one)
    assert matches(PASSWORD, other)
    assert not matches(PASSWORD + " ", one)


def test_a_file_keeps_its_users_and_is_its_owners(tmp_path: Path) -> None:
    path = tmp_path / "users"
    set_password(path, "anna", PASSWORD)
    set_password(path, "berta", "another one")
    set_password(path, "anna", "a third one")
    users = read_users(path)
    assert sorted(users) == ["anna", "berta"]
    assert matches("a third one", users["anna"])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "at least one user"),
        ("# nobody\n", "at least one user"),
        ("anna:secret\n", "line 1"),
        ("\nanna\n", "line 2"),
        ("anna:scrypt$16383$8$1$AAAA$AAAA\n", "line 1"),
        ("anna:scrypt$16384$8$1$?$AAAA\n", "line 1"),
        ("an na:scrypt$16384$8$1$AAAA$AAAA\n", "line 1"),
    ],
)
def test_a_malformed_file_is_named_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "users"
    path.write_text(text)
    with pytest.raises(AuthError, match=said):
        read_users(path)


def test_a_short_password_and_an_odd_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(AuthError, match="at least 8"):
        set_password(tmp_path / "users", "anna", "short")
    with pytest.raises(AuthError, match="without spaces and colons"):
        set_password(tmp_path / "users", "an:na", PASSWORD)
    assert list(tmp_path.iterdir()) == []


def seeqa(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "seeqa", *arguments]
    return subprocess.run(command, input=given, capture_output=True, text=True, check=False)


def test_the_command_line(tmp_path: Path) -> None:
    path = tmp_path / "users"
    ran = seeqa("passwd", "anna", "--auth", str(path), "--stdin", given=f"{PASSWORD}\n")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert matches(PASSWORD, read_users(path)["anna"])
    short = seeqa("passwd", "anna", "--auth", str(path), "--stdin", given="no\n")
    assert short.returncode == 1
    assert len(short.stderr.splitlines()) == 1
    assert seeqa("passwd", "anna").returncode == 2
    missing = seeqa("serve", "--port", "0", "--auth", str(tmp_path / "none"))
    assert missing.returncode == 1
    assert "seeqa passwd" in missing.stderr
    assert len(missing.stderr.splitlines()) == 1
