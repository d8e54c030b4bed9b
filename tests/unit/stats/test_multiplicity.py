"""Adjusted p-values against their definitions, statsmodels, and what any adjustment must keep."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from reanalysis.stats.multiplicity import benjamini_hochberg, holm

both = pytest.mark.parametrize("adjust", [holm, benjamini_hochberg], ids=lambda adjust: adjust.__name__)
property_test = settings(derandomize=True, deadline=None, max_examples=60)
P_VALUES = st.sampled_from([0.0, 1e-12, 0.004, 0.01, 0.02, 0.049, 0.05, 0.3, 0.7, 1.0])
FAMILIES = st.lists(P_VALUES, min_size=1, max_size=8)


@property_test
@given(family=FAMILIES)
def test_from_the_definitions(family):
    m = len(family)
    for p, by_holm, by_bh in zip(family, holm(family), benjamini_hochberg(family), strict=True):
        # Holm: the largest multiple among the p-values no larger; BH: the smallest multiple among those no smaller.
        multiples = [min(1, q * sum(other >= q for other in family)) for q in family if q <= p]
        assert by_holm == pytest.approx(max(multiples), rel=1e-12)
        multiples = [min(1, q * m / sum(other <= q for other in family)) for q in family if q >= p]
        assert by_bh == pytest.approx(min(multiples), rel=1e-12)


@pytest.mark.parametrize("family", [[0.01, 0.02, 0.03, 0.04, 0.005], [0, 1, 0.5, 0.5], [0.9, 0.011, 0.011, 0.2]])
def test_as_statsmodels(family):
    assert holm(family) == pytest.approx(tuple(multipletests(family, method="holm")[1]), rel=1e-14)
    assert benjamini_hochberg(family) == pytest.approx(tuple(multipletests(family, method="fdr_bh")[1]), rel=1e-14)


@both
@property_test
@given(family=FAMILIES, data=st.data())
def test_order_of_the_family_does_not_matter(adjust, family, data):
    order = data.draw(st.permutations(range(len(family))))
    adjusted = adjust(family)
    assert adjust([family[i] for i in order]) == tuple(adjusted[i] for i in order)


@property_test
@given(family=FAMILIES)
def test_between_the_raw_p_and_bonferroni(family):
    for p, by_holm, by_bh in zip(family, holm(family), benjamini_hochberg(family), strict=True):
        assert p <= by_bh * (1 + 1e-15) <= by_holm * (1 + 1e-14)
        assert by_holm <= min(1, p * len(family))


@both
@pytest.mark.parametrize("p", [0, 0.03, 1])
def test_a_family_of_one_is_unchanged(adjust, p):
    assert adjust([p]) == (p,)
    assert adjust(np.array([p, p])) == (min(1, p * (2 if adjust is holm else 1)),) * 2


@both
@pytest.mark.parametrize("family", [[], [0.1, 1.2], [-0.1], [float("nan")], ["0.1"], [True]])
def test_bad_families_are_refused(adjust, family):
    with pytest.raises(ValueError, match=r"at least one|between 0 and 1"):
        adjust(family)
