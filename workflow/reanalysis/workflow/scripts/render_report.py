"""Everything that the stages gave -> the report, the tables and pages beside it, and where all of it came from."""

from pathlib import Path

from reanalysis import provenance
from reanalysis.analyses.answers.table import write_answers
from reanalysis.model import store
from reanalysis.model.config import ControlsConfig
from reanalysis.report.render import render_report
from reanalysis.surroundings import write_log_to

write_log_to(snakemake.log[0])
project, results = Path(snakemake.params.project), Path(snakemake.params.results)
Path(snakemake.output.figures).mkdir(parents=True, exist_ok=True)
provenance.write_settings(project, Path(snakemake.output.versions), snakemake.params.made_from["config"])
dataset = store.load_dataset(Path(snakemake.params.processed))
alpha = ControlsConfig.model_validate(snakemake.params.made_from["config"]["controls"]).alpha
write_answers(dataset, store.load_vocabulary(project, dataset), results, alpha)
render_report(project, Path(snakemake.params.processed), results, snakemake.params.made_from["config"])
provenance.write(project, Path(snakemake.output.provenance))
