"""Every page, for everybody, by every way in: who gets to see which, and from which database."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

import session
from data import audit_log, store
from plan.seed import seed_plan
from session import who
from session.sign_in import settings_of
from tests import built

APP = str(session.ROOT / "app.py")
ISSUER = "https://login.example.org/tenant/v2.0"
RESTRICTED, PUBLIC = "Restrictedshire", "Publicshire"
TOKEN = {
    "is_logged_in": True,
    "iss": ISSUER,
    "aud": "dashboard",
    "sub": "s1",
    "email": "ann@example.org",
    "iat": time.time() - 60,
    "exp": time.time() + 3600,
    "nonce": "n1",
    "provider": "default",
}
OFFICERS, MEMBERS = {"groups": ["11-22"]}, {"groups": ["33-44"]}
SECRETS = {
    "auth": {
        "client_id": "dashboard",
        "client_secret": "x",
        "server_metadata_url": f"{ISSUER}/.well-known/openid-configuration",
        "redirect_uri": "http://localhost:8501/oauth2callback",
        "cookie_secret": "k" * 32,
    },
    "roles": {"officer": ["11-22"], "member": ["33-44"]},
}
STRICT = SECRETS | {"roles": SECRETS["roles"] | {"others": "nothing"}}
BROKEN = SECRETS | {"roles": {"oficer": ["11-22"]}}


@dataclass(frozen=True)
class Somebody:
    """Who opens a page: the claims of a token, what is set up, and where they sit."""

    sees: str | None
    claims: dict[str, Any] = field(default_factory=dict)
    secrets: dict[str, Any] = field(default_factory=dict)
    at_this_computer: bool = False


EVERYBODY = {
    "nobody, sign-in set up": Somebody("public", {"is_logged_in": False}, SECRETS),
    "the public, no sign-in": Somebody("public"),
    "an officer": Somebody("officer", TOKEN | OFFICERS, SECRETS),
    "a member": Somebody("public", TOKEN | MEMBERS, SECRETS),
    "the officer of this computer": Somebody("officer", at_this_computer=True),
    "signed in without a role": Somebody("public", TOKEN, SECRETS),
    "an officer, expired": Somebody("public", TOKEN | OFFICERS | {"exp": time.time() - 1}, SECRETS),
    "an officer of another app": Somebody("public", TOKEN | OFFICERS | {"aud": "x"}, SECRETS),
    "an officer of another provider": Somebody("public", TOKEN | OFFICERS | {"iss": "x"}, SECRETS),
    "an officer's claims, no sign-in": Somebody("public", TOKEN | OFFICERS),
    "local, but sign-in is set up": Somebody("public", {"is_logged_in": False}, SECRETS, True),
    "no role, others see nothing": Somebody(None, TOKEN, STRICT),
    "nobody, others see nothing": Somebody(None, {"is_logged_in": False}, STRICT),
    "an officer, set up wrongly": Somebody(None, TOKEN | OFFICERS, BROKEN),
}
OFFICERS_ONLY = {"packs", "extracts", "log"}
TITLES = {entry.id: entry.title for entry in session.PAGES}


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release in which the council's name tells which of the two databases was read."""
    folder = built.public(tmp_path_factory)
    release = store.current(folder)
    assert release
    for audience, name in (("officer", RESTRICTED), ("public", PUBLIC)):
        file = folder / release / store.DATABASES[audience]
        file.chmod(0o644)
        with duckdb.connect(str(file)) as con:
            con.execute("update about set name = $name", {"name": name})
    return folder


def officers_view(releases: Path) -> session.View:
    return session.View(
        folder=str(releases),
        release=store.current(releases) or "",
        audience="officer",
        plan_version=seed_plan().version,
    )


def through_the_frame(test: AppTest, page: str, releases: Path) -> AppTest:
    test.session_state[session.RETURN_TO] = (page, {})
    return test.run()


def by_address_on_a_fresh_server(test: AppTest, page: str, releases: Path) -> AppTest:
    """As Streamlit does before anybody has opened app.py: the page's script runs by itself."""
    return test.switch_page(f"pages/{page}.py").run()


def with_an_officers_view_in_the_session(test: AppTest, page: str, releases: Path) -> AppTest:
    test.session_state[session.FRAME] = officers_view(releases)
    return test.switch_page(f"pages/{page}.py").run()


def with_choices_in_the_address(test: AppTest, page: str, releases: Path) -> AppTest:
    asked = {"role": "officer", "audience": "officer", "release": "x", "step": "All releases"}
    test.query_params.update(asked)
    test.session_state[session.RETURN_TO] = (page, asked)
    return test.run()


WAYS: tuple[Callable[[AppTest, str, Path], AppTest], ...] = (
    through_the_frame,
    by_address_on_a_fresh_server,
    with_an_officers_view_in_the_session,
    with_choices_in_the_address,
)


@pytest.fixture
def comes(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest, releases: Path):
    """An app that somebody is about to open."""

    def somebody(one: Somebody) -> AppTest:
        monkeypatch.setenv("AP_RELEASES", str(releases))
        monkeypatch.delenv("AP_LOCAL_OFFICER", raising=False)
        if one.at_this_computer:
            request.getfixturevalue("at_this_computer")
        test = AppTest.from_file(APP, default_timeout=120)
        test.user, test.secrets = dict(one.claims), dict(one.secrets)
        return test

    return somebody


def told(test: AppTest) -> str:
    kinds = (test.title, test.header, test.markdown, test.caption, test.error, test.info)
    return " ".join(element.value for kind in kinds for element in kind)


def titles(test: AppTest) -> str:
    return " ".join(element.value for element in test.title)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize("name", EVERYBODY)
@pytest.mark.parametrize("page", TITLES)
def test_everybody_gets_every_page_that_is_theirs_and_no_other(
    page: str, name: str, way: Callable[[AppTest, str, Path], AppTest], comes, releases: Path
) -> None:
    somebody = EVERYBODY[name]
    test = way(comes(somebody), page, releases)
    assert not test.exception
    shown = told(test)
    if somebody.sees is None:
        assert titles(test) == "Please sign in"
        assert PUBLIC not in shown
    elif somebody.sees == "public" and page in OFFICERS_ONLY:
        assert TITLES[page] not in titles(test)
        assert "is for officers" in shown
    else:
        assert TITLES[page] in titles(test)
    if somebody.sees != "officer":
        assert RESTRICTED not in shown
    elif way is not with_an_officers_view_in_the_session:
        # An officer's own view in the session needs no frame, and not every page names the council.
        assert RESTRICTED in shown
    assert (PUBLIC in shown) == (somebody.sees == "public")


def test_the_matrix_knows_every_page() -> None:
    assert {one.id for one in session.PAGES if one.audiences == ("officer",)} == OFFICERS_ONLY
    assert {one.audiences for one in session.PAGES} == {("officer",), ("officer", "public")}


@pytest.mark.parametrize("name", EVERYBODY)
def test_somebody_is_told_who_they_are_here(name: str, comes) -> None:
    test = comes(EVERYBODY[name]).run()
    said = {
        "an officer": "Signed in as ann@example.org (officer)",
        "a member": "Signed in as ann@example.org (member)",
        "the officer of this computer": "You are the officer of this computer",
        "signed in without a role": "have no role here",
        "an officer, expired": "Your sign-in has run out",
        "an officer of another app": "not for this dashboard",
        "an officer of another provider": "not for this dashboard",
        "no role, others see nothing": "have no role here",
        "an officer, set up wrongly": "not set up rightly",
    }
    shown = " ".join([told(test), *(one.value for one in test.sidebar.caption)])
    assert said.get(name, "") in shown
    for other, text in said.items():
        assert text in shown or other != name


def test_an_officer_who_signs_out_has_lost_the_role_in_every_tab(comes, releases: Path) -> None:
    claims = TOKEN | OFFICERS | {"nonce": "both tabs"}
    tabs = [comes(Somebody("officer", claims, SECRETS)).run() for _ in range(2)]
    assert all(RESTRICTED in told(tab) for tab in tabs)
    asked = settings_of(SECRETS)
    assert asked is not None
    with who.acting_as(who.judged(claims, asked, time.time())):
        session.sign_out()
    for tab in tabs:
        tab.run()
        assert RESTRICTED not in told(tab)
        assert not who.shows_restricted("test session id")
        assert tab.session_state[session.FRAME].audience == "public"
    with_the_old_cookie = comes(Somebody("public", claims, SECRETS)).run()
    assert "You have signed out" in told(with_the_old_cookie)
    assert PUBLIC in told(with_the_old_cookie)
    again = comes(Somebody("officer", claims | {"nonce": "signed in again"}, SECRETS)).run()
    assert RESTRICTED in told(again)


def test_a_download_that_was_drawn_for_an_officer_is_not_made_once_the_role_has_ended(
    releases: Path,
) -> None:
    view, made = officers_view(releases), []
    person = who.Person(audience="officer", role="officer", until=time.time() + 0.2, key="k2")
    with who.acting_as(person):
        click = session.at_click(view, lambda: made.append(1) or b"file")
        assert click() == b"file"
    assert click() == b"file"
    time.sleep(0.25)
    with pytest.raises(session.Refused):
        click()
    assert len(made) == 2


def test_a_members_button_makes_no_file_of_an_officers_view(releases: Path) -> None:
    member = who.Person(audience="public", role="member", name="bob")
    with who.acting_as(member):
        click = session.at_click(officers_view(releases), lambda: b"file")
    with pytest.raises(session.Refused):
        click()


READERS: dict[str, Callable[[session.View], object]] = {
    "points": lambda view: session.download(view, "suspension_rate"),
    "name of a download": lambda view: session.download_name(view, "suspension_rate"),
    "a figure": lambda view: session.trend(view, "suspension_rate"),
    "a card": lambda view: session.card(view, "suspension_rate"),
    "facts": lambda view: session.boxes(view, "suspension_rate"),
    "places": session.places,
    "the council": session.release_facts,
    "a reconciliation": session.reconciled,
    "a preview": lambda view: session.pack_preview(view, "scrutiny"),
    "a pack": lambda view: session.make_pack(view, "scrutiny", ["xlsx"], "", lambda *_: None),
    "releases": lambda view: session.releases(),
    "contents": lambda view: session.release_contents(view.release),
    "publishing": lambda view: session.publish(view.release),
    "the log": lambda view: session.log_table([], ""),
    "faults of the log": lambda view: session.log_faults(),
    "handing over": lambda view: session.hand_over([], "/tmp", True),
}


@pytest.mark.parametrize("name", READERS)
def test_the_data_layer_refuses_a_member_what_is_kept_for_officers(
    name: str, releases: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AP_RELEASES", str(releases))
    view = officers_view(releases)
    member = who.Person(audience="public", role="member", name="bob")
    # Read by an officer first, so that what is refused is a value that is kept already.
    officer = who.Person(audience="officer", role="officer", name="ann")
    if name in ("points", "a figure", "a card", "places"):
        with who.acting_as(officer):
            READERS[name](view)
    for person in (member, who.NOBODY):
        with who.acting_as(person), pytest.raises(session.Refused):
            READERS[name](view)


def test_the_public_finds_the_passport_of_its_own_figures_and_of_no_restricted_one(
    releases: Path, comes
) -> None:
    restricted = officers_view(releases)
    with who.acting_as(who.Person(audience="officer", role="officer")):
        hidden = session.trend(restricted, "permanent_exclusion_rate")
    public = session.View(restricted.folder, restricted.release, "public", restricted.plan_version)
    shown = session.trend(public, "permanent_exclusion_rate")
    assert hidden is not None
    assert shown is not None
    assert hidden.figure.id != shown.figure.id
    assert session.passport(public, hidden.figure.id) is None
    found = session.passport(public, shown.figure.id)
    assert found is not None
    assert found.files.empty
    assert not found.digests
    assert not found.queries


def log_of(releases: Path) -> list[audit_log.Event]:
    return [one.event for one in audit_log.entries(audit_log.place(releases))]


def test_what_officers_open_is_recorded_once_a_session_and_what_the_public_opens_never(
    comes, releases: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AP_LOG", str(tmp_path))
    test = through_the_frame(comes(EVERYBODY["an officer"]), "packs", releases)
    test.run()
    through_the_frame(comes(EVERYBODY["a member"]), "overview", releases)
    through_the_frame(comes(EVERYBODY["the public, no sign-in"]), "overview", releases)
    through_the_frame(comes(EVERYBODY["signed in without a role"]), "overview", releases)
    seen = [(one.what, one.role, one.page, one.reason) for one in log_of(releases)]
    assert seen == [
        ("signed in", "officer", "", ""),
        ("viewed", "officer", "packs", ""),
        ("signed in", "member", "", ""),
        ("refused", "", "", "no role"),
    ]


def test_an_export_is_recorded_with_its_figure_before_it_is_handed_out(
    releases: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AP_LOG", str(tmp_path))
    view = officers_view(releases)
    with who.acting_as(who.Person(audience="officer", role="officer", name="ann")):
        session.download(view, "suspension_rate")
        session.make_pack(view, "scrutiny", ["xlsx"], "Cllr Example", lambda *_: None)
        (points, pack) = log_of(releases)
        assert (points.what, points.figure, points.formats) == (
            "exported",
            "suspension_rate",
            ["CSV"],
        )
        assert (pack.board, pack.recipient, pack.audience) == (
            "scrutiny",
            "Cllr Example",
            "officer",
        )
        assert pack.release == view.release
        # Where nothing can be recorded, nothing is handed out.
        (tmp_path / "file").write_text("in the way")
        monkeypatch.setenv("AP_LOG", str(tmp_path / "file"))
        with pytest.raises(session.Unwritable):
            session.download(view, "suspension_rate")


def test_an_officers_pack_for_nobody_is_not_made(releases: Path) -> None:
    with (
        who.acting_as(who.Person(audience="officer", role="officer", name="ann")),
        pytest.raises(ValueError, match="for whom"),
    ):
        session.make_pack(officers_view(releases), "scrutiny", ["xlsx"], " ", lambda *_: None)


def test_typed_text_of_few_children_goes_to_the_public_by_the_name_of_an_officer_only(
    releases: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AP_LOG", str(tmp_path))
    note = "Two pupils of a school in Burnley count twice."
    monkeypatch.setattr("session.packing.typed_in", lambda plan: (note,))
    own = officers_view(releases)
    view = session.View(own.folder, own.release, "public", own.plan_version, years=3)
    with who.acting_as(who.Person(audience="officer", role="officer", name="ann")):
        assert session.text_to_accept(view, "summary") == (note,)
        asked = (view, "summary", ["html"], "", lambda *_: None)
        with pytest.raises(ValueError, match="Two pupils of a school"):
            session.make_pack(*asked)
        made = session.make_pack(*asked, accepts_text=True)
    assert b"Text accepted by ann." in made["summary.html"]
    assert log_of(releases)[-1].accepted_by == "ann"


def test_officers_read_the_log_and_take_it_along_safe_for_a_spreadsheet(
    comes, releases: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AP_LOG", str(tmp_path))
    for name in ("ann", "=cmd|' /C calc'!A0"):
        event = audit_log.Event(what="published", who=name, role="officer", release="r1")
        audit_log.add(audit_log.place(releases), event)
    test = through_the_frame(comes(EVERYBODY["an officer"]), "log", releases)
    assert "every entry follows" in told(test)
    assert list(test.table[0].value["What"]) == ["viewed", "signed in", "published", "published"]
    test.multiselect(key="log_what").set_value(["published"]).run()
    assert len(test.table[0].value) == 2
    with who.acting_as(who.Person(audience="officer", role="officer", name="ann")):
        kept = session.log_file(["published"], "")().decode("utf-8-sig")
    assert "'=cmd" in kept
    assert ",=cmd" not in kept


def test_a_passport_says_who_published_its_release(
    releases: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AP_LOG", str(tmp_path))
    view = officers_view(releases)
    for what, name in (("built", "ann"), ("published", "bob")):
        event = audit_log.Event(what=what, who=name, role="officer", release=view.release)
        audit_log.add(audit_log.place(releases), event)
    with who.acting_as(who.Person(audience="officer", role="officer")):
        shown = session.trend(view, "permanent_exclusion_rate")
        assert shown is not None
        found = session.passport(view, shown.figure.id)
    assert found is not None
    people = dict(found.about)
    assert people["Loaded by"].startswith("ann (officer), 20")
    assert people["Published by"].startswith("bob (officer), 20")
