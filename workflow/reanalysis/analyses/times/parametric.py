"""Parametric models of a group's times: their medians and AIC, or the reason why there is none."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reanalysis.analyses.identity import brief, join_notes, with_facts
from reanalysis.analyses.result import TableRow, table_row
from reanalysis.analyses.times.times import Times
from reanalysis.model.config import SurvivalConfig
from reanalysis.model.estimate import Estimate, number_text
from reanalysis.stats.kaplan_meier import KaplanMeier
from reanalysis.wording import counted

#: Groups with fewer events get the exponential alone: two parameters cannot be told apart from so few.
LEAST_EVENTS = 5
#: Steps at which a fitted curve is written down.
STEPS = 40


def _too_few(curve: KaplanMeier) -> str:
    """Why two-parameter models are not fitted; blank if they are."""
    if np.count_nonzero(curve.events) < 2:
        return "fewer than two distinct event times"
    if curve.n_events < LEAST_EVENTS:
        return f"{counted(curve.n_events, 'event')}: two-parameter models are fitted from {LEAST_EVENTS} events on"
    return ""


def _fitted_curve(
    shared: dict[str, Any], times: Times, distribution: str, steps: NDArray[np.float64], survival: NDArray[np.float64]
) -> Iterator[TableRow]:
    """A fitted curve, for the figures."""
    for time, share in zip(steps.tolist(), survival.tolist(), strict=True):
        yield table_row(
            "parametric_curves",
            **{name: shared[name] for name in ("paper", "group", "outcome", "endpoint", "unit", "derived")},
            **times.key_columns,
            time=number_text(time),
            survival=number_text(share),
            method=distribution,
        )


def parametric_rows(
    shared: dict[str, Any], times: Times, curve: KaplanMeier, config: SurvivalConfig
) -> Iterator[Estimate | TableRow]:
    """A row `parametric_median` and one `aic` for each distribution; blank with the reason where it is not fitted.

    The fitted curves are rows of the table parametric_curves, at even steps up to the last observation.
    """
    if not config.parametric:
        return
    # imported here: scipy is wanted only where there is a curve to fit
    from reanalysis.stats.parametric import DISTRIBUTIONS, fit_parametric, parametric_survival

    too_few = _too_few(curve)
    for distribution in DISTRIBUTIONS:
        rows = [
            {**shared, "measure": measure, "method": distribution, "primary": distribution == "exponential"}
            for measure in ("parametric_median", "aic")
        ]
        rows[1]["unit"] = ""
        reason = "" if distribution == "exponential" else too_few
        fit = None
        if not reason:
            fit = fit_parametric(times.values, times.events, distribution=distribution, conf_level=config.conf_level)
            reason = fit.reason or ("no event: only a lower limit" if math.isinf(fit.median) else "")
        if fit is None or reason:
            known = join_notes(times.remark, reason)
            for row in rows:
                yield Estimate(**with_facts(row, remark=known), note=join_notes(times.note, reason))
            continue
        steps = np.linspace(0.0, curve.last_time, STEPS + 1 if curve.n_events else 0)
        yield from _fitted_curve(shared, times, distribution, steps, parametric_survival(fit, steps))
        beyond = ""
        if fit.median > curve.last_time:
            beyond = f"beyond the last observation at {brief(curve.last_time)}: an extrapolation"
        yield Estimate(
            **with_facts(rows[0], remark=join_notes(times.remark, beyond)),
            estimate=fit.median if math.isfinite(fit.median) else None,
            conf_level=config.conf_level,
            conf_low=fit.conf_low,
            conf_high=fit.conf_high,
            alternative="two_sided",
            note=join_notes(times.note, beyond),
        )
        yield Estimate(
            **rows[1],
            estimate=fit.aic,
            note=join_notes(times.note, f"log-likelihood {number_text(fit.log_likelihood)}, times in {times.unit}"),
        )
