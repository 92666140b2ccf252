"""A small pack with one figure of each form, its numbers written out; for tests of the writers."""

from dataclasses import replace

import pandas as pd

from figures.drawing import Drawing, Shade, Stroke
from figures.figure import Comparator, Figure, labelled
from figures.selection import Form, Selection, short_id
from metrics.points import COLUMNS
from packs.content import Exhibit, Fact, Pack, Section, Table, Text

PLACE, ENGLAND = "Lancashire", "England"
YEARS = ("2019/20", "2020/21", "2021/22", "2022/23", "2023/24", "2024/25", "2025/26")

LINES = Drawing(
    form="lines",
    unit="per 100 pupils",
    over="Period",
    places=YEARS,
    strokes=(
        Stroke(
            name=PLACE,
            part="place",
            values=(0.134, None, 0.172, 0.24, 0.261, 0.257, None),
            lower=(0.12, None, 0.15, 0.22, 0.24, 0.234, None),
            upper=(0.15, None, 0.19, 0.26, 0.28, 0.281, None),
            hollow=(False, False, False, False, False, True, False),
        ),
        Stroke(name=ENGLAND, part="england", values=(0.06, 0.05, 0.08, 0.112, 0.13, 0.131, None)),
        Stroke(
            name="North West",
            part="region",
            values=(0.08, 0.06, 0.1, 0.14, 0.17, 0.165, None),
        ),
        Stroke(
            name="Neighbours", part="neighbours", values=(0.07, 0.05, 0.09, 0.12, 0.14, 0.15, None)
        ),
        Stroke(
            name="Example target",
            part="target",
            values=(None, None, None, None, 0.22, 0.205, 0.19),
        ),
    ),
    shades=(Shade(first=1, last=1, label="Covid"),),
)
BARS = Drawing(
    form="bars",
    unit="%",
    over="District",
    places=("Burnley", "Preston", "Wyre", "Not known"),
    strokes=(
        Stroke(
            name="2024/25",
            part="part",
            values=(72.5, 61.0, 48.25, 40.0),
            lower=(60.1, 55.2, 40.3, None),
            upper=(82.3, 66.5, 56.4, None),
            quiet=(False, False, False, True),
        ),
        Stroke(name=PLACE, part="average", values=(58.75, 58.75, 58.75, 58.75)),
    ),
)
STACK = Drawing(
    form="stack",
    unit="%",
    over="Period",
    places=("2023", "2024", "2025"),
    strokes=(
        Stroke(name="NEET", part="part", values=(2.4, 2.9, 3.3)),
        Stroke(name="Activity not known", part="part", values=(4.1, 2.2, 1.5)),
        Stroke(name="England, both", part="england", values=(5.2, 5.4, 5.6)),
        Stroke(name="Target", part="target", values=(None, 5.0, 4.5)),
    ),
)
CONTROL = Drawing(
    form="control",
    unit="per 100 pupils",
    over="Period",
    places=tuple(f"{month} {year}" for year in (2023, 2024) for month in ("March", "May", "June")),
    strokes=(
        Stroke(
            name=PLACE,
            part="place",
            values=(0.9, 1.1, 1.0, 1.8, 1.05, 0.95),
            hollow=(False, False, False, False, False, True),
            signal=("", "", "", "concern", "", ""),
        ),
        Stroke(name="Average", part="average", values=(1.0,) * 6),
        Stroke(name="Lower limit", part="limit", values=(0.6,) * 6),
        Stroke(name="Upper limit", part="limit", values=(1.4,) * 6),
    ),
    digits=3,
)
FACTS = (
    Fact(
        question="Target: is it met?",
        word="Missed (example)",
        detail="0.205 per 100 pupils for 2024/25. An example: no board has agreed it.",
        tone="bad",
    ),
    Fact(question="Direction: is it changing?", word="No change detectable"),
    Fact(question="Position: against others?", word="Worse than England, worse than neighbours"),
)


def printed(drawing: Drawing) -> pd.DataFrame:
    """The table of a drawing as a reader sees it."""
    columns: dict[str, list[str]] = {drawing.over: list(drawing.places)}
    for stroke in drawing.strokes:
        columns[stroke.name] = [drawing.printed(value) for value in stroke.values]
    return pd.DataFrame(columns)


def figure(form: Form, drawing: Drawing, title: str, basis: str = "published") -> Figure:
    selection = Selection(form=form, measures=("a_measure",), area_code="E10000017")
    return Figure(
        id=short_id("seal", selection),
        title=labelled(title, basis),
        subtitle=f"A measure, {PLACE}, {drawing.unit}",
        scope="State-funded primary, secondary and special schools, academies included.",
        basis=basis,
        comparators=(Comparator(name=ENGLAND, version="2024/25", method="as DfE publishes it"),),
        as_at="DfE's figures up to 2024/25",
        published="10 July 2025",
        next_due="expected July 2026 (DfE's usual month)",
        source="DfE, Suspensions and permanent exclusions in England, 2024/25 & after",
        breaks="2020/21: Covid.",
        suppression="Officer view: small numbers are shown as they are.",
        target="Example target 0.205. It is an example: no board has agreed it.",
        sentence=labelled(f"{title}: up 0.02 on the year before.", basis),
        alternative=labelled(f"Chart of {title}.", basis),
        table=printed(drawing),
        drawing=drawing,
        selection=selection,
    )


def point(place: str, value: float) -> dict[str, object]:
    row: dict[str, object] = dict.fromkeys(COLUMNS)
    return row | {
        "measure_id": "a_measure",
        "time_period": 202425,
        "time_identifier": "Academic year",
        "geographic_level": "Local authority" if place == PLACE else "National",
        "area_code": "E10000017" if place == PLACE else "E92000001",
        "area_name": place,
        "breakdown_topic": "Total",
        "breakdown": "Total",
        "numerator": 458.0,
        "denominator": 178210.0,
        "value": value,
        "unit": "per 100 pupils",
        "basis": "published",
        "provisional": False,
        "source": "DfE",
    }


def pack(audience: str = "officer") -> Pack:
    """One figure of each form, one of them illustrative; text, a list and tables between them."""
    points = pd.DataFrame([point(PLACE, 0.257), point(ENGLAND, 0.131)])
    exhibits = [
        Exhibit(
            number=number,
            figure=one,
            facts=FACTS if number == 1 else (),
            needed=("To meet the target 93 fewer children would be permanently excluded.",),
            notes=("The band: what chance alone could make of each figure (95% interval).",),
            counts=(
                ((PLACE, pd.DataFrame({"Period": ["2024/25"], "Counted": ["458"]})),)
                if number == 1
                else ()
            ),
            points=points,
        )
        for number, one in enumerate(
            (
                figure("trend", LINES, "Permanent exclusion rate: 0.26 in 2024/25"),
                figure("parts", BARS, "Returned to school by district, 2024/25", "sample"),
                figure("together", STACK, "NEET or not known: 4.8% in 2025"),
                figure("control", CONTROL, "Suspensions: a signal in March 2024"),
            ),
            start=1,
        )
    ]
    return Pack(
        board="scrutiny",
        title="Delivery plan performance",
        meeting="Education Scrutiny Committee",
        authority=PLACE,
        audience=audience,
        release="2026-11-24T000000-abcd",
        built_at="2026-11-24T00:00:00+00:00",
        plan_version="0123abcd",
        as_at="Extracts as at 31 August 2026.",
        recipient="Councillor A. Example",
        sections=(
            Section(
                title="The plan on a page",
                blocks=(
                    Text(paragraphs=("A first paragraph.", "A second, with <angle> & ampersand.")),
                    Table(
                        title="The headline measures",
                        frame=pd.DataFrame(
                            {
                                "Measure": ["Permanent exclusion rate", "NEET or not known"],
                                "Newest figure": ["0.26 per 100 pupils, 2024/25", "4.8%, 2025"],
                                "Target": ["Missed (example)", "Met"],
                            }
                        ),
                        source="Figures 1 and 3",
                    ),
                ),
            ),
            Section(
                title="Workstream 6: Impact and effectiveness",
                blocks=(
                    Text(paragraphs=("One thing.", "Another thing."), is_list=True),
                    *exhibits,
                ),
            ),
        ),
    )


def one_page(rows: int) -> Pack:
    """A summary on a page: its tally, and a table of so many measures with long names."""
    names = "Placements and tuition ended with destination not known", "Schools with trained staff"
    newest = "47.3%, Autumn and spring term 2022/23", "842 children, 2025/26", "86.2%, 2024/25"
    promised = "Example target 12.0 to 18.0 per 10,000 pupils", "Example target 90.0%"
    frame = pd.DataFrame(
        {
            "Measure": [f"ILLUSTRATIVE: {names[n % 2]} {n}." for n in range(rows)],
            "Newest figure": [newest[min(n % 5, 2)] for n in range(rows)],
            "Promised": [promised[min(n % 5, 1)] for n in range(rows)],
            "Target": ["Not yet due (example)"] * rows,
            "Direction": ["No change detectable"] * rows,
            "Against England": ["Not comparable"] * rows,
        }
    )
    tally = (
        "All measures of the plan: of 32 targets that are due, 4 met, 11 nearly, 17 missed.",
        "32 of these are example targets, which no board has agreed.",
        "Direction of 42 measures with a figure, 4 improving, 2 worsening, 1 rising, 27 no change "
        "detectable, 8 cannot be calculated, 2 hidden to protect children.",
        "13 of 41 tests of change and of difference from England say more than chance. Chance "
        "alone would give fewer than one.",
    )
    headlines = Table(title="The headline measures", frame=frame, is_illustrative=True)
    blocks = (Text(paragraphs=tally, is_list=True), headlines)
    section = Section(title="The plan on a page", blocks=blocks)
    title = "Lancashire Alternative Provision Strategy 2023-2026: summary on a page"
    return replace(pack(), board="summary", title=title, sections=(section,), is_one_page=True)
