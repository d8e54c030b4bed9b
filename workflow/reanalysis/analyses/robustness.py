"""How wrong may the control be? Tipping rates, and the result as a function of an assumed number of control patients."""

from __future__ import annotations

from fractions import Fraction

from reanalysis.analyses.result import Result
from reanalysis.model.config import ControlsConfig, of_percent
from reanalysis.model.estimate import number_text
from reanalysis.model.printed import round_fraction
from reanalysis.model.rows import Comparison
from reanalysis.model.tallies import Tally
from reanalysis.stats.binomial_test import exact_binomial, tipping_rate
from reanalysis.stats.exact_2x2 import boschloo
from reanalysis.stats.proportion import clopper_pearson
from reanalysis.stats.two_proportions import miettinen_nurminen_difference


def add_fixed_rate_robustness(result: Result, paper: str, row: Comparison, tally: Tally, known, config: ControlsConfig) -> None:
    """Rows of robustness.csv for one group against one rate without a denominator."""
    which = f"{tally.events}/{tally.n} against {number_text(float(known.rate))}"
    direction = row.alternative if row.alternative != "two_sided" else ("greater" if Fraction(tally.events, tally.n) >= known.rate else "less")
    for alpha in config.tipping_alpha:
        rate = tipping_rate(tally.events, tally.n, alpha=alpha, alternative=direction)
        word = "below" if direction == "greater" else "above"
        result.add_row("robustness", paper=paper, comparison=row.comparison, quantity="tipping_control_rate", at=number_text(alpha), value=number_text(rate),
                       note=f"{which}; the exact test at one-sided {number_text(alpha)} holds while the control's true rate is {word} this")
    for n in config.assumed_n:
        _assumed_n(result, paper, row, tally, known.rate, n, config, which)
    level = of_percent(row.conf_level, config.conf_level)
    limits, rate = clopper_pearson(tally.events, tally.n, conf_level=level), float(known.rate)
    result.add_row(
        "robustness", paper=paper, comparison=row.comparison, quantity="assumed_control_n", at="inf", value=number_text(tally.events / tally.n - rate),
        p_value=number_text(exact_binomial(tally.events, tally.n, rate, alternative="two_sided")), conf_low=number_text(limits.conf_low - rate),
        conf_high=number_text(limits.conf_high - rate), note=f"{which}; the rate taken as known: exact binomial test, Clopper-Pearson limits less the rate",
    )


def _assumed_n(result: Result, paper: str, row: Comparison, tally: Tally, rate: Fraction, n: int, config: ControlsConfig, which: str) -> None:
    """One assumed number of control patients: the difference with the expected count, Boschloo's test with the nearest whole count."""
    level = of_percent(row.conf_level, config.conf_level)
    events = int(round_fraction(rate * n, 0))
    limits = miettinen_nurminen_difference(tally.events, tally.n, float(rate * n), n, conf_level=level)
    p = boschloo(tally.events, tally.n, events, n, alternative="two_sided")
    result.add_row(
        "robustness", paper=paper, comparison=row.comparison, quantity="assumed_control_n", at=str(n), value=number_text(limits.estimate),
        p_value=number_text(p), conf_low=number_text(limits.conf_low), conf_high=number_text(limits.conf_high),
        note=f"{which}; assumes {events} of {n} control patients for Boschloo's two-sided test, the exact rate for the Miettinen-Nurminen limits",
    )
