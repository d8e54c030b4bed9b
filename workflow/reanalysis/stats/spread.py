"""What a mean and a standard deviation can be, given the number of values, their range, and that they are whole.

Printed numbers stand for ranges: every argument that is printed comes as the least and the largest value that print so,
and a result is the widest range that these allow.
"""

from __future__ import annotations

import math
from fractions import Fraction

Range = tuple[Fraction, Fraction]


def mean_range(n: int, smallest: Range, largest: Range) -> Range:
    """The means that n values with a known smallest and largest one can have.

    Parameters
    ----------
    n : int
        Values, 2 or more.
    smallest, largest : tuple of Fraction
        The least and the largest number that print as the smallest and the largest value.

    Returns
    -------
    tuple of Fraction
        ((n - 1) smallest + largest)/n to (smallest + (n - 1) largest)/n.

    Raises
    ------
    ValueError
        n below 2.

    Notes
    -----
    Reached when all but one of the values are the same. With n = 2 it is one point, the middle.

    Examples
    --------
    >>> low, high = mean_range(10, (Fraction(20), Fraction(20)), (Fraction(80), Fraction(80)))
    >>> int(low), int(high)
    (26, 74)
    """
    _check(n)
    return ((n - 1) * smallest[0] + largest[0]) / n, (smallest[1] + (n - 1) * largest[1]) / n


def sd_range(n: int, smallest: Range, largest: Range, *, mean: Range | None = None) -> tuple[float, float]:
    """The standard deviations (divisor n - 1) that n values with a known smallest and largest one can have.

    Parameters
    ----------
    n : int
        Values, 2 or more.
    smallest, largest : tuple of Fraction
        The least and the largest number that print as the smallest and the largest value.
    mean : tuple of Fraction, optional
        The same of the mean, which makes the bounds sharper.

    Returns
    -------
    tuple of float
        With R the width of the range: from R/sqrt(2 (n - 1)) to R/2 sqrt(n/(n - 1)), for odd n
        R/2 sqrt((n + 1)/n). With the mean: at most sqrt(n/(n - 1) (largest - mean)(mean - smallest)), at least that of
        n - 2 equal values beside the two ends.

    Raises
    ------
    ValueError
        n below 2.

    Notes
    -----
    Without width (all values the same): 0 to 0. A mean outside what `mean_range` allows is moved to its nearest end.

    References
    ----------
    Bhatia R, Davis C (2000) Am Math Mon 107:353-357, doi:10.1080/00029890.2000.12005203.

    Examples
    --------
    >>> ends = ((Fraction(50), Fraction(50)), (Fraction(60), Fraction(60)))
    >>> [round(bound, 2) for bound in sd_range(3, *ends)]
    [5.0, 5.77]
    """
    _check(n)
    narrow, wide = max(Fraction(0), largest[0] - smallest[1]), largest[1] - smallest[0]
    least = narrow**2 / (2 * (n - 1))
    most = wide**2 * (Fraction(n, 4 * (n - 1)) if n % 2 == 0 else Fraction(n + 1, 4 * n))
    if mean is not None:
        low, high = mean_range(n, smallest, largest)
        means = [min(max(one, low), high) for one in mean]
        least = max(
            least,
            min(_least_about(n, smallest[1], largest[0], one) for one in _with_middle(means, smallest[1], largest[0])),
        )
        most = min(
            most,
            max(_most_about(n, smallest[0], largest[1], one) for one in _with_middle(means, smallest[0], largest[1])),
        )
    return math.sqrt(max(Fraction(0), least)), math.sqrt(max(Fraction(0), most))


def _with_middle(means: list[Fraction], low: Fraction, high: Fraction) -> list[Fraction]:
    """The ends of the possible means, and the middle of the range where it lies between them: there the sums of squares
    are least or largest."""
    middle = (low + high) / 2
    return [*means, middle] if means[0] < middle < means[1] else means


def _least_about(n: int, low: Fraction, high: Fraction, mean: Fraction) -> Fraction:
    """Smallest variance of n values from low to high with a mean: the others are all the same."""
    if n == 2 or high < low:
        return (high - low) ** 2 / 2 if high > low else Fraction(0)
    others = min(max((n * mean - low - high) / (n - 2), low), high)
    squares = (low - mean) ** 2 + (high - mean) ** 2 + (n - 2) * (others - mean) ** 2
    return squares / (n - 1)


def _most_about(n: int, low: Fraction, high: Fraction, mean: Fraction) -> Fraction:
    """Largest variance of n values from low to high with a mean: all stand at the ends."""
    return Fraction(n, n - 1) * (high - mean) * (mean - low)


def sd_of_whole_values(n: int, mean: Range, sd: Range, *, items: int = 1) -> bool:
    """GRIMMER: whether whole values can have a mean and a standard deviation.

    Parameters
    ----------
    n : int
        Values, 2 or more.
    mean, sd : tuple of Fraction
        The least and the largest number that print so.
    items : int
        Whole numbers of which each value is the average.

    Returns
    -------
    bool
        Whether a whole sum T and a whole sum of squares S of the same parity, at least that of values as close
        together as T allows, give them; the divisor n - 1 is tried, and n.

    Raises
    ------
    ValueError
        n below 2.

    Notes
    -----
    Necessary, not sufficient for n below 5. A mean that no whole sum gives (GRIM) is False too.

    References
    ----------
    Anaya J (2016) PeerJ Preprints 4:e2400v1, doi:10.7287/peerj.preprints.2400v1. Brown NJL, Heathers JAJ (2017) Soc
    Psychol Personal Sci 8:363-369, doi:10.1177/1948550616673876.

    Examples
    --------
    >>> mean = (Fraction("5.245"), Fraction("5.255"))
    >>> sd_of_whole_values(12, mean, (Fraction("1.995"), Fraction("2.005")))
    False
    >>> sd_of_whole_values(12, mean, (Fraction("2.045"), Fraction("2.055")))
    True
    """
    _check(n)
    for total in range(math.ceil(n * items * mean[0]), math.floor(n * items * mean[1]) + 1):
        whole, rest = divmod(total, n)
        closest = n * whole**2 + rest * (2 * whole + 1)
        for divisor in (n - 1, n):
            least, most = (divisor * (items * max(Fraction(0), bound)) ** 2 + Fraction(total**2, n) for bound in sd)
            first = max(closest, math.ceil(least))
            first += (first - total) % 2
            if first <= most:
                return True
    return False


def sd_of_zeros_and_ones(n: int, mean: Range, sd: Range) -> bool:
    """DEBIT: whether n zeros and ones can have a mean and a standard deviation.

    Parameters
    ----------
    n : int
        Values, 2 or more.
    mean, sd : tuple of Fraction
        The least and the largest number that print so.

    Returns
    -------
    bool
        Whether a count k has k/n in the range of the mean and sqrt(k (n - k)/(n (n - 1))), or its square root with the
        divisor n, in that of the standard deviation.

    Raises
    ------
    ValueError
        n below 2.

    Notes
    -----
    No value of 1, or all: the standard deviation is 0.

    Examples
    --------
    >>> sd_of_zeros_and_ones(20, (Fraction("0.295"), Fraction("0.305")), (Fraction("0.465"), Fraction("0.475")))
    True
    """
    _check(n)
    for k in range(max(0, math.ceil(n * mean[0])), min(n, math.floor(n * mean[1])) + 1):
        for divisor in (n - 1, n):
            if sd[0] <= 0 and k in (0, n):
                return True
            if max(Fraction(0), sd[0]) ** 2 <= Fraction(k * (n - k), n * divisor) <= sd[1] ** 2:
                return True
    return False


def _check(n: int) -> None:
    if n < 2:
        raise ValueError(f"a standard deviation needs 2 values or more, not {n!r}")
