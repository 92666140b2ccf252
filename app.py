"""The frame: page settings, sign-in, navigation, shared filters, and the release in view."""

import streamlit as st

import session
from pages.parts import account
from plan.strategy import TITLE

st.set_page_config(
    page_title="Alternative Provision delivery plan",
    page_icon=str(session.ROOT / "static" / "icon.png"),
    layout="wide",
)
# A workstream's name goes over two lines, where Streamlit would cut it; paper has no use for a menu.
st.html(
    "<style>[data-testid='stSidebarNavLink'] * {white-space: normal !important} "
    "@media print {[data-testid='stSidebar'], [data-testid='stHeader'] {display: none}}</style>"
)
account.arrived()

entries = [entry for entry in session.PAGES if session.allowed(entry)]
pages = {
    entry.id: st.Page(
        entry.path, title=entry.title, icon=entry.icon, default=entry.id == "overview"
    )
    for entry in entries
}
# One list: a menu in sections is no valid list to a screen reader in this version of Streamlit.
page = st.navigation(list(pages.values()), expanded=True)
entry = next((one for one in entries if one.title == page.title), entries[0])
account.in_sidebar()

view = session.begin()
st.session_state[session.FRAME] = view
# Before any filter is drawn: a filter drawn without the address's choices would forget them.
if wanted := session.wanted_page():
    if wanted[0] in pages:
        st.switch_page(pages[wanted[0]], query_params=wanted[1])
    st.error("That page is for officers.", icon=":material/lock:")
if not session.has_figures(view) and view.audience == "public":
    account.nothing_public()
if damage := session.damage(view):
    st.error(damage, icon=":material/gpp_bad:")
    view = session.without_release(view)
if view.release:
    with st.sidebar:
        st.subheader("Show", anchor=False)
        places = session.places(view)
        # A choice that changes nothing here is kept, for the pages that it does change.
        if entry.choices != session.CHOICES:
            st.caption(session.NEIGHBOURS_ONLY if entry.choices else session.NO_CHOICE)
        st.selectbox("Place", list(places.values()), key="place", bind="query-params")
        st.selectbox("Time", list(session.KINDS), key="period", bind="query-params")
        st.selectbox("Span", list(session.SPANS), index=1, key="span", bind="query-params")
        st.selectbox(
            "Statistical neighbours",
            list(session.NEIGHBOUR_SETS.values()),
            key="neighbours",
            bind="query-params",
            help="DfE names ten councils like this one. It did so in 2021 and again in 2025.",
        )
    view = session.narrowed(view)

st.session_state[session.FRAME] = view
page.run()

st.caption(f"{TITLE}. {session.release_line(view)}", text_alignment="left")
