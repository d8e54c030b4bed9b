"""data/processed -> proportions with their intervals."""

from pathlib import Path

from reanalysis.analyses.rates.rates import estimate_rates
from reanalysis.model import store
from reanalysis.model.config import RatesConfig
from reanalysis.surroundings import write_log_to

write_log_to(snakemake.log[0])
dataset = store.load_dataset(Path(snakemake.params.processed))
names = store.load_vocabulary(Path("."), dataset)
result = estimate_rates(
    dataset, names.outcomes, names.scales, RatesConfig.model_validate(snakemake.params.made_from["config"]["rates"])
)
store.write_estimates(Path(snakemake.output.estimates), result.estimates, dataset)
store.write_facts(Path(snakemake.output.facts), result.estimates)
store.write_findings(Path(snakemake.output.findings), result.findings)
