"""data/processed -> durations, survival and follow-up."""

from pathlib import Path

from reanalysis.analyses.result import EXTRA_COLUMNS
from reanalysis.analyses.survival import summarise_survival
from reanalysis.model import store
from reanalysis.model.config import ControlsConfig, SurvivalConfig
from reanalysis.surroundings import write_log_to

write_log_to(snakemake.log[0])
dataset = store.load_dataset(Path(snakemake.params.processed))
names = store.load_vocabulary(Path("."), dataset)
result = summarise_survival(
    dataset,
    names.outcomes,
    names.scales,
    SurvivalConfig.model_validate(snakemake.params.made_from["config"]["survival"]),
    controls=ControlsConfig.model_validate(snakemake.params.made_from["config"]["controls"]),
)
store.write_estimates(Path(snakemake.output.estimates), result.estimates, dataset)
store.write_facts(Path(snakemake.output.facts), result.estimates)
store.write_rows(
    Path(snakemake.output.curves), EXTRA_COLUMNS["survival_curves"], result.extra.get("survival_curves", [])
)
store.write_rows(
    Path(snakemake.output.parametric), EXTRA_COLUMNS["parametric_curves"], result.extra["parametric_curves"]
)
store.write_rows(
    Path(snakemake.output.robustness), EXTRA_COLUMNS["survival_robustness"], result.extra.get("survival_robustness", [])
)
store.write_rows(Path(snakemake.output.reconstruction), EXTRA_COLUMNS["reconstruction"], result.extra["reconstruction"])
store.write_findings(Path(snakemake.output.findings), result.findings)
