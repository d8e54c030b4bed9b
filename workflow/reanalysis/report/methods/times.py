"""What the methods section says of times: curves, summaries, comparisons, causes and fitted distributions."""

from __future__ import annotations

from reanalysis.methods.times import CAUSES, DISTRIBUTION, LIMITS, REFERENCE, TWO_CURVES
from reanalysis.model.config import SurvivalConfig
from reanalysis.report.methods.writer import Writer, told, told_of
from reanalysis.report.text import formatting as fmt


def write_times(writer: Writer, config: SurvivalConfig, used: set[str]) -> None:
    """The paragraphs on times, as far as a run has any."""
    _curves(writer, config, used)
    _compared(writer, used)
    _models(writer, used)


def _curves(writer: Writer, config: SurvivalConfig, used: set[str]) -> None:
    curves = bool(used & set(LIMITS))
    limits = LIMITS.get(config.primary.survival, config.primary.survival)
    landmarks = fmt.listed(fmt.plain(fmt.Decimal(fmt.time(month))) for month in config.landmarks_months)
    quantiles = fmt.listed(f"{fmt.plain(quantile * 100)}%" for quantile in config.quantiles)
    writer.write(
        "Times",
        told("kaplan_meier_loglog", used, limits=limits, conf_level=fmt.level(config.conf_level)),
        (
            "A median is the time at which the curve falls below one half; where it runs level at exactly one "
            "half until another event, the midpoint of that level stretch, and its beginning where no event "
            "follows. The first time at or below one half stands beside it where it differs."
            if curves
            else "",
            ("brookmeyer",),
        ),
        (f"Times by which {quantiles} had the event are given likewise." if curves and config.quantiles else "", ()),
        (
            f"Percentages without an event are given at {landmarks} months, and beyond the last observation only where "
            "everybody had had the event."
            if curves and config.landmarks_months
            else "",
            (),
        ),
        told("beta_product", used),
        (
            "Where a paper prints only a curve, times are reconstructed from its digitised points and numbers at "
            "risk, and everything made from them is marked."
            if "reconstructed" in used
            else "",
            ("guyot",),
        ),
        told("reverse_kaplan_meier", used),
        told("greenwood", used),
        ("Event rates have exact Poisson limits." if "exact_poisson" in used and curves else "", ("poisson",)),
        told("from_median", used),
        (
            "Durations of response start from patients who responded; they are never compared with patients who "
            "did not. A month is 30.4375 days, a year 12 months."
            if curves or "reported" in used
            else "",
            (),
        ),
        told("reported", used),
    )


def _compared(writer: Writer, used: set[str]) -> None:
    writer.write("Comparisons of times", *told_of((TWO_CURVES, REFERENCE), used))


def _models(writer: Writer, used: set[str]) -> None:
    writer.write("Causes and fitted distributions", *told_of((CAUSES, DISTRIBUTION), used))
