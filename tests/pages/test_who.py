"""Whose token is believed and what it makes of them; who sits at this computer; how it is set up."""

import time
from math import inf, nan

import pytest

from session import who
from session.sign_in import VARIABLES, Misconfigured, Settings, from_environment, settings_of

NOW = 1_800_000_000.0
HOUR = 3600
ISSUER = "https://login.example.org/tenant/v2.0"
ASKED = Settings(
    client_id="dashboard",
    issuer=ISSUER,
    officer=frozenset({"11-22"}),
    member=frozenset({"33-44"}),
    officer_emails=frozenset({"ann@example.org", "kate@example.org"}),
    member_emails=frozenset({"bob@example.org"}),
)
TOKEN = {
    "is_logged_in": True,
    "iss": ISSUER,
    "aud": "dashboard",
    "sub": "s1",
    "iat": NOW - HOUR,
    "exp": NOW + HOUR,
    "nonce": "n",
    "provider": "default",
}
OFFICER = TOKEN | {"groups": ["11-22"]}
AUTH = {
    "client_id": "dashboard",
    "client_secret": "x",
    "server_metadata_url": f"{ISSUER}/.well-known/openid-configuration",
    "redirect_uri": "https://ap.example.org/oauth2callback",
    "cookie_secret": "k" * 32,
}


@pytest.mark.parametrize(
    ("claims", "role"),
    [
        ({"groups": ["11-22"]}, "officer"),
        ({"groups": "11-22"}, "officer"),
        ({"groups": ["33-44"]}, "member"),
        ({"groups": ["33-44", "11-22"]}, "officer"),
        ({"email": "Ann@Example.org", "email_verified": True}, "officer"),
        ({"email": "bob@example.org", "email_verified": True}, "member"),
        ({}, ""),
        ({"groups": []}, ""),
        ({"groups": None}, ""),
        ({"groups": {"11-22": True}}, ""),
        ({"groups": [["11-22"]]}, ""),
        ({"groups": "11-22,55"}, ""),
        ({"roles": ["11-22"]}, ""),
        ({"email": "ann@example.org"}, ""),
        ({"email": "ann@example.org", "email_verified": False}, ""),
        ({"email": "ann@example.org", "email_verified": "true"}, ""),
        ({"email": "ann@example.org.evil", "email_verified": True}, ""),
        ({"email": ["ann@example.org"], "email_verified": True}, ""),
        ({"preferred_username": "ann@example.org", "email_verified": True}, ""),
        ({"email": "\u212aate@example.org", "email_verified": True}, ""),
    ],
)
def test_a_role_comes_from_a_group_or_a_verified_address_and_from_nothing_else(claims, role):
    found = who.judged(TOKEN | claims, ASKED, NOW)
    assert found.role == role
    assert found.audience == ("officer" if role == "officer" else "public")
    assert found.because == ("" if role else who.NO_ROLE)


@pytest.mark.parametrize(
    ("claims", "because"),
    [
        ({"aud": "another"}, who.WRONG),
        ({"aud": None}, who.WRONG),
        ({"aud": []}, who.WRONG),
        ({"aud": ["dashboard", "another"]}, who.WRONG),
        ({"aud": ["dashboard", "another"], "azp": "another"}, who.WRONG),
        ({"azp": "another"}, who.WRONG),
        ({"iss": "https://login.example.org/other/v2.0"}, who.WRONG),
        ({"iss": f"{ISSUER}/"}, who.WRONG),
        ({"iss": None}, who.WRONG),
        ({"provider": "another"}, who.WRONG),
        ({"exp": NOW}, who.EXPIRED),
        ({"exp": NOW - 1}, who.EXPIRED),
        ({"exp": "never"}, who.EXPIRED),
        ({"exp": True}, who.EXPIRED),
        ({"exp": None}, who.EXPIRED),
        ({"exp": nan}, who.EXPIRED),
        ({"iat": nan, "exp": NOW + HOUR}, who.EXPIRED),
        ({"iat": None}, who.EXPIRED),
        ({"iat": NOW + 2 * HOUR, "exp": NOW + 9 * HOUR}, who.EXPIRED),
        # Eight hours at most, whatever the token says.
        ({"iat": NOW - 8 * HOUR, "exp": NOW + 90 * 24 * HOUR}, who.EXPIRED),
    ],
)
def test_an_officers_token_of_another_app_provider_or_time_gives_no_role(claims, because):
    found = who.judged(OFFICER | claims, ASKED, NOW)
    assert (found.role, found.audience, found.because) == ("", "public", because)


def test_a_token_for_two_apps_is_ours_where_we_asked_for_it():
    both = OFFICER | {"aud": ["dashboard", "another"], "azp": "dashboard"}
    assert who.judged(both, ASKED, NOW).role == "officer"


@pytest.mark.parametrize("signed_in", [False, None, "yes", 1])
def test_who_has_not_signed_in_is_nobody_whatever_else_they_claim(signed_in):
    assert who.judged(OFFICER | {"is_logged_in": signed_in}, ASKED, NOW).role == ""


def test_without_exp_a_sign_in_lasts_the_hours_that_are_set():
    token = {name: value for name, value in OFFICER.items() if name != "exp"}
    assert who.judged(token, ASKED, NOW).until == NOW - HOUR + 8 * HOUR


def test_people_without_a_role_can_be_refused_the_public_figures_as_well():
    strict = Settings(client_id="dashboard", issuer=ISSUER, others_see_public=False)
    assert who.judged(OFFICER, strict, NOW).audience is None
    assert who.judged({}, strict, NOW).audience is None


def test_a_role_ends_at_the_second_its_token_does():
    officer = who.Person(audience="officer", role="officer", until=time.time() + 0.2, key="k1")
    with who.acting_as(officer):
        who.must_read("officer")
        time.sleep(0.25)
        with pytest.raises(who.Refused):
            who.must_read("officer")
        assert who.current().because == who.EXPIRED


def test_outside_of_a_run_there_is_nobody_and_nothing_restricted_to_read():
    assert who.current() == who.NOBODY
    who.must_read("public")
    for wanted in ("officer", "", "restricted"):
        with pytest.raises(who.Refused):
            who.must_read(wanted)


BROWSER = {"host": "localhost:8501", "origin": "http://localhost:8501", "user-agent": "x"}


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "[::1]"])
def test_a_browser_on_this_computer_is_local(name):
    asked = {"host": f"{name}:8501", "origin": f"http://{name}:8501"}
    assert who.is_local(asked, "127.0.0.1", 8501)


@pytest.mark.parametrize(
    "changed",
    [
        {"host": "ap.example.org"},
        {"host": "ap.example.org:8501"},
        {"host": "localhost.example.org:8501"},
        {"host": "localhost:9999"},
        {"host": "localhost"},
        {"host": "localhost:x"},
        {"host": "user@localhost:8501"},
        {"host": "user@localhost:8501", "origin": "http://user@localhost:8501"},
        {"host": "localhost.:8501", "origin": "http://localhost.:8501"},
        {"host": "localhost:08501", "origin": "http://localhost:08501"},
        {"host": "127.1:8501", "origin": "http://127.1:8501"},
        {"host": "[::ffff:127.0.0.1]:8501", "origin": "http://[::ffff:127.0.0.1]:8501"},
        {"host": "0.0.0.0:8501", "origin": "http://0.0.0.0:8501"},
        {"host": ""},
        {"origin": "http://ap.example.org"},
        {"origin": "https://localhost:8501"},
        {"origin": "http://127.0.0.1:8501"},
        {"origin": "null"},
        {"forwarded": "for=10.0.0.1"},
        {"x-forwarded-for": "127.0.0.1"},
        {"x-forwarded-proto": "https"},
        {"x-forwarded-host": "localhost"},
        {"x-forwarded-anything": ""},
        {"x-real-ip": "127.0.0.1"},
        {"via": "1.1 proxy"},
        {"x-arr-log-id": "1"},
        {"x-request-id": "1"},
        {"cdn-loop": "one"},
        {"cf-connecting-ip": "10.0.0.1"},
        {"fastly-client-ip": "10.0.0.1"},
        {"remote-user": "ann"},
    ],
)
def test_what_a_proxy_passes_on_is_not_local(changed):
    assert not who.is_local(BROWSER | changed, "127.0.0.1", 8501)


@pytest.mark.parametrize("bound_to", [None, "", "0.0.0.0", "::", "192.168.1.5", "ap.example.org"])
def test_a_server_that_other_computers_can_reach_has_no_local_officer(bound_to):
    assert not who.is_local(BROWSER, bound_to, 8501)


def test_without_secrets_there_is_no_sign_in():
    assert settings_of({}) is None
    assert settings_of({"database": {"password": "x"}}) is None


def test_the_issuer_is_where_the_provider_describes_itself():
    found = settings_of({"auth": AUTH, "roles": {"officer": ["11-22"]}})
    assert found is not None
    assert (found.issuer, found.client_id, found.officer) == (ISSUER, "dashboard", {"11-22"})
    assert found.others_see_public


@pytest.mark.parametrize(
    ("auth", "roles", "told"),
    [
        (None, {"officer": ["a"]}, "go together"),
        (AUTH, None, "go together"),
        ({"client_id": "x"}, {}, "needs client_secret, server_metadata_url"),
        (AUTH | {"cookie_secret": "short"}, {}, "shorter than 32"),
        (AUTH, {"oficer": ["a"]}, "has oficer"),
        (AUTH, {"officer": "a"}, "officer of .* is a list"),
        (AUTH, {"officer": [""]}, "officer of .* is a list"),
        (AUTH, {"member_emails": [1]}, "member_emails of .* is a list"),
        (AUTH, {"hours": 0}, "hours of"),
        (AUTH, {"hours": 48}, "hours of"),
        (AUTH, {"hours": True}, "hours of"),
        (AUTH, {"others": "all"}, "others of"),
    ],
)
def test_a_set_up_that_cannot_be_meant_is_refused(auth, roles, told):
    given = {"auth": auth, "roles": roles}
    with pytest.raises(Misconfigured, match=told):
        settings_of({name: value for name, value in given.items() if value is not None})


def test_the_environment_sets_up_sign_in_as_well():
    given = {
        "AP_OIDC_CLIENT_ID": "dashboard",
        "AP_OIDC_CLIENT_SECRET": "x",
        "AP_OIDC_METADATA_URL": AUTH["server_metadata_url"],
        "AP_OIDC_REDIRECT_URI": AUTH["redirect_uri"],
        "AP_COOKIE_SECRET": "k" * 32,
        "AP_OFFICER_GROUPS": "11-22, 55-66",
        "AP_MEMBER_EMAILS": "bob@example.org",
        "AP_ROLE_HOURS": "4",
        "AP_ROLE_OTHERS": "nothing",
    }
    assert set(given) <= set(VARIABLES)
    found = settings_of(from_environment(given))
    assert found is not None
    assert found.officer == {"11-22", "55-66"}
    assert (found.hours, found.others_see_public) == (4, False)
    assert from_environment({"HOME": "/", "AP_OFFICER_GROUPS": " "}) == {}
    with pytest.raises(Misconfigured, match="AP_ROLE_HOURS is 'long'"):
        from_environment({"AP_ROLE_HOURS": "long"})


def test_nobodys_role_never_runs_out():
    assert who.NOBODY.until == inf
