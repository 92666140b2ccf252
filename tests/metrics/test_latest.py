"""Which point of a measure is quoted."""

from metrics.latest import latest, quoted_kind, series, why_no_latest

LANCASHIRE = "E10000017"


def test_the_newest_matured_year_is_quoted(a_measure, some_points):
    points = some_points(
        (202324, 0.24),
        {"time_period": 202526, "value": 0.3, "provisional": True},
        (202425, 0.26),
    )
    found = latest(points, a_measure(), LANCASHIRE)
    assert (found["time_period"], found["value"]) == (202425, 0.26)


def test_published_is_quoted_before_local_and_local_before_sample(a_measure, some_points):
    published = {"time_period": 202223, "value": 1.0, "basis": "published"}
    local = {"time_period": 202425, "value": 2.0, "basis": "local"}
    sample = {"time_period": 202526, "value": 3.0, "basis": "sample"}
    measure = a_measure()
    assert latest(some_points(sample, local, published), measure, LANCASHIRE)["value"] == 1.0
    assert latest(some_points(sample, local), measure, LANCASHIRE)["value"] == 2.0
    assert latest(some_points(sample), measure, LANCASHIRE)["value"] == 3.0


def test_a_term_or_month_is_quoted_only_where_there_is_no_year(a_measure, some_points):
    year = {"time_period": 202324, "value": 1.0}
    term = {"time_period": 202425, "time_identifier": "Autumn term", "value": 2.0}
    month = {"time_period": 202425, "time_identifier": "October", "value": 3.0}
    points = some_points(year, term, month)
    assert latest(points, a_measure(), LANCASHIRE)["value"] == 1.0
    assert latest(points, a_measure(periods=("month", "term")), LANCASHIRE)["value"] == 2.0
    assert latest(points, a_measure(periods=("month",)), LANCASHIRE)["value"] == 3.0
    assert quoted_kind(a_measure(periods=("month", "year"))) == "year"


def test_months_are_quoted_in_the_order_of_time(a_measure, some_points):
    names = ("March", "September", "December", "January")
    points = some_points(
        *({"time_period": 202425, "time_identifier": name, "value": 1.0} for name in names)
    )
    measure = a_measure(periods=("month",))
    assert [p["time_identifier"] for p in series(points, measure, LANCASHIRE)] == [
        "September",
        "December",
        "January",
        "March",
    ]


def test_a_suppressed_year_is_quoted_and_one_that_is_not_available_is_not(a_measure, some_points):
    points = some_points((202324, 0.24), {"time_period": 202425, "symbol": "c"})
    assert latest(points, a_measure(), LANCASHIRE)["symbol"] == "c"
    points = some_points((202324, 0.24), {"time_period": 202425, "symbol": "x"})
    assert latest(points, a_measure(), LANCASHIRE)["time_period"] == 202324


def test_breakdowns_and_other_areas_are_not_quoted(a_measure, some_points):
    points = some_points(
        (202324, 0.24),
        {"time_period": 202425, "value": 9, "breakdown_topic": "Phase", "breakdown": "Primary"},
        {"time_period": 202425, "value": 9, "area_code": "E92000001"},
        {"time_period": 202425, "value": 9, "measure_id": "another"},
    )
    assert latest(points, a_measure(), LANCASHIRE)["value"] == 0.24


def test_nothing_to_quote_has_a_reason(a_measure, some_points):
    measure = a_measure()
    cases = {
        "no data loaded": some_points(),
        "no year has matured yet": some_points(
            {"time_period": 202425, "value": 1, "provisional": True}
        ),
        "no value is available": some_points({"time_period": 202425, "symbol": "x"}),
    }
    for reason, points in cases.items():
        assert latest(points, measure, LANCASHIRE) is None
        assert why_no_latest(points, measure, LANCASHIRE) == reason
