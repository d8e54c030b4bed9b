"""What the methods section says of times: curves, summaries, comparisons, causes and fitted distributions."""

from __future__ import annotations

from reanalysis.model.config import SurvivalConfig
from reanalysis.report.methods.writer import Writer
from reanalysis.report.text import formatting as fmt

CURVES = ("kaplan_meier_loglog", "kaplan_meier_log", "kaplan_meier_plain")
MODELS = ("exponential", "weibull", "lognormal", "loglogistic")
TESTS = ("log_rank", "cox_efron", "one_sample_exact", "one_sample_oe2")


def write_times(writer: Writer, config: SurvivalConfig, used: set[str]) -> None:
    """The paragraphs on times, as far as a run has any."""
    _curves(writer, config, used)
    _compared(writer, used)
    _models(writer, used)


def _curves(writer: Writer, config: SurvivalConfig, used: set[str]) -> None:
    curves = bool(used & set(CURVES))
    kind = {"kaplan_meier_loglog": "log\u2013log", "kaplan_meier_log": "log", "kaplan_meier_plain": "plain"}.get(
        config.primary.survival, config.primary.survival
    )
    landmarks = fmt.join_words(fmt.plain(fmt.Decimal(fmt.time(month))) for month in config.landmarks_months)
    quantiles = fmt.join_words(f"{fmt.plain(quantile * 100)}%" for quantile in config.quantiles)
    writer.write(
        "Times",
        (
            f"Listed times give Kaplan\u2013Meier curves with {kind} intervals at {fmt.level(config.conf_level)}; "
            "the pages of the papers give the other types as well."
            if curves
            else "",
            ("kaplan_meier", "loglog"),
        ),
        (
            "A median is the time at which the curve falls below one half; where it runs level at exactly one "
            "half, the midpoint of that level stretch. The first time "
            "at or below one half stands beside it where it differs."
            if curves
            else "",
            ("brookmeyer",),
        ),
        (f"Times by which {quantiles} had the event are given likewise." if curves and config.quantiles else "", ()),
        (
            f"Percentages without an event are given at {landmarks} months, and nowhere beyond the last observation."
            if curves and config.landmarks_months
            else "",
            (),
        ),
        (
            "Beta product limits, which allow for few patients at risk, stand beside them."
            if "beta_product" in used
            else "",
            ("beta_product",),
        ),
        (
            "Where a paper prints only a curve, times are reconstructed from its digitised points and numbers at "
            "risk, and everything made from them is marked."
            if "reconstructed" in used
            else "",
            ("guyot",),
        ),
        (
            "Follow-up is the reverse Kaplan\u2013Meier median." if "reverse_kaplan_meier" in used else "",
            ("follow_up",),
        ),
        (
            "Restricted means stop at the last observation and have Greenwood\u2019s variance."
            if "greenwood" in used
            else "",
            ("restricted_mean", "kaplan_meier"),
        ),
        ("Event rates have exact Poisson limits." if "exact_poisson" in used and curves else "", ("poisson",)),
        (
            "Durations of response start from patients who responded; they are never compared with patients who "
            "did not. A month is 30.4375 days, a year 12 months."
            if curves or "reported" in used
            else "",
            (),
        ),
        ("Printed medians, percentages and hazard ratios are shown as printed." if "reported" in used else "", ()),
    )


def _compared(writer: Writer, used: set[str]) -> None:
    writer.write(
        "Comparisons of times",
        ("Two groups with times are compared by the log-rank test." if "log_rank" in used else "", ("log_rank",)),
        (
            "Their hazard ratio is that of Cox\u2019s model with Efron\u2019s ties." if "cox_efron" in used else "",
            ("efron",),
        ),
        (
            "Times are compared with a control\u2019s curve by the one-sample log-rank test in its exact Poisson "
            "form: events observed over events expected. It takes the "
            "curve as known; the control\u2019s own limits are put in its place beside it."
            if "one_sample_exact" in used
            else "",
            ("one_sample", "poisson"),
        ),
        (
            "Its form with the variance (O + E)/2 is given as well." if "one_sample_oe2" in used else "",
            ("one_sample_oe2",),
        ),
    )


def _models(writer: Writer, used: set[str]) -> None:
    fitted = bool(used & set(MODELS))
    writer.write(
        "Causes and fitted distributions",
        (
            "With several causes of an event, each has its cumulative incidence by Aalen and Johansen; one minus "
            "Kaplan\u2013Meier, which counts too much, stands beside it as a warning."
            if "aalen_johansen" in used
            else "",
            ("aalen_johansen",),
        ),
        (
            "Exponential, Weibull, log-normal and log-logistic distributions are fitted by maximum likelihood "
            "where the times allow it, and compared by Akaike\u2019s criterion. "
            "They are a check on the curve, not a replacement; a median from an exponential distribution takes "
            "the hazard as constant."
            if fitted
            else "",
            ("loglog", "akaike"),
        ),
    )
