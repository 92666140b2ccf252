"""The content of a pack given to each writer's library as plainly as that library allows.

No layout, no labels, no text alternatives, no tags: what no writer of packs could be faster than
without leaving something out.
"""

import csv
import io
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docx
import pandas as pd
import pptx
import vl_convert
import xlsxwriter
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from figures.drawing import Drawing
from figures.figure import Figure
from packs.content import Pack, Table, Text
from packs.pictures import Pictures

VEGA = "5.21"


@dataclass(frozen=True)
class Shown:
    """A figure with its picture, drawn already."""

    figure: Figure
    notes: str
    svg: str
    png: bytes


@dataclass(frozen=True)
class Content:
    """What a pack holds, as libraries take it."""

    figures: tuple[Shown, ...]
    tables: tuple[Table, ...]
    texts: tuple[str, ...]


def content(pack: Pack, pictures: Pictures, *, with_png: bool = False) -> Content:
    """The figures, tables and paragraphs of a pack."""
    return Content(
        tuple(
            Shown(
                figure=one.figure,
                notes="\n".join(f"{name}: {text}" for name, text in one.figure.passport),
                svg=pictures.svg(one.figure),
                png=pictures.png(one.figure) if with_png else b"",
            )
            for one in pack.exhibits
        ),
        tuple(block for block in pack.blocks if isinstance(block, Table)),
        tuple(
            text for block in pack.blocks if isinstance(block, Text) for text in block.paragraphs
        ),
    )


def slides(held: Content) -> bytes:
    """A slide a figure with a native chart and notes; a slide a table."""
    presentation = pptx.Presentation()
    layout = presentation.slide_layouts[5]
    for one in held.figures:
        slide = presentation.slides.add_slide(layout)
        slide.shapes.title.text = one.figure.title
        bars = one.figure.drawing.form == "bars"
        kind = XL_CHART_TYPE.BAR_CLUSTERED if bars else XL_CHART_TYPE.LINE
        box = (Inches(1), Inches(2), Inches(8), Inches(5))
        slide.shapes.add_chart(kind, *box, _chart_data(one.figure.drawing))
        slide.notes_slide.notes_text_frame.text = one.notes
    for table in held.tables:
        slide = presentation.slides.add_slide(layout)
        slide.shapes.title.text = table.title
        rows, columns = table.frame.shape
        made = slide.shapes.add_table(
            rows + 1, columns, Inches(1), Inches(2), Inches(8), Inches(5)
        ).table
        for row, cells in enumerate(_rows(table.frame)):
            for column, text in enumerate(cells):
                made.cell(row, column).text = text
    file = io.BytesIO()
    presentation.save(file)
    return file.getvalue()


def _chart_data(drawing: Drawing) -> CategoryChartData:
    data = CategoryChartData()
    data.categories = drawing.places
    numbers = drawing.numbers()
    for name in numbers.columns[1:]:
        values = numbers[name].astype(object)
        data.add_series(name, values.where(values.notna(), None))
    return data


def document(held: Content) -> bytes:
    """A heading, a picture and a table for each figure."""
    made = docx.Document()
    for text in held.texts:
        made.add_paragraph(text)
    for one in held.figures:
        made.add_heading(one.figure.title)
        made.add_picture(io.BytesIO(one.png), width=docx.shared.Cm(16))
        made.add_paragraph(one.notes)
        _word_table(made, one.figure.table)
    for table in held.tables:
        made.add_heading(table.title)
        _word_table(made, table.frame)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def _word_table(made: Any, frame: pd.DataFrame) -> None:
    told = _rows(frame)
    table = made.add_table(len(told), len(frame.columns))
    for row, cells in zip(table.rows, told, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text


def workbook(held: Content) -> bytes:
    """A sheet for each figure with its numbers as a table and a chart of them."""
    file = io.BytesIO()
    made = xlsxwriter.Workbook(file, {"in_memory": True})
    for number, one in enumerate(held.figures, start=1):
        sheet = made.add_worksheet(f"Figure {number}")
        sheet.write(0, 0, one.figure.title)
        sheet.write(1, 0, one.notes)
        numbers = one.figure.drawing.numbers()
        last, columns = len(numbers), len(numbers.columns)
        cells = numbers.astype(object).where(numbers.notna(), None).values.tolist()
        heads = [{"header": name} for name in numbers.columns]
        sheet.add_table(3, 0, 3 + last, columns - 1, {"data": cells, "columns": heads})
        chart = made.add_chart({"type": "bar" if one.figure.drawing.form == "bars" else "line"})
        for column in range(1, columns):
            chart.add_series(
                {
                    "name": [sheet.name, 3, column],
                    "categories": [sheet.name, 4, 0, 3 + last, 0],
                    "values": [sheet.name, 4, column, 3 + last, column],
                }
            )
        sheet.insert_chart(3, columns + 1, chart)
    for number, table in enumerate(held.tables, start=1):
        sheet = made.add_worksheet(f"Table {number}")
        for row, texts in enumerate(_rows(table.frame)):
            sheet.write_row(row, 0, texts)
    made.close()
    return file.getvalue()


def typeset(held: Content) -> bytes:
    """A heading, the picture and a table for each figure, as Typst's own markup."""
    with tempfile.TemporaryDirectory() as folder:
        told = [_typst_text(text) for text in held.texts]
        for number, one in enumerate(held.figures):
            (Path(folder) / f"{number}.svg").write_text(one.svg, encoding="utf-8")
            told += [f"= {_typst_text(one.figure.title)}", f'#image("{number}.svg")']
            told += [_typst_text(one.notes), _typst_table(one.figure.table)]
        for table in held.tables:
            told += [f"= {_typst_text(table.title)}", _typst_table(table.frame)]
        file = Path(folder) / "pack.typ"
        file.write_text("\n\n".join(told), encoding="utf-8")
        made = Path(folder) / "pack.pdf"
        # In a process of its own: Typst keeps what it has set, and sets it in no time again.
        code = "import sys, typst; typst.compile(sys.argv[1], output=sys.argv[2])"
        subprocess.run([sys.executable, "-c", code, str(file), str(made)], check=True)
        return made.read_bytes()


def _typst_text(text: str) -> str:
    return f"#{json.dumps(text, ensure_ascii=False)}"


def _typst_table(frame: pd.DataFrame) -> str:
    cells = ", ".join(_typst_text(text)[1:] for row in _rows(frame) for text in row)
    return f"#table(columns: {len(frame.columns)}, {cells})"


def page(held: Content) -> bytes:
    """One page: the pictures and tables joined to a text."""
    told = [f"<p>{text}</p>" for text in held.texts]
    for one in held.figures:
        told += [f"<h2>{one.figure.title}</h2>", one.svg, f"<p>{one.notes}</p>"]
        told.append(_html_table(one.figure.table))
    for table in held.tables:
        told += [f"<h2>{table.title}</h2>", _html_table(table.frame)]
    return "".join(told).encode()


def _html_table(frame: pd.DataFrame) -> str:
    rows = ("".join(f"<td>{text}</td>" for text in row) for row in _rows(frame))
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"


def png(held: Content) -> list[bytes]:
    """Each figure drawn by Vega-Lite to pixels."""
    return [
        vl_convert.vegalite_to_png(spec(one.figure.drawing), vl_version=VEGA, scale=2)
        for one in held.figures
    ]


def svg(held: Content) -> list[str]:
    """Each figure drawn by Vega-Lite."""
    return [
        vl_convert.vegalite_to_svg(spec(one.figure.drawing), vl_version=VEGA)
        for one in held.figures
    ]


def spec(drawing: Drawing) -> dict[str, Any]:
    """The strokes of a drawing as a chart of Vega-Lite's own look."""
    told = [
        {"place": place, "value": value, "stroke": stroke.name}
        for stroke in drawing.strokes
        for place, value in zip(drawing.places, stroke.values, strict=True)
    ]
    bars = drawing.form == "bars"
    place = {"field": "place", "type": "nominal", "sort": None}
    value = {"field": "value", "type": "quantitative"}
    return {
        "width": 720,
        "height": 360,
        "data": {"values": told},
        "mark": "bar" if bars else "line",
        "encoding": {
            "x": value if bars else place,
            "y": place if bars else value,
            "color": {"field": "stroke", "type": "nominal"},
        },
    }


def rows(held: Content) -> str:
    """The numbers of every figure, one below the other."""
    file = io.StringIO()
    made = csv.writer(file)
    for one in held.figures:
        numbers = one.figure.drawing.numbers()
        made.writerow(["figure", *numbers.columns])
        made.writerows([one.figure.id, *row] for row in numbers.itertuples(index=False))
    return file.getvalue()


def _rows(frame: pd.DataFrame) -> list[list[str]]:
    heads = [str(name) for name in frame.columns]
    return [heads, *([str(cell) for cell in row] for row in frame.itertuples(index=False))]
