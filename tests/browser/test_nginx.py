"""The dashboard behind a real nginx with the project's own deploy/nginx.conf, over TLS.

Needs nginx, openssl and, for some tests, Chromium; see tests/browser/nginx.py and test_pages.
"""

import http.client
import json
import ssl
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests import built
from tests.browser import provider as providers
from tests.browser import test_pages as pages
from tests.browser.nginx import Proxy, behind_nginx
from tests.serving import Answer, ask, by_streamlit, free_port, open_websocket, serving

browser = pages.browser
PATIENCE = pages.PATIENCE * 1000


class Echo(BaseHTTPRequestHandler):
    """Answers with the headers it was sent."""

    def do_GET(self) -> None:
        body = json.dumps({name.lower(): value for name, value in self.headers.items()}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing: a test has its own output."""


@pytest.fixture(scope="module")
def echo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """nginx in front of a server that tells what reached it."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Echo) as behind:
        Thread(target=behind.serve_forever, daemon=True).start()
        with behind_nginx(behind.server_port, tmp_path_factory.mktemp("echo")) as proxy:
            yield proxy
        behind.shutdown()


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the published figures, with its public file."""
    return built.public(tmp_path_factory)


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Iterator[providers.Provider]:
    """A sign-in provider that knows one officer."""
    with providers.provider(free_port(), tmp_path_factory.mktemp("provider")) as found:
        found.knows("ann", email="ann@example.org", groups=[providers.OFFICERS])
        yield found


@pytest.fixture(scope="module")
def proxy(
    releases: Path, known: providers.Provider, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Proxy]:
    """nginx in front of server.py, which is set up as docs/deployment.md says, by environment."""
    port, log = free_port(), tmp_path_factory.mktemp("server") / "log.txt"
    with behind_nginx(port, tmp_path_factory.mktemp("nginx")) as found:
        environment = {
            "AP_RELEASES": str(releases),
            "AP_ALLOWED_HOSTS": found.name,
            "AP_OIDC_CLIENT_ID": providers.CLIENT,
            "AP_OIDC_CLIENT_SECRET": "not asked for",
            "AP_OIDC_METADATA_URL": f"{known.address}/.well-known/openid-configuration",
            "AP_OIDC_REDIRECT_URI": f"{found.address}/oauth2callback",
            "AP_COOKIE_SECRET": "only for tests " * 4,
            "AP_OFFICER_GROUPS": providers.OFFICERS,
            # Forgotten there by somebody: it must not count.
            "AP_LOCAL_OFFICER": "1",
        }
        with serving(by_streamlit(port), port, log, **environment):
            yield found


@pytest.fixture
def window(browser) -> Iterator:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, ignore_https_errors=True)
    yield context
    context.close()


def get(proxy: Proxy, address: str, **headers: str) -> Answer:
    host = f"{proxy.name}:{proxy.https_port}"
    return ask(proxy.https_port, address, host=host, secure=True, **headers)


def test_who_asks_and_how_is_told_to_the_dashboard_and_cannot_be_made_up(echo):
    made_up = {"X_Forwarded_For": "10.0.0.1", "X_Forwarded_Proto": "http", "Forwarded": "for=x"}
    passed = json.loads(get(echo, "/", Accept_Encoding="gzip", **made_up).body)
    assert passed["x-forwarded-for"] == passed["x-real-ip"] == "127.0.0.1"
    assert passed["x-forwarded-proto"] == "https"
    assert passed["host"] == passed["x-forwarded-host"] == f"localhost:{echo.https_port}"
    assert "forwarded" not in passed
    assert "accept-encoding" not in passed


def test_plain_http_is_sent_to_https(echo):
    got = ask(echo.http_port, "/workstream_6?place=Burnley", host="localhost")
    assert got.status == 301
    assert got.headers["location"] == "https://localhost/workstream_6?place=Burnley"


def test_another_name_gets_no_answer(echo):
    with pytest.raises(OSError, match=r"closed|reset|disconnected"):
        ask(echo.http_port, "/", host="evil.example")


def test_the_dashboard_answers_with_its_headers_and_asks_for_https_again(proxy):
    got = get(proxy, "/")
    assert got.status == 200
    assert got.headers["strict-transport-security"] == "max-age=63072000"
    assert f"wss://localhost:{proxy.https_port}" in got.headers["content-security-policy"]
    assert got.headers["cache-control"] == "no-store"
    assert got.headers["server"] == "nginx"
    assert get(proxy, "/healthz").body == b"ok"


def test_scripts_are_sent_in_brotli_else_in_gzip_and_kept_by_nginx(proxy):
    page = get(proxy, "/").body.decode()
    script = page.split('crossorigin src=".')[1].split('"')[0]
    packed = {kind: get(proxy, script, Accept_Encoding=kind) for kind in ("br", "gzip", "")}
    assert packed["br"].headers["content-encoding"] == "br"
    assert packed["gzip"].headers["content-encoding"] == "gzip"
    assert "content-encoding" not in packed[""].headers
    assert len(packed["br"].body) < len(packed[""].body) / 3
    assert any((proxy.folder / "static").iterdir())


def test_what_is_too_large_is_refused_but_for_uploads(proxy):
    host, large = f"localhost:{proxy.https_port}", b"x" * 2_000_000
    sent = {"host": host, "secure": True, "method": "PUT", "body": large}
    assert ask(proxy.https_port, "/", **sent).status == 413
    # 403: it reached the dashboard, which asks for the token of a page.
    assert ask(proxy.https_port, "/_stcore/upload_file/session/file", **sent).status == 403


def test_a_websocket_of_another_site_is_refused(proxy):
    host = f"localhost:{proxy.https_port}"
    opened = open_websocket(proxy.https_port, host=host, secure=True, Origin=f"https://{host}")
    assert opened.status == 101
    refused = open_websocket(
        proxy.https_port, host=host, secure=True, Origin="https://evil.example"
    )
    assert refused.status == 403


def test_the_page_loads_through_it_and_a_forgotten_local_officer_counts_for_nothing(window, proxy):
    page, sockets = window.new_page(), []
    encodings: list[str | None] = []
    page.on("websocket", lambda one: sockets.append(one.url))
    page.on("response", lambda got: encodings.append(got.headers.get("content-encoding")))
    page.goto(proxy.address)
    page.locator("h1").first.wait_for(timeout=PATIENCE)
    assert "The plan on a page" in page.locator("h1").first.inner_text()
    assert sockets == [f"wss://localhost:{proxy.https_port}/_stcore/stream"]
    assert encodings.count("br") > 20
    menu = page.locator("[data-testid=stSidebarNav]").inner_text()
    assert "Definitions" in menu
    assert "Extracts and releases" not in menu


def test_an_officer_signs_in_through_it_and_cookies_stay_on_https(window, proxy, known):
    page = window.new_page()
    page.goto(proxy.address)
    page.get_by_role("button", name="Sign in").click(timeout=PATIENCE)
    page.locator("input[name=sub]").fill("ann", timeout=PATIENCE)
    page.keyboard.press("Enter")
    page.get_by_text("Signed in as ann@example.org (officer)").wait_for(timeout=PATIENCE)
    assert "Extracts and releases" in page.locator("[data-testid=stSidebarNav]").inner_text()
    cookies = [one for one in window.cookies() if one["name"].startswith("_streamlit")]
    assert "_streamlit_user" in {one["name"] for one in cookies}
    assert all(one["secure"] for one in cookies)
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(f"{known.address}/**", timeout=PATIENCE)
    page.goto(proxy.address)
    page.get_by_role("button", name="Sign in").wait_for(timeout=PATIENCE)


def test_who_asks_too_often_is_told_to_wait_and_scripts_are_never_refused(echo):
    answered = statuses(echo, "/", 1500)
    assert answered[:100] == [200] * 100  # a building may open it at once
    assert 429 in answered
    assert set(statuses(echo, "/static/js/one.js", 1500)) == {200}


def statuses(proxy: Proxy, address: str, times: int) -> list[int]:
    """What many requests in a row over one connection are answered with, up to a refusal."""
    trusting = ssl._create_unverified_context()
    line = http.client.HTTPSConnection("localhost", proxy.https_port, context=trusting)
    found: list[int] = []
    while len(found) < times and 429 not in found:
        line.request("GET", address)
        got = line.getresponse()
        got.read()
        found.append(got.status)
    line.close()
    return found
