"""Methods for the counts of one group: intervals of a proportion, tests against a known rate, categories of a scale."""

from __future__ import annotations

from reanalysis.methods.method import Method
from reanalysis.methods.recognised import RECOGNISED_INTERVALS, RECOGNISED_OF_ONE_RATE
from reanalysis.methods.reference import article

ONE_PROPORTION, KNOWN_RATE, CATEGORIES = "one_proportion", "known_rate", "categories"
_PROPORTION = ("proportion",)

ONE_GROUP = (
    Method(
        name="clopper_pearson",
        task=ONE_PROPORTION,
        measures=_PROPORTION,
        function="proportion.clopper_pearson",
        label="Clopper\u2013Pearson",
        formula="limits are quantiles of beta distributions: \u03b1/2 of Beta(x, n \u2212 x + 1) and 1 \u2212 \u03b1/2 "
        "of Beta(x + 1, n \u2212 x)",
        source=article(
            "Clopper CJ, Pearson ES",
            "The use of confidence or fiducial limits illustrated in the case of the binomial",
            "Biometrika",
            1934,
            "26:404\u2013413",
            doi="10.1093/biomet/26.4.404",
        ),
        may_lead=True,
    ),
    Method(
        name="wilson",
        task=ONE_PROPORTION,
        measures=_PROPORTION,
        function="proportion.wilson",
        label="Wilson",
        formula="limits invert the score test: the rates p with |x/n \u2212 p| = z \u221a(p(1 \u2212 p)/n)",
        source=article(
            "Wilson EB",
            "Probable inference, the law of succession, and statistical inference",
            "J Am Stat Assoc",
            1927,
            "22:209\u2013212",
            doi="10.1080/01621459.1927.10502953",
        ),
        may_lead=True,
    ),
    Method(
        name="jeffreys",
        task=ONE_PROPORTION,
        measures=_PROPORTION,
        function="proportion.jeffreys",
        label="Jeffreys",
        formula="equal tails of Beta(x + \u00bd, n \u2212 x + \u00bd); the end is 0 for x = 0 and 1 for x = n",
        source=article(
            "Brown LD, Cai TT, DasGupta A",
            "Interval estimation for a binomial proportion",
            "Stat Sci",
            2001,
            "16:101\u2013133",
            doi="10.1214/ss/1009213286",
        ),
        may_lead=True,
    ),
    Method(
        name="mid_p",
        task=ONE_PROPORTION,
        measures=_PROPORTION,
        function="proportion.mid_p",
        label="mid-P",
        formula="limits at which the tail with half the probability of x is \u03b1/2",
        source=article(
            "Lancaster HO",
            "Significance tests in discrete distributions",
            "J Am Stat Assoc",
            1961,
            "56:223\u2013234",
            doi="10.1080/01621459.1961.10482105",
        ),
        may_lead=True,
    ),
    Method(
        name="agresti_coull",
        task=ONE_PROPORTION,
        measures=_PROPORTION,
        function="proportion.agresti_coull",
        label="Agresti\u2013Coull",
        formula="Wald interval on x + z\u00b2/2 of n + z\u00b2",
        source=article(
            "Agresti A, Coull BA",
            "Approximate is better than \u201cexact\u201d for interval estimation of binomial proportions",
            "Am Stat",
            1998,
            "52:119\u2013126",
            doi="10.1080/00031305.1998.10480550",
        ),
        may_lead=True,
    ),
    Method(
        name="blaker",
        task=ONE_PROPORTION,
        measures=_PROPORTION,
        function="proportion.blaker",
        label="Blaker",
        formula="limits invert Blaker\u2019s acceptability: the smaller tail, and the largest opposite tail that is no "
        "larger",
        source=article(
            "Blaker H",
            "Confidence curves and improved exact confidence intervals for discrete distributions",
            "Can J Stat",
            2000,
            "28:783\u2013798",
            doi="10.2307/3315916",
        ),
        may_lead=True,
    ),
    Method(
        name="wald",
        task=ONE_PROPORTION,
        measures=_PROPORTION,
        function="recognised.wald",
        label="Wald",
        formula="x/n \u00b1 z \u221a(x/n (1 \u2212 x/n)/n), which is too short at small n",
        recognised_only=True,
    ),
    *(
        Method(
            name=name,
            task=ONE_PROPORTION,
            measures=_PROPORTION,
            function=f"{module}.{name}",
            label=label,
            formula=formula,
            recognised_only=True,
        )
        for name, module, label, formula in RECOGNISED_INTERVALS
    ),
    Method(
        name="goodman",
        task=CATEGORIES,
        measures=("category_proportion",),
        function="multinomial.goodman",
        label="Goodman, simultaneous",
        formula="Wilson interval at level 1 \u2212 \u03b1/k for each of the scale\u2019s k categories",
        sentence="Categories of one scale have Goodman\u2019s simultaneous intervals.",
        source=article(
            "Goodman LA",
            "On simultaneous confidence intervals for multinomial proportions",
            "Technometrics",
            1965,
            "7:247\u2013254",
        ),
    ),
    Method(
        name="exact_binomial",
        task=KNOWN_RATE,
        measures=_PROPORTION,
        function="binomial_test.exact_binomial",
        limits_of="clopper_pearson",
        label="exact binomial",
        formula="binomial tail at the known rate, two-sided twice the smaller tail; limits by Clopper\u2013Pearson",
        sentence="A control known only as a rate is compared by the exact binomial test, whose two-sided p-value is "
        "twice the smaller tail so that it agrees with the Clopper\u2013Pearson interval. The test takes the "
        "control\u2019s rate as known without error, which no historical rate is.",
        references=("fay", "clopper_pearson"),
    ),
    Method(
        name="mid_p_binomial",
        task=KNOWN_RATE,
        measures=_PROPORTION,
        function="binomial_test.mid_p_binomial",
        limits_of="mid_p",
        label="mid-P binomial",
        formula="binomial tail with half the probability of x, two-sided twice the smaller tail; mid-P limits",
        sentence="Its mid-P version, which is less conservative, stands beside it.",
        references=("mid_p",),
    ),
    Method(
        name="minimum_likelihood_binomial",
        task=KNOWN_RATE,
        measures=_PROPORTION,
        function="recognised.minimum_likelihood_binomial",
        label="minimum likelihood binomial",
        formula="sum of the counts that are no more probable at the known rate than the observed one",
        recognised_only=True,
    ),
    *(
        Method(
            name=name,
            task=KNOWN_RATE,
            measures=_PROPORTION,
            function=f"recognised_one_rate.{name}",
            label=label,
            formula=formula,
            recognised_only=True,
        )
        for name, label, formula in RECOGNISED_OF_ONE_RATE
    ),
)
