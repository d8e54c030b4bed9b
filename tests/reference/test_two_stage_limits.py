"""Two-stage limits and re-sized second stages against sums of the two-stage distribution in mpmath, 40 digits.

The tables were enumerated by code that shares nothing with the package: `data/two_stage_planned.csv` and
`data/two_stage_resized.csv`. The last four columns of the second are what the formula of Koyama and Chen gives
where stage one had passed r already: a rule of decision that stays the same whatever stage two brings.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from reanalysis.stats.two_stage import koyama_chen, two_stage_umvue
from reanalysis.stats.two_stage_guaranteed import two_stage_jennison_turnbull

DATA = Path(__file__).parent / "data"


def rows(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def design(row):
    return {name: int(row[name]) for name in ("r1", "n1", "n")} | {"p0": float(row["p0"]), "alpha": 0.05}


@pytest.mark.parametrize("row", rows("two_stage_planned.csv"), ids=lambda row: f"{row['x']}of{row['treated']}")
def test_planned_sizes(row):
    x, r = int(row["x"]), int(row["r"])
    published = koyama_chen(x, r=r, **design(row))
    guaranteed = two_stage_jennison_turnbull(x, **design(row))
    umvue = two_stage_umvue(x, r=r, **design(row))
    assert published.p_value == pytest.approx(float(row["p_value"]), rel=1e-9)
    assert guaranteed.p_value == pytest.approx(float(row["p_value"]), rel=1e-9)
    assert (umvue.estimate, published.estimate, published.conf_low) == pytest.approx(
        (float(row["umvue"]), float(row["mue"]), float(row["low_5pc"])), abs=1e-12
    )
    assert guaranteed.conf_low == pytest.approx(published.conf_low, abs=1e-10)
    assert guaranteed.conf_high == pytest.approx(float(row["guaranteed_upper_P(X<=x)=5pc"] or 1.0), abs=1e-10)
    if row["koyama_chen_upper_95pc"] and x < int(row["treated"]):
        assert published.conf_high == pytest.approx(float(row["koyama_chen_upper_95pc"]), abs=1e-12)
    assert guaranteed.conf_high >= published.conf_high - 1e-12


@pytest.mark.parametrize("row", rows("two_stage_resized.csv"), ids=lambda row: f"{row['x']}of{row['treated']}")
def test_second_stages_of_another_size_after_a_first_that_had_passed_r(row):
    x, treated = int(row["x"]), int(row["treated"])
    resized = {"n_actual": treated, "x1": int(row["x1"]), "r": int(row["r"])}
    found = koyama_chen(x, **design(row), **resized)
    assert found.p_value == pytest.approx(float(row["p_actual_size_taken_as_planned"]), rel=1e-7)
    assert (found.estimate, found.conf_low, found.conf_high) == pytest.approx(
        tuple(float(row[name]) for name in ("mue_same", "low_same", "kc_upper_same")), abs=1e-8
    )
    guaranteed = two_stage_jennison_turnbull(x, **design(row), n_actual=treated)
    assert guaranteed.conf_high == pytest.approx(float(row["guaranteed_upper_same"]), abs=1e-8)


def test_twenty_of_twenty_eight_after_seven_of_ten():
    found = koyama_chen(20, r1=1, n1=10, r=5, n=29, n_actual=28, x1=7, p0=0.1, alpha=0.05)
    assert (round(found.estimate, 3), round(found.conf_low, 3), round(found.conf_high, 3)) == (0.694, 0.543, 0.821)
