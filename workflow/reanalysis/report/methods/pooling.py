"""The paragraph on synthesis of the methods section."""

from __future__ import annotations

from reanalysis import methods
from reanalysis.methods.pools import POOLED_COMPARISONS, POOLED_GROUPS, POOLED_RATES
from reanalysis.model.config import SynthesisConfig
from reanalysis.report.methods.writer import Writer, told, told_of
from reanalysis.report.text import formatting as fmt
from reanalysis.report.text import vocabulary

_WITH_CORRECTION = {"logit_reml", "logit_reml_hksj", "logit_pm", "logit_dl"}


def write_pooling(writer: Writer, config: SynthesisConfig, used: set[str]) -> None:
    """What was pooled, and how; nothing where nothing was."""
    groups = {method.name for method in methods.of_task(POOLED_GROUPS)} & used
    comparisons = {method.name for method in methods.of_task(POOLED_COMPARISONS)} & used - {"conditional_exact"}
    rates = {method.name for method in methods.of_task(POOLED_RATES)} & used
    if not groups | comparisons | rates:
        return
    lead = vocabulary.method(config.primary.pooled_proportion)
    writer.write(
        "Synthesis",
        (
            f"Rates of several series are pooled by the {lead} model at {fmt.level(config.conf_level)}, and by all "
            "others beside it: the models are choices, and where they differ the range is the result."
            if groups - {"crude"}
            else "",
            (),
        ),
        told("glmm", used),
        (
            "The logit models add half a patient to both cells of a study without an event or with nothing else, and "
            "to no other."
            if used & _WITH_CORRECTION
            else "",
            (),
        ),
        *told_of((POOLED_GROUPS, POOLED_COMPARISONS, POOLED_RATES), used - {"glmm"}),
        (
            "The range of one more study is the prediction interval: it, not the interval of the mean, says what a "
            "next group of such patients may show.",
            ("prediction_interval",),
        ),
    )
