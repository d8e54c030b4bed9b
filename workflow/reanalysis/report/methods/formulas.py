"""How each method comes to its number, in one line: what the panel beside a number says. docs/methods.md has the
sources."""

from __future__ import annotations

_DISTRIBUTION = "maximum likelihood with censored times; the median of the fitted curve"
_KAPLAN_MEIER = "product over the event times of (1 \u2212 events / patients at risk)"
_CROSSING = (
    "the time at which the Kaplan\u2013Meier curve reaches the fraction, the midpoint where it runs level "
    "there; limits where the curve\u2019s {} limits reach it"
)
_MAP = (
    "logit rates of the controls are normal around a common mean (normal, sd 2) with a half-normal standard "
    "deviation between them; by quadrature"
)
_SCORE = "limits invert the score test, its variance at the restricted maximum likelihood estimates{}"

FORMULAS = {
    "clopper_pearson": "limits are quantiles of beta distributions: \u03b1/2 of Beta(x, n \u2212 x + 1) and 1 \u2212 "
    "\u03b1/2 of Beta(x + 1, n \u2212 x)",
    "wilson": "limits invert the score test: the rates p with |x/n \u2212 p| = z \u221a(p(1 \u2212 p)/n)",
    "jeffreys": "equal tails of Beta(x + \u00bd, n \u2212 x + \u00bd); the end is 0 for x = 0 and 1 for x = n",
    "mid_p": "limits at which the tail with half the probability of x is \u03b1/2",
    "agresti_coull": "Wald interval on x + z\u00b2/2 of n + z\u00b2",
    "blaker": "limits invert Blaker\u2019s acceptability: the smaller tail, and the largest opposite tail that is no "
    "larger",
    "goodman": "Wilson interval at level 1 \u2212 \u03b1/k for each of the scale\u2019s k categories",
    "exact_binomial": "binomial tail at the known rate, two-sided twice the smaller tail; limits by "
    "Clopper\u2013Pearson",
    "mid_p_binomial": "binomial tail with half the probability of x, two-sided twice the smaller tail; mid-P limits",
    "newcombe": "difference of the rates; limits from the two Wilson intervals: d \u2212 \u221a((p\u2081 \u2212 "
    "l\u2081)\u00b2 + (u\u2082 \u2212 p\u2082)\u00b2), d + \u221a((u\u2081 \u2212 p\u2081)\u00b2 + (p\u2082 "
    "\u2212 l\u2082)\u00b2)",
    "miettinen_nurminen": _SCORE.format(", times N/(N \u2212 1)"),
    "koopman": "ratio of the rates; " + _SCORE.format(""),
    "agresti_caffo": "difference of the rates; limits by Wald with one event and one other patient added to each group",
    "conditional_exact": "odds ratio by conditional maximum likelihood; limits from the noncentral hypergeometric "
    "distribution given all margins",
    "boschloo": "Fisher\u2019s one-sided p as the order of the tables, its largest probability over the common rate; "
    "two-sided twice the smaller",
    "fisher": "sum of the tables with the same margins that are no more probable than the observed one",
    "fisher_mid_p": "Fisher\u2019s p less half the probability of the observed table",
    "two_stage_umvue": "uniformly minimum variance unbiased estimate given the stage at which the trial stopped",
    "two_stage_median_unbiased": "the rate at which the p-value for the two stages is one half; limits where it is "
    "\u03b1 and 1 \u2212 \u03b1",
    "cochran_armitage_exact": "sum of scores of the patients with the outcome, exact given the total of events; twice "
    "the smaller tail",
    "cochran_armitage_mid_p": "the exact test with half the probability of the observed sum; twice the smaller tail",
    "cochran_armitage": "sum of scores of the patients with the outcome, divided by its standard deviation; normal "
    "tails",
    "beta_uniform": "Beta(1 + x, 1 + n \u2212 x) for the rate of each group",
    "beta_jeffreys": "Beta(\u00bd + x, \u00bd + n \u2212 x) for the rate of each group",
    "power_prior": "Beta(1 + a x, 1 + a (n \u2212 x)) for the control, each of its patients counting a",
    "map": _MAP,
    "robust_map": _MAP + "; mixed with Beta(1, 1)",
    "map_elir": "expected local information ratio of the prior",
    "robust_map_elir": "expected local information ratio of the prior",
    "map_moment": "a + b of the beta distribution with the prior\u2019s mean and variance",
    "beta_product": "limits are quantiles of products of beta variables, one for each event time",
    "reverse_kaplan_meier": "Kaplan\u2013Meier with events and censorings exchanged; the time at which it reaches one "
    "half",
    "exact_poisson": "events divided by person-time; limits from chi-square quantiles on 2x and 2x + 2 degrees of "
    "freedom",
    "reported": "printed in the paper, not computed",
    "greenwood": "area under the Kaplan\u2013Meier curve up to the stated time, with its own variance",
    "exponential": _DISTRIBUTION,
    "weibull": _DISTRIBUTION,
    "lognormal": _DISTRIBUTION,
    "loglogistic": _DISTRIBUTION,
    "log_rank": "observed less expected events over all event times, squared and divided by its hypergeometric "
    "variance; chi-square with one degree of freedom",
    "one_sample_exact": "observed events over those expected from the reference\u2019s hazard; exact Poisson tails "
    "and limits",
    "one_sample_oe2": "(O \u2212 E) / \u221a((O + E)/2); normal tails",
    "cox_efron": "partial likelihood with Efron\u2019s treatment of ties",
    "aalen_johansen": "sum over the event times of the probability to be still without any event times the share that "
    "has this one",
}
_EFFECTS = "{} of each study, weighted by 1 / (its variance + the variance between studies), estimated by {}; {} limits"
FORMULAS |= {
    "glmm": "events of each study are binomial, the log-odds of their rates normal around a mean: maximum likelihood; "
    "limits with t on k \u2212 1 below 20 studies",
    "logit_reml": _EFFECTS.format("log-odds", "restricted maximum likelihood", "normal"),
    "logit_reml_hksj": _EFFECTS.format("log-odds", "restricted maximum likelihood", "Knapp\u2013Hartung t"),
    "logit_pm": _EFFECTS.format("log-odds", "Paule and Mandel", "normal"),
    "logit_dl": _EFFECTS.format("log-odds", "DerSimonian and Laird", "normal"),
    "arcsine_reml": _EFFECTS.format("arcsine of the root of the rate", "restricted maximum likelihood", "normal"),
    "freeman_tukey_reml": _EFFECTS.format("double arcsine", "restricted maximum likelihood", "normal"),
    "crude": "sum of the events over the sum of the patients; Clopper\u2013Pearson limits",
    "mantel_haenszel": "sums over the studies of the cross products, each divided by the study\u2019s size",
    "peto": "sum of observed less expected events over the sum of their hypergeometric variances",
    "reml": _EFFECTS.format("effect", "restricted maximum likelihood", "normal"),
    "reml_hksj": _EFFECTS.format("effect", "restricted maximum likelihood", "Knapp\u2013Hartung t"),
    "dl": _EFFECTS.format("effect", "DerSimonian and Laird", "normal"),
}
_OF_MEASURE = {
    (
        "median_time",
        "exponential",
    ): "ln 2 \u00d7 person-time / events: takes the hazard as constant; exact limits from chi-square quantiles on 2x "
    "degrees of freedom",
    (
        "survival_probability",
        "clopper_pearson",
    ): "the count that prints as the percentage, with Clopper\u2013Pearson limits, as if nobody had been censored "
    "before",
    (
        "restricted_mean_difference",
        "greenwood",
    ): "difference of the areas under the two Kaplan\u2013Meier curves up to the stated time; normal limits",
    ("probability_superior", "map"): _MAP + "; the group has Beta(1, 1)",
    ("risk_difference", "miettinen_nurminen"): "difference of the rates; " + _SCORE.format(", times N/(N \u2212 1)"),
    ("risk_ratio", "miettinen_nurminen"): "ratio of the rates; " + _SCORE.format(", times N/(N \u2212 1)"),
    ("odds_ratio", "miettinen_nurminen"): "odds ratio; " + _SCORE.format(", times N/(N \u2212 1)"),
    ("aic", ""): "2 \u00d7 parameters \u2212 2 \u00d7 log-likelihood of the fitted distribution",
}
_LIMITS = {"kaplan_meier_loglog": "log\u2013log", "kaplan_meier_log": "log", "kaplan_meier_plain": "plain"}


def formula(measure: str, method: str) -> str:
    """How a method comes to a measure; blank for a method that is not known here."""
    if method in _LIMITS:
        limits = _LIMITS[method]
        return (
            f"{_KAPLAN_MEIER}; Greenwood\u2019s variance, {limits} limits"
            if measure == "survival_probability"
            else _CROSSING.format(limits)
        )
    return _OF_MEASURE.get((measure, method)) or _OF_MEASURE.get((measure, "")) or FORMULAS.get(method, "")
