"""How far a control may be off, and how fragile the counts are: rows of robustness.csv for one comparison of outcomes.

Whether a difference is shown is decided by `stats.verdict` alone, here as everywhere. What concerns drift, scatter
between trials and confounding is said of external controls only: a control of the same trial has none of it to fear.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from reanalysis import methods
from reanalysis.analyses.comparisons.robustness_of_outcomes import Case, direction_of, tipping_rates
from reanalysis.analyses.result import TableRow
from reanalysis.methods.two_groups import ASSOCIATION, EFFECT
from reanalysis.model.estimate import number_text
from reanalysis.stats import exact_2x2, large_tables, sentence_errors, two_proportions
from reanalysis.stats.binomial_test import exact_binomial
from reanalysis.stats.control_bias import e_value, e_value_of_limit, tipping_drift, tipping_sd
from reanalysis.stats.fragility import Fragility, fragility
from reanalysis.stats.proportion import clopper_pearson
from reanalysis.stats.sentence_errors import Sentence
from reanalysis.stats.two_proportions import koopman_ratio
from reanalysis.stats.verdict import Difference, difference

#: Products of the two sizes up to which all tables of two groups are gone through.
MOST_TABLES = 40_000
TOO_MANY_TABLES = f"not computed: every table of the two groups is gone through, up to {MOST_TABLES:,} of them"
#: Patients up to which every count of the group is held against every count that a control of unknown size may have.
MOST_PATIENTS = 500
DRIFTS = (Fraction(5, 100), Fraction(10, 100))
SCATTERS = (0.5, 1.0)
SIZES = (30, 50, 100)
_STATES = {"shown": "shown", "borderline": "borderline", "not_shown": "not shown"}


def beside_known_rate(case: Case, rate: Fraction, *, reference: bool) -> Iterator[TableRow]:
    """Rows of a comparison with a rate that has no denominator; a reference rate was never a group of patients and has
    neither drift nor scatter."""
    if not reference:
        direction = direction_of(case, rate)
        yield from _bias(case, rate, direction)
        if rate > 0:
            limits = clopper_pearson(case.tally.events, case.n, conf_level=case.level)
            ratios = (float(case.rate / rate), limits.conf_low / float(rate), limits.conf_high / float(rate))
            yield from _e_values(case, *ratios, "the rate taken as known")
        if case.n > MOST_PATIENTS:
            note = f"not computed: every count of the group is gone through, up to {MOST_PATIENTS} patients"
            yield case.line("sentence_error", "not_computed", note=note)
        else:
            yield from _errors(case, _errors_of_known_rate(case, float(rate), _sentence(case, direction), direction))
    yield from _fragility(case, fragility(lambda x, _: _against_rate(case, x, float(rate)), case.tally.events, case.n))


def beside_counts(case: Case, events: int, n: int, *, external: bool) -> Iterator[TableRow]:
    """Rows of a comparison with a counted control; of a control of the same trial only how fragile the counts are."""
    if external:
        rate = Fraction(events, n)
        direction = direction_of(case, rate)
        yield from tipping_rates(case, rate)
        yield from _bias(case, rate, direction)
        ratio = koopman_ratio(case.tally.events, case.n, events, n, conf_level=case.level)
        if not math.isnan(ratio.estimate):
            yield from _e_values(case, ratio.estimate, ratio.conf_low, ratio.conf_high, "Koopman's limits")
        if not _pair_is_default(case):
            note = "not computed: it is known for Newcombe's limits with Boschloo's test, and others lead here"
            yield case.line("sentence_error", "not_computed", note=note)
        elif case.n * n > MOST_TABLES:
            yield case.line("sentence_error", "not_computed", note=TOO_MANY_TABLES)
        else:
            yield from _errors(case, _errors_of_counts(case, n, float(rate), _sentence(case, direction), direction))
    if case.n * n > MOST_TABLES:
        yield case.line("fragility", "not_computed", note=TOO_MANY_TABLES)
        return
    found = fragility(lambda x, y: _against_counts(case, x, y, n), case.tally.events, case.n, control=(events, n))
    yield from _fragility(case, found)


def _bias(case: Case, rate: Fraction, direction: str) -> Iterator[TableRow]:
    """Drift and scatter at which the exact test against the control's rate is lost."""
    alpha = _one_sided(case)
    counts, known = (case.tally.events, case.n), float(rate)
    drift = tipping_drift(*counts, known, alpha=alpha, alternative=direction)
    way = "higher" if direction == "greater" else "lower"
    yield case.line(
        "tipping_drift",
        number_text(alpha),
        value=drift,
        note=f"the exact test at one-sided {number_text(alpha)} is lost when the control's rate would be {way} by this"
        if drift > 0
        else f"the exact test at one-sided {number_text(alpha)} does not hold at the control's rate itself",
    )
    if not 0 < rate < 1:
        return
    sd = tipping_sd(*counts, known, alpha=alpha, alternative=direction)
    yield case.line(
        "tipping_between_trial_sd",
        number_text(alpha),
        value=sd,
        note="the test holds up to a standard deviation of 5 between trials (log-odds)"
        if sd is None
        else "standard deviation between trials (log-odds) at which the group differs no longer",
    )


def _e_values(case: Case, ratio: float, low: float, high: float, limits: str) -> Iterator[TableRow]:
    """How strong an unmeasured confounder would have to be, of the risk ratio and of its nearer limit."""
    note = f"E-value of a risk ratio of {ratio:.3g}"
    yield case.line("e_value", "estimate", value=e_value(ratio), note=note)
    yield case.line(
        "e_value", "limit", value=e_value_of_limit(low, high), note=f"{note}, of the limit nearer to 1; {limits}"
    )


def _errors(case: Case, errors: Iterator[tuple[str, float, str]]) -> Iterator[TableRow]:
    for at, error, assumed in errors:
        yield case.line(
            "sentence_error",
            at,
            value=error,
            note=f"probability of showing a difference on this side with no effect of the treatment, {assumed}",
        )


def _errors_of_known_rate(
    case: Case, rate: float, sentence: Sentence, direction: str
) -> Iterator[tuple[str, float, str]]:
    n = case.n
    known = sentence_errors.against_rate(n, rate, sentence, true_rate=rate)
    yield "rate_known", known, "if the control's rate is known"
    for size in SIZES:
        error = sentence_errors.against_estimated_rate(n, rate, sentence, n_control=size)
        yield f"rate_of_{size}", error, f"if the rate came from {size} patients"
    for drift in DRIFTS:
        error = sentence_errors.against_rate(n, rate, sentence, true_rate=_drifted(rate, drift, direction))
        yield f"drift_{number_text(float(drift))}", error, _drift_in_words(drift)
    if 0 < rate < 1:
        for sd in SCATTERS:
            error = sentence_errors.against_rate_of_varying_trials(n, rate, sentence, sd=sd)
            yield f"sd_{number_text(sd)}", error, _scatter_in_words(sd)


def _errors_of_counts(
    case: Case, n_control: int, rate: float, sentence: Sentence, direction: str
) -> Iterator[tuple[str, float, str]]:
    n = case.n
    same = sentence_errors.against_counts(n, n_control, sentence, control_rate=rate)
    yield "same_rate", same, "if both groups have the rate seen in the control"
    for drift in DRIFTS:
        shift = _drifted(rate, drift, direction) - rate
        error = sentence_errors.against_counts(n, n_control, sentence, control_rate=rate, shift=shift)
        yield f"drift_{number_text(float(drift))}", error, _drift_in_words(drift)
    if 0 < rate < 1:
        for sd in SCATTERS:
            error = sentence_errors.against_counts(n, n_control, sentence, control_rate=rate, sd=sd)
            yield f"sd_{number_text(sd)}", error, _scatter_in_words(sd)


def _drifted(rate: float, drift: Fraction, direction: str) -> float:
    step = float(drift) if direction == "greater" else -float(drift)
    return min(1.0, max(0.0, rate + step))


def _drift_in_words(drift: Fraction) -> str:
    return f"if these patients would have done otherwise by {number_text(float(drift * 100))} points anyway"


def _scatter_in_words(sd: float) -> str:
    return f"if trials vary with a standard deviation of {number_text(sd)} (log-odds)"


def _fragility(case: Case, found: Fragility | None) -> Iterator[TableRow]:
    """The smallest number of patients, of either group, whose other outcome would change the verdict."""
    if found is None:
        yield case.line("fragility", "", note="no change in one group alone changes whether a difference is shown")
        return
    where = "group" if found.in_group else "control"
    state = _STATES[found.found.state]
    yield case.line(
        "fragility",
        where,
        value=found.patients,
        note=f"the fewest patients whose other outcome would change the verdict: with {found.events} of {found.n} "
        f"in the {where} the difference is {state}",
    )


def _against_rate(case: Case, events: int, rate: float) -> Difference:
    n, alternative = case.n, case.row.alternative
    limits = clopper_pearson(events, n, conf_level=case.level)
    p_value = exact_binomial(events, n, rate, alternative=alternative).p_value
    return difference(
        limits.conf_low, limits.conf_high, p_value,
        estimate=events / n, null=rate, alpha=case.config.alpha, alternative=alternative,
    )  # fmt: skip


def _against_counts(case: Case, events: int, control_events: int, control_n: int) -> Difference:
    counts = (events, case.n, control_events, control_n)
    interval = _primary(case, "risk_difference")(*counts, conf_level=case.level)
    p_value = _primary(case, "association")(*counts, alternative=case.row.alternative).p_value
    return difference(
        interval.conf_low, interval.conf_high, p_value,
        estimate=interval.estimate, null=0.0, alpha=case.config.alpha, alternative=case.row.alternative,
    )  # fmt: skip


def _primary(case: Case, measure: str) -> Callable[..., Any]:
    """The method that leads for a measure of two groups, by the settings."""
    name = getattr(case.config.primary, measure)
    if measure == "association":
        return methods.by_name(ASSOCIATION, exact_2x2, large_tables)[name]
    return methods.functions(EFFECT, two_proportions)[measure, name]


def _pair_is_default(case: Case) -> bool:
    """Whether Newcombe's interval and Boschloo's test lead, for which alone the errors of the sentence are known."""
    primary = case.config.primary
    return (primary.risk_difference, primary.association) == ("newcombe", "boschloo")


def _one_sided(case: Case) -> float:
    """The one-sided level of the comparison's test."""
    return case.config.alpha if case.row.alternative != "two_sided" else case.config.alpha / 2


def _sentence(case: Case, direction: str) -> Sentence:
    return Sentence(direction, case.config.alpha, case.level, case.row.alternative)
