"""Methods for the counts of two groups: intervals of a difference or a ratio, and tests of no difference."""

from __future__ import annotations

from reanalysis.methods.method import Method
from reanalysis.methods.recognised import RECOGNISED_OF_TWO_RATES
from reanalysis.methods.reference import article

EFFECT, ASSOCIATION = "effect", "association"
_DIFFERENCE, _RATIO, _ODDS, _TEST = ("risk_difference",), ("risk_ratio",), ("odds_ratio",), ("association",)
_SCORE = "limits invert the score test, its variance at the restricted maximum likelihood estimates"
_LARGER = f"{_SCORE}, times N/(N \u2212 1)"


def _miettinen_nurminen(measures: tuple[str, ...], function: str, what: str) -> Method:
    return Method(
        name="miettinen_nurminen",
        task=EFFECT,
        measures=measures,
        function=f"two_proportions.{function}",
        label="Miettinen\u2013Nurminen",
        formula=f"{what}; {_LARGER}",
        references=("miettinen_nurminen",),
        may_lead=True,
    )


TWO_GROUPS = (
    Method(
        name="newcombe",
        task=EFFECT,
        measures=_DIFFERENCE,
        function="two_proportions.newcombe_difference",
        label="Newcombe",
        formula="difference of the rates; limits from the two Wilson intervals: d \u2212 \u221a((p\u2081 \u2212 "
        "l\u2081)\u00b2 + (u\u2082 \u2212 p\u2082)\u00b2), d + \u221a((u\u2081 \u2212 p\u2081)\u00b2 + (p\u2082 "
        "\u2212 l\u2082)\u00b2)",
        source=article(
            "Newcombe RG",
            "Interval estimation for the difference between independent proportions: comparison of eleven methods",
            "Stat Med",
            1998,
            "17:873\u2013890",
            doi="10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I",
        ),
        may_lead=True,
    ),
    _miettinen_nurminen(_DIFFERENCE, "miettinen_nurminen_difference", "difference of the rates"),
    Method(
        name="agresti_caffo",
        task=EFFECT,
        measures=_DIFFERENCE,
        function="two_proportions.agresti_caffo_difference",
        label="Agresti\u2013Caffo",
        formula="difference of the rates; limits by Wald with one event and one other patient added to each group",
        source=article(
            "Agresti A, Caffo B",
            "Simple and effective confidence intervals for proportions and differences of proportions result from "
            "adding two successes and two failures",
            "Am Stat",
            2000,
            "54:280\u2013288",
            doi="10.1080/00031305.2000.10474560",
        ),
        may_lead=True,
    ),
    Method(
        name="koopman",
        task=EFFECT,
        measures=_RATIO,
        function="two_proportions.koopman_ratio",
        label="Koopman",
        formula=f"ratio of the rates; {_SCORE}",
        source=article(
            "Koopman PAR",
            "Confidence intervals for the ratio of two binomial proportions",
            "Biometrics",
            1984,
            "40:513\u2013517",
            doi="10.2307/2531405",
        ),
        may_lead=True,
    ),
    _miettinen_nurminen(_RATIO, "miettinen_nurminen_ratio", "ratio of the rates"),
    Method(
        name="conditional_exact",
        task=EFFECT,
        measures=_ODDS,
        function="two_proportions.conditional_exact_odds_ratio",
        label="conditional exact",
        formula="odds ratio by conditional maximum likelihood; limits from the noncentral hypergeometric distribution "
        "given all margins",
        source=article(
            "Cornfield J",
            "A statistical problem arising from retrospective studies",
            "Proc Third Berkeley Symp Math Stat Probab",
            1956,
            "4:135\u2013148",
        ),
        may_lead=True,
    ),
    _miettinen_nurminen(_ODDS, "miettinen_nurminen_odds_ratio", "odds ratio"),
    Method(
        name="boschloo",
        task=ASSOCIATION,
        measures=_TEST,
        function="large_tables.boschloo_or_bound",
        label="Boschloo",
        formula="Fisher\u2019s one-sided p as the order of the tables, its largest probability over the common rate; "
        "two-sided twice the smaller; above 2,000 patients Fisher\u2019s p itself, which it cannot exceed",
        source=article(
            "Boschloo RD",
            "Raised conditional level of significance for the 2\u00d72-table when testing the equality of two "
            "probabilities",
            "Stat Neerl",
            1970,
            "24:1\u20139",
            doi="10.1111/j.1467-9574.1970.tb00104.x",
        ),
        may_lead=True,
    ),
    Method(
        name="fisher",
        task=ASSOCIATION,
        measures=_TEST,
        function="exact_2x2.fisher",
        label="Fisher",
        formula="sum of the tables with the same margins that are no more probable than the observed one",
        source=article(
            "Fisher RA",
            "The logic of inductive inference",
            "J R Stat Soc",
            1935,
            "98:39\u201382",
            doi="10.2307/2342435",
        ),
        may_lead=True,
    ),
    Method(
        name="fisher_mid_p",
        task=ASSOCIATION,
        measures=_TEST,
        function="exact_2x2.fisher_mid_p",
        label="Fisher mid-P",
        formula="Fisher\u2019s p less half the probability of the observed table",
        references=("mid_p",),
        may_lead=True,
    ),
    Method(
        name="chi_square",
        task=ASSOCIATION,
        measures=_TEST,
        function="recognised.chi_square",
        label="chi-square",
        formula="squared difference of the rates over its pooled variance; chi-square with one degree of freedom",
        recognised_only=True,
    ),
    Method(
        name="yates",
        task=ASSOCIATION,
        measures=_TEST,
        function="recognised.yates",
        label="Yates",
        formula="chi-square with the difference of the counts reduced by one half",
        recognised_only=True,
    ),
    *(
        Method(
            name=name,
            task=ASSOCIATION,
            measures=_TEST,
            function=f"recognised_two_rates.{name}",
            label=label,
            formula=formula,
            recognised_only=True,
        )
        for name, label, formula in RECOGNISED_OF_TWO_RATES
    ),
)
