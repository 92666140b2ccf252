"""server.py: what its headers say, whom it answers, what it sends compressed, and when it is well."""

import gzip
import json
import time
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest
from starlette.datastructures import Headers, MutableHeaders
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.media_file_storage import MediaFileKind
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

import server
from session import who
from tests.serving import ask, by_streamlit, by_uvicorn, free_port, open_websocket, serving

PAGE = (server.STATIC / "index.html").read_text(encoding="utf-8")
EVERYWHERE = {
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


class Scripts(HTMLParser):
    """The text of every script that stands in the page itself."""

    def __init__(self) -> None:
        super().__init__()
        self.inline: list[str] = []
        self.inside = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.inside = tag == "script" and "src" not in dict(attributes)

    def handle_endtag(self, tag: str) -> None:
        self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.inline.append(data)


def rules(written: str) -> dict[str, list[str]]:
    """A policy as rule -> what it lets through."""
    parts = (rule.split() for rule in written.split(";"))
    return {name: allowed for name, *allowed in parts}


def release(releases: Path, *files: str) -> Path:
    """A current release that holds nothing but empty databases."""
    folder = releases / "2026-11-24T080000-1"
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text(json.dumps({"id": folder.name}))
    for file in files:
        duckdb.connect(str(folder / file)).close()
    (releases / "current").write_text(folder.name)
    return folder


def guarded(scheme: str = "http", **sent: str) -> MutableHeaders:
    """The headers of an answer that had `sent` before."""
    answer = MutableHeaders({name.replace("_", "-"): value for name, value in sent.items()})
    server.guard(answer, Headers({"host": "localhost:8501"}), {"scheme": scheme})
    return answer


def test_the_policy_lets_only_scripts_of_the_installed_streamlit_run():
    reader = Scripts()
    reader.feed(PAGE)
    assert reader.inline, "the page has no script of its own any more: drop the hashes"
    digests = [b64encode(sha256(one.encode()).digest()).decode() for one in reader.inline]
    allowed = rules(server.policy("localhost", secure=False))["script-src"]
    assert allowed == ["'self'", "blob:", *(f"'sha256-{digest}'" for digest in digests)]


def test_the_policy_forbids_frames_plugins_and_code_made_of_text():
    found = rules(server.policy("ap.example.org", secure=True))
    assert found["default-src"] == ["'self'"]
    assert found["frame-ancestors"] == found["object-src"] == ["'none'"]
    assert found["base-uri"] == found["form-action"] == ["'self'"]
    assert "unsafe-eval" not in str(found)
    assert "'unsafe-inline'" not in found["script-src"]


def test_pages_may_speak_to_the_host_they_came_from_and_to_no_other():
    plain, secure = server.policy("localhost:8501", False), server.policy("ap.example.org", True)
    assert rules(plain)["connect-src"] == ["'self'", "ws://localhost:8501"]
    assert rules(secure)["connect-src"] == ["'self'", "wss://ap.example.org"]
    assert rules(server.policy("[::1]:8501", False))["connect-src"][1] == "ws://[::1]:8501"


@pytest.mark.parametrize(
    "host", ["", "a; script-src *", "a b", "a:1;x", "a/b", "user@a", "a:999999"]
)
def test_what_is_no_host_does_not_get_into_the_policy(host):
    assert rules(server.policy(host, secure=False))["connect-src"] == ["'self'"]


def test_the_server_answers_to_its_own_names_unless_others_are_named():
    assert server.allowed_hosts({}) == ["localhost", "127.0.0.1", "[::1]"]
    assert server.allowed_hosts({"AP_ALLOWED_HOSTS": " "}) == ["localhost", "127.0.0.1", "[::1]"]
    named = {"AP_ALLOWED_HOSTS": "AP.example.org, *.example.net"}
    assert server.allowed_hosts(named) == ["ap.example.org", "*.example.net"]


def test_a_page_is_kept_nowhere_and_a_script_that_never_changes_is():
    assert guarded(cache_control="no-cache")["cache-control"] == "no-store"
    assert guarded(cache_control="public")["cache-control"] == "no-store"
    assert guarded()["cache-control"] == "no-store"
    kept = guarded(cache_control="public, immutable, max-age=31536000")
    assert kept["cache-control"] == "public, immutable, max-age=31536000"
    assert kept["vary"] == "Accept-Encoding"


def test_https_is_asked_for_again_only_where_it_was_used():
    assert "strict-transport-security" not in guarded("http")
    assert guarded("https")["strict-transport-security"] == "max-age=63072000"


def test_cookies_set_over_https_stay_on_https():
    answer = MutableHeaders()
    answer.append("set-cookie", "a=1; Path=/; HttpOnly")
    answer.append("set-cookie", "b=2; Path=/; Secure")
    server.guard(answer, Headers({"host": "localhost"}), {"scheme": "https"})
    assert answer.getlist("set-cookie") == ["a=1; Path=/; HttpOnly; Secure", "b=2; Path=/; Secure"]
    assert guarded("http", set_cookie="a=1")["set-cookie"] == "a=1"


def test_the_clipboard_may_be_written_and_nothing_else_of_the_device_is_used():
    policy = dict(part.split("=") for part in guarded()["permissions-policy"].split(", "))
    assert policy.pop("clipboard-write") == "(self)"
    assert set(policy.values()) == {"()"}
    assert {"camera", "microphone", "geolocation", "clipboard-read"} <= set(policy)


def test_every_script_and_style_of_streamlit_is_compressed_as_it_is():
    answers = server.compressed(server.STATIC)
    files = [path for path in server.STATIC.rglob("*") if path.suffix in (".js", ".css")]
    assert len(answers) == len(files) > 100
    for path in files[::20]:
        answer = answers[f"/{path.relative_to(server.STATIC).as_posix()}"]
        assert gzip.decompress(bytes(answer.body)) == path.read_bytes()
    assert sum(len(answer.body) for answer in answers.values()) < 8_000_000


def test_it_is_well_only_with_a_current_release_that_opens(tmp_path):
    assert not server.can_show_figures(tmp_path / "none")
    assert not server.can_show_figures(tmp_path)
    folder = release(tmp_path)
    assert not server.can_show_figures(tmp_path)  # no database at all
    duckdb.connect(str(folder / "public.duckdb")).close()
    assert server.can_show_figures(tmp_path)  # as in a deployment for the public
    (folder / "restricted.duckdb").write_bytes(b"cut short")
    assert not server.can_show_figures(tmp_path)


def test_it_is_not_well_when_the_pointer_names_a_release_that_is_gone(tmp_path):
    release(tmp_path, "public.duckdb", "restricted.duckdb")
    assert server.can_show_figures(tmp_path)
    (tmp_path / "current").write_text("2026-11-24T090000-1")
    assert not server.can_show_figures(tmp_path)


@pytest.fixture(scope="module", params=[by_streamlit, by_uvicorn], ids=["streamlit", "uvicorn"])
def port(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A server for the names localhost and ap.example.org, with a release that opens."""
    folder, free = tmp_path_factory.mktemp("server"), free_port()
    release(folder / "releases", "public.duckdb")
    environment = {
        "AP_RELEASES": str(folder / "releases"),
        "AP_ALLOWED_HOSTS": "localhost,ap.example.org",
    }
    with serving(request.param(free), free, folder / "log.txt", **environment) as started:
        yield started


@pytest.mark.parametrize("address", ["/", "/workstream_6", "/media/none.png", "/_stcore/health"])
def test_every_answer_has_the_headers(port, address):
    got = ask(port, address)
    assert {name: got.headers.get(name) for name in EVERYWHERE} == EVERYWHERE
    assert got.headers["cache-control"] == "no-store"
    assert got.headers["content-security-policy"] == server.policy(f"localhost:{port}", False)
    assert "strict-transport-security" not in got.headers


def test_behind_a_proxy_with_a_certificate_https_is_asked_for_again(port):
    got = ask(port, "/", host="ap.example.org", X_Forwarded_Proto="https")
    assert got.headers["strict-transport-security"] == "max-age=63072000"
    assert "wss://ap.example.org" in got.headers["content-security-policy"]


@pytest.mark.parametrize(
    "host", ["evil.example", "ap.example.org.evil.example", "127.0.0.1", "a b"]
)
def test_another_name_is_refused_for_pages_and_for_the_websocket(port, host):
    got = ask(port, "/", host=host)
    assert (got.status, got.body) == (400, b"Invalid host header")
    assert got.headers["x-frame-options"] == "DENY"
    assert open_websocket(port, host=host).status == 400


def test_the_websocket_opens_for_its_own_page_and_not_for_another_site(port):
    own = f"localhost:{port}"
    assert open_websocket(port, host=own, Origin=f"http://{own}").status == 101
    assert open_websocket(port, host=own, Origin="https://evil.example").status == 403


@pytest.mark.parametrize(
    "address",
    ["/_stcore/metrics", "/_stcore/agent/openapi.json", "/_stcore/script-health-check"],
)
def test_what_no_reader_needs_is_closed(port, address):
    got = ask(port, address)
    assert (got.status, got.body) == (404, b"Not found")
    assert ask(port, address, method="POST").status == 404


def test_a_script_is_sent_compressed_to_who_takes_it_and_plain_to_who_does_not(port):
    script = max((server.STATIC / "static" / "js").glob("*.js"), key=lambda one: one.stat().st_size)
    address = f"/static/js/{script.name}"
    packed, plain = ask(port, address, Accept_Encoding="br, gzip"), ask(port, address)
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert gzip.decompress(packed.body) == plain.body == script.read_bytes()
    assert len(packed.body) < len(plain.body) / 3
    for got in (packed, plain):
        assert "/javascript" in got.headers["content-type"]
        assert "immutable" in got.headers["cache-control"]
        assert got.headers["vary"] == "Accept-Encoding"


def test_a_script_that_is_not_there_is_kept_by_nobody(port):
    assert ask(port, "/static/js/none.js").headers["cache-control"] == "no-store"


def test_an_upload_without_the_token_of_its_page_is_refused(port):
    got = ask(port, "/_stcore/upload_file/session/file", method="PUT", body=b"x")
    assert got.status == 403


def test_a_file_is_taken_from_an_officers_window_only_and_only_while_the_role_stands():
    officer = who.Person(audience="officer", role="officer", until=time.time() + 0.2, key="k")
    member = who.Person(audience="public", role="member")
    for window, person in (("hers", officer), ("his", member), ("now his", officer)):
        who._remember(window, person)
    who._remember("now his", member)
    assert [who.may_upload(one) for one in ("hers", "his", "now his", "none", "")] == [
        True,
        False,
        False,
        False,
        False,
    ]
    time.sleep(0.25)
    assert not who.may_upload("hers")


def test_an_upload_of_somebody_who_is_no_officer_is_refused_with_a_token_too(port):
    token = "2|aaaaaaaa|b|1"
    for address in ("/_stcore/upload_file/window/file", "/_stcore/upload_file//file"):
        got = ask(port, address, method="PUT", body=b"x", Cookie=f"_streamlit_xsrf={token}")
        assert got.status == 403
    got = ask(port, "/_stcore/upload_file/window/file", method="PUT", body=b"x")
    assert b"officers only" in got.body


@pytest.fixture
def media(monkeypatch):
    """Streamlit's store of pictures and downloads."""
    kept = MediaFileManager(MemoryMediaFileStorage("/media"))
    monkeypatch.setattr(server.Runtime, "instance", lambda: SimpleNamespace(media_file_mgr=kept))
    return kept


def test_a_picture_made_for_officers_is_nobody_elses_whoever_has_its_address(media):
    officer = who.Person(audience="officer", role="officer")
    shown = {"hers": b"restricted", "his": b"public", "both": b"of no child"}
    for window, person in (("hers", officer), ("his", who.NOBODY)):
        who._remember(window, person)
        for name in (window, "both"):
            picture = media._storage.load_and_get_id(shown[name], "image/png", MediaFileKind.MEDIA)
            media._files_by_session_and_coord[window][name] = picture
            shown[f"id of {name}"] = picture
    nothing = who.Person(audience=None, otherwise=None)
    for person, allowed in ((officer, {"hers", "his", "both"}), (who.NOBODY, {"his", "both"})):
        got = {
            name
            for name in ("hers", "his", "both")
            if server.may_have(shown[f"id of {name}"], f"{shown[f'id of {name}']}.png", person)
        }
        assert got == allowed
    assert not server.may_have(shown["id of his"], f"{shown['id of his']}.png", nothing)


def test_a_download_is_the_publics_only_where_it_was_made_of_public_figures(media):
    own, public = (
        media._storage.load_and_get_id(held, "text/csv", MediaFileKind.DOWNLOADABLE, "a.csv")
        for held in (b"restricted rows", b"public rows")
    )
    who.let_all_have(b"public rows")
    assert server.may_have(public, f"{public}.csv", who.NOBODY)
    assert not server.may_have(own, f"{own}.csv", who.NOBODY)
    assert not server.may_have("none", "none.csv", who.NOBODY)
    assert server.may_have(own, f"{own}.csv", who.Person(audience="officer", role="officer"))


@pytest.mark.parametrize("name", ["clear_cache", "load_git_info", "debug_shutdown_runtime"])
def test_what_empties_caches_or_tells_of_the_code_is_not_passed_on(name):
    asked = BackMsg()
    setattr(asked, name, True)
    assert not server.is_asked(asked.SerializeToString())


def test_what_a_page_needs_is_passed_on_and_what_nobody_can_read_too():
    asked = BackMsg()
    asked.rerun_script.query_string = "place=Burnley"
    assert server.is_asked(asked.SerializeToString())
    assert server.is_asked(b"\xff\xff\xff")
    assert set(server.ASKED) < {one.name for one in BackMsg.DESCRIPTOR.fields}


def test_it_says_that_it_is_well_and_no_more(port):
    got = ask(port, "/healthz", Accept_Encoding="gzip")
    assert (got.status, got.body) == (200, b"ok")


def test_what_is_handed_to_the_frame_names_no_stranger(port):
    told = json.loads(ask(port, "/_stcore/host-config").body)
    assert told["useExternalAuthToken"] is False
    assert told["metricsUrl"] in ("", "off")
