"""Who is looking, as what, and what they may read.

Asked anew at the door of every page and of every cached reader: a role that was taken away, ran
out, or was signed out of in another tab ends at the next click.
"""

import hashlib
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from math import inf, isnan
from typing import Any, Protocol

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from data.audit_log import account
from session.sign_in import Misconfigured, Settings, settings

LOOPBACK = ("localhost", "127.0.0.1", "::1")
NAMES = ("localhost", "127.0.0.1", "[::1]")
# A header of any of these says that somebody in between passes requests on: x- is what proxies
# write (x-forwarded-for, x-real-ip, x-arr-ssl, x-request-id), and no browser as it opens a page.
PASSED_ON = ("x-", "cf-", "cdn-", "fly-", "fastly-", "akamai-", "remote-", "front-end-")
PASSED_ON_EXACTLY = ("forwarded", "via", "true-client-ip", "client-ip", "max-forwards")
CLOCKS_DIFFER = 300
LONGEST = 24 * 3600

EXPIRED, SIGNED_OUT, WRONG, NO_ROLE = "expired", "signed out", "not for this dashboard", "no role"
NOT_SET_UP = "not set up"
log = logging.getLogger("streamlit.ap")


class Refused(PermissionError):
    """Somebody asked for what their role does not let them read."""


class ForAudiences(Protocol):
    """What only some audiences may open."""

    @property
    def audiences(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, kw_only=True)
class Person:
    """Whoever is looking. `audience` is what they may read: officer, public, or None for nothing.

    `otherwise` is the audience once the role has ended, `because` why somebody who signed in has
    none. `until` is when the sign-in runs out, in seconds since 1970; `key` tells this sign-in
    from every other.
    """

    audience: str | None
    otherwise: str | None = "public"
    role: str = ""
    name: str = ""
    because: str = ""
    until: float = inf
    key: str = ""
    is_local: bool = False


NOBODY = Person(audience="public")
_now = threading.local()
_ended: dict[str, float] = {}
# Officers by the session of their window: an upload is a request beside the page.
_officers: dict[str, Person] = {}
# Digests of downloads that were made for the public: fetched beside the page, a moment later.
_for_all: dict[bytes, None] = {}
MOST_KEPT = 1000


def current() -> Person:
    """Whoever is looking in this run; nobody outside of one."""
    if acting := getattr(_now, "acting", None):
        return _still(acting)
    run = get_script_run_ctx(suppress_warning=True)
    if run is None:
        return NOBODY
    # Nothing of it changes within a run, and it is asked at hundreds of doors.
    if getattr(_now, "run", None) is not run:
        _now.person, _now.run = _looking(), run
        # Who signed out in another tab sees public figures in this window from now on.
        _remember(run.session_id, _still(_now.person))
    return _still(_now.person)


def _remember(window: str, person: Person) -> None:
    _officers.pop(window, None)
    if person.audience == "officer":
        _officers[window] = person
        _forget_oldest(_officers)


def _forget_oldest(kept: dict[Any, Any]) -> None:
    while len(kept) > MOST_KEPT:
        kept.pop(next(iter(kept)))


def may_upload(window: str) -> bool:
    """Whether the window of a session id is an officer's, whose role stands."""
    return _still(_officers.get(window, NOBODY)).audience == "officer"


def shows_restricted(window: str) -> bool:
    """Whether what the window of a session id shows was drawn for an officer."""
    return window in _officers


def let_all_have(made: bytes) -> None:
    """Remember a download that was made of public figures."""
    _for_all[hashlib.sha256(made).digest()] = None
    _forget_oldest(_for_all)


def may_all_have(made: bytes) -> bool:
    """Whether a download was made of public figures."""
    return hashlib.sha256(made).digest() in _for_all


def _still(person: Person) -> Person:
    """The same person, without the role once the sign-in has ended."""
    if person.key in _ended:
        return _without_role(person, SIGNED_OUT)
    return person if time.time() < person.until else _without_role(person, EXPIRED)


def _without_role(person: Person, because: str) -> Person:
    audience = person.otherwise
    return replace(person, audience=audience, role="", because=because, until=inf, key="")


def _looking() -> Person:
    return _judged_here(st.user.to_dict, _is_at_this_computer)


def asking(claims: Mapping[str, Any], headers: Mapping[str, str], is_here: bool) -> Person:
    """Whoever asks for something beside a page, by the claims of their cookie.

    `headers` by lower-case name; `is_here` says that the connection is from this computer.
    """
    at = st.get_option("server.address"), int(st.get_option("server.port"))
    return _still(_judged_here(lambda: claims, lambda: is_here and is_local(headers, *at)))


def _judged_here(
    claims: Callable[[], Mapping[str, Any]], at_this_computer: Callable[[], bool]
) -> Person:
    try:
        asked = settings()
    except Misconfigured as fault:
        log.error("Nobody can sign in: %s", fault)
        return Person(audience=None, otherwise=None, because=NOT_SET_UP)
    if asked is not None:
        return judged(claims(), asked, time.time())
    if os.environ.get("AP_LOCAL_OFFICER") == "1" and at_this_computer():
        return Person(audience="officer", role="officer", name=account(), is_local=True)
    return NOBODY


def judged(claims: Mapping[str, Any], asked: Settings, now: float) -> Person:
    """What the claims of a token make of whoever holds it; `now` in seconds since 1970."""
    others = "public" if asked.others_see_public else None
    if claims.get("is_logged_in") is not True:
        return Person(audience=others, otherwise=others)
    until = _until(claims, asked, now)
    found = Person(
        audience=others, otherwise=others, name=_name(claims), key=_key(claims), until=until
    )
    if not _is_for_us(claims, asked):
        return _without_role(found, WRONG)
    if until <= now:
        return _without_role(found, EXPIRED)
    role = _role(claims, asked)
    if not role:
        return replace(found, because=NO_ROLE)
    return replace(found, role=role, audience="officer" if role == "officer" else "public")


def _is_for_us(claims: Mapping[str, Any], asked: Settings) -> bool:
    """Whether the token was made by our provider and for this dashboard, not for another one."""
    given = claims.get("aud")
    audiences = given if isinstance(given, list) else [given]
    party = claims.get("azp", asked.client_id if len(audiences) == 1 else None)
    return (
        claims.get("iss") == asked.issuer
        and asked.client_id in audiences
        and party == asked.client_id
        and claims.get("provider", "default") == "default"
    )


def _until(claims: Mapping[str, Any], asked: Settings, now: float) -> float:
    """When the sign-in runs out: by its token or by our own limit, whichever comes first."""
    expires, issued = _time(claims.get("exp", inf)), _time(claims.get("iat"))
    if expires is None or issued is None or issued > now + CLOCKS_DIFFER:
        return 0
    return min(expires, issued + min(asked.hours * 3600, LONGEST))


def _time(given: Any) -> float | None:
    """A number of seconds, and nothing that only looks like one."""
    is_number = isinstance(given, int | float) and not isinstance(given, bool)
    # Nothing is later or earlier than NaN, so a token of it would never run out.
    return float(given) if is_number and not isnan(given) else None


def _role(claims: Mapping[str, Any], asked: Settings) -> str:
    """officer, member or nothing; whoever is both is an officer."""
    given = claims.get(asked.claim)
    groups = {
        one for one in (given if isinstance(given, list) else [given]) if isinstance(one, str)
    }
    email = _verified_email(claims)
    if groups & asked.officer or email & asked.officer_emails:
        return "officer"
    return "member" if groups & asked.member or email & asked.member_emails else ""


def _verified_email(claims: Mapping[str, Any]) -> set[str]:
    """The address that the provider stands for, in lower case."""
    given = claims.get("email")
    if claims.get("email_verified") is not True or not isinstance(given, str):
        return set()
    # The sign of Kelvin, in lower case, is a k: an address of other letters is not the listed one.
    return {given.lower()} if given.isascii() else {given}


def _name(claims: Mapping[str, Any]) -> str:
    """What the log calls somebody: the address, or what the provider calls them."""
    named = (claims.get(one) for one in ("email", "preferred_username", "sub"))
    return next((one for one in named if isinstance(one, str) and one), "unnamed")


def _key(claims: Mapping[str, Any]) -> str:
    """A digest of what is different in every sign-in."""
    told = [str(claims.get(one)) for one in ("iss", "sub", "iat", "nonce", "exp")]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def _is_at_this_computer() -> bool:
    headers = {name.lower(): st.context.headers[name] for name in st.context.headers}
    # Streamlit gives no address for a connection from this computer.
    here = st.context.ip_address is None
    return here and is_local(
        headers, st.get_option("server.address"), int(st.get_option("server.port"))
    )


def is_local(headers: Mapping[str, str], bound_to: str | None, port: int) -> bool:
    """Whether a request came straight from a browser on this computer.

    `headers` by lower-case name. A proxy passes on another port, another origin, or says that it
    is one; the server has to listen on loopback only.
    """
    if bound_to not in LOOPBACK or any(_says_passed_on(name) for name in headers):
        return False
    host = headers.get("host", "").lower()
    # As a browser writes them, and no other spelling of the same.
    ours = {f"{name}:{port}" for name in NAMES} | (set(NAMES) if port == 80 else set())
    origin = headers.get("origin", f"http://{host}").lower()
    return host in ours and origin == f"http://{host}"


def _says_passed_on(name: str) -> bool:
    return name in PASSED_ON_EXACTLY or name.startswith(PASSED_ON)


def sign_out() -> None:
    """End the sign-in of this run, in every tab of this server, and go to the provider."""
    person = current()
    if person.key:
        now = time.time()
        for key in [key for key, until in _ended.items() if until < now]:
            del _ended[key]
        _ended[person.key] = min(person.until, now + LONGEST)
    st.logout()


def can_sign_in() -> bool:
    """Whether a provider is set up that people can sign in with."""
    try:
        return settings() is not None
    except Misconfigured:
        return False


def audience() -> str | None:
    """What whoever is looking may read: officer, public, or None for nothing."""
    return current().audience


def allowed(entry: ForAudiences) -> bool:
    """Whether whoever is looking may open a page."""
    return audience() in entry.audiences


def may_read(wanted: str) -> bool:
    """Whether whoever is looking may read what is kept for an audience."""
    own = audience()
    return own == wanted or (own == "officer" and wanted == "public")


def must_read(wanted: str) -> None:
    """Refused where whoever is looking may not read what is kept for an audience."""
    if not may_read(wanted):
        raise Refused("You may not see these figures. Open the page again, or sign in.")


@contextmanager
def acting_as(person: Person) -> Iterator[None]:
    """Within it, the thread acts for somebody: a download is made outside of any run."""
    before, _now.acting = getattr(_now, "acting", None), person
    try:
        yield
    finally:
        _now.acting = before
