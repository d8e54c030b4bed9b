import itertools

import pytest

from reanalysis.stats.exact_2x2 import boschloo
from reanalysis.stats.fragility import fragility
from reanalysis.stats.proportion import clopper_pearson
from reanalysis.stats.two_proportions import newcombe_difference
from reanalysis.stats.verdict import difference


def two_groups(n, m, alpha=0.05):
    def of(x, y):
        limits = newcombe_difference(x, n, y, m, conf_level=0.95)
        p = boschloo(x, n, y, m, alternative="two_sided").p_value
        return difference(limits.conf_low, limits.conf_high, p, estimate=limits.estimate, null=0, alpha=alpha)

    return of


def against(rate, n):
    def of(x, _):
        limits = clopper_pearson(x, n, conf_level=0.95)
        p = 0.0 if limits.conf_low > rate or limits.conf_high < rate else 1.0
        return difference(limits.conf_low, limits.conf_high, p, estimate=x / n, null=rate, alpha=0.05)

    return of


def test_two_of_nine_responders_and_not_46_controls():
    # 6/9 against 43/270: with 4/9 Boschloo's p is 0.054; it takes 89 instead of 43 control events to say the same
    found = fragility(two_groups(9, 270), 6, 9, control=(43, 270))
    assert (found.patients, found.in_group, found.events, found.n) == (2, True, 4, 9)
    assert found.found.state != "shown"


def test_it_is_the_smallest_by_brute_force():
    for n, m in ((5, 7), (9, 4)):
        of = two_groups(n, m)
        for x, y in itertools.product(range(n + 1), range(m + 1)):
            before = of(x, y)
            sizes = [abs(k - x) for k in range(n + 1) if (of(k, y).state, of(k, y).side) != (before.state, before.side)]
            sizes += [
                abs(k - y) for k in range(m + 1) if (of(x, k).state, of(x, k).side) != (before.state, before.side)
            ]
            found = fragility(of, x, n, control=(y, m))
            assert (found.patients if found else None) == min(sizes, default=None)


def test_a_known_rate_has_no_patients():
    found = fragility(against(0.25, 30), 15, 30)
    assert (found.patients, found.in_group, found.events) == (3, True, 12)  # the limit of 12/30 is 22.7%


def test_beyond_the_numbers_tried_one_by_one():
    found = fragility(against(0.25, 400), 200, 400)
    one_by_one = next(k for k in range(1, 200) if clopper_pearson(200 - k, 400, conf_level=0.95).conf_low <= 0.25)
    assert found.patients == one_by_one > 25


def test_nothing_changes_a_group_of_one():
    assert fragility(two_groups(1, 1), 0, 1, control=(0, 1)) is None


def test_out_of_range():
    with pytest.raises(ValueError):
        fragility(two_groups(3, 3), 4, 3, control=(0, 3))
    with pytest.raises(ValueError):
        fragility(two_groups(3, 3), 1, 3, control=(4, 3))
