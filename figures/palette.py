"""Colours of lines and bars: the DfE and Government Analysis Function four, and greys.

Source: https://analysisfunction.civilservice.gov.uk/policy-store/data-visualisation-colours-in-charts/
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Palette:
    """One colour for each part a series can play; text colours pass 4.5:1 on the page."""

    first: str
    second: str
    third: str
    fourth: str
    ink: str
    text: str
    quiet: str
    grid: str
    shade: str
    paper: str

    def line(self, place: int) -> str:
        """The colour of the nth series, counted from 0; a fifth series is a reason to cut."""
        return (self.first, self.second, self.third, self.fourth)[place]


LIGHT = Palette(
    first="#12436D",
    second="#28A197",
    third="#801650",
    fourth="#F46A25",
    ink="#0B0C0C",
    text="#3D4650",
    quiet="#C3C9D0",
    grid="#E6E9EC",
    shade="#F1F3F5",
    paper="#FFFFFF",
)
# The navy and the plum vanish on a dark page: their lighter tints stand in for them there.
DARK = Palette(
    first="#6BACE6",
    second="#28A197",
    third="#D978AE",
    fourth="#F46A25",
    ink="#F5F6F7",
    text="#C9CFD6",
    quiet="#59626C",
    grid="#333A42",
    shade="#22272D",
    paper="#0E1117",
)
