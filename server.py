"""The dashboard as an ASGI application, for serving it to others: `streamlit run server.py`.

The same pages as `streamlit run app.py`, with security headers, a check of the host asked for,
compressed scripts, `/healthz`, and a first visit made by the server itself, so that nobody waits
for it. Stands behind a proxy that holds the certificate: see docs/deployment.md.
"""

import asyncio
import gc
import logging
import os
import re
import zlib
from base64 import b64encode
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import streamlit as st
from google.protobuf.message import DecodeError
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.file_util import get_static_dir
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import Runtime
from streamlit.runtime.media_file_storage import MediaFileStorageError
from streamlit.runtime.session_manager import ClientContext, SessionClient
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME
from streamlit.web.server.starlette.starlette_websocket import (
    _get_signed_cookie_with_chunks,
    _parse_decoded_user_cookie,
)

from data import store
from metrics.definitions import definitions
from plan.seed import seed_plan

ROOT = Path(__file__).resolve().parent
STATIC = Path(get_static_dir())
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
# Counts of sessions and caches, and an interface for programs: nothing a reader needs.
CLOSED = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/script-health-check")
MEDIA = re.compile(r"/media/(?P<name>(?P<id>[^/.]+)[^/]*)")
UPLOAD = re.compile(r"/_stcore/upload_file/(?P<window>[^/]*)")
# What a browser may ask of its own page. Others empty every reader's caches, or tell of the code.
ASKED = (
    "rerun_script",
    "stop_script",
    "file_urls_request",
    "app_heartbeat",
    "backend_operation_request",
)
HOST = re.compile(r"(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?", re.IGNORECASE)
INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}
FIRST_VISIT_SECONDS = 60
TWO_YEARS = 2 * 365 * 86400

PERMISSIONS = (
    "accelerometer=(), autoplay=(), camera=(), clipboard-read=(), clipboard-write=(self), "
    "display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), "
    "payment=(), usb=()"
)
ALWAYS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS,
    # The address says what is looked at; only this site learns it.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

log = logging.getLogger("streamlit.ap")


@contextmanager
def quietly() -> Iterator[None]:
    """Streamlit warns of each reader declared before it runs; none is called before it does."""
    logger = logging.getLogger("streamlit.runtime.caching.cache_data_api")
    before = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(before)


with quietly():
    import session
    from session import who
    from session.sign_in import from_environment


def allowed_hosts(environment: Mapping[str, str]) -> list[str]:
    """The names the server answers to: AP_ALLOWED_HOSTS, by commas, else this machine's own."""
    named = environment.get("AP_ALLOWED_HOSTS", "").replace(",", " ").split()
    return [name.lower() for name in named] or list(LOOPBACK)


def script_hashes(page: str) -> list[str]:
    """What a policy calls the scripts written into a page: `'sha256-...'`, one for each."""
    digests = (sha256(script.encode()).digest() for script in INLINE_SCRIPT.findall(page))
    return [f"'sha256-{b64encode(digest).decode()}'" for digest in digests]


HASHES = script_hashes((STATIC / "index.html").read_text(encoding="utf-8"))


def policy(host: str, secure: bool) -> str:
    """The content security policy of a page asked for at `host`, such as `localhost:8501`."""
    # Older Safari does not count a websocket as 'self'.
    socket = f" {'wss' if secure else 'ws'}://{host}" if HOST.fullmatch(host) else ""
    rules = {
        "default-src": "'self'",
        # blob: is how Streamlit loads the script of a component of ours, the buttons of Copy.
        "script-src": " ".join(["'self'", "blob:", *HASHES]),
        # Streamlit and Plotly write styles into the page as they draw.
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": f"'self'{socket}",
        "form-action": "'self'",
        "frame-src": "'none'",
        "frame-ancestors": "'none'",
        "object-src": "'none'",
        "base-uri": "'self'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


class Guarded:
    """ASGI: closed addresses answer 404, and every answer gets the headers above.

    HTTPS is what the connection has, or what a proxy on this machine says in X-Forwarded-Proto:
    uvicorn believes no other (FORWARDED_ALLOW_IPS).
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                guard(MutableHeaders(scope=message), Headers(scope=scope), scope)
            await send(message)

        closed = scope["path"].startswith(CLOSED)
        app = PlainTextResponse("Not found", 404) if closed else self.app
        return await app(scope, receive, send_guarded)


class OfficersUpload:
    """ASGI: files are taken from the windows of officers only, before a byte of them is read.

    Streamlit takes them from any window, and keeps them in memory while it is open.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        upload = UPLOAD.search(scope["path"]) if scope["type"] == "http" else None
        refused = upload and scope["method"] != "OPTIONS" and not who.may_upload(upload["window"])
        app = PlainTextResponse("Files are taken from officers only", 403) if refused else self.app
        await app(scope, receive, send)


class OwnMedia:
    """ASGI: pictures and downloads that were made for officers are for officers, whoever has a link.

    Streamlit hands them to anybody who knows their address.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        media = MEDIA.search(scope["path"]) if scope["type"] == "http" else None
        refused = media and not may_have(media["id"], media["name"], whoever_asks(Request(scope)))
        app = PlainTextResponse("Not found", 404) if refused else self.app
        await app(scope, receive, send)


def whoever_asks(request: Request) -> who.Person:
    """Who sends a request that belongs to no window, by the cookie of their sign-in."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    held = (
        _get_signed_cookie_with_chunks(request.cookies, USER_COOKIE_NAME)
        if session.can_sign_in()
        else None
    )
    origin = f"{request.url.scheme}://{headers.get('host', '')}"
    claims = _parse_decoded_user_cookie(held, origin) if held else {}
    is_here = request.client is not None and request.client.host in who.LOOPBACK
    return who.asking(claims, headers, is_here)


def may_have(file_id: str, name: str, person: who.Person) -> bool:
    """Whether somebody may have a picture or download.

    The public may have what a window of the public shows, and downloads made of public figures.
    """
    if person.audience != "public":
        return person.audience == "officer"
    held = Runtime.instance().media_file_mgr._files_by_session_and_coord
    windows = [window for window, files in list(held.items()) if file_id in list(files.values())]
    if windows:
        return not all(who.shows_restricted(window) for window in windows)
    try:
        file = Runtime.instance().media_file_mgr._storage.get_file(name)
    except MediaFileStorageError:
        return False
    return who.may_all_have(file.content)


class OnlyAsked:
    """ASGI: of what a browser may send over its websocket, what no reader needs is passed over."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def receive_asked() -> Message:
            while True:
                message = await receive()
                if message["type"] != "websocket.receive" or is_asked(message.get("bytes")):
                    return message

        await self.app(scope, receive_asked if scope["type"] == "websocket" else receive, send)


def is_asked(held: bytes | None) -> bool:
    """Whether a message is one of ASKED; what cannot be read is left for Streamlit to refuse."""
    try:
        return BackMsg.FromString(held or b"").WhichOneof("type") in (*ASKED, None)
    except DecodeError:
        return True


def guard(answer: MutableHeaders, asked: Headers, scope: Scope) -> None:
    """Add to the headers of an answer what keeps it safe."""
    secure = scope["scheme"] == "https"
    answer.update(ALWAYS)
    answer["Content-Security-Policy"] = policy(asked.get("host", ""), secure)
    if "immutable" in answer.get("Cache-Control", ""):
        answer.add_vary_header("Accept-Encoding")
    else:
        # Pages, pictures and downloads show figures: no proxy and no disk keeps them.
        answer["Cache-Control"] = "no-store"
    if secure:
        answer["Strict-Transport-Security"] = f"max-age={TWO_YEARS}"
        _keep_cookies_off_plain_http(answer)


def _keep_cookies_off_plain_http(answer: MutableHeaders) -> None:
    cookies = answer.getlist("set-cookie")
    del answer["set-cookie"]
    for cookie in cookies:
        marked = "; secure" in cookie.lower()
        answer.append("set-cookie", cookie if marked else f"{cookie}; Secure")


def compressed(folder: Path) -> dict[str, Response]:
    """Streamlit's scripts and styles, ready to be sent: address -> answer.

    Streamlit sends them as they are, 7 MB for a first visit: their names change with every
    version, so they are compressed once.
    """
    files = [path for path in folder.rglob("*") if path.suffix in TYPES]
    return {f"/{path.relative_to(folder).as_posix()}": _answer(path) for path in files}


def _answer(path: Path) -> Response:
    pack = zlib.compressobj(6, wbits=31)
    body = pack.compress(path.read_bytes()) + pack.flush()
    kept = {"Content-Encoding": "gzip", "Cache-Control": "public, immutable, max-age=31536000"}
    return Response(body, headers=kept, media_type=TYPES[path.suffix])


class Compressed:
    """ASGI: scripts and styles from `answers`, to browsers that take gzip."""

    def __init__(self, app: ASGIApp, answers: Mapping[str, Response]) -> None:
        self.app, self.answers = app, answers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        ready = self.answers.get(scope.get("path", "")) if scope["type"] == "http" else None
        taken = ready and scope["method"] == "GET" and _takes_gzip(Headers(scope=scope))
        await (ready if ready and taken else self.app)(scope, receive, send)


def _takes_gzip(asked: Headers) -> bool:
    return "gzip" in asked.get("accept-encoding", "") and "range" not in asked


def can_show_figures(releases: Path) -> bool:
    """Whether there is a current release and each of its databases can be opened."""
    try:
        release = store.current(releases)
        folder = store.folder(releases, release or "")
        held = [who for who, file in store.DATABASES.items() if (folder / file).is_file()]
        for who in held:
            with store.open_cursor(releases, release or "", who) as cursor:
                cursor.execute("select count(*) from information_schema.tables")
    except (OSError, *store.DAMAGED):
        return False
    return bool(held)


def releases_folder() -> Path:
    """Where releases are: AP_RELEASES, else the folder `releases` where the server was started."""
    return Path(os.environ.get("AP_RELEASES") or store.DEFAULT)


def health(_: Request) -> Response:
    """`/healthz`: 200 when figures can be shown, else 503; no details, as anybody may ask."""
    if can_show_figures(releases_folder()):
        return PlainTextResponse("ok")
    return PlainTextResponse("unavailable", 503)


class FirstVisitor(SessionClient):
    """A reader inside the server: opens a page once, so that imports and readers are warm."""

    headers: Iterable[tuple[str, str]] = (("host", "localhost"),)
    cookies: Mapping[str, str] = {}
    remote_ip: str | None = "127.0.0.1"

    def __init__(self) -> None:
        self.has_seen_it = asyncio.Event()

    def write_forward_msg(self, msg: ForwardMsg) -> None:
        done = msg.WhichOneof("type") == "script_finished"
        if done and msg.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
            self.has_seen_it.set()

    @property
    def client_context(self) -> ClientContext:
        return self


async def visit(runtime: Runtime, page: str) -> None:
    """Open a page and wait until it is drawn; give up quietly, readers then wait themselves."""
    visitor = FirstVisitor()
    session = runtime.connect_session(visitor, user_info={})
    try:
        asked = BackMsg()
        asked.rerun_script.page_name = page
        runtime.handle_backmsg(session, asked)
        await asyncio.wait_for(visitor.has_seen_it.wait(), FIRST_VISIT_SECONDS)
    except TimeoutError:
        log.warning("The first visit took longer than %s seconds", FIRST_VISIT_SECONDS)
    finally:
        runtime.close_session(session)


def read_ahead(releases: Path) -> None:
    """Read what the first page shows to officers: the first visit sees public figures only."""
    view = session.View(
        folder=str(releases),
        release=store.current(releases) or "",
        audience="officer",
        plan_version=seed_plan().version,
    )
    with who.acting_as(who.Person(audience="officer", otherwise=None)):
        if not session.has_figures(view) or session.damage(view):
            return
        view = replace(view, area_code=next(iter(session.places(view))))
        session.look_first(view)
        session.false_alarms(view)
        for one in definitions().values():
            if one.headline:
                session.card(view, one.id)


def officers_come() -> bool:
    """Whether anybody can be an officer here: on this computer, or by signing in."""
    return os.environ.get("AP_LOCAL_OFFICER") == "1" or session.can_sign_in()


ANSWERS: dict[str, Response] = {}


@asynccontextmanager
async def warm(_: Any) -> AsyncIterator[None]:
    """Before the first reader: compress, visit, and take what stays out of every collection."""
    packing = asyncio.create_task(asyncio.to_thread(compressed, STATIC))
    await visit(Runtime.instance(), "")
    if officers_come():
        try:
            await asyncio.to_thread(read_ahead, releases_folder())
        except Exception as fault:
            # Whoever comes first then waits, and is told what is wrong.
            log.warning("Officers' figures could not be read ahead: %s", type(fault).__name__)
    ANSWERS.update(await packing)
    gc.collect()
    gc.freeze()
    yield


app = st.App(
    ROOT / "app.py",
    routes=[Route("/healthz", health)],
    middleware=[
        Middleware(Guarded),
        Middleware(
            TrustedHostMiddleware, allowed_hosts=allowed_hosts(os.environ), www_redirect=False
        ),
        Middleware(OfficersUpload),
        Middleware(OwnMedia),
        Middleware(OnlyAsked),
        Middleware(Compressed, answers=ANSWERS),
    ],
    lifespan=warm,
    secrets=from_environment(os.environ) or None,
)
