"""Points as lines: what a frame holds of a mark is told, however pandas holds it."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from figures.series import AUTHORITY, lines


def frame(provisional: Any) -> pd.DataFrame:
    row = {
        "geographic_level": AUTHORITY,
        "breakdown_topic": "Total",
        "area_code": "E10000017",
        "area_name": "Lancashire",
        "basis": "local",
        "time_period": 202425,
        "time_identifier": "Academic year",
        "value": 1.5,
        "symbol": "",
        "numerator": 3.0,
        "denominator": 2.0,
        "source": "",
    }
    held = pd.DataFrame([row])
    return held.assign(provisional=pd.Series([provisional], dtype=object))


@pytest.mark.parametrize(
    ("held", "told"), [(True, True), (np.True_, True), (np.False_, False), (float("nan"), False)]
)
def test_a_provisional_mark_is_one_in_a_column_of_any_type(held: Any, told: bool) -> None:
    (line,) = lines(frame(held), AUTHORITY, "place")
    assert line.marks[0].provisional is told
