"""What is said of an audit that a release failed."""

from metrics.disclosure.report import kept


def test_a_failed_audit_names_each_count_and_what_nothing_could_hide() -> None:
    audit = {
        "leaks": [
            {"measure_id": "neet_percent", "count": "neet", "cell": [2025, "Calendar year", "x"]}
        ],
        "measures": [
            {"measure_id": "tuition_review_percent", "exposed": 2},
            {"measure_id": "suspension_rate", "exposed": 0},
        ],
    }
    assert kept(audit) == [
        "LEAK neet_percent: neet of 2025 Calendar year x can be worked out",
        "LEAK tuition_review_percent: 2 counts that nothing could be hidden beside",
    ]
