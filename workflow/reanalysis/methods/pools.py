"""Methods that pool the counts of several studies: of single groups, and of comparisons within studies."""

from __future__ import annotations

from reanalysis.methods.method import Method
from reanalysis.methods.reference import article

POOLED_GROUPS, POOLED_COMPARISONS = "pooled_groups", "pooled_comparisons"
_SPREAD = ("prediction", "tau2", "i2", "q")
_GROUPS = ("pooled_proportion", *_SPREAD)
_COMPARISONS = ("pooled_risk_ratio", "pooled_odds_ratio", "pooled_risk_difference", *_SPREAD)
_PRINTED = ("pooled_hazard_ratio", "pooled_survival_probability", "pooled_median_time")
POOLED_RATES = "pooled_rates"
_EFFECTS = "{} of each study, weighted by 1 / (its variance + the variance between studies), estimated by {}; {} limits"
_REML, _DL = "restricted maximum likelihood", "DerSimonian and Laird"


def _effects(name: str, label: str, scale: str, estimator: str, limits: str = "normal", **more: object) -> Method:
    """A model of the effects of single groups with known variances."""
    return Method(
        name=name,
        task=POOLED_GROUPS,
        measures=_GROUPS,
        function="random_effects.random_effects",
        label=label,
        formula=_EFFECTS.format(scale, estimator, limits),
        **more,  # type: ignore[arg-type]
    )


def _ratios(name: str, label: str, estimator: str, limits: str = "normal", **more: object) -> Method:
    """A model of the effects of comparisons."""
    return Method(
        name=name,
        task=POOLED_COMPARISONS,
        measures=(*_COMPARISONS, *_PRINTED),
        function="random_effects.random_effects",
        label=label,
        formula=_EFFECTS.format("effect", estimator, limits),
        **more,  # type: ignore[arg-type]
    )


POOLS = (
    Method(
        name="glmm",
        task=POOLED_GROUPS,
        measures=_GROUPS,
        function="random_intercept.random_intercept_proportion",
        label="random intercept",
        formula="events of each study are binomial, the log-odds of their rates normal around a mean: maximum "
        "likelihood; limits with t on k \u2212 1 below 20 studies",
        sentence="The random-intercept logistic model is fitted by maximum likelihood, its integrals to rounding; a "
        "count known as a set only enters with the probability of that set. With fewer than 20 studies limits take the "
        "t distribution.",
        references=("random_intercept",),
        may_lead=True,
    ),
    _effects(
        "logit_reml",
        "logit, REML",
        "log-odds",
        _REML,
        sentence="The variance between studies is estimated by restricted maximum likelihood.",
        references=("reml",),
        may_lead=True,
    ),
    _effects(
        "logit_reml_hksj",
        "logit, REML, Knapp\u2013Hartung",
        "log-odds",
        _REML,
        "Knapp\u2013Hartung t",
        sentence="Knapp and Hartung\u2019s standard error is not allowed below the ordinary one with five studies or "
        "fewer.",
        references=("knapp_hartung",),
        told_with=("logit_reml",),
        may_lead=True,
    ),
    _effects(
        "logit_pm",
        "logit, Paule\u2013Mandel",
        "log-odds",
        "Paule and Mandel",
        sentence="Paule and Mandel\u2019s estimate stands beside it.",
        references=("paule_mandel",),
        may_lead=True,
    ),
    _effects(
        "logit_dl",
        "logit, DerSimonian\u2013Laird",
        "log-odds",
        _DL,
        sentence="DerSimonian and Laird\u2019s estimate stands beside it.",
        references=("dersimonian_laird",),
        may_lead=True,
    ),
    _effects(
        "arcsine_reml",
        "arcsine, REML",
        "arcsine of the root of the rate",
        _REML,
        sentence="The arcsine scale needs no correction.",
        references=("arcsine",),
        told_with=("logit_reml",),
    ),
    _effects(
        "freeman_tukey_reml",
        "Freeman\u2013Tukey, REML",
        "double arcsine",
        _REML,
        sentence="Freeman and Tukey\u2019s scale is given because reviews use it: its way back depends on an arbitrary "
        "size.",
        references=("freeman_tukey", "schwarzer"),
        told_with=("logit_reml",),
    ),
    Method(
        name="bayes_random_intercept",
        task=POOLED_GROUPS,
        measures=_GROUPS,
        function="map_prior.map_prior",
        label="random intercept, Bayesian",
        formula="as the random intercept, with log-odds of the mean normal (0, 2) and the standard deviation between "
        "studies half-normal (1) beforehand; medians and equal-tailed limits by quadrature",
        sentence="The same model stands beside it with priors, the mean normal (0, 2) on the log-odds and the standard "
        "deviation between studies half-normal (1), by quadrature without sampling.",
        references=("map",),
    ),
    Method(
        name="crude",
        task=POOLED_GROUPS,
        measures=("pooled_proportion", "pooled_rate"),
        function="proportion.clopper_pearson",
        label="all patients as one group",
        formula="sum of the events over the sum of the patients; Clopper\u2013Pearson limits",
        sentence="The crude rate takes all patients as one group.",
        references=("clopper_pearson",),
    ),
    _ratios("reml", "REML", _REML, references=("reml",), told_with=("logit_reml",)),
    _ratios(
        "reml_hksj",
        "REML, Knapp\u2013Hartung",
        _REML,
        "Knapp\u2013Hartung t",
        references=("knapp_hartung",),
        told_with=("logit_reml", "logit_reml_hksj"),
    ),
    _ratios("dl", "DerSimonian\u2013Laird", _DL, references=("dersimonian_laird",), told_with=("logit_dl",)),
    _ratios(
        "inverse_variance",
        "inverse variance, one common effect",
        "nothing, as it is taken as 0",
        sentence="Printed ratios are pooled as logarithms, survival at a time as log(\u2212log S) and medians as "
        "logarithms, weighted by 1 / variance; a variance comes from the printed limits, else from what is printed "
        "instead, and the note of the result says from what.",
        references=("tierney",),
    ),
    Method(
        name="median_of_medians",
        task=POOLED_COMPARISONS,
        measures=("pooled_median_time",),
        function="time_effects.median_of_medians",
        label="median of the medians",
        formula="the middle of the studies\u2019 medians; limits by the sign test",
        sentence="The median of the medians, each study counting alike, stands beside pooled medians.",
        source=article(
            "McGrath S, Zhao X, Qin ZZ, Steele R, Benedetti A",
            "One-sample aggregate data meta-analysis of medians",
            "Stat Med",
            2019,
            "38:969\u2013984",
            doi="10.1002/sim.8013",
        ),
    ),
    Method(
        name="poisson_glmm",
        task=POOLED_RATES,
        measures=("pooled_rate", *_SPREAD),
        function="random_intercept.random_intercept_rate",
        label="random intercept, Poisson",
        formula="events of each study are Poisson, the logarithms of their rates normal around a mean: maximum "
        "likelihood; limits with t on k \u2212 1 below 20 studies",
        sentence="Rates per person-time are pooled by the random-intercept Poisson model.",
        references=("random_intercept",),
    ),
    Method(
        name="mantel_haenszel",
        task=POOLED_COMPARISONS,
        measures=_COMPARISONS,
        function="stratified.mantel_haenszel",
        label="Mantel\u2013Haenszel",
        formula="sums over the studies of the cross products, each divided by the study\u2019s size",
        sentence="Common ratios and differences of comparisons within studies are Mantel and Haenszel\u2019s; studies "
        "without an event in either group say nothing about a ratio.",
        source=article(
            "Mantel N, Haenszel W",
            "Statistical aspects of the analysis of data from retrospective studies of disease",
            "J Natl Cancer Inst",
            1959,
            "22:719\u2013748",
            doi="10.1093/jnci/22.4.719",
        ),
    ),
    Method(
        name="conditional_exact",
        task=POOLED_COMPARISONS,
        measures=("pooled_odds_ratio",),
        function="stratified.exact_common_odds_ratio",
        label="conditional exact",
        formula="common odds ratio by conditional maximum likelihood given the margins of every study; exact limits",
        references=("conditional_exact",),
    ),
    Method(
        name="peto",
        task=POOLED_COMPARISONS,
        measures=_COMPARISONS,
        function="stratified.peto_odds_ratio",
        label="Peto",
        formula="sum of observed less expected events over the sum of their hypergeometric variances",
        sentence="Peto\u2019s odds ratio, for rare events, stands beside them.",
        source=article(
            "Yusuf S, Peto R, Lewis J, Collins R, Sleight P",
            "Beta blockade during and after myocardial infarction: an overview of the randomized trials",
            "Prog Cardiovasc Dis",
            1985,
            "27:335\u2013371",
            doi="10.1016/s0033-0620(85)80003-7",
        ),
    ),
)
