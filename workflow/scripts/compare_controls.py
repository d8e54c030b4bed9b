"""data/processed -> comparisons with controls, and their robustness."""

from pathlib import Path

from reanalysis.analyses.controls import compare_controls
from reanalysis.analyses.result import EXTRA_COLUMNS
from reanalysis.model import store
from reanalysis.model.config import ControlsConfig
from reanalysis.surroundings import write_log_to

write_log_to(snakemake.log[0])
result = compare_controls(
    store.load_dataset(Path(snakemake.params.processed)),
    store.load_outcomes(Path(snakemake.input.outcomes)),
    store.load_scales(Path(snakemake.input.scales)),
    ControlsConfig.model_validate(snakemake.params.made_from["config"]["controls"]),
)
store.write_estimates(Path(snakemake.output.estimates), result.estimates)
store.write_rows(Path(snakemake.output.robustness), EXTRA_COLUMNS["robustness"], result.extra.get("robustness", []))
store.write_findings(Path(snakemake.output.findings), result.findings)
