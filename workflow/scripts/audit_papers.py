"""data/processed -> findings of the audit."""

from pathlib import Path

from reanalysis.audit import audit_dataset
from reanalysis.model import store
from reanalysis.model.config import AuditConfig
from reanalysis.surroundings import write_log_to

write_log_to(snakemake.log[0])
findings = audit_dataset(
    store.load_dataset(Path(snakemake.params.processed)),
    store.load_outcomes(Path(snakemake.input.outcomes)),
    store.load_scales(Path(snakemake.input.scales)),
    AuditConfig.model_validate(snakemake.params.made_from["config"]["audit"]),
)
store.write_findings(Path(snakemake.output.findings), findings)
