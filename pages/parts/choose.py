"""The first step: what to load, what the checks say of it, and the codes nobody knows yet."""

from collections.abc import Callable

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import session
from pages.parts import mapping, releases
from session import View

UPLOAD, FOLDER, SHIPPED = "Upload files", "A folder on this computer", "What comes with the product"


def page(view: View) -> None:
    """Choose, check, settle what is not known, build a draft."""
    councils = session.councils()
    names = list(councils)
    default = names.index(session.council_in_view(view))
    council = st.selectbox("Council", names, index=default, key="council")
    how = st.segmented_control("What to load", [UPLOAD, FOLDER, SHIPPED], default=UPLOAD,
                               required=True, key="how")  # fmt: skip
    if how == SHIPPED:
        session.forget_handed_over()
        st.markdown("DfE's published figures, and illustrative extracts made up for the council.")
        build(councils[council], "")
        return
    hand_over(how == FOLDER, councils[council])
    checked = st.session_state.get("checked")
    if checked is not None and session.handed_over():
        results(checked, councils[council])


def hand_over(by_folder: bool, la: str) -> None:
    """Files or a folder, and whether DfE's shipped figures go with them."""
    uploads, folder = [], ""
    if by_folder:
        folder = st.text_input("Folder", placeholder="For example: D:/extracts/2025-26")
    else:
        uploads = st.file_uploader(
            "Extracts and published files: CSV, XLSX, gz or zip, several at once",
            accept_multiple_files=True,
        )
    taken_on = st.text_input(
        "The day the extracts were taken",
        placeholder="For example: 31/08/2026",
        help="Left empty, the mapping files say it, else the latest date in each extract.",
    )
    keep = st.checkbox("Keep the published figures that come with the product", value=True)
    if not st.button("Check", type="primary", icon=":material/fact_check:"):
        return
    try:
        session.hand_over(uploads, folder, keep, taken_on)
    except (NotADirectoryError, ValueError) as fault:
        st.error(str(fault))
        return
    check(la)


def check(la: str) -> None:
    """Read everything once and remember what there is to say."""
    bar = st.progress(0.0, "Reading files")
    st.session_state["checked"] = session.check(la, telling(bar))
    bar.empty()


def telling(bar: DeltaGenerator) -> Callable[[str, float], None]:
    """What puts a step of a long work, and how far it is, on a bar."""

    def tell(step: str, share: float) -> None:
        bar.progress(min(share, 1.0), step.replace("_", " ").capitalize() or "Reading files")

    return tell


def results(checked, la: str) -> None:
    """What was read and found, what to map, and the way on."""
    st.header("What the checks found", anchor=False)
    if not checked.files.empty:
        st.table(checked.files, hide_index=True, border="horizontal", alt="Files that were read")
    releases.problems(checked.problems)
    if checked.choices:
        mapping.edit(checked.choices, lambda: check(la))
    if checked.blocked and not checked.only_set_aside:
        st.warning("Something above stops the build. Nothing has changed for members.")
        return
    reason = ""
    if checked.only_set_aside:
        reason = st.text_input("More than 2% of rows were set aside. Why is that acceptable?")
        if not reason.strip():
            return
    build(la, reason)


def build(la: str, reason: str) -> None:
    """Build a draft with a progress bar; members see no change."""
    if not st.button("Build a draft", type="primary", icon=":material/build:", key="build"):
        return
    bar = st.progress(0.0, "Starting")
    drafted = session.build_draft(la, reason, telling(bar))
    bar.empty()
    if drafted.release:
        st.session_state["draft"] = drafted.release
        st.session_state.pop("checked", None)
        st.success(f"Draft {drafted.release} is built. Go on to 2. Look and publish.")
    else:
        st.error("The build stopped and nothing has changed.")
        releases.problems(drafted.problems)
