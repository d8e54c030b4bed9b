"""Methods that are recognised in papers and never offered: name, module of stats, label, formula; the usual first."""

from __future__ import annotations

RECOGNISED_INTERVALS = (
    (
        "wilson_corrected",
        "recognised_intervals",
        "Wilson with continuity correction",
        "Wilson\u2019s limits with the difference reduced by 1/(2n), as R\u2019s prop.test prints them",
    ),
    (
        "wald_unclipped",
        "recognised_intervals",
        "Wald, unclipped",
        "x/n \u00b1 z \u221a(x/n (1 \u2212 x/n)/n), limits below 0 and above 1 left as they are",
    ),
    (
        "wald_corrected",
        "recognised_intervals",
        "Wald with continuity correction",
        "the Wald interval, wider by 1/(2n) on each side",
    ),
    ("logit", "recognised_intervals", "logit", "Wald interval of the log odds, transformed back"),
    (
        "t_interval",
        "recognised_intervals",
        "Student\u2019s t of zeros and ones",
        "x/n \u00b1 t \u221a(x/n (1 \u2212 x/n)/(n \u2212 1)) with n \u2212 1 degrees of freedom",
    ),
    (
        "log_log_survival",
        "recognised_greenwood",
        "Greenwood, log-log",
        "log(\u2212log(x/n)) plus and minus z standard errors, transformed back, as if nobody had been censored",
    ),
    (
        "log_survival",
        "recognised_greenwood",
        "Greenwood, log",
        "log(x/n) plus and minus z standard errors, transformed back, as if nobody had been censored",
    ),
    ("bayes_uniform", "recognised_bayes", "Bayesian, uniform prior", "equal tails of Beta(x + 1, n \u2212 x + 1)"),
    (
        "bayes_jeffreys",
        "recognised_bayes",
        "Bayesian, Jeffreys\u2019 prior",
        "equal tails of Beta(x + \u00bd, n \u2212 x + \u00bd)",
    ),
    (
        "bayes_highest_density",
        "recognised_bayes",
        "Bayesian, highest density",
        "the shortest interval of Beta(x + 1, n \u2212 x + 1)",
    ),
    ("arcsine", "recognised_intervals", "arcsine", "arcsin \u221a(x/n) \u00b1 z/(2 \u221an), transformed back"),
)
RECOGNISED_OF_ONE_RATE = (
    ("score_z", "z test", "(x/n \u2212 p0) / \u221a(p0 (1 \u2212 p0)/n); normal tails"),
    (
        "score_z_corrected",
        "z test with continuity correction",
        "the z test with the difference reduced by 1/(2n), as R\u2019s prop.test",
    ),
    ("wald_z", "z test, observed variance", "(x/n \u2212 p0) / \u221a(x/n (1 \u2212 x/n)/n); normal tails"),
    ("likelihood_ratio_one", "likelihood ratio", "twice the log likelihood ratio of x/n and p0; chi-square"),
)
RECOGNISED_OF_TWO_RATES = (
    ("n_minus_1_chi_square", "N \u2212 1 chi-square", "Pearson\u2019s chi-square times (N \u2212 1)/N"),
    ("likelihood_ratio_two", "likelihood ratio", "twice the log likelihood ratio (G); chi-square"),
    ("unpooled_z", "z test, unpooled", "difference over the root of the sum of both variances; normal tails"),
    ("log_odds_z", "logistic regression, Wald", "log odds ratio over its standard error; normal tails"),
    ("barnard", "Barnard", "largest probability, over the common rate, of a pooled z no less extreme"),
)
