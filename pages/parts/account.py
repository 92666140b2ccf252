"""Who is signed in, signing in and out, and what is said to those who may see less or nothing."""

from typing import NoReturn

import streamlit as st

import session

TOLD = {
    "expired": "**Your sign-in has run out.** Sign in again to see what your role may see.",
    "signed out": "**You have signed out.** Sign in again to see what your role may see.",
    "not for this dashboard": (
        "**This sign-in is not for this dashboard.** Sign in again; if that does not help, tell "
        "whoever runs it."
    ),
    "no role": (
        "**You are signed in, but have no role here.** An administrator gives roles: ask to become "
        "an officer or a member of the dashboard."
    ),
}
NOT_SET_UP = (
    "**Sign-in is not set up rightly, so nothing is shown.** Whoever runs the dashboard finds the "
    "reason in its log."
)


def arrived() -> None:
    """What somebody without a role is told; stops where they may see nothing."""
    person = session.current()
    try:
        session.arrived()
    except session.Unwritable as fault:
        st.error(f"**Nobody can sign in while that cannot be recorded.** {fault}.")
        st.stop()
    if person.audience is None:
        _nothing(person)
    if person.because in TOLD:
        st.info(TOLD[person.because], icon=":material/lock:")


def _nothing(person: session.Person) -> NoReturn:
    st.title("Please sign in", anchor=False)
    if person.because in TOLD:
        st.info(TOLD[person.because], icon=":material/lock:")
    if session.can_sign_in():
        _sign_in()
        if person.key:
            _sign_out()
    else:
        st.error(NOT_SET_UP, icon=":material/gpp_bad:")
    st.stop()


def in_sidebar() -> None:
    """Who is looking, with the way in or out."""
    person = session.current()
    with st.sidebar:
        if person.is_local:
            st.caption("You are the officer of this computer.")
        elif person.key:
            role = f" ({person.role})" if person.role else ""
            st.caption(f"Signed in as {person.name}{role}")
            _sign_out()
        elif session.can_sign_in():
            _sign_in()


def _sign_in() -> None:
    if st.button("Sign in", key="sign_in", icon=":material/login:"):
        st.login()


def _sign_out() -> None:
    if st.button("Sign out", key="sign_out", icon=":material/logout:"):
        try:
            session.sign_out()
        except session.Unwritable as fault:
            st.error(f"You are signed out, though that could not be recorded: {fault}.")


def nothing_public() -> NoReturn:
    """What the public sees before figures are published for it."""
    st.title("Nothing is public yet", anchor=False)
    st.markdown(
        "Figures are shown here once a release of them is published in which small numbers are "
        "protected."
    )
    if session.can_sign_in():
        st.markdown("Officers sign in on the left.")
    else:
        st.markdown(
            "An officer starts the dashboard on their own computer with `python3 start.py` "
            "(Windows: `py start.py`) and opens the address it prints."
        )
    st.stop()
