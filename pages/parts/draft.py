"""The second step: a draft beside what members see now, and publishing it."""

import streamlit as st

import session
from pages.parts import releases
from session import View

NOT_SAFE = (
    "**This draft cannot be published.** Small numbers could be worked out from its public "
    "figures, so it stays with officers. Often an extract is missing or covers few children: load "
    "all extracts together and build again."
)


def page(view: View) -> None:
    """Choose a draft, compare its headline values, look through it, publish it."""
    drafts = [one.id for one in session.releases() if one.draft]
    if not drafts:
        st.info("There is no draft. Build one under 1. Load and check.")
        return
    release = st.selectbox("Draft", drafts, key="draft_release")
    draft = session.in_release(view, release)
    st.header("Headline values beside what members see now", anchor=False)
    st.table(session.compared(draft, view), hide_index=True, border="horizontal",
             alt="Headline values of the draft and of the current release")  # fmt: skip
    if not session.may_be_published(release):
        st.warning(NOT_SAFE, icon=":material/gpp_maybe:")
    elif st.button("Publish this draft", type="primary", icon=":material/publish:"):
        releases.publish(release)
    with st.expander("What is in it", on_change="rerun", key="draft_contents") as holder:
        if holder.open:
            releases.contents(draft)
