"""The first cell of each row as the header of its row.

Typst tags the cells of a header row only: its `pdf.header-cell` is not in the Python package. Until
it is, the tags are changed in the finished file, each to one of the same length, so that nothing
in the file moves. Cells lose their list of header ids: a list without the row would hide it,
and the scope of both headers tells a reader the same.
"""

import re

CELL = re.compile(
    rb"<</Type/StructElem/S/TD(?P<parent>/P \d+ 0 R)/A\[<</O/Table"
    rb"(?P<headers>/Headers\[\(U\d+x(?P<column>\d+)y\d+\)\])"
)
SCOPE = b"/Scope/Row"


def with_row_headers(document: bytes) -> bytes:
    """The same document with a TH of scope Row at the head of each row of a table."""
    return CELL.sub(_retagged, document)


def _retagged(cell: re.Match[bytes]) -> bytes:
    is_first = cell["column"] == b"0"
    tag, scope = (b"TH", SCOPE) if is_first else (b"TD", b"")
    filled = scope.ljust(len(cell["headers"]))
    return b"<</Type/StructElem/S/" + tag + cell["parent"] + b"/A[<</O/Table" + filled
