"""Effects of single studies and their sampling variances, on the scales on which effects are pooled.

Half a patient is added in a study with an empty or a full cell and in no other. On the arcsine and Freeman-Tukey
scales nothing is added; their variance depends on n alone.

References
----------
Freeman MF, Tukey JW (1950) Ann Math Stat 21:607-611, doi:10.1214/aoms/1177729756. Miller JJ (1978) Am Stat 32:138,
doi:10.1080/00031305.1978.10479283: the way back. Schwarzer G, Chemaitelly H, Abu-Raddad LJ, Ruecker G (2019) Res Synth
Methods 10:476-483, doi:10.1002/jrsm.1348: why the way back of Freeman and Tukey misleads where sizes differ.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from ._validate import validate_counts

HALF = 0.5


@dataclass(frozen=True, slots=True)
class StudyEffect:
    """Effect of one study on an additive scale and its sampling variance; `corrected` where half a patient was added
    to each cell."""

    effect: float
    variance: float
    corrected: bool = False


def logit_effect(events: int, n: int) -> StudyEffect:
    """Log-odds of a proportion; half a patient is added to both cells at 0 and at n.

    Parameters
    ----------
    events, n : int
        Patients with the event, patients in all.

    Returns
    -------
    StudyEffect

    Raises
    ------
    ValueError
        On counts out of range.

    Examples
    --------
    >>> logit_effect(0, 17).corrected, round(logit_effect(8, 30).effect, 4)
    (True, -1.0116)
    """
    events, n = validate_counts(events, n)
    corrected = events in (0, n)
    add = HALF if corrected else 0.0
    yes, no = events + add, n - events + add
    return StudyEffect(math.log(yes / no), 1 / yes + 1 / no, corrected)


def arcsine_effect(events: int, n: int) -> StudyEffect:
    """Arcsine of the square root of a proportion; defined at 0 and at n.

    Parameters
    ----------
    events, n : int
        Patients with the event, patients in all.

    Returns
    -------
    StudyEffect

    Raises
    ------
    ValueError
        On counts out of range.

    Examples
    --------
    >>> arcsine_effect(5, 10)
    StudyEffect(effect=0.7853981633974484, variance=0.025, corrected=False)
    """
    events, n = validate_counts(events, n)
    return StudyEffect(math.asin(math.sqrt(events / n)), 1 / (4 * n))


def arcsine_back(effect: float) -> float:
    """Proportion of an arcsine; 0 or 1 beyond the range of the scale.

    Parameters
    ----------
    effect : float

    Returns
    -------
    float

    Examples
    --------
    >>> round(arcsine_back(0.785398), 4)
    0.5
    """
    return math.sin(min(max(effect, 0.0), math.pi / 2)) ** 2


def freeman_tukey_effect(events: int, n: int) -> StudyEffect:
    """Double arcsine of Freeman and Tukey: the mean of the arcsines of x / (n + 1) and (x + 1) / (n + 1).

    Parameters
    ----------
    events, n : int
        Patients with the event, patients in all.

    Returns
    -------
    StudyEffect

    Raises
    ------
    ValueError
        On counts out of range.

    Examples
    --------
    >>> round(freeman_tukey_effect(1, 10).effect, 6)
    0.373394
    """
    events, n = validate_counts(events, n)
    lower, upper = math.asin(math.sqrt(events / (n + 1))), math.asin(math.sqrt((events + 1) / (n + 1)))
    return StudyEffect((lower + upper) / 2, 1 / (4 * n + 2))


def freeman_tukey_back(effect: float, n: float) -> float:
    """Proportion of a double arcsine for a size n (Miller 1978); 0 or 1 beyond what that size can give.

    Parameters
    ----------
    effect : float
    n : float
        The size; for a mean of several studies the harmonic mean of their sizes, an arbitrary choice on which the
        result depends.

    Returns
    -------
    float

    Examples
    --------
    >>> round(freeman_tukey_back(freeman_tukey_effect(3, 17).effect, 17), 4)
    0.1765
    """
    if effect <= freeman_tukey_ends(n)[0]:
        return 0.0
    if effect >= freeman_tukey_ends(n)[1]:
        return 1.0
    sine = math.sin(2 * effect)
    root = math.sqrt(max(0.0, 1 - (sine + (sine - 1 / sine) / n) ** 2))
    return 0.5 * (1 - math.copysign(root, math.cos(2 * effect)))


def freeman_tukey_ends(n: float) -> tuple[float, float]:
    """The double arcsine of no patient and of all patients of a size.

    Parameters
    ----------
    n : float
        The size.

    Returns
    -------
    low, high : float

    Examples
    --------
    >>> low, high = freeman_tukey_ends(17)
    >>> round(low, 4), round(high, 4)
    (0.119, 1.4518)
    """
    low = math.asin(math.sqrt(1 / (n + 1))) / 2
    return low, math.pi / 2 - low


def harmonic_mean(n: list[int]) -> float:
    """Harmonic mean of the sizes of studies, each at least 1.

    Parameters
    ----------
    n : list of int

    Returns
    -------
    float

    Examples
    --------
    >>> round(harmonic_mean([10, 20, 40]), 4)
    17.1429
    """
    return len(n) / sum(1 / size for size in n)


def log_rate_effect(events: int, exposure: float) -> StudyEffect:
    """Logarithm of a rate; half an event is added where there is none.

    Parameters
    ----------
    events : int
    exposure : float
        Sum of the times at risk.

    Returns
    -------
    StudyEffect

    Raises
    ------
    ValueError
        events negative, or exposure not above 0.

    Examples
    --------
    >>> found = log_rate_effect(3, 42.0)
    >>> round(found.effect, 4), round(found.variance, 4)
    (-2.6391, 0.3333)
    """
    if events < 0 or not exposure > 0:
        raise ValueError("events must be 0 or more, and exposure above 0")
    count = events + HALF if events == 0 else float(events)
    return StudyEffect(math.log(count / exposure), 1 / count, events == 0)


def log_ratio_effect(measure: str, events_1: int, n_1: int, events_2: int, n_2: int) -> StudyEffect:
    """Log risk ratio or log odds ratio of group 1 over group 2.

    Parameters
    ----------
    measure : {"risk_ratio", "odds_ratio"}
    events_1, n_1, events_2, n_2 : int
        Counts of the two groups. Half a patient is added to every cell where one is empty.

    Returns
    -------
    StudyEffect

    Raises
    ------
    ValueError
        For impossible counts, an unknown measure, and where neither group has an event or everybody has it: such a
        study says nothing about a ratio.

    Examples
    --------
    >>> found = log_ratio_effect("risk_ratio", 4, 123, 11, 139)
    >>> round(found.effect, 4), round(found.variance, 4)
    (-0.8893, 0.3256)
    """
    (a, n_1), (c, n_2) = validate_counts(events_1, n_1), validate_counts(events_2, n_2)
    if measure not in ("risk_ratio", "odds_ratio"):
        raise ValueError(f"measure must be risk_ratio or odds_ratio, not {measure!r}")
    if (a, c) in ((0, 0), (n_1, n_2)):
        raise ValueError("without an event, or with everybody's, a study says nothing about a ratio")
    corrected = 0 in (a, n_1 - a, c, n_2 - c)
    add = HALF if corrected else 0.0
    x, y, u, w = a + add, n_1 - a + add, c + add, n_2 - c + add
    if measure == "odds_ratio":
        return StudyEffect(math.log(x * w / (y * u)), 1 / x + 1 / y + 1 / u + 1 / w, corrected)
    total_1, total_2 = x + y, u + w
    return StudyEffect(math.log(x / total_1 / (u / total_2)), 1 / x - 1 / total_1 + 1 / u - 1 / total_2, corrected)


def risk_difference_effect(events_1: int, n_1: int, events_2: int, n_2: int) -> StudyEffect:
    """Difference of two proportions; where its variance would be 0, half a patient is added to every cell for the
    variance alone.

    Parameters
    ----------
    events_1, n_1, events_2, n_2 : int
        Patients with the event and patients in all, of each group.

    Returns
    -------
    StudyEffect

    Raises
    ------
    ValueError
        On counts out of range.

    Examples
    --------
    >>> found = risk_difference_effect(15, 30, 6, 20)
    >>> round(found.effect, 4), round(found.variance, 6)
    (0.2, 0.018833)
    """
    (a, n_1), (c, n_2) = validate_counts(events_1, n_1), validate_counts(events_2, n_2)
    difference = a / n_1 - c / n_2
    variance = a * (n_1 - a) / n_1**3 + c * (n_2 - c) / n_2**3
    if variance:
        return StudyEffect(difference, variance)
    x, y, u, w = a + HALF, n_1 - a + HALF, c + HALF, n_2 - c + HALF
    return StudyEffect(difference, x * y / (x + y) ** 3 + u * w / (u + w) ** 3, True)


def ratio_from_limits(estimate: float, conf_low: float, conf_high: float, *, conf_level: float) -> StudyEffect:
    """Log of a printed ratio, with the variance that its printed limits imply (Parmar, Torri, Stewart 1998).

    Parameters
    ----------
    estimate, conf_low, conf_high : float
        As printed.
    conf_level : float
        Level of the printed limits.

    Returns
    -------
    StudyEffect

    Raises
    ------
    ValueError
        Unless 0 < low < high and the estimate lies between them.

    Examples
    --------
    >>> found = ratio_from_limits(0.75, 0.6, 0.94, conf_level=0.95)
    >>> round(found.effect, 4), round(found.variance, 5)
    (-0.2877, 0.01312)
    """
    from .pooled import quantile

    if not 0 < conf_low <= estimate <= conf_high < math.inf or conf_low == conf_high:
        raise ValueError("a ratio must lie between its limits, which must be above 0 and finite")
    error = (math.log(conf_high) - math.log(conf_low)) / (2 * quantile(math.inf, conf_level))
    return StudyEffect(math.log(estimate), error * error)


def survival_effect(survival: float, *, std_error: float) -> StudyEffect:
    """log(-log S) of a survival probability strictly between 0 and 1, with its variance by the delta method.

    Parameters
    ----------
    survival, std_error : float
        A survival probability and its standard error.

    Returns
    -------
    StudyEffect

    Raises
    ------
    ValueError
        Unless survival lies strictly between 0 and 1 and std_error is above 0.

    Notes
    -----
    Larger values mean worse survival: the way back, exp(-exp(y)), is decreasing.

    Examples
    --------
    >>> found = survival_effect(0.6, std_error=0.08)
    >>> round(found.effect, 4), round(found.variance, 5)
    (-0.6717, 0.06813)
    """
    if not 0 < survival < 1 or not std_error > 0:
        raise ValueError("survival must lie strictly between 0 and 1, and its standard error above 0")
    return StudyEffect(math.log(-math.log(survival)), (std_error / (survival * math.log(survival))) ** 2)
