"""An OpenID Connect provider of its own for a test, and a dashboard that trusts it."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import Request, urlopen

import session

PATIENCE = 60
CLIENT = "ap-dashboard"
OFFICERS = "6f9619ff-8b86-d011-b42d-00c04fc964ff"
MEMBERS = "7d444840-9dc0-11d1-b245-5ffdce74fad2"
# The provider's own libraries warn as they are imported.
QUIET = {"PYTHONWARNINGS": "ignore"}


@dataclass(frozen=True)
class Provider:
    """A running provider."""

    address: str

    def knows(self, subject: str, **claims: object) -> None:
        """Let somebody sign in, with what their token is to say; claims of the token itself too."""
        asked = Request(
            f"{self.address}/users/{subject}",
            data=json.dumps(claims).encode(),
            method="PUT",
            headers={"Content-Type": "application/json"},
        )
        urlopen(asked, timeout=10).close()


@contextmanager
def running(command: list[str], address: str, log: Path, **environment: str) -> Iterator[None]:
    """A server until the block ends, which it begins once the server answers at an address."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AP_")}
    with log.open("w", encoding="utf-8") as told:
        server = subprocess.Popen(
            command, cwd=session.ROOT, env=kept | environment, stdout=told, stderr=told
        )
        try:
            _wait_until_up(server, address, log)
            yield
        finally:
            server.terminate()
            server.wait(timeout=20)


def _wait_until_up(server: subprocess.Popen[bytes], address: str, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < deadline:
        try:
            urlopen(address, timeout=2).close()
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"nothing answers at {address}:\n{log.read_text(encoding='utf-8')}")


@contextmanager
def provider(port: int, folder: Path, seconds: int = 3600) -> Iterator[Provider]:
    """A provider whose tokens are good for so many seconds."""
    address = f"http://localhost:{port}"
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
    command += ["--token-max-age", str(seconds)]
    with running(command, address, folder / "provider.log", **QUIET):
        yield Provider(address)


def secrets(known: Provider, port: int, folder: Path, others: str = "public") -> Path:
    """A secrets.toml for a dashboard at a port of this computer."""
    path = folder / "secrets.toml"
    path.write_text(
        f"""
[auth]
redirect_uri = "http://localhost:{port}/oauth2callback"
cookie_secret = "{"only for tests " * 4}"
client_id = "{CLIENT}"
client_secret = "not asked for"
server_metadata_url = "{known.address}/.well-known/openid-configuration"

[auth.client_kwargs]
scope = "openid profile email groups"

[roles]
officer = ["{OFFICERS}"]
member = ["{MEMBERS}"]
officer_emails = ["listed@example.org"]
others = "{others}"
""",
        encoding="utf-8",
    )
    return path


@contextmanager
def dashboard(port: int, releases: Path, folder: Path, *options: str, **environment: str):
    """The dashboard at a port of this computer; its address."""
    address = f"http://localhost:{port}"
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    told = {"AP_RELEASES": str(releases), **environment}
    with running([*command, *options], f"{address}/_stcore/health", folder / "app.log", **told):
        yield address
