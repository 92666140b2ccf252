"""The benchmark's own arithmetic, and that its pass leaves nothing out."""

from benchmarks.all_statistics import PARTS, report, topics
from metrics.definitions import measure


def test_the_whole_is_the_sum_of_a_run_and_not_of_the_medians():
    parts = dict(
        zip(
            PARTS, ([1.0, 3.0, 2.0], [1.0, 1.0, 1.0], [0.0, 0.0, 0.0], [3.0, 1.0, 2.5]), strict=True
        )
    )
    told = report(1000, parts, [0.5, 0.5, 1.0])
    lines = {line[:22].strip(): line[22:] for line in told.split("\n")}
    # 1 + 1 + 0 + 3 = 5, 3 + 1 + 0 + 1 = 5, 2 + 1 + 0 + 2.5 = 5.5
    assert lines["all statistics"] == "5.00 s"
    assert lines["ratio"] == "10.0"
    assert lines["intervals"] == "2.00 s"
    assert lines["points"] == "1,000"


def test_every_topic_with_a_reference_group_and_the_districts_are_compared():
    assert topics(measure("suspension_rate")) == [
        "Sex",
        "SEN provision",
        "Free school meals",
        "Ethnicity group",
        "District",
    ]
    assert topics(measure("participation_percent")) == []
