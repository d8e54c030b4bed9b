"""Texts of estimates, shared by tables, figures and sentences, so that all of them print the same digits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from reanalysis.model.estimate import Estimate
from reanalysis.report.text import formatting as fmt
from reanalysis.report.text import vocabulary

TIMES = {
    "median_time",
    "quantile_time",
    "follow_up_median",
    "restricted_mean_time",
    "restricted_mean_difference",
    "parametric_median",
    "pooled_median_time",
}
_OBSERVED_TIMES = {"median_time", "quantile_time", "follow_up_median"}
_SHARES = {
    "proportion",
    "category_proportion",
    "survival_probability",
    "cumulative_incidence",
    "posterior_proportion",
    "probability_superior",
    "pooled_proportion",
    "pooled_survival_probability",
}
_RATIOS = {"risk_ratio", "odds_ratio", "hazard_ratio", "pooled_risk_ratio", "pooled_odds_ratio", "pooled_hazard_ratio"}


def exact(result: Estimate) -> Fraction | float | None:
    """The estimate, as the exact fraction where the count and its denominator are known."""
    if (
        result.measure in ("proportion", "category_proportion")
        and result.events is not None
        and result.n
        and result.estimate is not None
    ):
        share = Fraction(result.events, result.n)
        return share if abs(float(share) - result.estimate) < 1e-9 else result.estimate
    return result.estimate


def estimate_text(result: Estimate, places: int = 1) -> str:
    """The estimate as printed, with its unit where that is a percent sign."""
    value = exact(result)
    if value is None:
        return fmt.MISSING
    return number_text(result.measure, value, places, unit=result.unit) + ("%" if result.measure in _SHARES else "")


def counts_text(result: Estimate) -> str:
    """A count known as a set: `0 to 5 of 114`."""
    low, high = result.fact("counts_low"), result.fact("counts_high")
    return f"{high} of {result.n}" if low == high else f"{low} to {high} of {result.n}"


def interval_text(result: Estimate, places: int = 1) -> str:
    """The interval as printed: `31.3–68.7%`, `−5.0 to +45.9`, `11.0 to not reached`; a dash where there is none."""
    low, high = (
        None if limit is None else number_text(result.measure, limit, places, unit=result.unit)
        for limit in (result.conf_low, result.conf_high)
    )
    sign = "%" if result.measure in _SHARES else ""
    if low is None and high is None:
        return fmt.MISSING
    if low is None or high is None:
        return f"{low}{sign} to not reached" if high is None else f"not reached to {high}{sign}"
    return fmt.span(low, high, sign)


@lru_cache(maxsize=1 << 16)  # most numbers stand in several tables, on two pages and in the printed report
def number_text(measure: str, value: Fraction | float, places: int = 1, *, unit: str = "") -> str:
    """One number of a measure, without its unit; times that somebody had are whole where they are whole days."""
    if measure in _SHARES:
        return fmt.percent(value, places)
    if measure in ("risk_difference", "pooled_risk_difference"):
        return fmt.points(value, places)
    if measure in _RATIOS:
        return fmt.ratio(value)
    if measure in TIMES:
        return fmt.time(value, unit=unit if measure in _OBSERVED_TIMES else "")
    if measure == "effective_sample_size":
        return fmt.fixed(value, 1, (0,))
    return fmt.fixed(value, 3 if abs(value) < 1 else 2, (0,))


def months_text(result: Estimate) -> str:
    """Estimate and limits in months, blank where the unit is months already or is not a unit of time."""
    if (
        result.measure not in TIMES
        or result.unit == "months"
        or result.estimate is None
        or result.unit not in fmt.MONTHS_PER_UNIT
    ):
        return ""
    values = [
        None if value is None else fmt.months(value, result.unit)
        for value in (result.estimate, result.conf_low, result.conf_high)
    ]
    texts = [None if value is None else fmt.time(value) for value in values]
    limits = f" ({fmt.span(texts[1], texts[2])})" if texts[1] and texts[2] else ""
    return f"{texts[0]} months{limits}"


def time_at(text: str, unit: str) -> str:
    """A time of a landmark with months beside it: `26.1 weeks (6 months)`."""
    try:
        exact_time = Fraction(text)
    except ValueError:
        return text
    shown = fmt.plain(fmt.Decimal(fmt.time(exact_time)))
    in_months = fmt.months(exact_time, unit)
    if unit == "months" or in_months is None:
        return f"{shown} {_unit(shown, unit)}"
    beside = fmt.plain(fmt.Decimal(fmt.time(in_months)))
    return f"{shown} {_unit(shown, unit)} ({beside} {_unit(beside, 'months')})"


def landmark(result: Estimate, unit: str = "") -> str:
    """The time that a number is for, with months beside it; as it stands where something else tells it apart."""
    time = time_alone(result)
    return time_at(time, unit or result.unit) if time else result.at


def _unit(number: str, unit: str) -> str:
    return unit.removesuffix("s") if number == "1" else unit


def qualifiers(result: Estimate) -> list[str]:
    """What a number is of, and how it came about, in words."""
    derived = vocabulary.DERIVED.get(result.derived, result.derived)
    added = ["the sum of its groups"] if result.fact("summed") else []
    return _of_whom(result) + ([derived] if derived else []) + added + _when(result)


def described(result: Estimate) -> list[str]:
    """What a number is of, in words, where something else says how it came about."""
    return _of_whom(result) + _when(result)


def _of_whom(result: Estimate) -> list[str]:
    parts = [vocabulary.POPULATIONS.get(result.population, result.population)] if result.population else []
    parts += [f"{result.assessor} review"] if result.assessor else []
    parts += (
        [{"yes": "confirmed", "no": "not confirmed"}[result.confirmed]] if result.confirmed in ("yes", "no") else []
    )
    return parts + (["as printed"] if result.method == "reported" else [])


def _when(result: Estimate) -> list[str]:
    if result.measure != "proportion" or not result.at or result.against:
        return []
    if result.fact("every_assay"):
        return ["the range applied to every assay"]
    time = time_alone(result)
    return [f"at {fmt.plain(fmt.Decimal(time))} {result.unit}".rstrip() if time else result.at]


def time_alone(result: Estimate) -> str:
    """The time of a count, where nothing else tells it apart; else blank."""
    return "" if result.fact("apart") else result.fact("time")


def several_counts(result: Estimate) -> str:
    """Which counts a printed percentage allows, where they are more than one: `the printed 54% of 112 allows 60 or 61`;
    else blank."""
    low, high = result.fact("counts_low"), result.fact("counts_high")
    if not low:
        return ""
    counts = f"{low} {'or' if int(high) - int(low) == 1 else 'to'} {high}"
    return f"the printed {result.fact('printed_percent')}% of {result.n} allows {counts}"


def is_variant(result: Estimate) -> bool:
    """Whether a number stands beside the paper's own: by the scale's definition."""
    return result.derived == "from_patients_by_definition"


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A small picture of an interval on the scale of 0 to 100%, in hundredths."""

    low: float
    value: float
    high: float
    variant: bool = False


def bar(result: Estimate) -> Bar | None:
    """The small picture of a rate; None without an interval, and for times and ratios, which are on no scale of 0 to
    100%."""
    if result.estimate is None or not result.has_interval or result.measure in TIMES | _RATIOS:
        return None
    low, value, high = (round(100 * number, 1) for number in (result.conf_low, result.estimate, result.conf_high))
    return Bar(low=low, value=value, high=high, variant=is_variant(result))


def unique(texts: Iterable[str]) -> list[str]:
    """Texts without repetitions, in order."""
    return list(dict.fromkeys(text for text in texts if text))
