"""Releases: what is in the one members see, and every other to go back to."""

import pandas as pd
import streamlit as st

import session
from session import View

MOST_ROWS = 40


def in_view(view: View) -> None:
    """What the release in view was made from."""
    if not view.release:
        st.info("Nothing has been published yet. Start with 1. Load and check.")
        return
    st.header(f"Release {view.release}", anchor=False)
    contents(view)


def contents(view: View) -> None:
    """Files with their rows, what cannot be calculated and why, and what the checks said."""
    held = session.release_contents(view.release)
    for name, text in held.about:
        st.markdown(f"**{name}:** {text}")
    st.markdown("**Which file covers which dates.** Rows read = kept + set aside.")
    st.table(held.files, hide_index=True, border="horizontal", alt="Files of the release")
    missing = session.not_calculated(view)
    if missing.empty:
        st.markdown("**Every measure has a figure.**")
    else:
        st.markdown(f"**{len(missing)} measures have no figure.**")
        st.table(missing, hide_index=True, border="horizontal", alt="Measures without a figure")
    problems(held.problems)


def problems(found: pd.DataFrame) -> None:
    """Problems by severity, each with its file, row, column and value, and what to do."""
    words = {
        "block": "stop the build",
        "set aside": "set a row aside",
        "warn": "are remarks: the row is kept",
    }
    st.markdown("**What the checks said**")
    if found.empty:
        st.markdown("Nothing: no problem was found.")
        return
    for severity, text in words.items():
        own = found[found["Severity"] == severity].drop(columns="Severity")
        if own.empty:
            continue
        with st.expander(f"{len(own):,} {text}", expanded=severity == "block"):
            files = own["File"].value_counts()
            st.caption("; ".join(f"{name}: {count:,}" for name, count in files.items()))
            if len(own) <= MOST_ROWS:
                st.table(own, hide_index=True, border="horizontal", alt=f"Problems that {text}")
            else:
                st.dataframe(own, hide_index=True, alt=f"Problems that {text}")


def every(view: View) -> None:
    """All releases, newest first; any complete one can be made the one members see."""
    found = session.releases()
    if not found:
        st.info("There are no releases yet.")
    for one in found:
        state = "members see this" if one.is_current else "draft" if one.draft else "older"
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{one.id}** · {one.authority} · {state}")
            label = "Publish" if one.draft else "Go back to this"
            if not session.may_be_published(one.id):
                st.badge("For officers only: small numbers", color="orange")
            elif not one.is_current and st.button(label, key=f"publish_{one.id}"):
                publish(one.id)


def told() -> None:
    """Says once, on whichever tab it was done, what members see now."""
    if published := st.session_state.pop("published", None):
        st.success(f"Release {published} is published: members see it now.")


def publish(release: str) -> None:
    """Make a release the one members see, or say why it cannot be."""
    try:
        session.publish(release)
    except (LookupError, session.Unwritable) as fault:
        st.error(f"**Nothing was published.** {fault.args[-1]}", icon=":material/gpp_bad:")
        return
    st.session_state["published"] = release
    st.rerun()
