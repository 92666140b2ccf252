"""A pack's figures as a tidy table, with the metadata that explains its columns (CSV on the Web).

One row for each figure, line or set of bars, and place. https://www.w3.org/TR/tabular-data-primer/
"""

import csv
import io
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from figures.drawing import Stroke
from figures.figure import BASIS_WORDS, ILLUSTRATIVE
from packs.behind import Behind, Row
from packs.content import Exhibit, Pack
from packs.tidy.columns import COLUMNS, KEY, SEPARATOR
from packs.tidy.ees_layout import ees, ees_meta, marking

__all__ = ["ees", "ees_meta", "metadata", "write"]

LICENCE = "http://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
# Spreadsheets read the pound sign wrongly without a byte-order mark.
ENCODING = "utf-8-sig"
Cells = dict[str, object]


def write(pack: Pack) -> bytes:
    """The columns of `columns.COLUMNS`, in the order of figures, lines and places."""
    held = io.StringIO(newline="")
    rows = csv.writer(held, lineterminator="\n")
    names = [column.name for column in COLUMNS]
    rows.writerow(names)
    rows.writerows([_text(cells[name]) for name in names] for cells in _rows(pack))
    return held.getvalue().encode(ENCODING)


def _rows(pack: Pack) -> Iterator[Cells]:
    always = {"release": pack.release, "marking": marking(pack)}
    for exhibit in pack.exhibits:
        behind = Behind(exhibit)
        for stroke in exhibit.figure.drawing.strokes:
            for place in range(len(stroke.values)):
                yield always | _cells(exhibit, stroke, place, behind.point(stroke, place))


def _cells(exhibit: Exhibit, stroke: Stroke, place: int, row: Row | None) -> Cells:
    figure, drawing = exhibit.figure, exhibit.figure.drawing
    basis = str(row["basis"]) if row else figure.basis
    value = stroke.values[place]
    return {
        "figure_id": figure.id,
        "figure_number": exhibit.number,
        "title": figure.title,
        "measure_ids": SEPARATOR.join(figure.selection.measures),
        "series": stroke.name,
        "part": stroke.part,
        "place": drawing.places[place],
        "place_kind": drawing.over,
        "value": value,
        "printed": drawing.printed(value),
        "lower_95": stroke.lower[place] if stroke.lower else None,
        "upper_95": stroke.upper[place] if stroke.upper else None,
        "unit": drawing.unit,
        "provisional": bool(stroke.hollow and stroke.hollow[place]),
        "basis": basis,
        "label": ILLUSTRATIVE if "sample" in basis else "",
        # A figure names the release of its source, which a row does not.
        "source": str(row["source"]) if row and basis != figure.basis else figure.source,
    }


def _text(cell: object) -> object:
    """A cell as CSV on the Web writes it: nothing for None, true and false in small letters."""
    return str(cell).lower() if isinstance(cell, bool) else cell


def metadata(pack: Pack, csv_name: str) -> bytes:
    """The JSON that stands beside the CSV as `<csv_name>-metadata.json`."""
    told = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": csv_name,
        "dc:title": pack.title,
        "dc:description": _description(pack),
        "dc:publisher": pack.authority,
        "dc:source": list(dict.fromkeys(one.figure.source for one in pack.exhibits)),
        "dc:issued": {"@value": _day(pack.built_at), "@type": "xsd:date"},
        "dc:identifier": pack.release,
        **_rights(pack),
        "dialect": {"encoding": "utf-8", "delimiter": ",", "quoteChar": '"', "header": True},
        "tableSchema": {
            "columns": [column.described() for column in COLUMNS],
            "primaryKey": list(KEY),
        },
        "notes": _notes(pack),
    }
    return (json.dumps(told, indent=2, ensure_ascii=False) + "\n").encode()


def _description(pack: Pack) -> str:
    return (
        f"The numbers of the {len(pack.exhibits)} figures of this pack for the {pack.meeting}: one "
        f"row for each figure, line or set of bars, and place. {pack.colophon}"
    )


def _day(built_at: str) -> str:
    return datetime.fromisoformat(built_at).date().isoformat()


def _rights(pack: Pack) -> dict[str, Any]:
    """The licence of DfE's figures, where there are any, and whom the others may be shown to."""
    bases = {one.figure.basis for one in pack.exhibits}
    published = bases & {"published", "mixed", "mixed sample"}
    told = [
        "Values published by DfE are used under the Open Government Licence v3.0."
        if published
        else "",
        *(f"{mark}." for mark in pack.marks),
    ]
    rights = {"dc:rights": " ".join(filter(None, told))} if any(told) else {}
    return ({"dc:license": {"@id": LICENCE}} if published else {}) | rights


def _notes(pack: Pack) -> list[dict[str, str]]:
    """What each figure leaves unsaid in its rows: who is counted, what breaks, what is hidden."""
    bases = sorted({one.figure.basis for one in pack.exhibits})
    told = [{"about": f"basis {basis}", "text": BASIS_WORDS[basis]} for basis in bases]
    for one in pack.exhibits:
        told += [
            {"about": f"{one.figure.id}, {name.lower()}", "text": text}
            for name, text in one.figure.passport
        ]
    return told
