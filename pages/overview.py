"""The plan on a page: each workstream's headline measures, and where to look first."""

import streamlit as st

import session
from figures import wording
from metrics.definitions import measures_of
from pages.parts import card, head
from plan.strategy import VISION, WORKSTREAMS

view = session.view("overview")
head.head(
    view,
    "The plan on a page",
    f"The strategy's vision: *{VISION[0].lower()}{VISION[1:]}*. Here is each workstream's "
    "headline measures, what was promised, and how England compares.",
)

in_short = session.in_short(view)
if in_short:
    st.header("In short", anchor=False)
    st.markdown("\n".join(f"* {line}" for line in in_short))
alarms = session.false_alarms(view)
st.caption(wording.alarms_text(alarms.shown, alarms.tests, alarms.expected))

st.header("Where to look first", anchor=False)
card.look_first(view, session.look_first(view))

for number, name in enumerate(WORKSTREAMS, start=1):
    st.header(f"{number}. {name}", anchor=f"workstream-{number}", divider="gray")
    headlines = [measure for measure in measures_of(number) if measure.headline]
    card.cards(view, session.grouped(headlines))
    st.page_link(
        f"pages/workstream_{number}.py",
        label=f"All measures of {name.lower()}",
        icon=":material/arrow_forward:",
    )
