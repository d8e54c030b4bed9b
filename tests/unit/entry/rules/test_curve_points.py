"""Points of a curve just outside its axes are read; points far outside are not."""

import pytest

from reanalysis.entry.rules.curve_points import LARGEST_FRACTION, SLIP
from reanalysis.stats import curve_cleaning

HEADER = "group,endpoint,time,survival,unit,source\n"


def curve(*points):
    return HEADER + "".join(f"all,overall_survival,{time},{survival},months,Figure 1\n" for time, survival in points)


def test_the_tolerance_is_that_of_the_cleaning():
    assert (float(LARGEST_FRACTION), float(SLIP)) == (curve_cleaning.LARGEST_FRACTION, curve_cleaning.SLIP)


@pytest.mark.parametrize(
    "points",
    [
        [(0, 100), (0, "100.4"), (6, 70), (12, 40)],
        [(0, 1), (6, "0.7"), (24, "-0.002")],
        [(0, 100), (6, 70), (24, "-0.3")],
        [("-0.3", 1), (6, "0.7"), (12, "0.4")],
        [(0, 100), (6, 105), (24, -5)],
        [("-0.6", 1), (12, "0.4")],
    ],
)
def test_clicks_beside_an_axis_are_read(paper, points):
    read, findings, *_ = paper.write("curves.csv", curve(*points)).read()
    assert [str(row.survival) for row in read.curves] == [str(survival) for _, survival in points] and not [
        finding for finding in findings if finding.severity == "error"
    ]


@pytest.mark.parametrize(
    ("points", "column", "entered"),
    [
        ([(0, 100), (6, "105.1")], "survival", "105.1"),
        ([(0, 100), (6, "-5.1")], "survival", "-5.1"),
        ([(0, 1), (6, "-0.06")], "survival", "-0.06"),
        ([("-0.7", 1), (12, "0.4")], "time", "-0.7"),
    ],
)
def test_what_no_click_explains_is_an_error(paper, points, column, entered):
    error = paper.write("curves.csv", curve(*points)).only_error()
    assert (error.check, error.column, error.entered) == ("e_limits", column, entered)


def test_a_minus_sign_elsewhere_is_an_error(paper):
    assert (
        paper.write(
            "at_risk.csv", "group,endpoint,time,n_at_risk,unit,source\nall,overall_survival,-1,20,months,Figure 1\n"
        )
        .only_error()
        .check
        == "e_num"
    )


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("0.48360329777487654", "0.48360329777487654"),
        ("-1.7763568394002505e-15", "-1.7763568394002505E-15"),
        ("9.5E-1", "0.95"),
        (".5", "0.5"),
        ("1e-99", "0E-20"),
    ],
)
def test_a_point_has_as_many_digits_as_its_digitiser_wrote(paper, typed, value):
    from decimal import Decimal

    from reanalysis.model.store import cells_of, row_of

    paper.write(
        "curves.csv",
        "group,endpoint,time,survival,unit,source\nall,overall_survival,0,1,months,F\n"
        f"all,overall_survival,1,{typed},months,F\n",
    )
    found, findings = paper.read()
    assert found is not None, [finding.message for finding in findings]
    point = found.curves[1]
    assert point.survival == Decimal(value)
    assert row_of(type(point), cells_of(point)).survival == point.survival
