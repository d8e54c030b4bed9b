"""Intervals and tests that are only recognised: values of R 4.2, other formulas, whole families, and the edges."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import beta, binom

from reanalysis.stats.cox import cox_likelihood_ratio
from reanalysis.stats.log_rank import log_rank
from reanalysis.stats.recognised_bayes import bayes_highest_density, bayes_jeffreys, bayes_uniform
from reanalysis.stats.recognised_greenwood import log_log_survival, log_survival
from reanalysis.stats.recognised_intervals import (
    arcsine,
    logit,
    t_interval,
    wald_corrected,
    wald_unclipped,
    wilson_corrected,
)
from reanalysis.stats.recognised_one_rate import (
    likelihood_ratio_one,
    one_sample_log_rank_classical,
    score_z,
    score_z_corrected,
    wald_z,
)
from reanalysis.stats.recognised_two_rates import (
    barnard,
    likelihood_ratio_two,
    log_odds_z,
    n_minus_1_chi_square,
    unpooled_z,
)
from reanalysis.stats.survival_scales import symmetric_scale

INTERVALS = (
    wilson_corrected,
    logit,
    arcsine,
    wald_unclipped,
    wald_corrected,
    t_interval,
    bayes_uniform,
    bayes_jeffreys,
    bayes_highest_density,
    log_survival,
    log_log_survival,
)


@pytest.mark.parametrize(
    ("method", "events", "n", "level", "low", "high"),
    [
        # prop.test(6, 20); plogis(qlogis(.3) -+ z sqrt(1/6 + 1/14)); sin(asin(sqrt(.3)) -+ z/2/sqrt(20))^2
        (wilson_corrected, 6, 20, 0.95, 0.1283909, 0.5433071),
        (logit, 6, 20, 0.95, 0.1414058, 0.5272397),
        (arcsine, 6, 20, 0.95, 0.1244330, 0.5133706),
        (wald_corrected, 6, 20, 0.95, 0.0741635, 0.5258365),
        # t.test(c(rep(1, 13), rep(0, 28)), conf.level = .9)
        (t_interval, 13, 41, 0.9, 0.1931820, 0.4409644),
        # qbeta(c(.025, .975), 7, 15); its shortest interval by optimize()
        (bayes_uniform, 6, 20, 0.95, 0.1458769, 0.5217511),
        (bayes_highest_density, 6, 20, 0.95, 0.1360695, 0.5092999),
        # summary(survfit(...), times = 1) of 13 events at 1 and 40 censored at 2: conf.type log, log-log, plain
        (log_survival, 40, 53, 0.95, 0.6473343, 0.8799128),
        (log_log_survival, 40, 53, 0.95, 0.6153793, 0.8494971),
        (wald_unclipped, 40, 53, 0.95, 0.6388830, 0.8705510),
    ],
)
def test_intervals_are_those_of_r(method, events, n, level, low, high):
    found = method(events, n, conf_level=level)
    assert (found.conf_low, found.conf_high) == pytest.approx((low, high), abs=2e-6)


@pytest.mark.parametrize("method", INTERVALS)
def test_limits_hold_the_estimate_or_are_not_defined(method):
    for n in (1, 2, 9, 40):
        for x in range(n + 1):
            found = method(x, n, conf_level=0.95)
            assert found.estimate == x / n
            if math.isnan(found.conf_low):
                assert found.note and math.isnan(found.conf_high)
            elif method not in (bayes_uniform, bayes_jeffreys):  # whose equal tails leave out the end
                assert found.conf_low - 1e-9 <= x / n <= found.conf_high + 1e-9
            else:
                assert 0 < found.conf_low < found.conf_high < 1
    for wrong in ((3, 2), (-1, 2), (0, 0)):
        with pytest.raises(ValueError):
            method(*wrong, conf_level=0.95)
    with pytest.raises(ValueError):
        method(1, 3, conf_level=1.0)


def test_the_shortest_interval_has_equal_densities_at_its_ends():
    for x, n in ((1, 7), (6, 20), (39, 40)):
        found = bayes_highest_density(x, n, conf_level=0.9)
        posterior = beta(x + 1, n - x + 1)
        assert posterior.pdf(found.conf_low) == pytest.approx(posterior.pdf(found.conf_high), rel=1e-4)
        assert posterior.cdf(found.conf_high) - posterior.cdf(found.conf_low) == pytest.approx(0.9)
    assert bayes_highest_density(0, 9, conf_level=0.95).conf_high == pytest.approx(1 - 0.05**0.1)


@pytest.mark.parametrize(
    ("test", "counts", "p"),
    [
        # prop.test(15, 30, .25, correct = FALSE / TRUE) and by their formulas
        (score_z, (15, 30, 0.25), 0.0015654),
        (score_z_corrected, (15, 30, 0.25), 0.0031628),
        (wald_z, (15, 30, 0.25), 0.0061699),
        (likelihood_ratio_one, (15, 30, 0.25), 0.0033059),
        (n_minus_1_chi_square, (10, 20, 3, 25), 0.0057198),
        (unpooled_z, (10, 20, 3, 25), 0.0032989),
        (likelihood_ratio_two, (10, 20, 3, 25), 0.0045966),
        # summary(glm(..., binomial))
        (log_odds_z, (10, 20, 3, 25), 0.0088203),
    ],
)
def test_tests_are_those_of_r(test, counts, p):
    assert test(*counts, alternative="two_sided").p_value == pytest.approx(p, abs=1e-6)
    sides = [test(*counts, alternative=side).p_value for side in ("greater", "less")]
    assert min(sides) == pytest.approx(p / 2, rel=1e-4) and sum(sides) == pytest.approx(1)


@pytest.mark.parametrize("counts", [(7, 12, 8, 9), (10, 20, 3, 25), (2, 10, 7, 11)])
def test_barnard_is_the_largest_probability_over_the_common_rate(counts):
    x, n, y, m = counts

    def z(a, b):
        pooled = (a + b) / (n + m)
        spread = np.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
        return np.divide(a / n - b / m, spread, out=np.zeros_like(spread), where=spread > 0)

    first, other = np.meshgrid(np.arange(n + 1.0), np.arange(m + 1.0), indexing="ij")
    extreme = np.abs(z(first, other)) >= np.abs(z(np.array(float(x)), np.array(float(y)))) - 1e-9
    rates = np.linspace(0.0005, 0.9995, 1999)
    largest = max(
        float((np.outer(binom.pmf(range(n + 1), n, rate), binom.pmf(range(m + 1), m, rate)) * extreme).sum())
        for rate in rates
    )
    assert barnard(*counts, alternative="two_sided").p_value == pytest.approx(largest, abs=2e-5)


@pytest.mark.parametrize("test", [n_minus_1_chi_square, unpooled_z, likelihood_ratio_two, log_odds_z, barnard])
def test_no_difference_and_nobody(test):
    for counts in ((0, 5, 0, 7), (5, 5, 7, 7), (0, 1, 0, 1)):
        assert test(*counts, alternative="two_sided").p_value == pytest.approx(1)
    with pytest.raises(ValueError):
        test(1, 5, 1, 7, alternative="other")


def test_a_rate_without_variance():
    assert score_z(0, 5, 0.0, alternative="two_sided").p_value == 1
    assert score_z(1, 5, 0.0, alternative="greater").p_value == 0
    assert wald_z(0, 5, 0.1, alternative="less").p_value == 0
    assert likelihood_ratio_one(1, 5, 0.0, alternative="two_sided").p_value == 0
    assert likelihood_ratio_one(0, 5, 0.0, alternative="two_sided").p_value == 1
    assert unpooled_z(0, 5, 7, 7, alternative="less").p_value == 0


def test_cox_likelihood_ratio_is_rs():
    # summary(coxph(Surv(t, e) ~ g))$logtest; ovarian by rx; every event in one group, where R stops on its way up
    first, other = ([6, 7, 10, 15], [1, 0, 1, 0]), ([1, 3, 5, 8], [1, 1, 1, 1])
    found = cox_likelihood_ratio(*first, against_times=other[0], against_events=other[1])
    assert (found.statistic, found.p_value) == pytest.approx((4.288171, 0.03837844), rel=1e-6)
    times = [59, 115, 156, 431, 448, 477, 638, 803, 855, 1040, 1106, 268, 329]
    events = [1, 1, 1, 1, 0, 0, 1, 0, 0, 0, 0, 1, 1]
    others = [421, 464, 475, 563, 744, 769, 770, 1129, 1206, 1227, 353, 365, 377]
    other_events = [0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 0]
    found = cox_likelihood_ratio(times, events, against_times=others, against_events=other_events)
    assert found.statistic == pytest.approx(1.051453, rel=1e-6)
    none = cox_likelihood_ratio(first[0], [0] * 4, against_times=other[0], against_events=other[1])
    assert none.statistic == pytest.approx(7.475339, rel=1e-6)
    swapped = cox_likelihood_ratio(*other, against_times=first[0], against_events=[0] * 4)
    assert swapped.statistic == pytest.approx(none.statistic)
    nothing = cox_likelihood_ratio([1], [0], against_times=[2], against_events=[0])
    assert (nothing.statistic, nothing.p_value) == (0, 1)
    assert found.p_value == pytest.approx(
        log_rank(times, events, against_times=others, against_events=other_events, alternative="two_sided").p_value,
        abs=0.02,
    )


def test_the_classical_one_sample_test():
    assert one_sample_log_rank_classical(8, 16.0, alternative="two_sided").p_value == pytest.approx(0.0455003, abs=1e-7)
    assert one_sample_log_rank_classical(0, 4.0, alternative="less").p_value == pytest.approx(0.0227501, abs=1e-7)
    for wrong in ((-1, 2.0), (1, 0.0), (1, math.inf)):
        with pytest.raises(ValueError):
            one_sample_log_rank_classical(*wrong, alternative="less")


@pytest.mark.parametrize(
    ("percent", "low", "high", "scale"),
    [
        (75.5, 61.5, 85.0, "log-log"),
        (75.5, 64.7, 88.1, "log"),
        (75.5, 63.9, 87.1, "plain"),
        (75.5, 60.0, 77.0, ""),
        (75.5, 76.0, 88.0, ""),
        (0.0, 0.0, 10.0, ""),
    ],
)
def test_the_scale_of_printed_survival_limits(percent, low, high, scale):
    printed = [((value - 0.05) / 100, (value + 0.05) / 100) for value in (percent, low, high)]
    assert symmetric_scale(*printed) == scale
