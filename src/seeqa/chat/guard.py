"""The lock on every door: HTTP Basic authentication (RFC 7617) around the whole application.

It stands before Gradio and before our own routes, so that none can be forgotten, and it needs no
page, cookie or script: browsers send it with Gradio's streams as with everything else, curl,
gradio_client and MCP clients take it as a header.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import logging
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from seeqa.auth import hash_password, matches

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

_log = logging.getLogger(__name__)

FREE_TRIES = 5  # failures of one address before it has to wait
_FIRST_WAIT, _LONGEST_WAIT = 1.0, 300.0  # seconds; doubled with each failure
_KEPT = 10_000  # addresses, and users, that are remembered
_AT_ONCE = 2  # hashes worked out at a time: each takes 16 MB
_WANTED = b'Basic realm="SEEQA", charset="UTF-8"'


class Throttle:
    """Counts the failures of each address; who fails often has to wait, longer each time."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with no failures."""
        self._clock = clock
        self._failures: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def wait(self, address: str) -> float:
        """Return the seconds that an address still has to wait."""
        _, until = self._failures.get(address, (0, 0.0))
        return max(0.0, until - self._clock())

    def failed(self, address: str) -> None:
        """Note a failure."""
        count = self._failures.pop(address, (0, 0.0))[0] + 1
        over = count - FREE_TRIES
        wait = min(_FIRST_WAIT * 2 ** min(over, 20), _LONGEST_WAIT) if over >= 0 else 0.0
        self._failures[address] = count, self._clock() + wait
        if len(self._failures) > _KEPT:
            self._failures.popitem(last=False)

    def succeeded(self, address: str) -> None:
        """Forget the failures of an address."""
        self._failures.pop(address, None)


class Guard:
    """Lets a request pass only with the name and password of a user."""

    def __init__(
        self, app: ASGIApp, users: Mapping[str, str], throttle: Throttle | None = None
    ) -> None:
        """Wrap an application; `users` maps names to hashes of `seeqa.auth`."""
        from anyio import CapacityLimiter

        self._app = app
        self._users = users
        self._throttle = throttle or Throttle()
        self._nobody = hash_password(secrets.token_hex())  # an unknown name takes as long
        # What has passed, under a key of this process: scrypt for every picture would be slow.
        self._key = secrets.token_bytes(32)
        self._passed: OrderedDict[bytes, None] = OrderedDict()
        self._hashing = CapacityLimiter(_AT_ONCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 401 or 429."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        status, wait = await self._judge(scope)
        if status == 200:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await _refuse(send, status, wait)

    async def _judge(self, scope: Scope) -> tuple[int, float]:
        """Return the status that a request deserves, and how long its sender has to wait."""
        from anyio import to_thread

        given = dict(scope["headers"]).get(b"authorization")
        if given is None:
            return 401, 0.0
        seal = hmac.digest(self._key, given, hashlib.sha256)
        if seal in self._passed:
            return 200, 0.0
        address = scope["client"][0] if scope.get("client") else ""
        async with self._hashing:
            if wait := self._throttle.wait(address):
                return 429, wait
            if not await to_thread.run_sync(self._is_user, given):
                self._throttle.failed(address)
                _log.warning("a wrong name or password from %s", address)
                return 401, 0.0
        self._throttle.succeeded(address)
        self._passed[seal] = None
        if len(self._passed) > _KEPT:
            self._passed.popitem(last=False)
        return 200, 0.0

    def _is_user(self, given: bytes) -> bool:
        name, password = _credentials(given)
        known = matches(password, self._users.get(name, self._nobody))
        return known and name in self._users


def _credentials(header: bytes) -> tuple[str, str]:
    """Return name and password of an Authorization header; empty ones if it is malformed."""
    scheme, _, encoded = header.partition(b" ")
    try:
        decoded = base64.b64decode(encoded.strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    name, colon, password = decoded.partition(":")
    return (name, password) if scheme.lower() == b"basic" and colon else ("", "")


async def _refuse(send: Send, status: int, wait: float) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    if status == 401:
        told = "Name and password are needed. Ask whoever runs this chat for them.\n"
        headers.append((b"www-authenticate", _WANTED))
    else:
        told = f"Too many wrong passwords from your address. Try again in {wait:.0f} seconds.\n"
        headers.append((b"retry-after", str(int(wait) + 1).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": told.encode()})
