"""Which area a row of a published file is about, matched on codes."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

ENGLAND = "E92000001"
# DfE prints one of these where an area has no code of the new kind (`x`: abolished authorities).
_NO_CODE = {"", "x", "z", "n/a", ".", "-", ":", "~"}
_PLACES = (
    *("country_code", "country_name", "region_code", "region_name"),
    *("new_la_code", "old_la_code", "la_code", "la_name", "lad_code", "lad_name"),
)
_LEVELS = {
    "national": "National",
    "country": "National",
    "regional": "Regional",
    "region": "Regional",
    "local authority": "Local authority",
    "la": "Local authority",
    "local authority district": "Local authority district",
    "school": "School",
    "institution": "School",
}


class Area(NamedTuple):
    """geographic_level as DfE, the code that figures are matched on, and the printed name."""

    geographic_level: str
    area_code: str
    area_name: str


class AreaReader:
    """Finds the area in a row, given where each column is."""

    def __init__(self, at: Mapping[str, int]) -> None:
        self._at = at
        self._level = at.get("geographic_level", at.get("level", 0))
        self._schools = [
            at[name] for name in ("laestab", "school_laestab", "school_urn", "urn") if name in at
        ]
        self._named = [at[name] for name in ("region_name", "la_name", "school_type") if name in at]
        # A file repeats its few areas over thousands of rows.
        self._columns = sorted(
            {self._level, *self._schools, *self._named, *(at[n] for n in _PLACES if n in at)}
        )
        self._known: dict[tuple[str, ...], Area | str] = {}
        self._find: dict[str, Callable[[Sequence[str]], Area | None]] = {
            "National": self._england,
            "Regional": self._region,
            "Local authority": self._authority,
            "Local authority district": self._district,
        }

    def read(self, row: Sequence[str]) -> Area | str:
        """The area, or in words why the row is left out."""
        key = tuple([row[index] for index in self._columns])
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._read(row)
        return found

    def _read(self, row: Sequence[str]) -> Area | str:
        level = _LEVELS.get(row[self._level].strip().lower().replace("_", " "), "")
        if level == "School" or any(row[i].strip().lower() not in _NO_CODE for i in self._schools):
            return "of single schools"
        if any(word in row[i].lower() for i in self._named for word in ("demo", "dummy")):
            return "demonstration rows of DfE, not of a real area"
        if level not in self._find:
            return "of areas other than England, regions, local authorities and districts"
        return self._find[level](row) or "without the code of an area"

    def _cell(self, row: Sequence[str], name: str) -> str:
        return row[self._at[name]].strip() if name in self._at else ""

    def _code(self, row: Sequence[str], name: str) -> str:
        code = self._cell(row, name)
        return "" if code.lower() in _NO_CODE else code.removesuffix(".0").upper()

    def _england(self, row: Sequence[str]) -> Area:
        name = self._cell(row, "country_name") or "England"
        return Area("National", self._code(row, "country_code") or ENGLAND, name)

    def _region(self, row: Sequence[str]) -> Area | None:
        code = self._code(row, "region_code")
        return Area("Regional", code, self._cell(row, "region_name")) if code else None

    def _authority(self, row: Sequence[str]) -> Area | None:
        # Bedfordshire and Cheshire share the new code `x`: only the old code keeps them apart.
        code = (
            self._code(row, "new_la_code")
            or self._code(row, "old_la_code")
            or self._code(row, "la_code")
        )
        return Area("Local authority", code, self._cell(row, "la_name")) if code else None

    def _district(self, row: Sequence[str]) -> Area | None:
        code = self._code(row, "lad_code")
        name = self._cell(row, "lad_name")
        return Area("Local authority district", code, name) if code else None
