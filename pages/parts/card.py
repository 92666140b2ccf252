"""A measure in little: value, small line, comparator and target, on a bordered card."""

from collections.abc import Sequence
from html import escape

import streamlit as st

import session
from figures import wording
from figures.figure import ILLUSTRATIVE
from metrics.definitions import Measure
from session import Card, View


def cards(view: View, sets: Sequence[Sequence[Measure]], *, every_fact: bool = False) -> None:
    """A wall of cards that drops a column when it gets narrow; measures of a set share a card.

    A comparison that cannot be made is left out unless `every_fact` is asked for.
    """
    with st.grid(4, min_column_width=220, gap="small"):
        for together in sets:
            with st.container(border=True, height="stretch", gap="xsmall"):
                if len(together) == 1:
                    single(session.card(view, together[0].id), every_fact)
                else:
                    several([session.card(view, one.id) for one in together], every_fact)


def single(shown: Card, every_fact: bool) -> None:
    """One measure: name, value and unit, small line, comparator, first fact."""
    name(shown.measure.title)
    if not shown.period:
        st.caption("No figure yet in this release.")
        link(shown, "See what it needs")
        return
    big(shown.value, wording.unit_and_period(shown.measure, shown.period))
    small_line(shown)
    st.caption(" · ".join(text for text in (shown.counts, shown.against) if text) or "&nbsp;")
    foot(shown, every_fact)


def several(shown: Sequence[Card], every_fact: bool) -> None:
    """Measures that are never shown apart, on one card: a line of text for each."""
    name(wording.together_title([one.measure for one in shown]))
    told = [one for one in shown if one.period]
    st.markdown("  \n".join(wording.set_line(one.measure, one.value, one.period) for one in told))
    if not told:
        st.caption("No figure yet in this release.")
        link(shown[0], "See what it needs")
        return
    drawn = told[wording.whole_of([one.measure for one in told])]
    small_line(drawn)
    st.caption(wording.line_caption(drawn.measure, drawn.against))
    if every_fact:
        for one in told:
            if one is not drawn:
                st.caption(one.measure.title)
                badges(one, every_fact)
        st.caption(drawn.measure.title)
    foot(drawn, every_fact)


def big(value: str, after: str) -> None:
    """The number a card is about, larger than any text style of the theme, with its unit."""
    st.html(
        f'<p style="margin:0;line-height:1.3"><span style="font-size:1.9rem;font-weight:600">'
        f'{escape(value)}</span> <span style="opacity:.8">{escape(after)}</span></p>'
    )


def name(title: str) -> None:
    """The heading of a card: it may take two lines, and none is cut."""
    style = "margin:0;padding:0;font-size:1rem;line-height:1.35;font-weight:600"
    st.html(f'<h3 style="{style}">{escape(title)}</h3>')


def small_line(shown: Card) -> None:
    if shown.picture:
        st.image(shown.picture, alt=shown.alternative, width="stretch")


def foot(shown: Card, every_fact: bool) -> None:
    """What was promised, the facts, the label of made-up figures, the way on."""
    promised = wording.promised_text(shown.fact)
    if promised:
        st.caption(promised)
    badges(shown, every_fact)
    link(shown, "Trend, groups and table")


def badges(shown: Card, every_fact: bool) -> None:
    """The three facts, each by word and shape, and whether the figure is made up."""
    facts = [shown.fact.badge, shown.direction]
    if shown.is_compared or every_fact:
        facts.append(shown.position)
    with st.container(horizontal=True, gap="xsmall"):
        for words in facts:
            st.badge(words.word, icon=words.icon, color=words.colour)
        if shown.illustrative:
            st.badge(ILLUSTRATIVE, icon=":material/science:", color="gray")


def link(shown: Card, text: str) -> None:
    """The way to a measure in full; its address can be sent to somebody."""
    st.page_link(
        f"pages/workstream_{shown.measure.workstream}.py",
        label=text,
        icon=":material/arrow_forward:",
        query_params={"measure": shown.measure.title},
    )


def look_first(view: View, sets: Sequence[Sequence[Measure]], most: int = 4) -> None:
    """What misses its target: the first few as cards, the others by name."""
    if not sets:
        st.markdown("No measure misses a target in this release.")
        return
    cards(view, sets[:most])
    others = [session.card(view, together[-1].id) for together in sets[most:]]
    if others:
        with st.expander(f"{len(others)} more that do not meet their target"):
            for one in others:
                label = f" :gray-badge[{ILLUSTRATIVE}]" if one.illustrative else ""
                text = wording.look_first_text(one.measure, one.value, one.period, one.fact)
                st.markdown(f":{one.fact.badge.colour}-badge[{one.fact.badge.word}] {text}{label}")
