"""Slips of entry: each check on what shows it, and on the nearest thing that must stay silent."""

import pytest

from reanalysis.audit import audit_dataset
from reanalysis.model.config import AuditConfig


@pytest.fixture
def found(dataset, outcomes, scales, paper):
    """Findings of one check, as (row, column, entered)."""

    def of(check, **tables):
        p = paper(**({"groups": "group label n\nall All 30"} | tables))
        return [
            (f.row, f.column, f.entered)
            for f in audit_dataset(dataset(p), outcomes, scales, AuditConfig())
            if f.check == check
        ]

    return of


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2000-02-31", True),
        ("2000-02-29", False),
        ("30/06/2000", True),
        ("30.6.00", True),
        ("June 2000", False),
        ("autumn 1996", False),
        ("June 2002", True),
        ("2001-01-05", False),
        ("", False),
    ],
)
def test_dates_of_the_cut_off(found, text, said):
    assert found("data_cutoff", info={"data_cutoff": text}) == [("1", "data_cutoff", text)] * said


@pytest.mark.parametrize(
    ("label", "split", "many"), [("Low", "dose", 1), ("low", "dose", 1), ("High", "dose", 0), ("Low", "age", 0)]
)
def test_labels_that_stand_twice(found, label, split, many):
    groups = f"group label n parent split\nall All 30 . .\na Low 10 all dose\nb {label} 10 all {split}"
    assert found("label_twice", groups=groups) == [("4", "label", label)] * many


@pytest.mark.parametrize(("unit", "many"), [("g", 1), ("mg", 0)])
def test_units_of_doses(found, unit, many):
    groups = (
        "group label parent split dose dose_unit\nall All . . . .\na A all dose 400 mg\nb B all dose 600 mg\nc "
        f"C all dose 0.8 {unit}"
    )
    assert found("dose_units_differ", groups=groups) == [("5", "dose_unit", unit)] * many


@pytest.mark.parametrize(("name", "many"), [("Mean", 1), ("total:", 1), ("7", 0), ("Meaney", 0)])
def test_rows_that_are_no_patient(found, name, many):
    assert (
        found("row_of_no_patient", patients=f"patient group scale category\n1 all recist cr\n{name} all recist pr")
        == [("3", "patient", name)] * many
    )


@pytest.mark.parametrize(("time", "cause", "many"), [("6+", "progression", 1), ("6", "progression", 0), ("6+", ".", 0)])
def test_causes_of_censored_times(found, time, cause, many):
    assert (
        found(
            "cause_without_event",
            times=f"patient group endpoint time unit cause\n1 all overall_survival {time} months {cause}",
        )
        == [("2", "cause", cause)] * many
    )


@pytest.mark.parametrize(
    ("follow_up", "unit", "many"), [("1.4", "months", 1), ("1.4", "years", 0), ("5", "months", 0), ("26", "months", 0)]
)
def test_follow_up_beside_survival(found, follow_up, unit, many):
    summaries = (
        "group endpoint statistic value unit\nall overall_survival median 12.1 months\nall . "
        f"follow_up_median {follow_up} {unit}"
    )
    assert found("short_follow_up", summaries=summaries) == [("3", "value", follow_up)] * many
