"""The second step: a draft beside what members see now, and publishing it."""

import streamlit as st

import session
from pages.parts import releases
from session import View


def page(view: View) -> None:
    """Choose a draft, compare its headline values, look through it, publish it."""
    if published := st.session_state.pop("published", None):
        st.success(f"Release {published} is published: members see it now.")
    drafts = [one.id for one in session.releases() if one.draft]
    if not drafts:
        st.info("There is no draft. Build one under 1. Load and check.")
        return
    release = st.selectbox("Draft", drafts, key="draft_release")
    draft = session.in_release(view, release)
    st.header("Headline values beside what members see now", anchor=False)
    st.table(session.compared(draft, view), hide_index=True, border="horizontal",
             alt="Headline values of the draft and of the current release")  # fmt: skip
    if st.button("Publish this draft", type="primary", icon=":material/publish:"):
        releases.publish(release)
    with st.expander("What is in it", on_change="rerun", key="draft_contents") as holder:
        if holder.open:
            releases.contents(draft)
