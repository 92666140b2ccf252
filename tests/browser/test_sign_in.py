"""Signing in and out in a real browser, against a real OpenID Connect provider.

The provider is a process of its own, as is the dashboard. Needs Chromium; see test_pages.
"""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from data import audit_log, store
from tests import built
from tests.browser import provider as providers
from tests.browser import test_pages as pages
from tests.browser.nginx import NGINX, free_port

browser = pages.browser
PATIENCE = pages.PATIENCE * 1000
OFFICERS_PAGES = ("Packs for meetings", "Extracts and releases", "Log")
# How a site may pass requests on without saying that it does; the port is of the dashboard.
SILENT = {
    "the name asked for": "proxy_set_header Host $host;",
    "the name and port asked for": "proxy_set_header Host $http_host;",
    "its own name for the dashboard": "",
    "saying who asked": "proxy_set_header Host localhost:{port}; "
    "proxy_set_header Origin http://localhost:{port}; "
    "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;",
    "saying that it passes on": "proxy_set_header Host localhost:{port}; "
    "proxy_set_header Origin http://localhost:{port}; proxy_set_header Via '1.1 nginx';",
}


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the published figures, with its public file."""
    return built.public(tmp_path_factory)


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Iterator[providers.Provider]:
    with providers.provider(free_port(), tmp_path_factory.mktemp("provider")) as found:
        found.knows("ann", email="ann@example.org", groups=[providers.OFFICERS])
        found.knows("bob", email="bob@example.org", groups=[providers.MEMBERS, "other"])
        found.knows("eve", email="eve@example.org", groups=["other"])
        found.knows("listed", email="listed@example.org", email_verified=True)
        found.knows("unproven", email="listed@example.org", email_verified=False)
        found.knows("stranger", groups=[providers.OFFICERS], aud="another-app")
        found.knows("alien", groups=[providers.OFFICERS], iss="http://elsewhere.example.org")
        yield found


@pytest.fixture(scope="module")
def app(
    known: providers.Provider, releases: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of a dashboard that trusts the provider; not even a local officer is one there."""
    folder, port = tmp_path_factory.mktemp("app"), free_port()
    secrets = str(providers.secrets(known, port, folder))
    with providers.dashboard(
        port, releases, folder, "--secrets.files", secrets, AP_LOCAL_OFFICER="1"
    ) as address:
        yield address


@pytest.fixture
def window(browser) -> Iterator:
    """A browser without cookies."""
    context = browser.new_context(viewport={"width": 1024, "height": 768})
    yield context
    context.close()


def opened(window, address: str):
    page = window.new_page()
    page.goto(address)
    settle(page)
    return page


def settle(page) -> None:
    page.wait_for_selector("h1", timeout=PATIENCE)
    page.wait_for_function(
        "!document.querySelector('[data-testid=stStatusWidget]')", timeout=PATIENCE
    )
    page.wait_for_timeout(500)


def sign_in(window, app: str, subject: str):
    """A page after somebody has signed in from it."""
    page = opened(window, app)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_selector("input[name=sub]", timeout=PATIENCE)
    page.fill("input[name=sub]", subject)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{app}/**", timeout=PATIENCE)
    settle(page)
    return page


def menu(page) -> str:
    page.wait_for_selector("[data-testid=stSidebarNav]", timeout=PATIENCE)
    return page.locator("[data-testid=stSidebarNav]").inner_text()


def text(page) -> str:
    return page.locator("body").inner_text()


def is_officer(page) -> bool:
    found = [name in menu(page) for name in OFFICERS_PAGES]
    assert all(found) or not any(found)
    return all(found)


def test_without_signing_in_the_public_figures_are_shown_and_no_officers_page(window, app) -> None:
    page = opened(window, app)
    assert "The plan on a page" in page.locator("h1").first.inner_text()
    assert not is_officer(page)
    page.goto(f"{app}/extracts")
    settle(page)
    assert "Extracts and releases" not in page.locator("h1").first.inner_text()


@pytest.mark.parametrize("subject", ["ann", "listed"])
def test_an_officer_by_group_or_by_a_verified_address_reaches_the_officers_pages(
    subject: str, window, app
) -> None:
    page = sign_in(window, app, subject)
    assert f"Signed in as {subject}@example.org (officer)" in text(page)
    assert is_officer(page)
    page.goto(f"{app}/log")
    settle(page)
    assert page.locator("h1").first.inner_text() == "Log"
    assert "every entry follows" in text(page)


def test_a_member_is_known_as_one_and_reaches_no_officers_page_by_address(window, app) -> None:
    page = sign_in(window, app, "bob")
    assert "Signed in as bob@example.org (member)" in text(page)
    assert not is_officer(page)
    for name in ("packs", "extracts?step=All+releases", "log"):
        page.goto(f"{app}/{name}")
        settle(page)
        assert "The plan on a page" in page.locator("h1").first.inner_text()
        assert not is_officer(page)


@pytest.mark.parametrize(
    ("subject", "told"),
    [
        ("eve", "have no role here"),
        ("unproven", "have no role here"),
        ("late", "has run out"),
    ],
)
def test_who_has_no_right_to_a_role_is_told_so_and_sees_what_the_public_sees(
    subject: str, told: str, window, app, known
) -> None:
    # Streamlit's library forgives two minutes, the dashboard does not: this one has just ended.
    known.knows("late", groups=[providers.OFFICERS], exp=int(time.time()) - 30)
    page = sign_in(window, app, subject)
    assert told in text(page)
    assert not is_officer(page)


@pytest.mark.parametrize("subject", ["stranger", "alien"])
def test_a_token_for_another_app_or_of_another_provider_signs_nobody_in(
    subject: str, window, app
) -> None:
    page = sign_in(window, app, subject)
    assert "Signed in as" not in text(page)
    assert not is_officer(page)


def test_signing_out_ends_it_in_both_tabs_and_for_a_cookie_that_was_kept(
    window, browser, app, known
) -> None:
    page = sign_in(window, app, "ann")
    second = opened(window, f"{app}/extracts")
    assert is_officer(second)
    kept = window.cookies()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(f"{known.address}/**", timeout=PATIENCE)
    page.goto(app)
    settle(page)
    assert page.get_by_role("button", name="Sign in").is_visible()
    assert not is_officer(page)

    second.get_by_text("All releases", exact=True).click()
    second.wait_for_timeout(1500)
    settle(second)
    assert not is_officer(second)
    assert "members see this" not in text(second)

    thief = browser.new_context()
    thief.add_cookies(kept)
    page = opened(thief, app)
    assert "You have signed out" in text(page)
    assert not is_officer(page)
    thief.close()


def test_a_role_ends_with_its_token_in_a_page_that_stays_open(window, app, known) -> None:
    known.knows("leaver", groups=[providers.OFFICERS], exp=int(time.time()) + 15)
    page = sign_in(window, app, "leaver")
    assert is_officer(page)
    page.wait_for_timeout(15_000)
    page.get_by_role("link", name="Definitions").first.click()
    page.wait_for_timeout(1500)
    settle(page)
    assert "has run out" in text(page)
    assert not is_officer(page)


def test_what_officers_did_in_the_browser_is_in_the_log(window, app, releases) -> None:
    sign_in(window, app, "ann")
    found = [one.event for one in audit_log.entries(audit_log.place(releases))]
    assert {"signed in", "viewed"} <= {one.what for one in found if one.who == "ann@example.org"}
    assert audit_log.faults(audit_log.place(releases)) == []


def test_where_others_may_see_nothing_a_visitor_is_asked_to_sign_in(
    window, known, releases, tmp_path
) -> None:
    port = free_port()
    secrets = str(providers.secrets(known, port, tmp_path, others="nothing"))
    with providers.dashboard(port, releases, tmp_path, "--secrets.files", secrets) as address:
        page = opened(window, f"{address}/workstream_6")
        assert page.locator("h1").first.inner_text() == "Please sign in"
        page = sign_in(window, address, "ann")
        assert is_officer(page)


@pytest.fixture(scope="module")
def local(releases: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a dashboard that makes whoever sits at this computer an officer."""
    port = free_port()
    folder = tmp_path_factory.mktemp("local")
    with providers.dashboard(port, releases, folder, AP_LOCAL_OFFICER="1"):
        yield port


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1"])
def test_the_officer_of_this_computer_needs_no_sign_in(name: str, window, local: int) -> None:
    page = opened(window, f"http://{name}:{local}")
    assert "You are the officer of this computer" in text(page)
    assert is_officer(page)


@pytest.mark.skipif(not NGINX, reason="there is no nginx")
@pytest.mark.parametrize("how", SILENT)
def test_nobody_behind_a_proxy_is_the_officer_of_this_computer(
    how: str, window, local: int, tmp_path: Path
) -> None:
    port = free_port()
    with passing_on(port, local, SILENT[how].format(port=local), tmp_path):
        page = window.new_page()
        page.goto(f"http://localhost:{port}")
        # Streamlit itself refuses the websocket of some.
        page.wait_for_timeout(6000)
        assert "officer of this computer" not in text(page)
        assert not any(name in text(page) for name in OFFICERS_PAGES)


@contextmanager
def passing_on(port: int, to: int, setting: str, folder: Path) -> Iterator[None]:
    """nginx on loopback that passes everything on to a dashboard, with one setting of a site."""
    user = "user root;" if hasattr(os, "geteuid") and os.geteuid() == 0 else ""
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    paths = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    (folder / "nginx.conf").write_text(
        f"{user} daemon off; worker_processes 1; pid {folder}/pid;\n"
        f"error_log {folder}/error.log; events {{}}\n"
        f"http {{ access_log off; {paths} server {{ listen 127.0.0.1:{port}; location / {{\n"
        f"proxy_pass http://127.0.0.1:{to}; proxy_http_version 1.1;\n"
        "proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade;\n"
        f"{setting} }} }} }}\n",
        encoding="utf-8",
    )
    command = [str(NGINX), "-p", str(folder), "-c", "nginx.conf", "-e", str(folder / "error.log")]
    health = f"http://127.0.0.1:{port}/_stcore/health"
    with providers.running(command, health, folder / "nginx.log"):
        yield


def test_a_release_without_a_public_file_shows_the_public_nothing(
    window, releases: Path, tmp_path: Path
) -> None:
    release = store.current(releases) or ""
    folder, port = tmp_path / "releases", free_port()
    shutil.copytree(releases / release, folder / release)
    (folder / release / store.DATABASES["public"]).unlink()
    (folder / store.POINTER).write_text(release, encoding="utf-8")
    with providers.dashboard(port, folder, tmp_path) as address:
        page = opened(window, f"{address}/workstream_6")
        assert page.locator("h1").first.inner_text() == "Nothing is public yet"
        assert release not in text(page)
