"""A dashboard of its own for a test: server.py as it runs in production, and plain requests to it."""

import http.client
import os
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
PATIENCE = 90
OURS = ("AP_", "STREAMLIT_", "FORWARDED_")


@dataclass(frozen=True)
class Answer:
    """What a server sent: status, headers by lower-case name, body as sent."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def by_streamlit(port: int, script: str = "server.py") -> list[str]:
    return [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port)]


def by_uvicorn(port: int) -> list[str]:
    return [sys.executable, "-m", "uvicorn", "server:app", "--port", str(port)]


@contextmanager
def serving(command: list[str], port: int, log: Path, **environment: str) -> Iterator[int]:
    """Run a server until the block ends; the port, once it answers. What it prints goes to `log`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    with log.open("w", encoding="utf-8") as told:
        running = subprocess.Popen(
            command, cwd=PROJECT, env=kept | environment, stdout=told, stderr=subprocess.STDOUT
        )
        try:
            _wait_until_up(port, running, log)
            yield port
        finally:
            running.terminate()
            running.wait(timeout=30)


def _wait_until_up(port: int, running: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while running.poll() is None and time.monotonic() < deadline:
        try:
            if ask(port, "/_stcore/health", host="localhost").status:
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"the server did not start:\n{log.read_text(encoding='utf-8')}")


def ask(
    port: int,
    address: str,
    *,
    host: str = "",
    method: str = "GET",
    body: bytes | None = None,
    secure: bool = False,
    **headers: str,
) -> Answer:
    """One request to this computer; header names are written with underscores."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    with_host = {"Host": host or f"localhost:{port}"} | named
    if secure:
        trusting = ssl._create_unverified_context()
        line = http.client.HTTPSConnection("localhost", port, timeout=60, context=trusting)
    else:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        line.request(method, address, body=body, headers=with_host)
        got = line.getresponse()
        told = {name.lower(): value for name, value in got.getheaders()}
        return Answer(got.status, told, got.read())
    finally:
        line.close()


def open_websocket(port: int, *, host: str, secure: bool = False, **headers: str) -> Answer:
    """Ask for the page's websocket and hang up: 101 where it is opened."""
    handshake = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec_WebSocket_Version": "13",
        "Sec_WebSocket_Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec_WebSocket_Protocol": "streamlit",
    }
    return ask(port, "/_stcore/stream", host=host, secure=secure, **(handshake | headers))
