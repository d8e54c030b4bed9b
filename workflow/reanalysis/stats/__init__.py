"""Statistics of small clinical trials: counts, tables and times in, frozen results out.

Nothing here reads a file, a setting or a table of pandas; numpy and scipy are below it, statsmodels and lifelines where
they are right. The folder needs nothing of its surroundings and can be copied alone, under any name.

`TOPICS` lists what it offers: topic, module, names. A module is imported when it is asked for, as in
``from reanalysis.stats.proportion import wilson`` or ``stats.proportion.wilson``, so that nothing waits for a library
that is not used. Names that start with an underscore are not for use from outside.

Group 1 is the treated one and group 0 the control. Every interval is given its level and every test its alternative;
none is chosen here. An argument out of range is a ValueError that names it; what happens at 0, at n, without an event
and with one patient stands in the notes of each method. The examples in the docstrings take the names of all modules as
imported.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

TOPICS: dict[str, dict[str, tuple[str, ...]]] = {
    "One proportion": {
        "proportion": (
            "clopper_pearson",
            "clopper_pearson_one_sided",
            "wilson",
            "jeffreys",
            "agresti_coull",
            "mid_p",
            "blaker",
        ),
        "binomial_test": ("exact_binomial", "mid_p_binomial", "tipping_rate"),
    },
    "Two proportions": {
        "two_proportions": (
            "newcombe_difference",
            "agresti_caffo_difference",
            "miettinen_nurminen_difference",
            "miettinen_nurminen_differences",
            "koopman_ratio",
            "miettinen_nurminen_ratio",
            "conditional_exact_odds_ratio",
            "miettinen_nurminen_odds_ratio",
        ),
        "score_limits": ("difference_limits", "ratio_limits", "odds_ratio_limits"),
        "exact_2x2": ("fisher", "fisher_mid_p", "boschloo"),
        "large_tables": ("boschloo_or_bound",),
        "two_group_regions": ("fisher_greater", "boschloo_critical", "newcombe_tables", "shown_above"),
        "mcnemar": ("mcnemar_exact", "mcnemar_mid_p"),
    },
    "Several proportions": {
        "spread": ("mean_range", "sd_range", "sd_of_whole_values", "sd_of_zeros_and_ones"),
        "multinomial": ("goodman",),
        "trend": ("cochran_armitage_exact", "cochran_armitage_mid_p", "cochran_armitage", "rank_scores"),
        "multiplicity": ("holm", "benjamini_hochberg"),
    },
    "Methods that are recognised in papers and not offered": {
        "recognised": ("wald", "minimum_likelihood_binomial", "chi_square", "yates"),
        "recognised_intervals": (
            "wilson_corrected",
            "logit",
            "arcsine",
            "wald_unclipped",
            "wald_corrected",
            "t_interval",
        ),
        "recognised_bayes": ("bayes_uniform", "bayes_jeffreys", "bayes_highest_density"),
        "recognised_greenwood": ("log_survival", "log_log_survival"),
        "survival_scales": ("symmetric_scale",),
        "recognised_one_rate": (
            "score_z",
            "score_z_corrected",
            "wald_z",
            "likelihood_ratio_one",
            "one_sample_log_rank_classical",
        ),
        "recognised_two_rates": ("n_minus_1_chi_square", "unpooled_z", "likelihood_ratio_two", "log_odds_z", "barnard"),
        "weighted_log_rank": ("weighted_log_rank",),
    },
    "Two-stage designs": {
        "simon": (
            "operating_characteristics",
            "simon_designs",
            "OperatingCharacteristics",
            "SimonDesign",
            "SimonDesigns",
        ),
        "two_stage": ("two_stage_umvue", "two_stage_median_unbiased", "koyama_chen", "TwoStageEstimate"),
        "two_stage_guaranteed": ("two_stage_jennison_turnbull", "plan_answer", "GuaranteedLimits", "PlanAnswer"),
    },
    "Event rates": {"event_rate": ("exact_poisson",)},
    "Times of one group": {
        "survival_curve": (
            "kaplan_meier",
            "reverse",
            "reverse_as_survfit",
            "everybody_had_the_event",
            "exact_survival",
            "KaplanMeier",
        ),
        "survival_limits": ("confidence_limits", "survival_at", "beta_product_at"),
        "survival_quantile": ("quantile", "TimeQuantile"),
        "survival_mean": (
            "restricted_mean",
            "restricted_mean_difference",
            "RestrictedMean",
            "RestrictedMeanDifference",
        ),
        "greenwood_bounds": ("limits_from_std_error", "greenwood_bounds", "limits_from_at_risk", "StdErrorBounds"),
        "parametric": ("fit_parametric", "exponential_median", "parametric_survival", "ParametricFit"),
        "competing_risks": ("aalen_johansen", "incidence_at", "naive_incidence", "CumulativeIncidence"),
    },
    "Times of two groups, or of one against a reference": {
        "log_rank": ("log_rank", "risk_table", "LogRank", "RiskTable"),
        "cox": ("cox_hazard_ratio", "cox_likelihood_ratio", "HazardRatio"),
        "reference_hazard": ("exponential_reference", "points_reference", "curve_reference", "ReferenceHazard"),
        "one_sample_log_rank": (
            "observed_and_expected",
            "censor_at",
            "one_sample_exact",
            "one_sample_oe2",
            "tipping_median",
            "OneSampleLogRank",
        ),
        "estimated_reference": (
            "median_variance",
            "limits_from_median",
            "reference_variance",
            "one_sample_against_median",
            "one_sample_against_curve",
        ),
    },
    "Times from a printed curve": {
        "curve_cleaning": ("clean_curve", "CleaningStep", "CleanCurve"),
        "reconstruction": ("reconstruct", "Quality", "Reconstruction"),
    },
    "Bayesian rates and borrowing from historical controls": {
        "beta_mixture": ("beta", "BetaMixture"),
        "log_odds_density": ("LogOddsDensity",),
        "beta_posterior": ("beta_uniform", "beta_jeffreys", "summarise", "probability_superior", "RateSummary"),
        "power_prior": ("power_prior",),
        "map_prior": ("map_prior", "MapPrior"),
        "robust_map": ("robust_map", "RobustMap"),
        "effective_sample_size": ("elir", "moment", "EffectiveSampleSize"),
    },
    "Pools of several studies": {
        "study_effects": (
            "logit_effect",
            "arcsine_effect",
            "arcsine_back",
            "freeman_tukey_effect",
            "freeman_tukey_back",
            "freeman_tukey_ends",
            "harmonic_mean",
            "log_rate_effect",
            "log_ratio_effect",
            "risk_difference_effect",
            "ratio_from_limits",
            "survival_effect",
            "StudyEffect",
        ),
        "pooled": ("quantile", "pooled", "Pooled"),
        "random_effects": (
            "random_effects",
            "heterogeneity",
            "meta_regression",
            "Heterogeneity",
            "Coefficient",
            "MetaRegression",
        ),
        "random_intercept": ("random_intercept_proportion", "random_intercept_rate", "log_likelihood"),
        "next_study": ("next_counts",),
        "control_range": ("control_range", "true_alpha", "ControlRange", "TrueAlpha"),
        "time_effects": (
            "survival_from_limits",
            "survival_from_at_risk",
            "median_from_limits",
            "median_from_events",
            "median_of_medians",
        ),
        "stratified": ("mantel_haenszel", "peto_odds_ratio", "exact_common_odds_ratio"),
        "small_studies": ("egger", "peters", "influence", "Asymmetry", "Influence"),
    },
    "What a comparison shows, and how much it would take to change that": {
        "verdict": ("difference", "stands", "verdict", "Difference", "Control"),
        "fragility": ("fragility", "Fragility"),
        "control_bias": (
            "round_inwards",
            "tipping_drift",
            "tail_with_scatter",
            "tipping_sd",
            "e_value",
            "e_value_of_limit",
            "risk_ratio_of_hazards",
        ),
        "sentence_errors": (
            "against_rate",
            "against_estimated_rate",
            "against_rate_of_varying_trials",
            "against_counts",
            "Sentence",
        ),
    },
    "Effects from what is printed of them": {
        "printed_ratio": (
            "from_p",
            "from_limits",
            "from_observed_minus_expected",
            "inverted",
            "least_std_error",
            "PrintedEffect",
        )
    },
    "What every method gives back": {"results": ("Interval", "TestResult")},
}
#: All of Kaplan-Meier under one name, beside the modules of `TOPICS`.
_TOGETHER = "kaplan_meier"
__all__ = ["TOPICS", _TOGETHER, *(module for modules in TOPICS.values() for module in modules)]


def __getattr__(name: str) -> ModuleType:
    if name in __all__:
        return import_module(f".{name}", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
