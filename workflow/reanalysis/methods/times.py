"""Methods for times: curves and what is read from them, rates, comparisons, causes and fitted distributions."""

from __future__ import annotations

from reanalysis.methods.method import Method
from reanalysis.methods.reference import article

CURVE, SUMMARY, TWO_CURVES, REFERENCE, CAUSES, DISTRIBUTION = (
    "curve",
    "summary",
    "two_curves",
    "reference",
    "causes",
    "distribution",
)
#: Interval types of the curve: name, what the text calls them.
LIMITS = {"kaplan_meier_loglog": "log\u2013log", "kaplan_meier_log": "log", "kaplan_meier_plain": "plain"}
_DISTRIBUTIONS = {
    "exponential": "exponential, if the hazard is constant",
    "weibull": "Weibull",
    "lognormal": "log-normal",
    "loglogistic": "log-logistic",
}
_WEIGHTS = {
    "gehan": ("Gehan\u2013Wilcoxon", "patients at risk"),
    "tarone_ware": ("Tarone\u2013Ware", "square root of the patients at risk"),
    "peto": ("Peto\u2013Peto", "common survival"),
}
_LISTED = (
    "Listed times give Kaplan\u2013Meier curves with {limits} intervals at {conf_level}; the pages of the papers give "
    "the other types as well."
)
_FITTED = (
    "Exponential, Weibull, log-normal and log-logistic distributions are fitted by maximum likelihood where the times "
    "allow it, and compared by Akaike\u2019s criterion. They are a check on the curve, not a replacement; a median "
    "from an exponential distribution takes the hazard as constant."
)


def _curves() -> tuple[Method, ...]:
    """One entry for the percentages and one for the times of each interval type; the text speaks of all at once."""
    product = "product over the event times of (1 \u2212 events / patients at risk)"
    return tuple(
        Method(
            name=name,
            task=CURVE,
            measures=measures,
            function="kaplan_meier.kaplan_meier",
            label=f"Kaplan\u2013Meier, {limits}",
            formula=formula,
            references=("kaplan_meier", "loglog"),
            sentence=_LISTED if leads and name == "kaplan_meier_loglog" else "",
            told_with=() if leads and name == "kaplan_meier_loglog" else ("kaplan_meier_loglog",),
            may_lead=leads,
        )
        for name, limits in LIMITS.items()
        for measures, leads, formula in (
            (("survival_probability",), True, f"{product}; Greenwood\u2019s variance, {limits} limits"),
            (
                ("median_time", "quantile_time"),
                False,
                "the time at which the Kaplan\u2013Meier curve reaches the fraction, the midpoint where it runs level "
                f"there until another event; limits where the curve\u2019s {limits} limits reach it",
            ),
        )
    )


def _distributions() -> tuple[Method, ...]:
    return tuple(
        Method(
            name=name,
            task=DISTRIBUTION,
            measures=(measure,),
            function="parametric.fit_parametric",
            label=label,
            formula=formula,
            references=("loglog", "akaike"),
            sentence=_FITTED if (name, measure) == ("exponential", "parametric_median") else "",
            told_with=() if (name, measure) == ("exponential", "parametric_median") else ("exponential",),
        )
        for name, label in _DISTRIBUTIONS.items()
        for measure, formula in (
            ("parametric_median", "maximum likelihood with censored times; the median of the fitted curve"),
            ("aic", "2 \u00d7 parameters \u2212 2 \u00d7 log-likelihood of the fitted distribution"),
        )
    )


TIMES = (
    *_curves(),
    Method(
        name="beta_product",
        task=CURVE,
        measures=("survival_probability",),
        function="kaplan_meier.beta_product_at",
        label="beta product",
        formula="limits are quantiles of products of beta variables, one for each event time",
        sentence="Beta product limits, which allow for few patients at risk, stand beside them.",
        source=article(
            "Fay MP, Brittain EH, Proschan MA",
            "Pointwise confidence intervals for a survival distribution with small samples or heavy censoring",
            "Biostatistics",
            2013,
            "14:723\u2013736",
        ),
    ),
    Method(
        name="reverse_kaplan_meier",
        task=SUMMARY,
        measures=("follow_up_median",),
        function="kaplan_meier.reverse",
        label="reverse Kaplan\u2013Meier",
        formula="Kaplan\u2013Meier with events and censorings exchanged, events leaving first at ties; the time at "
        "which it reaches one half",
        sentence="Follow-up is the reverse Kaplan\u2013Meier median; where an event and an end of follow-up share a "
        "time, the event comes first.",
        references=("follow_up",),
    ),
    Method(
        name="greenwood",
        task=SUMMARY,
        measures=("restricted_mean_time",),
        function="survival_mean.restricted_mean",
        label="Greenwood",
        formula="area under the Kaplan\u2013Meier curve up to the stated time, with its own variance",
        sentence="Restricted means stop at the last observation and have Greenwood\u2019s variance, their limits cut "
        "at the horizon; a difference of two has none where a group had no event.",
        references=("restricted_mean", "kaplan_meier"),
    ),
    Method(
        name="greenwood",
        task=TWO_CURVES,
        measures=("restricted_mean_difference",),
        function="survival_mean.restricted_mean_difference",
        label="Greenwood",
        formula="difference of the areas under the two Kaplan\u2013Meier curves up to the stated time; normal limits",
        references=("restricted_mean", "kaplan_meier"),
        told_with=("greenwood",),
    ),
    Method(
        name="exact_poisson",
        task=SUMMARY,
        measures=("event_rate",),
        function="event_rate.exact_poisson",
        label="exact Poisson",
        formula="events divided by person-time; limits from chi-square quantiles on 2x and 2x + 2 degrees of freedom",
        sentence="A rate per patient and time has exact Poisson limits.",
        references=("poisson",),
    ),
    Method(
        name="from_median",
        task=SUMMARY,
        measures=("event_rate",),
        function="estimated_reference.limits_from_median",
        label="from the printed median, if the hazard is constant",
        formula="ln 2 over the printed median: takes the hazard as constant; limits from those of the median, "
        "\u00d7 exp(\u00b1z / (ln 2 \u221aevents)), the variance of a Kaplan\u2013Meier median",
        sentence="A printed median with its number of events gives a rate if the hazard is constant, with the limits "
        "of a Kaplan\u2013Meier median.",
        source=article("Reid N", "Estimating the median survival time", "Biometrika", 1981, "68:601\u2013608"),
    ),
    Method(
        name="clopper_pearson",
        task=SUMMARY,
        measures=("survival_probability",),
        function="proportion.clopper_pearson",
        label="Clopper\u2013Pearson",
        formula="the count that prints as the percentage, with Clopper\u2013Pearson limits, as if nobody had been "
        "censored before",
        references=("clopper_pearson",),
        told_with=("clopper_pearson",),
    ),
    Method(
        name="reported",
        task=SUMMARY,
        measures=(),
        label="as printed",
        formula="printed in the paper, not computed",
        sentence="Printed medians, percentages and hazard ratios are shown as printed.",
    ),
    Method(
        name="log_rank",
        task=TWO_CURVES,
        measures=("log_rank",),
        function="log_rank.log_rank",
        label="log-rank",
        formula="observed less expected events over all event times, squared and divided by its hypergeometric "
        "variance; chi-square with one degree of freedom",
        sentence="Two groups with times are compared by the log-rank test.",
        source=article(
            "Mantel N",
            "Evaluation of survival data and two new rank order statistics arising in its consideration",
            "Cancer Chemother Rep",
            1966,
            "50:163\u2013170",
        ),
    ),
    Method(
        name="cox_efron",
        task=TWO_CURVES,
        measures=("hazard_ratio",),
        function="cox.cox_hazard_ratio",
        label="Cox, Efron ties",
        formula="partial likelihood with Efron\u2019s treatment of ties",
        sentence="Their hazard ratio is that of Cox\u2019s model with Efron\u2019s ties.",
        references=("efron",),
    ),
    *(
        Method(
            name=name,
            task=TWO_CURVES,
            measures=("log_rank",),
            function="weighted_log_rank.weighted_log_rank",
            label=label,
            formula=f"log-rank test with the weights {weights}",
            recognised_only=True,
        )
        for name, (label, weights) in _WEIGHTS.items()
    ),
    Method(
        name="cox_likelihood_ratio",
        task=TWO_CURVES,
        measures=("log_rank",),
        function="cox.cox_likelihood_ratio",
        label="Cox, likelihood ratio",
        formula="twice the log likelihood ratio of Cox\u2019s model with Efron\u2019s ties; chi-square",
        recognised_only=True,
    ),
    Method(
        name="one_sample_log_rank_classical",
        task=REFERENCE,
        measures=("log_rank",),
        function="recognised_one_rate.one_sample_log_rank_classical",
        label="one-sample, variance E",
        formula="(O \u2212 E)/\u221aE; normal tails",
        recognised_only=True,
    ),
    Method(
        name="one_sample_exact",
        task=REFERENCE,
        measures=("log_rank", "hazard_ratio"),
        function="one_sample_log_rank.one_sample_exact",
        label="one-sample exact",
        formula="observed events over those expected from the reference\u2019s hazard; exact Poisson tails and limits",
        sentence="Times are compared with a control\u2019s curve by the one-sample log-rank test in its exact Poisson "
        "form: events observed over events expected. It takes the curve as known; the control\u2019s own limits are "
        "put in its place beside it.",
        references=("one_sample", "poisson"),
    ),
    Method(
        name="one_sample_oe2",
        task=REFERENCE,
        measures=("log_rank",),
        function="one_sample_log_rank.one_sample_oe2",
        label="one-sample (O + E)/2",
        formula="(O \u2212 E) / \u221a((O + E)/2); normal tails",
        sentence="Its form with the variance (O + E)/2 is given as well.",
        source=article("Wu J", "A new one-sample log-rank test", "J Biom Biostat", 2014, "5:210"),
    ),
    Method(
        name="aalen_johansen",
        task=CAUSES,
        measures=("cumulative_incidence",),
        function="competing_risks.aalen_johansen",
        label="Aalen\u2013Johansen",
        formula="sum over the event times of the probability to be still without any event times the share that has "
        "this one",
        sentence="With several causes of an event, each has its cumulative incidence by Aalen and Johansen; one minus "
        "Kaplan\u2013Meier, which counts too much, stands beside it as a warning.",
        source=article(
            "Aalen OO, Johansen S",
            "An empirical transition matrix for non-homogeneous Markov chains based on censored observations",
            "Scand J Stat",
            1978,
            "5:141\u2013150",
        ),
    ),
    *_distributions(),
    Method(
        name="exponential",
        task=SUMMARY,
        measures=("median_time",),
        function="parametric.exponential_median",
        label="exponential, if the hazard is constant",
        formula="ln 2 \u00d7 person-time / events: takes the hazard as constant; limits are ln 2 over those of the "
        "rate, or from a printed median those of a Kaplan\u2013Meier median with so many events",
        references=("loglog", "akaike"),
        told_with=("exponential",),
    ),
)
