"""Names in words: what the columns' values are called on the page."""

from __future__ import annotations

from reanalysis import methods
from reanalysis.wording import in_words

MEASURES = {
    "proportion": "rate",
    "category_proportion": "category",
    "risk_difference": "risk difference",
    "risk_ratio": "risk ratio",
    "odds_ratio": "odds ratio",
    "association": "test of no difference",
    "median_time": "median",
    "quantile_time": "quantile",
    "survival_probability": "still without an event",
    "event_rate": "event rate",
    "follow_up_median": "median follow-up",
    "restricted_mean_time": "restricted mean",
    "restricted_mean_difference": "difference of restricted means",
    "parametric_median": "median of a fitted distribution",
    "aic": "AIC",
    "hazard_ratio": "hazard ratio",
    "log_rank": "log-rank test",
    "cumulative_incidence": "cumulative incidence",
    "trend": "trend",
    "posterior_proportion": "rate with a prior",
    "probability_superior": "probability that the rate is higher",
    "effective_sample_size": "patients that the prior is worth",
    "pooled_proportion": "pooled rate",
    "pooled_risk_ratio": "pooled risk ratio",
    "pooled_odds_ratio": "pooled odds ratio",
    "pooled_risk_difference": "pooled risk difference",
    "pooled_hazard_ratio": "pooled hazard ratio",
    "pooled_survival_probability": "pooled survival",
    "pooled_median_time": "pooled median",
    "pooled_rate": "pooled rate per person-time",
    "prediction": "range of one more study",
    "tau2": "variance between studies",
    "i2": "I-squared",
    "q": "Cochran\u2019s Q",
}
DERIVED = {
    "entered": "",
    "from_percent": "count derived from the printed percentage",
    "from_categories": "from the categories",
    "from_patients": "counted from the listed patients",
    "from_patients_by_definition": "by the scale\u2019s definition, from the listed patients",
    "reconstructed": "reconstructed from a figure",
    "pooled": "pooled",
}
STATISTICS = {
    "median": "median",
    "mean": "mean",
    "sd": "standard deviation",
    "min": "smallest",
    "max": "largest",
    "q1": "first quartile",
    "q3": "third quartile",
    "survival": "percentage without an event",
    "ongoing": "ongoing",
    "follow_up_median": "median follow-up",
    "follow_up_min": "shortest follow-up",
    "follow_up_max": "longest follow-up",
    "hazard_ratio": "hazard ratio",
    "odds_ratio": "odds ratio",
    "risk_ratio": "risk ratio",
    "risk_difference": "risk difference",
    "person_time": "person-time",
}
SEVERITIES = {"error": "Error", "warning": "Warning", "note": "Note"}
DESIGNS = {
    "single_arm": "single arm",
    "dose_escalation": "dose escalation",
    "randomised": "randomised",
    "crossover": "crossover",
    "cohort": "cohort",
    "case_series": "case series",
}
SOURCE_KINDS = {
    "abstract": "abstract",
    "full_text": "full text",
    "registry": "registry entry",
    "press_release": "press release",
    "other": "another source",
}
KINDS = {
    "response": "Responses",
    "toxicity": "Toxicity",
    "disposition": "What became of the patients",
    "baseline": "Patients at the start",
}
POPULATIONS = {
    "enrolled": "enrolled",
    "treated": "treated",
    "evaluable": "evaluable",
    "per_protocol": "per protocol",
    "responders": "responders",
    "other": "other population",
}
ALTERNATIVES = {"two_sided": "two-sided", "greater": "one-sided, greater", "less": "one-sided, less", "": ""}
TIMES_ALTERNATIVES = {
    "two_sided": "two-sided",
    "greater": "one-sided, longer times",
    "less": "one-sided, shorter times",
}


def method(name: str) -> str:
    """A method in words; the name itself where it has none."""
    return methods.label(name)


words = in_words
