"""A measure in full: sentence, picture, three facts, groups and places, table, meaning."""

import pandas as pd
import streamlit as st

import session
from figures import chart, explaining, wording
from figures.figure import ILLUSTRATIVE, Figure
from figures.running import Running
from metrics.definitions import Measure, companions_of
from pages.parts import copying
from pages.parts.meaning import meaning, passport
from session import Kind, Trend, View

MOST_ROWS = 30
RECORD = "How such projections did before, over all authorities"
OWN_RECORD = "How they did for this place"
TABS = (
    "Over time",
    "In the year",
    "Groups and places",
    "Looking ahead",
    "The numbers",
    "How it was worked out",
    "What it means",
)


def section(view: View, measure: Measure) -> None:
    """One measure: what it is now in words, then tabs that are filled when they are opened."""
    shown = session.trend(view, measure.id)
    st.header(measure.title, anchor=measure.id)
    if shown is None:
        st.info(explaining.empty_text(measure, session.context(view).area_name))
        with st.expander("What it means"):
            meaning(measure)
        return
    label(shown.figure)
    st.markdown(shown.figure.sentence)
    tabs = st.tabs(TABS, key=f"{measure.id}_tab", on_change="rerun", bind="query-params")
    for tab, fill in zip(
        tabs, (over_time, in_the_year, groups, looking_ahead, table, workings, about), strict=True
    ):
        if tab.open:
            with tab:
                fill(view, measure, shown)


def label(figure: Figure) -> None:
    """The label of a figure with made-up records in it."""
    if figure.is_illustrative:
        st.badge(ILLUSTRATIVE, icon=":material/science:", color="gray")


def over_time(view: View, measure: Measure, shown: Trend) -> None:
    if made_up_too(view, measure):
        shown = session.trend(view, measure.id, True) or shown
        label(shown.figure)
    heading(shown.figure)
    st.plotly_chart(shown.spec, key=f"{measure.id}_trend", **chart.config(shown.figure.alternative))
    for note in shown.notes:
        st.caption(note)
    copying.under(view, shown.figure)
    three_facts(view, measure)
    beside(view, measure)
    st.caption(f"**Who is counted.** {measure.scope}  \n**Source.** {shown.figure.source}")


def made_up_too(view: View, measure: Measure) -> bool:
    """Whether the reader wants made-up records drawn beside DfE's line, where there are any."""
    return session.card(view, measure.id).also_made_up and st.toggle(
        f"Add the {ILLUSTRATIVE} line of the made-up extracts",
        key=f"{measure.id}_made_up",
        bind="query-params",
    )


def heading(figure: Figure) -> None:
    """The message and the statistical subtitle above a picture."""
    st.markdown(f"**{figure.title}**")
    st.caption(figure.subtitle)


def three_facts(view: View, measure: Measure) -> None:
    """Target, direction and position, side by side and never merged."""
    with st.grid(3, min_column_width=230, gap="small"):
        for box in session.boxes(view, measure.id):
            with st.container(border=True, height="stretch", gap="xsmall"):
                st.markdown(box.question)
                for answer in box.answers:
                    st.badge(answer.word, icon=answer.icon, color=answer.colour)
                st.caption(box.detail)
    needed = session.what_it_takes(view, measure.id)
    if needed:
        st.markdown(f"**What it takes.** {' '.join(needed)}")


def beside(view: View, measure: Measure) -> None:
    """The counts that are read beside a measure."""
    companions = [session.card(view, one.id) for one in companions_of(measure.id)]
    told = [one for one in companions if one.period]
    if not told:
        return
    st.markdown("**Read beside it**")
    for one in told:
        made_up = f" :gray-badge[:material/science: {ILLUSTRATIVE}]" if one.illustrative else ""
        text = wording.beside_text(one.measure, one.value, one.period, one.counts)
        st.markdown(text + made_up)


def in_the_year(view: View, measure: Measure, shown: Trend) -> None:
    """The year so far beside the same point of last year, then months or terms as a control chart."""
    kinds = session.charted_kinds(measure)
    found = session.year_so_far(view, measure.id)
    if found is not None:
        year_so_far(view, measure, found)
    elif not kinds:
        st.info(wording.NO_PARTS_OF_YEAR)
    if kinds:
        control_chart(view, measure, kinds)


def year_so_far(view: View, measure: Measure, found: Running) -> None:
    label(found.figure)
    heading(found.figure)
    st.markdown(found.sentence)
    st.plotly_chart(
        found.spec, key=f"{measure.id}_so_far", **chart.config(found.figure.alternative)
    )
    for note in found.notes:
        st.caption(note)
    copying.under(view, found.figure)
    with st.expander("The running total as a table"):
        plain_table(found.figure.table, found.figure.title)


def control_chart(view: View, measure: Measure, kinds: dict[str, Kind]) -> None:
    """Whether the newest months or terms are more than the usual wavering."""
    st.subheader("Is it more than the usual wavering?", anchor=False)
    names = list(kinds)
    chosen = names[0]
    if len(names) > 1:
        chosen = (
            st.segmented_control(
                "By",
                names,
                default=names[0],
                required=True,
                key=f"{measure.id}_charted",
                bind="query-params",
            )
            or names[0]
        )
    found = session.control_chart(view, measure.id, kinds[chosen])
    if found is None:
        st.info(wording.NO_CONTROL_CHART)
        return
    label(found.figure)
    heading(found.figure)
    st.plotly_chart(
        found.spec, key=f"{measure.id}_control", **chart.config(found.figure.alternative)
    )
    for note in found.notes:
        st.caption(note)
    copying.under(view, found.figure)
    with st.expander("The control chart as a table"):
        plain_table(found.figure.table, found.figure.title)


def groups(view: View, measure: Measure, shown: Trend) -> None:
    topics = session.topics(view, measure)
    if not topics:
        st.info(explaining.no_groups_text(measure, session.context(view).area_name))
        return
    topic = st.segmented_control(
        "By", topics, default=topics[0], required=True, key=f"{measure.id}_by", bind="query-params"
    )
    found = session.breakdown(view, measure.id, topic or topics[0])
    if found is None:
        st.info("No part of it has a figure in this release.")
        return
    label(found.figure)
    heading(found.figure)
    st.plotly_chart(found.spec, key=f"{measure.id}_parts", **chart.config(found.figure.alternative))
    st.caption(f"{found.note}  \n**Who is counted.** {measure.scope}".strip())
    copying.under(view, found.figure)
    plain_table(found.figure.table, found.figure.title)
    gaps(view, measure, topic or topics[0])
    panels(found)


def gaps(view: View, measure: Measure, topic: str) -> None:
    """How far the groups are apart, and whether chance alone could make that."""
    found = session.group_gaps(view, measure.id, topic)
    if found is None:
        return
    st.markdown(f"**How far apart?** {found.sentence}")
    plain_table(found.table, f"Gaps by {topic.lower()}")
    st.caption("In brackets: what 95 of 100 such intervals hold.")


def looking_ahead(view: View, measure: Measure, shown: Trend) -> None:
    """A projection with its own record, or why none is drawn."""
    found = session.looking_ahead(view, measure.id)
    if found is None:
        st.info(wording.NO_PROJECTION)
        return
    st.markdown(found.sentence)
    if found.figure and found.spec:
        heading(found.figure)
        st.plotly_chart(
            found.spec, key=f"{measure.id}_ahead", **chart.config(found.figure.alternative)
        )
        copying.under(view, found.figure)
    for text in (found.chance, found.verdict):
        if text:
            st.markdown(text)
    for name, record in ((RECORD, found.record), (OWN_RECORD, found.own)):
        if not record.empty:
            with st.expander(name):
                plain_table(record, name)


def plain_table(frame: pd.DataFrame, name: str) -> None:
    """A table a screen reader reads through; a long one scrolls by itself."""
    if len(frame) <= MOST_ROWS:
        st.table(frame, hide_index=True, border="horizontal", alt=name)
    else:
        st.dataframe(frame, hide_index=True, alt=name)


def panels(found: session.Breakdown) -> None:
    """Each part over time, on one scale, when there is more than one period."""
    if not found.panels:
        return
    st.markdown("**Each over time, on one scale**")
    with st.grid(4, min_column_width=180):
        for panel in found.panels:
            with st.container(gap=None):
                st.markdown(f"{panel.name}: **{panel.value}**")
                st.image(panel.picture, alt=panel.alternative, width="stretch")


def table(view: View, measure: Measure, shown: Trend) -> None:
    st.markdown("**Every line of the chart**")
    plain_table(shown.figure.table, shown.figure.title)
    for name, counts in shown.counts:
        st.markdown(f"**Counts behind {name}**")
        plain_table(counts, f"Counts behind {name}")
    download(view, measure)


def download(view: View, measure: Measure) -> None:
    """Every point of the measure as CSV, made on the click."""
    st.download_button(
        "Download every point (CSV)",
        data=session.at_click(view, lambda: session.download(view, measure.id)),
        file_name=session.download_name(view, measure.id),
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key=f"{measure.id}_download",
    )


def workings(view: View, measure: Measure, shown: Trend) -> None:
    """The method beside each fact, and every way of comparing."""
    told = session.workings(view, measure.id)
    for name, text in told.rows:
        st.markdown(f"**{name}.** {text}")
    if not told.ways.empty:
        st.markdown("**Six ways to compare**")
        plain_table(told.ways, "Six ways to compare")


def about(view: View, measure: Measure, shown: Trend) -> None:
    meaning(measure)
    passport(shown.figure)
