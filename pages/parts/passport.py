"""The parts of a figure's passport, in the order a reader asks."""

from dataclasses import replace

import streamlit as st

import session
from figures.figure import ILLUSTRATIVE
from figures.passport import Compared, Passport
from pages.parts import address
from pages.parts.measure import plain_table
from session import View

CHECK = "Check a source file"
TURN, UPLOADED = "source_turn", "source_found"


def with_upload(found: Passport) -> Passport:
    """The passport with what a file handed over has shown of it."""
    told = uploaded(found)
    if told is None or told.same is not False:
        return found
    return replace(found, faults=(*found.faults, told.text))


def uploaded(found: Passport) -> Compared | None:
    """What the last file handed over for this figure turned out to be."""
    asked, told = st.session_state.get(UPLOADED, ("", None))
    return told if asked == found.id else None


def state(view: View, found: Passport) -> None:
    """Its title, whether it can still be relied on and why not, and the way to it."""
    st.header(found.title, anchor=False)
    st.caption(f"Figure {found.id}" + (f". {found.figure.subtitle}" if found.figure else ""))
    if found.figure and found.figure.is_illustrative:
        st.badge(ILLUSTRATIVE, icon=":material/science:", color="gray")
    if found.faults:
        st.error(_listed(found.state, found.faults), icon=":material/gpp_bad:")
    if found.cautions:
        st.warning(_listed("Not certain", found.cautions), icon=":material/gpp_maybe:")
    if not found.faults and not found.cautions:
        st.success(f"**{found.state}.**", icon=":material/verified_user:")
    if found.figure is None:
        st.markdown("Its numbers are not shown: its release cannot be relied on, or has none.")
        return
    st.markdown(found.figure.sentence)
    if view.release:
        way(view, found)


def _listed(head: str, reasons: tuple[str, ...]) -> str:
    return "\n".join([f"**{head}.**", "", *(f"* {reason}" for reason in reasons)])


def way(view: View, found: Passport) -> None:
    """The link to the figure on its page, which shows the release of today."""
    page, query = address.of(view, found.selection)
    now = "" if found.release == view.release else ", in the release members see now"
    st.page_link(
        f"pages/{page}.py",
        label=f"See this figure on its page{now}",
        icon=":material/arrow_forward:",
        query_params=query,
    )


def numbers(found: Passport) -> None:
    """The counts behind the newest values, with their intervals and methods."""
    if found.newest.empty:
        return
    st.subheader("The counts behind its newest values", anchor=False)
    plain_table(found.newest, "The counts behind its newest values")


def files(view: View, found: Passport) -> None:
    """What was read, with a digest of each file, and a box to compare a file with; for officers."""
    if view.audience != "officer":
        st.caption("Officers see its source files and queries here as well.")
        return
    st.subheader("What it was made from", anchor=False)
    st.markdown("Rows read = kept + set aside.")
    if found.files.empty:
        st.markdown("The list of its files cannot be read.")
        return
    plain_table(found.files, "Source files")
    if found.published_rows:
        st.markdown(found.published_rows)
    st.markdown("The digest (SHA-256) of each file:")
    for name, digest in found.digests:
        st.markdown(f"{name}  \n`{digest}`")
    compare(found)


def compare(found: Passport) -> None:
    """A file on this computer held against those of the release; only its digest is kept."""
    turn = st.session_state.setdefault(TURN, 0)
    upload = st.file_uploader(
        f"{CHECK}: is it the one this figure was made from? It is read once and not kept.",
        key=f"source_{turn}",
    )
    if upload is not None:
        st.session_state[UPLOADED] = found.id, session.compare_source(upload, found)
        # A new box drops the file from memory.
        st.session_state[TURN] = turn + 1
        st.rerun()
    told = uploaded(found)
    if told is None:
        return
    if told.same:
        st.success(f"**The same.** {told.text}", icon=":material/verified_user:")
    elif told.same is False:
        st.error(f"**Not the same.** {told.text}", icon=":material/gpp_bad:")
    else:
        st.info(f"**Not known.** {told.text}", icon=":material/help:")


def about(found: Passport) -> None:
    """Release, versions, as at, and how small numbers are treated."""
    st.subheader("Its release", anchor=False)
    for name, text in found.about:
        st.markdown(f"**{name}.** {text}")


def meanings(found: Passport) -> None:
    """The definition of each measure in it."""
    for title, rows in found.meanings:
        st.subheader(f"What it means: {title}", anchor=False)
        for name, text in rows:
            st.markdown(f"**{name}.** {text}")


def queries(found: Passport) -> None:
    """What was asked of the release, with the values in it."""
    if not found.queries:
        return
    st.subheader("The query", anchor=False)
    for title, text in found.queries:
        with st.expander(title):
            st.code(text, language="sql", wrap_lines=True)
