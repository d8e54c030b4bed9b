"""Common ratios and differences of several two-group studies, stratum by stratum: Mantel-Haenszel, Peto, exact.

No variance between studies is in these models. Studies without an event in either group add nothing to a ratio (nor
do those in which everybody has it), but they count in a risk difference. statsmodels' StratifiedTable agrees on the
odds ratio; it has no limits of the risk ratio or the risk difference and no exact limits, so it is the second source
of the tests.

References
----------
Mantel N, Haenszel W (1959) J Natl Cancer Inst 22:719-748, doi:10.1093/jnci/22.4.719. Greenland S, Robins JM (1985)
Biometrics 41:55-68, doi:10.2307/2530643. Robins J, Breslow N, Greenland S (1986) Biometrics 42:311-323,
doi:10.2307/2531052. Sato T, Greenland S, Robins JM (1989) Biometrics 45:1323-1324, doi:10.2307/2531784. Yusuf S,
Peto R, Lewis J, Collins R, Sleight P (1985) Prog Cardiovasc Dis 27:335-371, doi:10.1016/s0033-0620(85)80003-7. Gart JJ
(1970) Biometrika 57:471-475, doi:10.1093/biomet/57.3.471 (exact limits).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import gammaln, logsumexp

from ._validate import validate_counts, validate_level
from .pooled import quantile
from .results import Interval

FloatArray = NDArray[np.float64]
Tables = Sequence[tuple[int, int, int, int]]


def mantel_haenszel(measure: str, tables: Tables, *, conf_level: float = 0.95) -> Interval:
    """Mantel-Haenszel estimate of a common risk ratio, odds ratio or risk difference.

    Parameters
    ----------
    measure : {"risk_ratio", "odds_ratio", "risk_difference"}
    tables : sequence of (events_1, n_1, events_2, n_2)
        One study each; group 1 over (or minus) group 2. Nothing is added to empty cells.
    conf_level : float

    Returns
    -------
    Interval
        Limits with the variances of Greenland and Robins (1985) for the risk ratio, of Robins, Breslow and Greenland
        (1986) for the odds ratio and of Sato, Greenland and Robins (1989) for the difference, which holds for few
        large studies as well as for many small ones. Without any event in one of the groups a ratio is 0 or inf and
        has no limits but 0 and inf, which the note says; without one in both it is nan.

    Raises
    ------
    ValueError
        For no study, impossible counts, an unknown measure or a level outside (0, 1).

    Examples
    --------
    >>> round(mantel_haenszel("odds_ratio", [(3, 20, 5, 18), (2, 11, 4, 12)]).estimate, 4)
    0.4529
    """
    rows = _checked(tables)
    z = quantile(math.inf, validate_level(conf_level))
    a, n_1, c, n_2 = rows.T
    b, d, total = n_1 - a, n_2 - c, n_1 + n_2
    if measure == "risk_difference":
        weight = n_1 * n_2 / total
        estimate = float((a * n_2 - c * n_1) @ (1 / total) / weight.sum())
        share_1, share_2 = n_1 / total, n_2 / total
        leaning = c * share_1**2 - a * share_2**2 + share_1 * share_2 * (n_2 - n_1) / 2
        variance = estimate * float(leaning.sum()) + float(((a * d + c * b) / total).sum()) / 2
        half = z * math.sqrt(max(variance, 0.0)) / float(weight.sum())
        note = "clipped at -1 or 1" if abs(estimate) + half > 1 else ""
        return Interval(estimate, max(-1.0, estimate - half), min(1.0, estimate + half), conf_level, note)
    if measure == "odds_ratio":
        r, s = a * d / total, b * c / total
        p, q = (a + d) / total, (b + c) / total
        up, down = float(r.sum()), float(s.sum())
        if up and down:
            variance = float((p @ r) / (2 * up**2) + (p @ s + q @ r) / (2 * up * down) + (q @ s) / (2 * down**2))
    elif measure == "risk_ratio":
        up, down = float(a @ (n_2 / total)), float(c @ (n_1 / total))
        if up and down:
            variance = float(((n_1 * n_2 * (a + c) - a * c * total) / total**2).sum()) / (up * down)
    else:
        raise ValueError(f"measure must be risk_ratio, odds_ratio or risk_difference, not {measure!r}")
    if not (up and down):
        return _open(up, down, conf_level)
    return _ratio(math.log(up / down), z * math.sqrt(variance), conf_level)


def peto_odds_ratio(tables: Tables, *, conf_level: float = 0.95) -> Interval:
    """Peto's one-step estimate of a common odds ratio: exp((O - E) / V) summed over studies.

    Parameters
    ----------
    tables, conf_level
        As in `mantel_haenszel`.

    Returns
    -------
    Interval
        nan without information (V = 0), which the note says.

    Raises
    ------
    ValueError
        As `mantel_haenszel`.

    Notes
    -----
    For rare events and groups of like size.

    Examples
    --------
    >>> round(peto_odds_ratio([(3, 20, 5, 18), (2, 11, 4, 12)]).estimate, 4)
    0.4724
    """
    rows = _checked(tables)
    z = quantile(math.inf, validate_level(conf_level))
    a, n_1, c, n_2 = rows.T
    total, events = n_1 + n_2, a + c
    expected = events * n_1 / total
    variance = expected * n_2 * (total - events) / (total * np.maximum(total - 1, 1))
    v = float(variance.sum())
    if not v:
        return Interval(math.nan, math.nan, math.nan, conf_level, "no study has both events and patients without")
    return _ratio(float((a - expected).sum()) / v, z / math.sqrt(v), conf_level)


def exact_common_odds_ratio(tables: Tables, *, conf_level: float = 0.95) -> Interval:
    """Conditional maximum-likelihood estimate of a common odds ratio with exact (central) limits.

    Parameters
    ----------
    tables, conf_level
        As in `mantel_haenszel`.

    Returns
    -------
    Interval

    Raises
    ------
    ValueError
        As `mantel_haenszel`.

    Notes
    -----
    The sum of the first groups' events is referred to the convolution of the studies' noncentral hypergeometric
    distributions. An estimate at the border of what can happen is 0 or inf, with a limit on the other side only;
    without information it is nan with limits 0 and inf.

    Examples
    --------
    >>> found = exact_common_odds_ratio([(3, 20, 5, 18), (2, 11, 4, 12)])
    >>> round(found.estimate, 4), round(found.conf_low, 4), round(found.conf_high, 4)
    (0.4651, 0.1066, 1.8111)
    """
    rows = _checked(tables)
    validate_level(conf_level)
    logs, lowest = _sum_distribution(rows)
    counts = np.arange(len(logs), dtype=float)
    seen = int(rows[:, 0].sum()) - lowest
    if len(logs) == 1:
        return Interval(math.nan, 0.0, math.inf, conf_level, "the margins allow no other tables")
    tail = (1 - conf_level) / 2

    def mean(log_ratio: float) -> float:
        weights = logs + counts * log_ratio
        return float(np.exp(weights - logsumexp(weights)) @ counts)

    def upper_tail(log_ratio: float) -> float:
        weights = logs + counts * log_ratio
        return float(np.exp(logsumexp(weights[seen:]) - logsumexp(weights)))

    def lower_tail(log_ratio: float) -> float:
        weights = logs + counts * log_ratio
        return float(np.exp(logsumexp(weights[: seen + 1]) - logsumexp(weights)))

    first, last = seen == 0, seen == len(logs) - 1
    estimate = 0.0 if first else math.inf if last else math.exp(_root(lambda at: mean(at) - seen))
    low = 0.0 if first else math.exp(_root(lambda at: upper_tail(at) - tail))
    high = math.inf if last else math.exp(_root(lambda at: tail - lower_tail(at)))
    return Interval(estimate, low, high, conf_level)


def _checked(tables: Tables) -> FloatArray:
    if not len(tables):
        raise ValueError("there must be one study or more")
    for events_1, n_1, events_2, n_2 in tables:
        validate_counts(events_1, n_1)
        validate_counts(events_2, n_2)
    return np.asarray(tables, dtype=float)


def _ratio(log_estimate: float, half: float, conf_level: float) -> Interval:
    return Interval(math.exp(log_estimate), math.exp(log_estimate - half), math.exp(log_estimate + half), conf_level)


def _open(up: float, down: float, conf_level: float) -> Interval:
    estimate = math.nan if up == down else 0.0 if not up else math.inf
    return Interval(estimate, 0.0, math.inf, conf_level, "one of the groups has no event in any study: no limits")


def _sum_distribution(rows: FloatArray) -> tuple[FloatArray, int]:
    """Log-weights, at an odds ratio of 1, of the possible sums of the first groups' events, and the smallest sum."""
    logs, lowest = np.zeros(1), 0
    for a, n_1, c, n_2 in rows:
        events = a + c
        low, high = int(max(0.0, events - n_2)), int(min(n_1, events))
        x = np.arange(low, high + 1, dtype=float)
        one = -(gammaln(x + 1) + gammaln(n_1 - x + 1) + gammaln(events - x + 1) + gammaln(n_2 - events + x + 1))
        one -= logsumexp(one)
        table = logs[:, None] + one[None, :]
        places = np.add.outer(np.arange(len(logs)), np.arange(len(one)))
        joined = np.full(len(logs) + len(one) - 1, -math.inf)
        np.logaddexp.at(joined, places, table)
        logs, lowest = joined, lowest + low
    return logs, lowest


def _root(function: Callable[[float], float]) -> float:
    """Root of an increasing function of a log ratio."""
    reach = 1.0
    while function(-reach) > 0 or function(reach) < 0:
        reach *= 2
    return float(brentq(function, -reach, reach, xtol=1e-12))
