"""Printed summaries against listed times."""

import pytest

from reanalysis.audit import audit_dataset
from reanalysis.model.config import AuditConfig

# S: 0.75 from 2, 0.5 from 4 to 8, 0.25 from 8
PLATEAU = "2 4 8 9+"


@pytest.fixture
def found(dataset, outcomes, scales, paper):
    def of(summary, times=PLATEAU, n=None, endpoint="overall_survival", unit="months"):
        listed = times.split()
        p = paper(
            groups=f"group label n\nall All {n or len(listed)}",
            summaries=f"group endpoint statistic at value value_unit unit n\nall {endpoint} {summary}",
            times="patient group endpoint time unit\n"
            + "\n".join(f"{i} all {endpoint} {time} {unit}" for i, time in enumerate(listed)),
        )
        return [
            (finding.severity, finding.row, finding.entered, finding.expected, finding.message)
            for finding in audit_dataset(dataset(p), outcomes, scales, AuditConfig())
            if finding.check == "listed_times_differ"
        ]

    return of


@pytest.mark.parametrize(
    ("printed", "times", "expected"),
    [
        ("4", PLATEAU, None),
        ("6.0", PLATEAU, None),
        ("8", PLATEAU, None),
        ("5", PLATEAU, "6"),
        ("7.0", PLATEAU, "6.0"),
        ("NE", PLATEAU, "4.0"),
        ("3", "1 3 5", None),
        ("5", "1 3 5", "3"),
        ("NE", "1 3+ 5+", None),
        ("3", "1 3+ 5+", "NE"),
        ("3.1", "1.00 3.14 5.00", None),
        ("3.2", "1.00 3.14 5.00", "3.1"),
    ],
)
def test_the_median(found, printed, times, expected):
    rows = found(f"median . {printed} . months .", times)
    assert [(severity, row, entered, value) for severity, row, entered, value, _ in rows] == (
        [("warning", "2", printed, expected)] if expected else []
    )


@pytest.mark.parametrize(
    ("summary", "expected"),
    [
        ("survival 3 75 percent months .", None),
        ("survival 4 50 percent months .", None),
        ("survival 4 75 percent months .", "50"),
        ("survival 3 0.7 fraction months .", None),
        ("survival 3 0.70 fraction months .", "0.75"),
        ("survival 12 25 percent months .", None),
        ("min . 2 . months .", None),
        ("min . 3 . months .", "2"),
        ("max . 9 . months .", None),
        ("max . 8 . months .", "9"),
        ("max . >8 . months .", None),
        ("max . 39 . weeks .", None),
        ("mean . 3 . months .", None),
    ],
)
def test_percentages_and_ranges(found, summary, expected):
    assert [value for *_, value, _ in found(summary)] == ([expected] if expected else [])


def test_not_where_times_are_not_listed_for_all(found):
    assert found("median . 5 . months .", n=9) == []
    assert found("median . 5 . months 4", n=9) != []
    assert (
        found("median . 5 . months .", n=9, endpoint="duration_of_response") != []
    )  # of responders, who are fewer than all
    assert found("median . 5 . months 6", n=9, endpoint="duration_of_response") == []


def test_the_ratio_of_two_units_is_named(found):
    ((*_, message),) = found("median . 26 . months .", "26 26 26", unit="weeks")
    assert "printed as 26 (the ratio is that of weeks and months); the 3 listed times give 6" in message
