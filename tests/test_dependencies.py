"""What is installed: pinned, with digests, free for public bodies, and looked up for weaknesses."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import metadata
from pathlib import Path
from threading import Thread

import pytest

from tests.serving import free_port

PROJECT = Path(__file__).resolve().parent.parent
AUDIT = PROJECT / ".ci" / "audit.py"
LOCKS = ("requirements.txt", "requirements-dev.txt")
# What a public body may use, change and pass on without asking or paying.
FREE = re.compile(r"MIT|BSD|Apache|PSF|MPL|OFL|CC0|Zlib|ISC", re.IGNORECASE)
BOUND = re.compile(r"GPL|non-?commercial|proprietary", re.IGNORECASE)
OF_OTHER_SYSTEMS = {"colorama", "pywin32"}


def pins(lock: str) -> dict[str, str]:
    """Each requirement of a lock file: name -> its whole entry, digests included."""
    text = (PROJECT / lock).read_text(encoding="utf-8")
    entries = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)
    return {one.split("==")[0]: one for one in entries if "==" in one}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_library_is_pinned_with_its_digest(lock):
    entries = pins(lock)
    assert len(entries) > 50
    assert [name for name, entry in entries.items() if "--hash=sha256:" not in entry] == []
    assert " @ " not in (PROJECT / lock).read_text(encoding="utf-8")


def test_both_locks_agree():
    used, developed = (
        {name: entry.split()[0] for name, entry in pins(lock).items()} for lock in LOCKS
    )
    assert {name: developed.get(name) for name in used} == used


@pytest.mark.parametrize("name", pins("requirements.txt"))
def test_a_public_body_may_use_it(name):
    try:
        told = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        assert name in OF_OTHER_SYSTEMS
        return
    classified = [one for one in told.get_all("Classifier") or () if one.startswith("License")]
    licence = " ".join([told.get("License-Expression") or "", *classified])
    licence = licence if licence.strip() else (told.get("License") or "")
    assert FREE.search(licence)
    assert not BOUND.search(licence)


@contextmanager
def advisories(weak: str) -> Iterator[str]:
    """The address of a service in OSV's form that knows one weak library."""

    class Known(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            vulns = [advisory(weak)] if asked["package"]["name"] == weak else []
            body = json.dumps({"vulns": vulns} if vulns else {}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing: a test has its own output."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Known) as service:
        Thread(target=service.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{service.server_port}/v1/query"
        service.shutdown()


def advisory(name: str) -> dict:
    events = [{"introduced": "0"}, {"fixed": "99.1"}]
    affected = {
        "package": {"name": name, "ecosystem": "PyPI"},
        "ranges": [{"type": "ECOSYSTEM", "events": events}],
    }
    return {"id": "PYSEC-1999-1", "summary": "made up for a test", "affected": [affected]}


def audited(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, AUDIT, *arguments], capture_output=True, text=True, timeout=120
    )


def test_a_known_weakness_is_named_and_ends_the_build():
    with advisories("jinja2") as address:
        ran = audited("--osv-url", address)
    assert ran.returncode == 1, ran.stderr
    assert re.search(r"^jinja2 [\d.]+: PYSEC-1999-1, mended in 99\.1", ran.stdout)
    looked_up = re.search(r"(\d+) libraries looked up, 1 known weaknesses", ran.stdout)
    assert looked_up
    assert len(pins(LOCKS[0])) - len(OF_OTHER_SYSTEMS) <= int(looked_up[1])


def test_without_known_weaknesses_it_passes():
    with advisories("none-of-ours") as address:
        ran = audited("--osv-url", address)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "0 known weaknesses" in ran.stdout
    assert "NOT AUDITED" not in ran.stdout


def test_where_nothing_could_be_looked_up_it_says_so():
    ran = audited("--osv-url", f"http://127.0.0.1:{free_port()}/v1/query")
    assert ran.returncode == 0
    assert ran.stdout.startswith("NOT AUDITED")
