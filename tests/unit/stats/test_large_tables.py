import itertools

import pytest

from reanalysis.stats import large_tables
from reanalysis.stats.exact_2x2 import boschloo
from reanalysis.stats.large_tables import boschloo_or_bound


def test_small_tables_have_boschloos_p_itself():
    found = boschloo_or_bound(15, 30, 43, 112, alternative="two_sided")
    assert (found.p_value, found.is_bound) == (boschloo(15, 30, 43, 112, alternative="two_sided").p_value, False)


@pytest.mark.parametrize("alternative", ["two_sided", "greater", "less"])
def test_the_bound_is_never_below(monkeypatch, alternative):
    monkeypatch.setattr(large_tables, "MOST_PATIENTS_OF_BOSCHLOO", 0)
    for n, m in ((1, 1), (4, 7), (9, 5)):
        for x, y in itertools.product(range(n + 1), range(m + 1)):
            found = boschloo_or_bound(x, n, y, m, alternative=alternative)
            assert found.is_bound and 0 < found.p_value <= 1
            assert found.p_value >= boschloo(x, n, y, m, alternative=alternative).p_value - 1e-12


def test_a_table_of_seventeen_thousand_has_the_bound():
    found = boschloo_or_bound(1570, 8587, 1720, 8600, alternative="two_sided")
    # R 4.2.2: 2 * min of the one-sided p.value of fisher.test
    assert found.is_bound and found.p_value == pytest.approx(0.0044975125324428, rel=1e-9)


def test_out_of_range():
    with pytest.raises(ValueError):
        boschloo_or_bound(3, 2, 1, 2, alternative="two_sided")
    with pytest.raises(ValueError):
        boschloo_or_bound(1, 2, 1, 2, alternative="both")
