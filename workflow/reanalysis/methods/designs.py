"""Methods for two-stage designs and dose groups, and for borrowing from historical controls."""

from __future__ import annotations

from reanalysis.methods.method import Method
from reanalysis.methods.reference import article

TWO_STAGE, TREND = "two_stage", "trend"
OWN_PRIOR, BORROWED, SIZE = "own_prior", "borrowed", "effective_sample_size"
_TWO_STAGE = ("proportion",)
_POSTERIOR = ("posterior_proportion", "probability_superior")
_SIZES = ("effective_sample_size",)
_MAP = (
    "logit rates of the controls are normal around a common mean (normal, sd 2) with a half-normal standard "
    "deviation between them; by quadrature"
)
_ELIR = "expected local information ratio of the prior"

DESIGNS = (
    Method(
        name="two_stage_umvue",
        task=TWO_STAGE,
        measures=_TWO_STAGE,
        function="two_stage.two_stage_umvue",
        label="two-stage UMVUE",
        formula="uniformly minimum variance unbiased estimate given the stage at which the trial stopped",
        sentence="After a two-stage design the uniformly minimum variance unbiased and the median unbiased estimate "
        "stand below the naive rate, with the interval and p-value of Koyama and Chen, which allow for stopping after "
        "stage one.",
        source=article(
            "Jung SH, Kim KM",
            "On the estimation of the binomial probability in multistage clinical trials",
            "Stat Med",
            2004,
            "23:881\u2013896",
            doi="10.1002/sim.1653",
        ),
        references=("koyama_chen",),
    ),
    Method(
        name="two_stage_median_unbiased",
        task=TWO_STAGE,
        measures=_TWO_STAGE,
        function="two_stage.two_stage_median_unbiased",
        label="two-stage median unbiased",
        formula="the rate at which the p-value for the two stages is one half; limits where it is \u03b1 and 1 \u2212 "
        "\u03b1",
        references=("koyama_chen",),
        told_with=("two_stage_umvue",),
    ),
    Method(
        name="two_stage_jennison_turnbull",
        task=TWO_STAGE,
        measures=_TWO_STAGE,
        function="two_stage_guaranteed.two_stage_jennison_turnbull",
        label="two-stage, guaranteed limits",
        formula="the rates at which so many responses or more, and so many or fewer, have probability \u03b1 over both "
        "stages",
        sentence="Limits that never cover less than their level after two stages are those of Jennison and Turnbull.",
        source=article(
            "Jennison C, Turnbull BW",
            "Confidence intervals for a binomial parameter following a multistage test with application to MIL-STD "
            "105D and medical trials",
            "Technometrics",
            1983,
            "25:49\u201358",
        ),
    ),
    Method(
        name="cochran_armitage_exact",
        task=TREND,
        measures=("trend",),
        function="trend.cochran_armitage_exact",
        label="exact Cochran\u2013Armitage",
        formula="sum of scores of the patients with the outcome, exact given the total of events; twice the smaller "
        "tail",
        sentence="Trends across dose groups are tested by the Cochran\u2013Armitage test given the total of events, "
        "exact with twice the smaller tail, with its mid-P version and its asymptotic form beside it, with the doses "
        "and with their ranks as scores.",
        references=("cochran", "armitage"),
    ),
    Method(
        name="cochran_armitage_mid_p",
        task=TREND,
        measures=("trend",),
        function="trend.cochran_armitage_mid_p",
        label="mid-P Cochran\u2013Armitage",
        formula="the exact test with half the probability of the observed sum; twice the smaller tail",
        references=("cochran", "armitage"),
        told_with=("cochran_armitage_exact",),
    ),
    Method(
        name="cochran_armitage",
        task=TREND,
        measures=("trend",),
        function="trend.cochran_armitage",
        label="Cochran\u2013Armitage",
        formula="sum of scores of the patients with the outcome, divided by its standard deviation; normal tails",
        references=("cochran", "armitage"),
        told_with=("cochran_armitage_exact",),
    ),
)
BORROWING = (
    Method(
        name="beta_uniform",
        task=OWN_PRIOR,
        measures=_POSTERIOR,
        function="beta_posterior.beta_uniform",
        label="uniform prior",
        formula="Beta(1 + x, 1 + n \u2212 x) for the rate of each group",
        sentence="The probability that a group\u2019s rate is higher than its control\u2019s comes from a uniform "
        "prior on each rate; Jeffreys\u2019 prior stands beside it.",
        source=article(
            "Agresti A, Min Y",
            "Frequentist performance of Bayesian confidence intervals for comparing proportions in 2\u00d72 "
            "contingency tables",
            "Biometrics",
            2005,
            "61:515\u2013523",
            doi="10.1111/j.1541-0420.2005.031228.x",
        ),
        references=("jeffreys",),
    ),
    Method(
        name="beta_jeffreys",
        task=OWN_PRIOR,
        measures=_POSTERIOR,
        function="beta_posterior.beta_jeffreys",
        label="Jeffreys prior",
        formula="Beta(\u00bd + x, \u00bd + n \u2212 x) for the rate of each group",
        references=("jeffreys",),
        told_with=("beta_uniform",),
    ),
    Method(
        name="map",
        task=BORROWED,
        measures=("posterior_proportion",),
        function="map_prior.map_prior",
        label="MAP",
        formula=_MAP,
        sentence="A set of historical controls is borrowed from by its meta-analytic predictive (MAP) prior, computed "
        "by quadrature: normal on the logit scale, with half-normal priors of scale {tau_scales} on the standard "
        "deviation between controls; and by robust mixtures with a uniform part of weight {robust_weights}.",
        source=article(
            "Schmidli H, Gsteiger S, Roychoudhury S, O\u2019Hagan A, Spiegelhalter D, Neuenschwander B",
            "Robust meta-analytic-predictive priors in clinical trials with historical control information",
            "Biometrics",
            2014,
            "70:1023\u20131032",
            doi="10.1111/biom.12242",
        ),
    ),
    Method(
        name="map",
        task=BORROWED,
        measures=("probability_superior",),
        function="map_prior.map_prior",
        label="MAP",
        formula=f"{_MAP}; the group has Beta(1, 1)",
        references=("map",),
        told_with=("map",),
    ),
    Method(
        name="robust_map",
        task=BORROWED,
        measures=_POSTERIOR,
        function="robust_map.robust_map",
        label="robust MAP",
        formula=f"{_MAP}; mixed with Beta(1, 1)",
        references=("map",),
        told_with=("map",),
    ),
    Method(
        name="map_elir",
        task=SIZE,
        measures=_SIZES,
        function="effective_sample_size.elir",
        label="MAP, elir",
        formula=_ELIR,
        sentence="What a prior is worth in patients is its expected local-information-ratio effective sample size.",
        references=("elir",),
    ),
    Method(
        name="robust_map_elir",
        task=SIZE,
        measures=_SIZES,
        function="effective_sample_size.elir",
        label="robust MAP, elir",
        formula=_ELIR,
        references=("elir",),
        told_with=("map_elir",),
    ),
    Method(
        name="map_moment",
        task=SIZE,
        measures=_SIZES,
        function="effective_sample_size.moment",
        label="MAP, moments",
        formula="a + b of the beta distribution with the prior\u2019s mean and variance",
        sentence="The size of the beta distribution with the same mean and variance stands in the tables.",
        source=article(
            "Neuenschwander B, Capkun-Niggli G, Branson M, Spiegelhalter DJ",
            "Summarizing historical information on controls in clinical trials",
            "Clin Trials",
            2010,
            "7:5\u201318",
            doi="10.1177/1740774509356002",
        ),
    ),
    Method(
        name="power_prior",
        task=BORROWED,
        measures=_POSTERIOR,
        function="power_prior.power_prior",
        label="power prior",
        formula="Beta(1 + a x, 1 + a (n \u2212 x)) for the control, each of its patients counting a",
        sentence="Power priors let each historical patient count {power_a0}.",
        source=article(
            "Ibrahim JG, Chen MH",
            "Power prior distributions for regression models",
            "Stat Sci",
            2000,
            "15:46\u201360",
            doi="10.1214/ss/1009212673",
        ),
    ),
)
