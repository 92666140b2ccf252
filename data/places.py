"""Codes of the places of a council, known without reading a release."""

import csv

from data.authorities import Authority, districts
from data.codes import REFERENCE


def places(council: Authority) -> tuple[str, ...]:
    """The council itself first, then its districts and the groups that report together."""
    own = [code for code, _ in districts(council)]
    with (REFERENCE / "district_groups.csv").open(encoding="utf-8", newline="") as file:
        groups = [row["group"] for row in csv.DictReader(file) if row["code"] in own]
    # A group is told by its name in lower case, which no ONS code can be.
    named = (name.lower().replace(" ", "-") for name in dict.fromkeys(groups))
    return council.new_code, *own, *named
