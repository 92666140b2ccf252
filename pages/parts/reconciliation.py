"""From exclusions notified to exclusions published, because two papers once gave two numbers."""

import streamlit as st

import session
from figures.figure import ILLUSTRATIVE
from figures.reconciliation import ALTERNATIVE, EXPLANATION, table
from session import View


def section(view: View) -> None:
    """The year-by-year reconciliation, opened on request; for officers, as its steps are small."""
    if view.audience != "officer":
        return
    holder = st.expander(
        "Why two papers may give two numbers",
        on_change="rerun",
        key="reconcile",
        bind="query-params",
    )
    if not holder.open:
        return
    with holder:
        st.markdown(EXPLANATION)
        frame = session.reconciled(view)
        if frame.empty:
            st.info("It needs the exclusions extract; an officer can load it on the Extracts page.")
            return
        if session.release_facts(view).basis == "sample":
            st.badge(
                f"{ILLUSTRATIVE} but for what DfE published",
                icon=":material/science:",
                color="gray",
            )
        st.table(table(frame), hide_index=True, border="horizontal", alt=ALTERNATIVE)
