"""Published and independently computed one-sample tests against a known rate."""

from __future__ import annotations

import pytest

from reanalysis.stats.binomial_test import exact_binomial, mid_p_binomial, tipping_rate

R_RUN = "R 4.2.2 binom.test and exactci's mid-p"
LIGARDEN = "Ligarden 2010 in Fagerland, Lydersen and Laake's book, as asserted in the tests of R's contingencytables"

VALUES = [
    (exact_binomial, 15, 30, 0.25, "greater", 0.002749534164, 1e-12, R_RUN),
    (exact_binomial, 15, 30, 0.25, "two_sided", 0.005499068, 1e-9, R_RUN + ", one-sided doubled"),
    (mid_p_binomial, 15, 30, 0.25, "greater", 0.001784261654, 1e-12, R_RUN),
    (exact_binomial, 3, 17, 0.05, "greater", 0.05025297817, 1e-11, R_RUN),
    (exact_binomial, 3, 17, 0.05, "two_sided", 0.1005, 1e-4, R_RUN + ", one-sided doubled"),
    (mid_p_binomial, 3, 17, 0.05, "greater", 0.02952679156, 1e-11, R_RUN),
    (exact_binomial, 13, 16, 0.5, "two_sided", 0.02127, 6e-6, LIGARDEN),
    (mid_p_binomial, 13, 16, 0.5, "two_sided", 0.01273, 6e-6, LIGARDEN),
    (exact_binomial, 51, 235, 1 / 6, "two_sided", 0.0531, 5e-5, "R's exactci, tsmethod central"),
]


@pytest.mark.parametrize(("test", "events", "n", "rate", "alternative", "p_value", "tolerance", "source"), VALUES)
def test_p_value(test, events, n, rate, alternative, p_value, tolerance, source):
    assert test(events, n, rate, alternative=alternative).p_value == pytest.approx(p_value, abs=tolerance), source


@pytest.mark.parametrize(("alpha", "rate"), [(0.025, 0.3130), (0.05, 0.3389)])
def test_known_control_rate_that_15_responses_in_30_still_beat(alpha, rate):
    # The lower limits of R's binom.test at 95% and 90%.
    assert tipping_rate(15, 30, alpha=alpha, alternative="greater") == pytest.approx(rate, abs=5e-5)
