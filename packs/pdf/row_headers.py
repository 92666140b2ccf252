"""The first cell of each row as the header of its row.

Typst tags the cells of a header row only: its `pdf.header-cell` is not in the Python package. Until
it is, the tags are changed in the finished file, each to one of the same length, so that nothing
in the file moves. Cells lose their list of header ids: a list without the row would hide it, and
the scopes of both headers tell a reader the same.

A table that would have more headers than data is left alone: of two columns or a row or two, it is
read row by row as it is, and a checker takes so many headers for headings torn apart.
"""

import re
from collections import Counter, defaultdict

CELL = re.compile(
    rb"<</Type/StructElem/S/TD(?P<parent>/P \d+ 0 R)/A\[<</O/Table"
    rb"(?P<headers>/Headers\[\((?P<table>U\d+)x(?P<column>\d+)y\d+\)\])"
)
SCOPE = b"/Scope/Row"


def with_row_headers(document: bytes) -> bytes:
    """The same document with a TH of scope Row at the head of each row of its larger tables."""
    larger = _larger_tables(document)

    def retagged(cell: re.Match[bytes]) -> bytes:
        if cell["table"] not in larger:
            return cell[0]
        tag, scope = (b"TH", SCOPE) if cell["column"] == b"0" else (b"TD", b"")
        filled = scope.ljust(len(cell["headers"]))
        return b"<</Type/StructElem/S/" + tag + cell["parent"] + b"/A[<</O/Table" + filled

    return CELL.sub(retagged, document)


def _larger_tables(document: bytes) -> set[bytes]:
    """The tables whose cells after the first of each row are at least as many as all headers."""
    columns: defaultdict[bytes, Counter[bytes]] = defaultdict(Counter)
    for cell in CELL.finditer(document):
        columns[cell["table"]][cell["column"]] += 1
    return {
        table
        for table, cells in columns.items()
        if cells.total() - cells[b"0"] >= cells[b"0"] + len(cells)
    }
