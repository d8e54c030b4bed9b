import numpy as np
import pytest
from scipy.stats import binom

from reanalysis.stats.proportion import clopper_pearson
from reanalysis.stats.two_stage import koyama_chen
from reanalysis.stats.two_stage_guaranteed import PlanAnswer, plan_answer, two_stage_jennison_turnbull

DESIGNS = [(1, 10, 5, 29), (3, 13, 12, 43), (0, 9, 2, 17), (2, 12, 7, 30)]


def outcomes(r1, n1, n, rate):
    """Responses in all and their probability."""
    total = np.zeros(n + 1)
    for first in range(n1 + 1):
        p = binom.pmf(first, n1, rate)
        if first <= r1:
            total[first] += p
        else:
            total[first : first + n - n1 + 1] += p * binom.pmf(np.arange(n - n1 + 1), n - n1, rate)
    return total


@pytest.mark.parametrize(("r1", "n1", "r", "n"), DESIGNS)
def test_limits_never_cover_less_than_their_level(r1, n1, r, n):
    limits = [two_stage_jennison_turnbull(x, r1=r1, n1=n1, n=n, p0=0.1, alpha=0.05) for x in range(n + 1)]
    below, above = [], []
    for rate in np.linspace(0.005, 0.995, 199):
        p = outcomes(r1, n1, n, rate)
        below.append(sum(p[x] for x in range(n + 1) if limits[x].conf_low > rate))
        above.append(sum(p[x] for x in range(n + 1) if limits[x].conf_high < rate))
    assert max(below) <= 0.05 + 1e-12 and max(above) <= 0.05 + 1e-12


def test_koyama_chen_limits_do_not_guarantee_theirs():
    """That is why the others stand beside them: at p1 = 0.3 their 90% limits cover 82.2%."""
    limits = [koyama_chen(x, r1=1, n1=10, n=29, p0=0.1, alpha=0.05) for x in range(30)]
    p = outcomes(1, 10, 29, 0.3)
    covered = sum(p[x] for x in range(30) if limits[x].conf_low <= 0.3 <= limits[x].conf_high)
    assert covered == pytest.approx(0.822, abs=5e-4)


def test_p_value_and_lower_limit_agree():
    for x in range(30):
        found = two_stage_jennison_turnbull(x, r1=1, n1=10, n=29, p0=0.1, alpha=0.05)
        assert (found.p_value < 0.05) == (found.conf_low > 0.1)
        assert found.p_value == pytest.approx(outcomes(1, 10, 29, 0.1)[x:].sum(), rel=1e-10)


def test_ends():
    none = two_stage_jennison_turnbull(0, r1=1, n1=10, n=29, p0=0.1, alpha=0.05)
    assert (none.conf_low, none.p_value, none.n) == (0.0, pytest.approx(1.0), 10)
    assert none.conf_high == pytest.approx(1 - 0.05 ** (1 / 10), rel=1e-12)
    everybody = two_stage_jennison_turnbull(29, r1=1, n1=10, n=29, p0=0.1, alpha=0.05)
    assert everybody.conf_high == 1.0 and everybody.conf_low == pytest.approx(0.05 ** (1 / 29), rel=1e-12)


def test_a_design_that_hardly_ever_stops_is_one_stage():
    found = two_stage_jennison_turnbull(20, r1=0, n1=20, n=60, p0=0.1, alpha=0.025)
    limits = clopper_pearson(20, 60, conf_level=0.95)
    assert (found.conf_low, found.conf_high) == pytest.approx((limits.conf_low, limits.conf_high), abs=1e-4)


def test_another_size_takes_the_actual_one():
    resized = two_stage_jennison_turnbull(20, r1=1, n1=10, n=29, n_actual=28, p0=0.1, alpha=0.05)
    planned = two_stage_jennison_turnbull(20, r1=1, n1=10, n=28, p0=0.1, alpha=0.05)
    assert (resized.conf_low, resized.conf_high) == (planned.conf_low, planned.conf_high)
    assert "actual size" in resized.note and not planned.note


@pytest.mark.parametrize(
    ("x", "treated", "more", "expected"),
    [
        (1, 10, {}, PlanAnswer("stopped", 2, 10)),
        (6, 29, {}, PlanAnswer("positive", 6, 29)),
        (5, 29, {}, PlanAnswer("negative", 6, 29)),
        (5, 27, {}, PlanAnswer("undecided", 6, 29)),
        (7, 27, {}, PlanAnswer("positive", 6, 29)),
        (7, 31, {}, PlanAnswer("undecided", 6, 29)),
        (2, 10, {}, PlanAnswer("undecided", 6, 29)),
        (6, 29, {"x1": 1}, PlanAnswer("undecided", 2, 10)),
        (6, 29, {"r": None}, PlanAnswer("undecided", None, 29)),
        (6, 29, {"r1": None, "n1": None}, PlanAnswer("positive", 6, 29)),
    ],
)
def test_the_plans_own_answer(x, treated, more, expected):
    assert plan_answer(x, treated, **({"r1": 1, "n1": 10, "r": 5, "n": 29} | more)) == expected


@pytest.mark.parametrize(
    "call",
    [
        lambda: two_stage_jennison_turnbull(1, r1=1, n1=10, n=29, n_actual=20, p0=0.1, alpha=0.05),
        lambda: two_stage_jennison_turnbull(3, r1=1, n1=10, n=29, n_actual=10, p0=0.1, alpha=0.05),
        lambda: two_stage_jennison_turnbull(30, r1=1, n1=10, n=29, p0=0.1, alpha=0.05),
        lambda: two_stage_jennison_turnbull(3, r1=10, n1=10, n=29, p0=0.1, alpha=0.05),
        lambda: two_stage_jennison_turnbull(3, r1=1, n1=10, n=29, p0=0.1, alpha=0.5),
        lambda: two_stage_jennison_turnbull(3, r1=1, n1=10, n=29, p0=1.1, alpha=0.05),
        lambda: plan_answer(5, 4, r1=1, n1=10, n=29, r=5),
    ],
)
def test_out_of_range(call):
    with pytest.raises(ValueError):
        call()
