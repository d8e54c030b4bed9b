"""The paragraph on synthesis of the methods section."""

from __future__ import annotations

from reanalysis.model.config import SynthesisConfig
from reanalysis.report.methods.writer import Writer
from reanalysis.report.text import formatting as fmt
from reanalysis.report.text import vocabulary

SINGLE_ARMS = {"glmm", "logit_reml", "logit_reml_hksj", "logit_pm", "logit_dl", "arcsine_reml", "freeman_tukey_reml"}
COMPARISONS = {"reml", "reml_hksj", "dl", "mantel_haenszel", "peto"}


def write_pooling(writer: Writer, config: SynthesisConfig, used: set[str]) -> None:
    """What was pooled, and how; nothing where nothing was."""
    if not used & (SINGLE_ARMS | COMPARISONS | {"crude"}):
        return
    lead = vocabulary.method(config.primary.pooled_proportion)
    writer.write(
        "Synthesis",
        (
            f"Rates of several series are pooled by the {lead} model at {fmt.level(config.conf_level)}, and by all "
            "others beside it: the models are choices, and where they differ the range is the result."
            if used & SINGLE_ARMS
            else "",
            (),
        ),
        (
            "The random-intercept logistic model is fitted by maximum likelihood, its integrals to rounding; a count "
            "known as a set only enters with the probability of that set. With fewer than 20 studies limits take the t "
            "distribution."
            if "glmm" in used
            else "",
            ("random_intercept",),
        ),
        (
            "The logit models add half a patient to both cells of a study without an event or with nothing else, and "
            "to no other."
            if used & {"logit_reml", "logit_reml_hksj", "logit_pm", "logit_dl"}
            else "",
            (),
        ),
        (
            "The variance between studies is estimated by restricted maximum likelihood." if _reml(used) else "",
            ("reml",),
        ),
        (
            "Knapp and Hartung\u2019s standard error is not allowed below the ordinary one with five studies or fewer."
            if used & {"logit_reml_hksj", "reml_hksj"}
            else "",
            ("knapp_hartung",),
        ),
        ("Paule and Mandel\u2019s estimate stands beside it." if "logit_pm" in used else "", ("paule_mandel",)),
        (
            "DerSimonian and Laird\u2019s estimate stands beside it." if used & {"logit_dl", "dl"} else "",
            ("dersimonian_laird",),
        ),
        ("The arcsine scale needs no correction." if "arcsine_reml" in used else "", ("arcsine",)),
        (
            "Freeman and Tukey\u2019s scale is given because reviews use it: its way back depends on an arbitrary size."
            if "freeman_tukey_reml" in used
            else "",
            ("freeman_tukey", "schwarzer"),
        ),
        ("The crude rate takes all patients as one group." if "crude" in used else "", ()),
        (
            "Common ratios and differences of comparisons within studies are Mantel and Haenszel\u2019s; studies "
            "without an event in either group say nothing about a ratio."
            if "mantel_haenszel" in used
            else "",
            ("mantel_haenszel",),
        ),
        ("Peto\u2019s odds ratio, for rare events, stands beside them." if "peto" in used else "", ("peto",)),
        (
            "The range of one more study is the prediction interval: it, not the interval of the mean, says what a "
            "next group of such patients may show.",
            ("prediction_interval",),
        ),
    )


def _reml(used: set[str]) -> bool:
    return bool(used & {"logit_reml", "logit_reml_hksj", "arcsine_reml", "freeman_tukey_reml", "reml", "reml_hksj"})
