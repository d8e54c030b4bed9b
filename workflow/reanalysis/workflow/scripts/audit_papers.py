"""data/processed -> findings of the audit."""

from pathlib import Path

from reanalysis.audit import audit_dataset
from reanalysis.model import store
from reanalysis.model.config import AuditConfig
from reanalysis.surroundings import write_log_to

write_log_to(snakemake.log[0])
dataset = store.load_dataset(Path(snakemake.params.processed))
names = store.load_vocabulary(Path("."), dataset)
findings = audit_dataset(
    dataset, names.outcomes, names.scales, AuditConfig.model_validate(snakemake.params.made_from["config"]["audit"])
)
store.write_findings(Path(snakemake.output.findings), findings)
