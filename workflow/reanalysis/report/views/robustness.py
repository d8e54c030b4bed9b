"""Rows of robustness.csv in words; their numbers lead to the comparison that asked for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from markupsafe import Markup

from reanalysis.report.page import Page
from reanalysis.report.site import against_label
from reanalysis.report.text import formatting as fmt
from reanalysis.report.text import vocabulary

ADJUSTED = {"holm": "Holm", "benjamini_hochberg": "Benjamini\u2013Hochberg"}
_WHAT = {
    "tipping_control_rate": "control rate at which the exact test at one-sided {at} turns",
    "control_upper_limit": "control rate at the upper limit of its own interval",
    "control_lower_limit": "control rate at the lower limit of its own interval",
    "tipping_control_events": "control events at which p reaches {at}",
    "tipping_events": "events in the group at which p reaches {at}",
    "tipping_drift": "drift of the control rate at which the exact test at one-sided {at} turns",
    "tipping_between_trial_sd": "standard deviation between trials at which it turns",
    "e_value": "E-value of the risk ratio ({at})",
    "sentence_error": "shown with no effect of the treatment ({at})",
    "fragility": "patients whose other outcome would change the verdict",
    "smallest_control_n": "smallest assumed control from which on p is below {at}",
    "unevaluable_as_failures": "unevaluable patients ({at}) counted as failures",
    "unevaluable_as_successes": "unevaluable patients ({at}) counted as successes",
    "unevaluable_left_out": "unevaluable patients ({at}) left out",
    "unevaluable_tipping": "unevaluable patients to count as successes until p crosses {at}",
    "reference_limit": "the control at the {at}: observed over expected events",
    "control_alone": "{at} alone: hazard ratio",
    "survival_at_landmark": "without event at {at}, beside the control\u2019s printed percentage",
    "tipping_reference_median": "reference median at which the exact test at one-sided {at} turns",
    "holm": "adjusted by Holm",
    "benjamini_hochberg": "adjusted by Benjamini\u2013Hochberg",
}
_SENTENCE_ERROR = {
    "rate_known": "if the rate is known",
    "same_rate": "if both have the control\u2019s rate",
    "rate_of_30": "if the rate came from 30 patients",
    "rate_of_50": "if the rate came from 50 patients",
    "rate_of_100": "if the rate came from 100 patients",
    "drift_0.05": "if it drifts by 5 points",
    "drift_0.1": "if it drifts by 10 points",
    "sd_0.5": "if trials vary by 0.5 on the log-odds",
    "sd_1": "if trials vary by 1 on the log-odds",
}
_SHARES = (
    "sentence_error",
    "tipping_control_rate",
    "control_upper_limit",
    "control_lower_limit",
    "unevaluable_as_failures",
    "unevaluable_as_successes",
    "unevaluable_left_out",
    "survival_at_landmark",
)
_POINTS = ("tipping_drift", "assumed_control_n", "non_inferiority")


def robust_title(rows: Iterable[Mapping[str, str]]) -> str:
    """What the rows are about: how far a control may be wrong, p-values that are adjusted, or both."""
    adjusted = {row["quantity"] in ADJUSTED for row in rows}
    parts = [
        title
        for kind, title in ((False, "How far the control may be wrong"), (True, "p adjusted for several tests"))
        if kind in adjusted
    ]
    return ", and ".join(parts)


def robust_row(page: Page, ref: str, row: Mapping[str, str]) -> dict[str, Any]:
    """One row as the folded table shows it."""
    number = _formatter(row["quantity"])
    value, low, high = (float(row[name]) if row[name] else None for name in ("value", "conf_low", "conf_high"))
    adjusted = row["quantity"] in ADJUSTED
    text = (
        what({**row, "at": against_label(page.site, page.name, row["at"])})
        if row["quantity"] == "control_alone"
        else what(row)
    )
    return {
        "text": text,
        "note": _family(page, ref, row) if adjusted else row["note"],
        "value": page.cell(ref, number(value)) if value is not None and not adjusted else "",
        "interval": page.cell(ref, f"{number(low)} to {number(high)}") if low is not None and high is not None else "",
        "p": page.cell(ref, fmt.p_value(float(row["p_value"]))) if row["p_value"] else "",
    }


def what(row: Mapping[str, str]) -> str:
    """What a row is about; the quantity\u2019s own name in words where it is not known."""
    quantity, at = row["quantity"], row["at"]
    if quantity == "assumed_control_n":
        return "rate taken as known" if at == "inf" else f"a control of {row['control_events']}/{row['control_n']}"
    if quantity == "non_inferiority":
        return (
            f"non-inferiority margin of {fmt.points(float(at)).lstrip('+')} points: difference, and one-sided p"
            if at
            else "non-inferiority"
        )
    at = _SENTENCE_ERROR.get(at, at.replace("_", " ")) if quantity == "sentence_error" else at
    known = _WHAT.get(quantity)
    return known.format(at=at) if known else vocabulary.words(quantity) + (f" at {at}" if at else "")


def _formatter(quantity: str) -> Callable[[float], str]:
    if quantity in _SHARES:
        return lambda value: f"{fmt.percent(value)}%"
    if quantity in ("reference_limit", "control_alone", "tipping_reference_median"):
        return fmt.time if quantity == "tipping_reference_median" else fmt.ratio
    if quantity in ("e_value", "tipping_between_trial_sd"):
        return fmt.ratio
    return fmt.points if quantity in _POINTS else fmt.plain


def _family(page: Page, ref: str, row: Mapping[str, str]) -> Markup:
    """The family of an adjusted p, and the raw p."""
    raw = (
        Markup("; unadjusted {}").format(page.cell(ref, fmt.p_value(float(row["value"])))) if row["value"] else Markup()
    )
    return Markup("within the declared family \u201c{}\u201d{}").format(vocabulary.words(row["at"]), raw)
