"""The columns of a pack's tidy table, described for those who read it without its figures."""

from dataclasses import dataclass
from typing import Any, get_args

from figures.drawing import Part
from figures.figure import BASIS_WORDS, ILLUSTRATIVE
from metrics.definitions import UNITS

SEPARATOR = ";"
KEY = ("figure_number", "series", "place")
TERMS = "http://purl.org/dc/terms/"
CUBE = "http://purl.org/linked-data/sdmx/2009/"
PARTS = ", ".join(get_args(Part))
BASES = "; ".join(f"{name}: {words}" for name, words in BASIS_WORDS.items())


@dataclass(frozen=True, kw_only=True)
class Described:
    """A column as CSV on the Web describes it; `means` is the address of the idea it holds."""

    name: str
    title: str
    description: str
    datatype: str | dict[str, str] = "string"
    required: bool = True
    means: str = ""
    several: bool = False

    def described(self) -> dict[str, Any]:
        told: dict[str, Any] = {
            "name": self.name,
            # The header of the file, then what a reader is shown.
            "titles": [self.name, self.title],
            "dc:description": self.description,
            "datatype": self.datatype,
            "required": self.required,
        }
        if self.means:
            told["propertyUrl"] = self.means
        if self.several:
            told["separator"] = SEPARATOR
        return told


COLUMNS = (
    Described(
        name="figure_id",
        title="Figure id",
        description="The short id printed on the figure. The same id is the same figure of the same "
        "release.",
        datatype={"base": "string", "format": "[A-Z2-7]{5}-[A-Z2-7]{5}"},
        means=f"{TERMS}identifier",
    ),
    Described(
        name="figure_number",
        title="Figure number",
        description="The number of the figure in the pack, in reading order.",
        datatype="integer",
    ),
    Described(
        name="title",
        title="Title",
        description=f"What the figure says. It begins with {ILLUSTRATIVE} where records are made up.",
        means=f"{TERMS}title",
    ),
    Described(
        name="measure_ids",
        title="Measures",
        description="The measures drawn, by their ids in the definitions; several are parted by "
        f"{SEPARATOR!r}.",
        several=True,
    ),
    Described(
        name="series",
        title="Line or set of bars",
        description="What the value is of: a place, a part, a target, an average or a limit.",
    ),
    Described(
        name="part",
        title="Part it plays",
        description=f"The part the line plays in the figure, one of: {PARTS}.",
        datatype={"base": "string", "format": "|".join(get_args(Part))},
    ),
    Described(
        name="place",
        title="Place on the axis",
        description="Where the value stands: a period, or a part such as a district.",
    ),
    Described(
        name="place_kind",
        title="Kind of place",
        description="What the places are: Period, District, Phase or another breakdown.",
    ),
    Described(
        name="value",
        title="Value",
        description="The value in full, in its unit. Percentages are from 0 to 100. Empty where "
        "there is none.",
        datatype="number",
        required=False,
        means=f"{CUBE}measure#obsValue",
    ),
    Described(
        name="printed",
        title="Value as printed",
        description="The value to the precision that every format of the pack prints it with.",
        required=False,
    ),
    Described(
        name="lower_95",
        title="95% lower limit",
        description="Lower limit of the 95% interval, in the unit of the value.",
        datatype="number",
        required=False,
    ),
    Described(
        name="upper_95",
        title="95% upper limit",
        description="Upper limit of the 95% interval, in the unit of the value.",
        datatype="number",
        required=False,
    ),
    Described(
        name="unit",
        title="Unit",
        description=f"The unit of the value, one of: {', '.join(UNITS)}.",
        means=f"{CUBE}attribute#unitMeasure",
    ),
    Described(
        name="provisional",
        title="Provisional",
        description="Whether the value may still change: its cases have not had their time yet.",
        datatype="boolean",
    ),
    Described(
        name="basis",
        title="Basis",
        description="Where the value comes from; a target, an average or a limit has the basis of its "
        f"figure. {BASES}.",
        datatype={"base": "string", "format": "|".join(BASIS_WORDS)},
    ),
    Described(
        name="label",
        title="Label",
        description=f"{ILLUSTRATIVE} where the value comes from made-up records, else empty.",
        datatype={"base": "string", "format": ILLUSTRATIVE},
        required=False,
    ),
    Described(
        name="source",
        title="Source",
        description="The publication or extract the value comes from; of a target or an average, "
        "that of its figure.",
        means=f"{TERMS}source",
    ),
    Described(
        name="release",
        title="Release",
        description="The release of this product that the figure was made from.",
        means=f"{TERMS}isPartOf",
    ),
    Described(
        name="marking",
        title="Marking",
        description="That the row is exempt from publication, and for whom it is; empty where it "
        "may be published.",
        required=False,
        means=f"{TERMS}accessRights",
    ),
)
