"""Somebody who asks the server over HTTP, each time on a new connection."""

import http.client
import re
import time
from urllib.parse import urlencode

from benchmarks.processes import Failed

_PATIENCE = 60.0
_FORM_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Visitor:
    """Reads pages of the server on a port of the loopback interface."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._headers: dict[str, str] = {}

    def bear(self, token: str) -> None:
        """Send an API token from now on."""
        self._headers["Authorization"] = f"Bearer {token}"

    def sign_in(self, email: str, password: str) -> None:
        """Sign in through the form and keep the cookie."""
        found = _FORM_TOKEN.search(self.get("/sign-in"))
        assert found
        form = {"csrf_token": found[1], "email": email, "password": password}
        self._request("POST", "/sign-in", 302, urlencode(form))

    def get(self, path: str, **query: str) -> str:
        """Return the body of a page; raises :class:`Failed` when it is not there."""
        return self._request("GET", f"{path}?{urlencode(query)}" if query else path, 200)

    def seconds_to_get(self, path: str, **query: str) -> float:
        """Return the wall seconds until the whole page is here."""
        begin = time.perf_counter()
        self.get(path, **query)
        return time.perf_counter() - begin

    def await_server(self) -> None:
        """Return once the first page has been answered."""
        deadline = time.monotonic() + _PATIENCE
        while True:
            try:
                self.get("/")
                return
            except ConnectionError:
                if time.monotonic() > deadline:
                    raise Failed("The server does not answer.") from None
                time.sleep(0.01)

    def _request(self, method: str, path: str, expected: int, body: str | None = None) -> str:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=_PATIENCE)
        headers = dict(self._headers)
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            content = answer.read().decode()
        finally:
            connection.close()
        if answer.status != expected:
            raise Failed(f"{method} {path[:80]}: {answer.status}, expected {expected}.")
        if cookie := answer.headers.get("Set-Cookie"):
            self._headers["Cookie"] = cookie.partition(";")[0]
        return content
