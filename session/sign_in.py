"""How sign-in is set up: the provider in [auth], who is what in [roles], both of secrets.toml."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

DISCOVERY = "/.well-known/openid-configuration"
AUTH = ("client_id", "client_secret", "server_metadata_url", "redirect_uri", "cookie_secret")
LISTS = ("officer", "member", "officer_emails", "member_emails")
ROLES = (*LISTS, "claim", "issuer", "hours", "others")
SHORTEST_SECRET = 32
# What the environment may set in place of the file: variable -> section and key.
VARIABLES = {
    "AP_OIDC_CLIENT_ID": ("auth", "client_id"),
    "AP_OIDC_CLIENT_SECRET": ("auth", "client_secret"),
    "AP_OIDC_METADATA_URL": ("auth", "server_metadata_url"),
    "AP_OIDC_REDIRECT_URI": ("auth", "redirect_uri"),
    "AP_COOKIE_SECRET": ("auth", "cookie_secret"),
    "AP_ROLE_CLAIM": ("roles", "claim"),
    "AP_ROLE_ISSUER": ("roles", "issuer"),
    "AP_ROLE_HOURS": ("roles", "hours"),
    "AP_ROLE_OTHERS": ("roles", "others"),
    "AP_OFFICER_GROUPS": ("roles", "officer"),
    "AP_MEMBER_GROUPS": ("roles", "member"),
    "AP_OFFICER_EMAILS": ("roles", "officer_emails"),
    "AP_MEMBER_EMAILS": ("roles", "member_emails"),
}


class Misconfigured(ValueError):
    """Sign-in is set up in a way that cannot be meant; nobody gets in until it is put right."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Which tokens are believed, and which of their holders are officers or members.

    `hours` is how long a sign-in lasts at most, whatever its token says. `others_see_public` says
    whether people without a role see the public figures.
    """

    client_id: str
    issuer: str
    claim: str = "groups"
    officer: frozenset[str] = frozenset()
    member: frozenset[str] = frozenset()
    officer_emails: frozenset[str] = frozenset()
    member_emails: frozenset[str] = frozenset()
    hours: float = 8
    others_see_public: bool = True


def settings() -> Settings | None:
    """How sign-in is set up, None where it is not. Misconfigured where it is set up wrongly."""
    if st.get_option("server.trustedUserHeaders"):
        raise Misconfigured("server.trustedUserHeaders would let a header say who somebody is")
    return settings_of(_secrets())


def _secrets() -> Mapping[str, Any]:
    try:
        return st.secrets.to_dict()
    except FileNotFoundError as fault:
        # Streamlit takes a file that cannot be read for none, and none means: no sign-in.
        if any(Path(path).exists() for path in st.get_option("secrets.files")):
            raise Misconfigured("secrets.toml cannot be read") from fault
        return {}


def settings_of(secrets: Mapping[str, Any]) -> Settings | None:
    """The settings that the secrets hold."""
    auth, roles = secrets.get("auth"), secrets.get("roles")
    if auth is None and roles is None:
        return None
    if not isinstance(auth, Mapping) or not isinstance(roles, Mapping):
        raise Misconfigured("[auth] and [roles] go together, and one of them is missing")
    _check(auth, roles)
    return Settings(
        client_id=auth["client_id"],
        issuer=roles.get("issuer") or auth["server_metadata_url"].removesuffix(DISCOVERY),
        claim=roles.get("claim", "groups"),
        officer=frozenset(roles.get("officer", ())),
        member=frozenset(roles.get("member", ())),
        officer_emails=frozenset(one.lower() for one in roles.get("officer_emails", ())),
        member_emails=frozenset(one.lower() for one in roles.get("member_emails", ())),
        hours=roles.get("hours", 8),
        others_see_public=roles.get("others", "public") == "public",
    )


def _check(auth: Mapping[str, Any], roles: Mapping[str, Any]) -> None:
    missing = [name for name in AUTH if not isinstance(auth.get(name), str) or not auth[name]]
    if missing:
        raise Misconfigured(f"[auth] needs {', '.join(missing)}")
    if len(auth["cookie_secret"]) < SHORTEST_SECRET:
        raise Misconfigured(f"cookie_secret of [auth] is shorter than {SHORTEST_SECRET} characters")
    if unknown := set(roles) - set(ROLES):
        raise Misconfigured(f"[roles] has {', '.join(sorted(unknown))}; known: {', '.join(ROLES)}")
    for name in LISTS:
        _check_list(name, roles.get(name, ()))
    hours = roles.get("hours", 8)
    if isinstance(hours, bool) or not isinstance(hours, int | float) or not 0 < hours <= 24:
        raise Misconfigured("hours of [roles] is a number above 0, at most 24")
    if roles.get("others", "public") not in ("public", "nothing"):
        raise Misconfigured('others of [roles] is "public" or "nothing"')


def _check_list(name: str, given: Any) -> None:
    # A bare string would be read letter by letter, and an empty one is what a lost variable gives.
    texts = isinstance(given, list | tuple) and all(isinstance(one, str) and one for one in given)
    if not texts:
        raise Misconfigured(f"{name} of [roles] is a list of texts")


def from_environment(environment: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """What the environment sets, as sections of secrets; lists are written with commas."""
    found: dict[str, dict[str, Any]] = {}
    for variable, (section, key) in VARIABLES.items():
        if given := environment.get(variable, "").strip():
            found.setdefault(section, {})[key] = _value(key, given)
    return found


def _value(key: str, given: str) -> Any:
    if key in LISTS:
        return [one.strip() for one in given.split(",") if one.strip()]
    try:
        return float(given) if key == "hours" else given
    except ValueError:
        raise Misconfigured(f"AP_ROLE_HOURS is {given!r}, which is no number") from None
