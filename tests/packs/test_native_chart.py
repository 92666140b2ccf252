"""Native charts: the drawing's numbers in the chart and in its workbook, and how they are shown."""

import re
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO

import openpyxl
import pytest
from lxml import etree

from figures.drawing import Drawing, Shade, Stroke
from figures.static_text import width
from packs.content import Exhibit
from packs.native.axes import axes
from packs.native.chart import WORKBOOK_RELATION, chart_xml, parts
from packs.native.format import number_format
from packs.native.labels import plot_of
from packs.native.notes import all_notes, other_notes, reading_notes
from packs.native.workbook import SHEET, workbook
from tests.packs.sample_pack import BARS, CONTROL, LINES, STACK, figure

SPACES = {
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
}
DRAWINGS = [LINES, BARS, STACK, CONTROL]
FORMS = [drawing.form for drawing in DRAWINGS]
each_form = pytest.mark.parametrize("drawing", DRAWINGS, ids=FORMS)


def exhibit(form, drawing: Drawing, *notes: str) -> Exhibit:
    return Exhibit(number=1, figure=figure(form, drawing, "A rate"), notes=notes)


def tree(drawing: Drawing) -> etree._Element:
    return etree.fromstring(chart_xml(drawing))


def find(element, path: str) -> list:
    return element.xpath(path, namespaces=SPACES)


def series(drawing: Drawing) -> dict[str, etree._Element]:
    """The series of a chart by name."""
    return {find(one, "string(c:tx//c:v)"): one for one in find(tree(drawing), "//c:ser")}


def cached(element, path: str = "c:val") -> list[float | None]:
    """The numbers that a chart shows before its workbook is opened."""
    cache = find(element, f"{path}//c:numCache")[0]
    held: list[float | None] = [None] * int(find(cache, "string(c:ptCount/@val)"))
    for point in find(cache, "c:pt"):
        held[int(point.get("idx"))] = float(find(point, "string(c:v)"))
    return held


def sheet(drawing: Drawing, *, formulas: bool = False):
    return openpyxl.load_workbook(BytesIO(workbook(drawing)), data_only=not formulas)[SHEET]


def cells(held, reference: str) -> list:
    """The values of a reference such as Numbers!$B$2:$B$8."""
    name, area = reference.split("!")
    assert name == SHEET
    return [cell.value for (cell,) in held[area.replace("$", "")]]


def shown(code: str, value: float) -> str:
    """A value under a number format of one section, as a spreadsheet shows it: halves go up."""
    head, _, tail = code.partition("0")
    places = len(tail.split('"')[0].lstrip(".")) if tail.startswith(".") else 0
    step = Decimal(1).scaleb(-places)
    amount = f"{Decimal(repr(value)).quantize(step, ROUND_HALF_UP):,}"
    words = code.split('"')[1::2]
    before = words.pop(0) if head.startswith('"') else ""
    return before + amount + "".join(words)


@each_form
def test_every_number_of_a_drawing_stands_in_the_chart_under_its_name(drawing):
    told = series(drawing)
    numbers = drawing.numbers().drop(columns=drawing.over)
    assert set(told) == set(numbers.columns)
    for name in numbers:
        wanted = [None if value != value else value for value in numbers[name]]
        assert cached(told[name]) == pytest.approx(wanted)


@each_form
def test_every_number_of_a_drawing_stands_in_the_workbook_as_a_number(drawing):
    held = sheet(drawing)
    numbers = drawing.numbers()
    names = [cell.value for cell in held[1]]
    assert names[: len(numbers.columns)] == list(numbers.columns)
    for row, wanted in zip(
        held.iter_rows(min_row=2, values_only=True), numbers.values, strict=True
    ):
        values = [None if value != value else value for value in wanted[1:]]
        assert row[0] == wanted[0]
        assert list(row[1 : len(numbers.columns)]) == pytest.approx(values)


@each_form
def test_every_reference_of_a_chart_points_at_the_cells_its_numbers_came_from(drawing):
    held, root = sheet(drawing), tree(drawing)
    for reference in find(root, "//c:numRef"):
        stored = cells(held, find(reference, "string(c:f)"))
        wanted = [None if value == "" else value for value in stored]
        assert cached(reference, ".") == pytest.approx(wanted)
    for name in find(root, "//c:tx/c:strRef"):
        head = find(name, "string(c:f)").split("!")[1].replace("$", "")
        assert held[head].value == find(name, "string(.//c:v)")
    for places in find(root, "//c:cat/c:strRef"):
        assert cells(held, find(places, "string(c:f)")) == list(drawing.places)


def test_a_changed_cell_is_the_one_the_chart_reads():
    book = openpyxl.load_workbook(BytesIO(workbook(LINES)))
    line = series(LINES)["England"]
    area = find(line, "string(c:val//c:f)").split("!")[1].replace("$", "")
    assert area == "E2:E8"
    book[SHEET]["E7"] = 0.5
    changed = BytesIO()
    book.save(changed)
    again = openpyxl.load_workbook(changed)[SHEET]
    assert [cell.value for (cell,) in again[area]][5] == 0.5
    assert cached(line)[5] == 0.131


def test_whiskers_reach_from_a_value_to_its_limits_and_follow_a_changed_cell():
    whiskers = find(series(LINES)["Lancashire"], "c:errBars")[0]
    above, below = cached(whiskers, "c:plus"), cached(whiskers, "c:minus")
    assert above[0] == pytest.approx(0.15 - 0.134)
    assert below[0] == pytest.approx(0.134 - 0.12)
    assert above[1] is None
    formulas = sheet(LINES, formulas=True)
    reach = cells(formulas, find(whiskers, "string(c:plus//c:f)"))[0]
    assert reach == '=IF(OR(D2="",B2=""),"",MAX(D2-B2,0))'
    assert [cell.value for cell in formulas[1]][1:4] == [
        "Lancashire",
        "Lancashire, 95% lower",
        "Lancashire, 95% upper",
    ]


def test_whiskers_are_only_where_there_are_limits():
    assert not find(tree(STACK), "//c:errBars")
    assert len(find(tree(BARS), "//c:errBars")) == 1


def test_a_missing_value_leaves_a_gap():
    assert find(tree(LINES), "string(//c:dispBlanksAs/@val)") == "gap"
    assert cached(series(LINES)["Lancashire"])[1] is None


@each_form
def test_a_label_prints_its_value_as_the_drawing_does(drawing):
    for stroke in drawing.strokes:
        for value in stroke.values:
            if value is not None:
                assert shown(number_format(drawing, value), value) == drawing.printed(value)


@pytest.mark.parametrize(
    ("unit", "digits", "value", "printed"),
    [
        ("%", None, 48.25, "48.3%"),
        ("%", None, 48.35, "48.4%"),
        ("per 100 pupils", None, 0.125, "0.13"),
        ("per 100 pupils", 3, 0.0625, "0.063"),
        ("children", None, 1234.0, "1,234"),
        ("children", None, 1234.5, "1,234.5"),
        ("pupils", None, -57.0, "-57"),
        ("£", None, 612.0, "£612"),
    ],
)
def test_a_value_on_the_edge_of_rounding_is_printed_alike_everywhere(unit, digits, value, printed):
    drawing = Drawing(
        form="lines",
        unit=unit,
        over="Period",
        places=("2025",),
        strokes=(Stroke(name="Lancashire", part="place", values=(value,)),),
        digits=digits,
    )
    assert drawing.printed(value) == printed
    assert shown(number_format(drawing, value), value) == printed
    assert cached(series(drawing)["Lancashire"]) == [value]


def test_each_line_is_named_with_its_newest_value_at_its_end():
    for name in ("Lancashire", "England", "North West", "Neighbours"):
        label = find(series(LINES)[name], "c:dLbls/c:dLbl[c:showSerName/@val='1']")
        assert [find(one, "string(c:idx/@val)") for one in label] == ["5"]
        assert find(label[0], "string(c:showVal/@val)") == "1"
    target = find(series(LINES)["Example target"], "c:dLbls/c:dLbl")[0]
    assert find(target, "string(c:numFmt/@formatCode)") == '#,##0.00" in 2025/26"'


def test_the_first_value_of_the_place_is_labelled_too():
    labels = find(series(LINES)["Lancashire"], "c:dLbls/c:dLbl")
    assert [find(one, "string(c:idx/@val)") for one in labels] == ["0", "5"]


@pytest.mark.parametrize(("places", "step"), [("September", 24), ("no month", 2)])
def test_names_of_periods_are_left_out_in_whole_years(places, step):
    months = "September October November December January February March April May June July August"
    names = [f"{month} {year}" for year in range(2019, 2026) for month in months.split()]
    if places == "no month":
        names = [f"{year}/{year - 1999}" for year in range(2010, 2022)]
    drawing = Drawing(
        form="lines",
        unit="children",
        over="Period",
        places=tuple(names),
        strokes=(Stroke(name="Lancashire", part="place", values=(1.0,) * len(names)),),
    )
    assert find(tree(drawing), "string(//c:catAx/c:tickLblSkip/@val)") == str(step)
    # Turned by a tenth of a degree, they are left out rather than broken where there is no room.
    assert find(tree(drawing), "string(//c:catAx/c:txPr/a:bodyPr/@rot)") == "6000"


def test_letters_of_a_page_are_smaller_than_those_of_a_slide():
    slide, page = (find(etree.fromstring(chart_xml(LINES, 8, 4, n)), "//@sz") for n in (1, 0.84))
    assert set(slide) == {"1200"}
    # 12 points x 0.84 = 10.08 points
    assert set(page) == {"1008"}


def test_what_bars_are_compared_with_is_seen_at_its_far_end_only():
    whole = series(BARS)["Lancashire"]
    stops = find(whole, "c:spPr/a:gradFill/a:gsLst/a:gs")
    assert [bool(find(one, ".//a:alpha[@val='0']")) for one in stops] == [True, True, False, False]
    foot, *mark, end = (int(one.get("pos")) for one in stops)
    assert (foot, end) == (0, 100_000)
    assert mark[0] == mark[1] > 98_000


def test_every_bar_is_labelled_and_what_it_is_compared_with_once():
    told = series(BARS)
    assert len(find(told["2024/25"], "c:dLbls/c:dLbl")) == 4
    assert len(find(told["Lancashire"], "c:dLbls/c:dLbl[c:showSerName/@val='1']")) == 1


def test_a_provisional_point_is_hollow_and_says_so():
    line = series(LINES)["Lancashire"]
    point = find(line, "c:dPt[c:idx/@val='5']/c:marker")[0]
    assert find(point, "string(c:spPr/a:solidFill/a:srgbClr/@val)") == "FFFFFF"
    assert "provisional" in find(
        line, "string(c:dLbls/c:dLbl[c:idx/@val='5']/c:numFmt/@formatCode)"
    )


def test_a_signal_is_a_triangle_with_a_word():
    line = series(CONTROL)["Lancashire"]
    assert find(line, "string(c:dPt[c:idx/@val='3']/c:marker/c:symbol/@val)") == "triangle"
    code = find(line, "string(c:dLbls/c:dLbl[c:idx/@val='3']/c:numFmt/@formatCode)")
    assert code == '"Concern "#,##0.000'


def test_a_place_that_is_not_one_of_its_kind_is_grey():
    assert len(find(series(BARS)["2024/25"], "c:dPt[c:idx/@val='3']")) == 1


def test_limits_of_many_points_are_two_thin_lines_without_whiskers():
    many = tuple(float(n) for n in range(60))
    drawing = Drawing(
        form="lines",
        unit="children",
        over="Period",
        places=tuple(f"Month {n}" for n in range(60)),
        strokes=(Stroke(name="Lancashire", part="place", values=many, lower=many, upper=many),),
    )
    assert not find(tree(drawing), "//c:errBars")
    assert find(series(drawing)["Lancashire, 95% upper"], "c:spPr/a:ln/a:solidFill")
    assert find(series(LINES)["Lancashire, 95% upper"], "c:spPr/a:ln/a:noFill")


def test_more_bars_than_can_be_read_are_left_to_the_workbook():
    values = tuple(float(n) for n in range(90, 0, -1))
    drawing = Drawing(
        form="bars",
        unit="children",
        over="School",
        places=tuple(f"School {n}" for n in range(90)),
        strokes=(Stroke(name="2025/26", part="part", values=values),),
    )
    drawn = cached(series(drawing)["2025/26"])
    assert drawn == list(values[: len(drawn)])
    assert 10 < len(drawn) < 30
    assert sheet(drawing).max_row == 91
    told = reading_notes(exhibit("parts", drawing))
    assert told == (f"The {len(drawn)} greatest of 90 are drawn; its workbook holds all.",)


def test_what_a_reader_has_to_know_of_the_marks_is_said():
    told = " ".join(reading_notes(exhibit("trend", LINES)))
    assert "Breaks: 2020/21: Covid." in told
    assert "95% limits" in told
    assert "provisional" in told
    assert "Triangles" in " ".join(reading_notes(exhibit("control", CONTROL)))
    high = Drawing(
        form="lines",
        unit="%",
        over="Period",
        places=("2024", "2025"),
        strokes=(Stroke(name="Lancashire", part="place", values=(90.0, 91.0)),),
        shades=(Shade(first=0, last=0, label="Covid"),),
    )
    assert "The axis does not start at 0." in reading_notes(exhibit("trend", high))
    assert float(find(tree(high), "string(//c:valAx/c:scaling/c:min/@val)")) > 0
    assert find(tree(LINES), "string(//c:valAx/c:scaling/c:min/@val)") == "0"


def test_what_a_figure_says_of_its_marks_itself_is_not_said_again():
    limits = "Between the limits nearly all points fall while nothing changes. A triangle is one."
    hollow = "Hollow marks are months that may still change: they are drawn and not judged."
    band = "The band: what chance alone could make of each figure (95% interval)."
    other = "For every 20 school days."
    told = exhibit("control", CONTROL, band, limits, hollow, other)
    assert reading_notes(told)[-1] == hollow
    assert other_notes(told) == (limits, other)
    assert all_notes(told, 4) == (hollow, limits, other)


@each_form
def test_an_axis_reaches_whatever_number_a_cell_is_given(drawing):
    assert not find(tree(drawing), "//c:valAx/c:scaling/c:max")


# The order that the standard gives these elements: PowerPoint repairs a file that has another.
ORDER = {
    "chartSpace": "date1904 lang roundedCorners chart spPr txPr externalData",
    "chart": "autoTitleDeleted plotArea legend plotVisOnly dispBlanksAs",
    "plotArea": "layout barChart lineChart catAx valAx spPr",
    "barChart": "barDir grouping varyColors ser gapWidth overlap axId",
    "lineChart": "grouping varyColors ser marker axId",
    "ser": "idx order tx spPr invertIfNegative marker dPt dLbls errBars cat val smooth",
    "dPt": "idx invertIfNegative marker bubble3D spPr",
    "dLbls": "dLbl showLegendKey showVal showCatName showSerName showPercent showBubbleSize extLst",
    "dLbl": "idx layout numFmt spPr txPr dLblPos showLegendKey showVal showCatName showSerName "
    "showPercent showBubbleSize separator",
    "errBars": "errDir errBarType errValType noEndCap plus minus spPr",
    "legend": "legendPos legendEntry overlay",
    "scaling": "orientation max min",
    "catAx": "axId scaling delete axPos numFmt majorTickMark minorTickMark tickLblPos spPr txPr "
    "crossAx crosses auto lblAlgn lblOffset tickLblSkip tickMarkSkip noMultiLvlLbl",
    "valAx": "axId scaling delete axPos majorGridlines numFmt majorTickMark minorTickMark "
    "tickLblPos spPr txPr crossAx crosses crossBetween",
    "marker": "symbol size spPr",
}


@each_form
def test_elements_stand_in_the_order_of_the_standard(drawing):
    for name, wanted in ORDER.items():
        places = wanted.split()
        for element in find(tree(drawing), f"//c:{name}"):
            told = [places.index(etree.QName(child).localname) for child in element]
            assert told == sorted(told), name


def test_a_chart_names_its_workbook_and_is_the_same_whenever_it_is_made():
    one, again = (parts(figure("trend", LINES, "A rate")) for _ in range(2))
    assert one == again
    root = etree.fromstring(one.xml)
    assert find(root, "string(c:externalData/@r:id)") == WORKBOOK_RELATION


def test_names_with_letters_that_xml_keeps_for_itself_are_told_as_they_are():
    drawing = Drawing(
        form="bars",
        unit="children",
        over="Reason",
        places=('Bullying & "other"', "<none>"),
        strokes=(Stroke(name="A < B & C", part="part", values=(2.0, 1.0)),),
    )
    told = find(tree(drawing), "//c:cat//c:v/text()")
    assert told == ['Bullying & "other"', "<none>"]
    assert set(series(drawing)) == {"A < B & C"}


def test_names_of_years_that_would_touch_on_a_page_are_drawn_a_little_smaller():
    years = tuple(f"{year}/{year % 100 + 1}" for year in range(2018, 2026))
    drawing = replace(LINES, places=years, shades=(), strokes=(_line("Lancashire", "place", 8),))
    plot = replace(plot_of(drawing, 6.3, 3.5), letters=0.84)
    assert plot.width * 72 / 8 - 3 < width("2018/19", 12 * 0.84)
    xml = axes(drawing, plot)
    size = min(int(found) for found in re.findall(r'sz="(\d+)"', xml)) / 100
    assert 9.3 <= size < 12
    assert width("2018/19", size * 0.84) + 2.9 <= plot.width * 72 / 8
    assert '<c:tickLblSkip val="1"/>' in xml


def _line(name, part, many):
    return Stroke(name=name, part=part, values=(50.0,) * many)
