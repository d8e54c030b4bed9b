"""data/processed -> pools of groups from several papers."""

from pathlib import Path

from reanalysis.analyses.pooling import pool_sets
from reanalysis.analyses.result import EXTRA_COLUMNS
from reanalysis.model import store
from reanalysis.model.config import SynthesisConfig
from reanalysis.surroundings import write_log_to

write_log_to(snakemake.log[0])
dataset = store.load_dataset(Path(snakemake.params.processed))
result = pool_sets(
    dataset,
    store.load_vocabulary(Path("."), dataset),
    SynthesisConfig.model_validate(snakemake.params.made_from["config"]["synthesis"]),
)
store.write_estimates(Path(snakemake.output.estimates), result.estimates, dataset)
store.write_facts(Path(snakemake.output.facts), result.estimates)
store.write_rows(Path(snakemake.output.studies), EXTRA_COLUMNS["synthesis_studies"], result.extra["synthesis_studies"])
store.write_rows(Path(snakemake.output.choices), EXTRA_COLUMNS["synthesis_choices"], result.extra["synthesis_choices"])
store.write_findings(Path(snakemake.output.findings), result.findings)
