"""Every test gives its p-value and alternative under the same names, in a frozen result."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from reanalysis.stats.binomial_test import exact_binomial, mid_p_binomial
from reanalysis.stats.cox import cox_hazard_ratio
from reanalysis.stats.estimated_reference import one_sample_against_curve, one_sample_against_median
from reanalysis.stats.exact_2x2 import boschloo, fisher, fisher_mid_p
from reanalysis.stats.kaplan_meier import kaplan_meier
from reanalysis.stats.large_tables import boschloo_or_bound
from reanalysis.stats.log_rank import log_rank
from reanalysis.stats.mcnemar import mcnemar_exact, mcnemar_mid_p
from reanalysis.stats.one_sample_log_rank import one_sample_exact, one_sample_oe2
from reanalysis.stats.recognised import chi_square, minimum_likelihood_binomial, yates
from reanalysis.stats.survival_mean import restricted_mean_difference
from reanalysis.stats.trend import cochran_armitage, cochran_armitage_exact, cochran_armitage_mid_p

TIMES = {"times": [2, 4, 6], "events": [1, 0, 1], "against_times": [1, 3, 7], "against_events": [1, 1, 1]}
CALLS = {
    **dict.fromkeys((exact_binomial, mid_p_binomial, minimum_likelihood_binomial), ((5, 17, 0.25), {})),
    **dict.fromkeys((boschloo, boschloo_or_bound, fisher, fisher_mid_p, chi_square, yates), ((5, 17, 2, 15), {})),
    **dict.fromkeys((mcnemar_exact, mcnemar_mid_p), ((5, 2), {})),
    **dict.fromkeys(
        (cochran_armitage, cochran_armitage_exact, cochran_armitage_mid_p), (([0, 1, 3], [4, 4, 4], [1, 2, 3]), {})
    ),
    log_rank: ((), TIMES),
    cox_hazard_ratio: ((), TIMES | {"conf_level": 0.95}),
    one_sample_exact: ((3, 5.5), {"conf_level": 0.95}),
    one_sample_oe2: ((3, 5.5), {}),
    one_sample_against_median: ((3, 5.5, 30), {"conf_level": 0.95}),
    one_sample_against_curve: ((3, 5.5, 0.5), {"conf_level": 0.95}),
    restricted_mean_difference: (
        (kaplan_meier([2, 4, 6], [1, 0, 1]), kaplan_meier([1, 3, 7], [1, 1, 1]), 5.0),
        {"conf_level": 0.95},
    ),
}


@pytest.mark.parametrize("test", CALLS, ids=lambda test: test.__name__)
def test_a_result_says_p_value_and_alternative_and_cannot_be_changed(test):
    arguments, keywords = CALLS[test]
    p_values = {}
    for alternative in ("two_sided", "greater", "less"):
        result = test(*arguments, **keywords, alternative=alternative)
        assert result.alternative == alternative
        assert 0 <= result.p_value <= 1
        p_values[alternative] = result.p_value
        with pytest.raises(FrozenInstanceError):
            result.p_value = 0.5
    assert min(p_values.values()) < p_values["two_sided"] < 1
    with pytest.raises(ValueError, match="alternative"):
        test(*arguments, **keywords, alternative="larger")
