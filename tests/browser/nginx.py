"""nginx in front of a dashboard, with the project's own deploy/nginx.conf and a certificate of its own.

For tests of anything that has to hold behind a proxy: `with behind_nginx(port, folder) as address`.
Needs nginx with its brotli module, and openssl; skipped, saying so, where they are missing, unless
AP_REQUIRE_NGINX=1 asks for them.
"""

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.serving import free_port

PROJECT = Path(__file__).resolve().parent.parent.parent
SITE = PROJECT / "deploy" / "nginx.conf"
NAME = "ap.example.org"
BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_filter_module.so")
NGINX = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin")
PATIENCE = 20

MAIN = """
{user}
load_module {brotli};
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 512; }}
http {{
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    log_format passed '$status $request_uri';
    access_log {folder}/access.log passed;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


@dataclass(frozen=True)
class Proxy:
    """Where a running nginx answers, and the folder with its configuration and logs."""

    http_port: int
    https_port: int
    folder: Path
    name: str = "localhost"

    @property
    def address(self) -> str:
        return f"https://{self.name}:{self.https_port}"

    def log(self) -> list[str]:
        """Status and address of every request so far."""
        return (self.folder / "access.log").read_text(encoding="utf-8").splitlines()


def missing() -> str:
    """What is needed and not here; empty where nothing is."""
    needed = {
        "nginx": bool(NGINX),
        f"its brotli module at {BROTLI}": BROTLI.exists(),
        "openssl": bool(shutil.which("openssl")),
    }
    return ", ".join(what for what, here in needed.items() if not here)


@contextmanager
def behind_nginx(app_port: int, folder: Path, name: str = "localhost") -> Iterator[Proxy]:
    """nginx on loopback, passing on to a dashboard at `app_port`, which is asked for as `name`.

    `folder` is empty and its own. The dashboard has to allow the host `name`.
    """
    if lacking := missing():
        if os.environ.get("AP_REQUIRE_NGINX") == "1":
            pytest.fail(f"AP_REQUIRE_NGINX=1, but there is no {lacking}")
        pytest.skip(f"there is no {lacking}")
    proxy = Proxy(free_port(), free_port(), folder, name)
    _write_configuration(proxy, app_port)
    command = [str(NGINX), "-p", str(folder), "-c", "nginx.conf", "-e", str(folder / "error.log")]
    running = subprocess.Popen(command, cwd=folder)
    try:
        _wait_until_up(proxy, running)
        yield proxy
    finally:
        running.terminate()
        running.wait(timeout=PATIENCE)


def _write_configuration(proxy: Proxy, app_port: int) -> None:
    folder = proxy.folder
    _make_certificate(folder, proxy.name)
    # Started as root, nginx would work as a user who may not enter a test's folder.
    user = "user root;" if hasattr(os, "geteuid") and os.geteuid() == 0 else ""
    main = MAIN.format(user=user, brotli=BROTLI, folder=folder)
    (folder / "nginx.conf").write_text(main, encoding="utf-8")
    (folder / "site.conf").write_text(site(proxy, app_port), encoding="utf-8")


def site(proxy: Proxy, app_port: int) -> str:
    """deploy/nginx.conf with ports, name, certificate and cache of a test, on loopback only."""
    text = re.sub(r"^ *listen \[::\].*\n", "", SITE.read_text(encoding="utf-8"), flags=re.M)
    changes = {
        "listen 80": f"listen 127.0.0.1:{proxy.http_port}",
        "listen 443": f"listen 127.0.0.1:{proxy.https_port}",
        "127.0.0.1:8501": f"127.0.0.1:{app_port}",
        f"/etc/ssl/certs/{NAME}.pem": f"{proxy.folder}/certificate.pem",
        f"/etc/ssl/private/{NAME}.key": f"{proxy.folder}/key.pem",
        "/var/lib/nginx/ap-static": f"{proxy.folder}/static",
        NAME: proxy.name,
    }
    for written, wanted in changes.items():
        assert written in text, f"deploy/nginx.conf has no {written!r} any more"
        text = text.replace(written, wanted)
    return text


def _make_certificate(folder: Path, name: str) -> None:
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    command += ["-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}"]
    command += ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)


def _wait_until_up(proxy: Proxy, running: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while running.poll() is None and time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", proxy.https_port)) == 0:
                return
        time.sleep(0.1)
    told = (proxy.folder / "error.log").read_text(encoding="utf-8", errors="replace")
    raise RuntimeError(f"nginx did not start:\n{told}")
