"""A web server that says what a test wants it to say, and remembers what it was asked."""

from __future__ import annotations

import gzip
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple


class Asked(NamedTuple):
    """A request: its path with the query, and its headers in small letters."""

    path: str
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Reply:
    """A plain answer."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, handler: BaseHTTPRequestHandler) -> None:
        send(handler, self.status, self.body, self.headers)


Answer = Callable[[BaseHTTPRequestHandler], None]


class _Quiet(ThreadingHTTPServer):
    """Reports no client that hung up: the output of a command under test is compared."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class Server:
    """Answers on the loopback device, in threads. Each path has its answers; the last repeats."""

    def __init__(self) -> None:
        self.log: list[Asked] = []
        self.released = threading.Event()
        self.reached = threading.Event()
        self._answers: dict[str, list[Answer]] = {}
        self._guard = threading.Lock()
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                headers = {name.lower(): value for name, value in self.headers.items()}
                answer = server._next(Asked(self.path, headers))
                with suppress(BrokenPipeError, ConnectionResetError):
                    answer(self)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

        self._http = _Quiet(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,))
        self._thread.start()
        self.port = self._http.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def close(self) -> None:
        self.released.set()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    def serve(self, path: str, *answers: Answer) -> str:
        """Answer requests for ``path`` with ``answers`` in turn; its address."""
        with self._guard:
            self._answers[path] = list(answers)
        return self.url + path

    def taken(self) -> list[Asked]:
        """What was asked since this was called last."""
        with self._guard:
            log, self.log = self.log, []
        return log

    def silent(self, handler: BaseHTTPRequestHandler) -> None:
        """Say nothing until the test is over."""
        self.reached.set()
        self.released.wait()
        handler.close_connection = True

    def _next(self, asked: Asked) -> Answer:
        with self._guard:
            self.log.append(asked)
            answers = self._answers.get(asked.path)
            if not answers:
                return Reply(b"no such page", 404)
            return answers.pop(0) if len(answers) > 1 else answers[0]


def send(
    handler: BaseHTTPRequestHandler, status: int, body: bytes, headers: Mapping[str, str]
) -> None:
    handler.send_response(status)
    for name, value in {"Content-Length": str(len(body)), **headers}.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)


def tagged(body: bytes, tag: str) -> Answer:
    """A page with an ETag: sent unless the client has it."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        same = handler.headers.get("If-None-Match") == tag
        send(handler, 304 if same else 200, b"" if same else body, {"ETag": tag})

    return answer


def dated(body: bytes, modified: str) -> Answer:
    """A page with a Last-Modified: sent unless the client has it."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        same = handler.headers.get("If-Modified-Since") == modified
        send(handler, 304 if same else 200, b"" if same else body, {"Last-Modified": modified})

    return answer


def packed(body: bytes) -> Answer:
    """A page, compressed."""
    return Reply(gzip.compress(body), headers={"Content-Encoding": "gzip"})


def truncated(body: bytes) -> Answer:
    """A page that breaks off in the middle."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        send(handler, 200, body[: len(body) // 2], {"Content-Length": str(len(body))})
        handler.close_connection = True

    return answer


def dripping(handler: BaseHTTPRequestHandler) -> None:
    """A page that never ends, a byte at a time."""
    handler.send_response(200)
    handler.end_headers()
    handler.close_connection = True
    while True:
        handler.wfile.write(b" ")


def redirect(location: str, status: int = 302) -> Answer:
    """Send the client elsewhere."""
    return Reply(b"", status, {"Location": location})
