"""data/processed -> comparisons with controls, what borrowing from them gives, trends across doses, and their
robustness."""

from pathlib import Path

from reanalysis.analyses.comparisons.borrowing import borrow
from reanalysis.analyses.controls import compare_controls
from reanalysis.analyses.rates.trends import estimate_trends
from reanalysis.analyses.result import EXTRA_COLUMNS
from reanalysis.model import store
from reanalysis.model.config import ControlsConfig
from reanalysis.surroundings import write_log_to

write_log_to(snakemake.log[0])
dataset = store.load_dataset(Path(snakemake.params.processed))
names = store.load_vocabulary(Path("."), dataset)
outcomes, scales = names.outcomes, names.scales
config = ControlsConfig.model_validate(snakemake.params.made_from["config"]["controls"])
compared = compare_controls(dataset, outcomes, scales, config)
borrowed = borrow(dataset, outcomes, scales, config)
trends = estimate_trends(dataset, scales)
store.write_estimates(Path(snakemake.output.estimates), compared.estimates, dataset)
store.write_estimates(Path(snakemake.output.borrowing), borrowed.estimates, dataset)
store.write_estimates(Path(snakemake.output.trends), trends, dataset)
store.write_facts(Path(snakemake.output.facts), [*compared.estimates, *borrowed.estimates, *trends])
store.write_rows(Path(snakemake.output.robustness), EXTRA_COLUMNS["robustness"], compared.extra["robustness"])
store.write_rows(Path(snakemake.output.multiverse), EXTRA_COLUMNS["multiverse"], compared.extra["multiverse"])
store.write_findings(Path(snakemake.output.findings), compared.findings + borrowed.findings)
