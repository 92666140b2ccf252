"""A pack before it is made, its making with a bar, and its files."""

from collections.abc import Mapping
from functools import partial

import streamlit as st

import session
from session import View

MADE = "pack_made"
EXEMPT, PUBLIC = "Exempt, for named people", "For publication"
USUAL = ["PowerPoint", "PDF"]
KINDS = {
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "html": "text/html",
    "zip": "application/zip",
}


def preview(view: View, board: str) -> None:
    """What the pack will hold: its first pages as pictures, and its contents."""
    st.header("Preview", anchor=False)
    found = session.pack_preview(view, board)
    st.caption(found.told)
    for mark in found.marks:
        st.caption(f"**{mark}**")
    with st.grid(3, min_column_width=150, gap="small"):
        for number, page in enumerate(found.pages, start=1):
            with st.container(border=True):
                st.image(page, alt=f"Page {number} of the pack", width="stretch")
    with st.expander("Contents"):
        for title, figures in found.contents:
            st.markdown(f"**{title}**")
            if figures:
                st.markdown("\n".join(f"- {name}" for name in figures))


def make(view: View, board: str) -> None:
    """Formats and recipient, the button, the bar, then a download for each file."""
    st.header("Make it", anchor=False)
    formats = session.pack_formats()
    chosen = st.multiselect("Formats", list(formats), default=USUAL, key="pack_formats")
    for name in chosen:
        st.caption(f"{name}: {formats[name].use}.")
    public = view.audience == "public"
    recipient = "" if public else for_whom()
    agreed = not public or (made_up_agreed(view, board) and text_accepted(view, board))
    wanted = (view, board, tuple(formats[name].id for name in chosen), recipient)
    if not chosen:
        st.info("Choose at least one format.")
    elif not public and not recipient:
        st.info("Say for whom the pack is: it is exempt from publication.")
    elif agreed and st.button("Make the pack", type="primary", icon=":material/inventory_2:"):
        try:
            st.session_state[MADE] = (wanted, made(*wanted))
        except (ValueError, session.Unwritable) as fault:
            st.error(f"**No pack was made.** {fault}", icon=":material/error:")
    kept = st.session_state.get(MADE)
    if kept and kept[0] == wanted:
        downloads(view, kept[1])
    elif kept:
        st.caption("The choice has changed since the pack was made: make it again.")


def edition(view: View) -> View:
    """The view of the edition wanted: restricted figures for named people, or those of the public."""
    chosen = st.segmented_control(
        "Edition",
        [EXEMPT, PUBLIC],
        default=EXEMPT,
        required=True,
        key="edition",
        help="Before publication small numbers are hidden, and what would give them away.",
    )
    if chosen != PUBLIC:
        return view
    public = session.public_view(view)
    if public is None:
        st.info("This release has no figures for the public: its small numbers are not protected.")
        st.stop()
    return public


def for_whom() -> str:
    return st.text_input(
        "For whom",
        key="pack_recipient",
        max_chars=80,
        placeholder="For example: Councillor A. Example",
        help="An officer's pack is exempt from publication: it names who it is for.",
    ).strip()


def made_up_agreed(view: View, board: str) -> bool:
    """Whether made-up records may go into a pack for the public."""
    if not session.pack_is_made_up(view, board):
        return True
    return st.checkbox("This pack holds made-up records. Make it all the same.", key="made_up_too")


def text_accepted(view: View, board: str) -> bool:
    """Whether what was typed into the plan may go to the public, where it tells of few children."""
    sentences = session.text_to_accept(view, board)
    if not sentences:
        return True
    st.warning(
        "What was typed into the plan puts a number under 10 beside a place, phase, group or "
        "school:\n\n" + "\n".join(f"* {one}" for one in sentences),
        icon=":material/privacy_tip:",
    )
    return st.checkbox(
        "I have read these sentences and let them be published. My name stands in the pack.",
        key="text_accepted",
    )


def made(view: View, board: str, formats: tuple[str, ...], recipient: str) -> dict[str, bytes]:
    """The files, with a bar that says which is being written."""
    bar = st.progress(0.0, "Gathering the figures")

    def tell(share: float, text: str) -> None:
        bar.progress(share, text)

    try:
        return session.make_pack(
            view,
            board,
            formats,
            recipient,
            tell,
            accepts_text=bool(st.session_state.get("text_accepted")),
        )
    finally:
        bar.empty()


def downloads(view: View, files: Mapping[str, bytes]) -> None:
    """One button a file; formats of many files come as one archive."""
    st.success("The pack is ready.")
    for name, held in files.items():
        st.download_button(
            f"Download {name} ({session.size_text(len(held))})",
            data=session.at_click(view, partial(bytes, held)),
            file_name=name,
            mime=KINDS.get(name.rsplit(".", 1)[-1], "application/octet-stream"),
            icon=":material/download:",
            on_click="ignore",
            key=f"download_{name}",
        )
