"""For officers: who loaded, published, exported and opened what, and when."""

import streamlit as st

import session
from pages.parts.measure import MOST_ROWS

session.view("log")
st.title("Log", anchor=False)
st.markdown(
    "What officers and members did with restricted figures. Entries are only ever added. No child "
    "and no number of a figure stands in it."
)
broken = session.log_faults()
if broken:
    listed = "\n".join(f"* {one}" for one in broken)
    st.error(f"**The log was tampered with.**\n\n{listed}", icon=":material/gpp_bad:")
else:
    st.caption("Checked: every entry follows from the one before.")
kinds = st.multiselect("What", session.log_kinds(), key="log_what", bind="query-params")
words = st.text_input(
    "Search", key="log_words", bind="query-params", placeholder="For example: a name or a release"
)
found = session.log_table(kinds, words)
st.caption(f"{len(found):,} entries, newest first.")
if len(found) <= MOST_ROWS:
    st.table(found, hide_index=True, border="horizontal", alt="The log")
else:
    st.dataframe(found, hide_index=True, alt="The log")
st.download_button(
    "Download these entries (CSV)",
    data=session.log_file(kinds, words),
    file_name="log.csv",
    mime="text/csv",
    icon=":material/download:",
    on_click="ignore",
    key="log_download",
)
