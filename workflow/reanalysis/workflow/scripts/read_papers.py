"""data/raw -> data/processed, and how far second entries agree with the first."""

from pathlib import Path

from reanalysis.entry import read_raw
from reanalysis.model import store
from reanalysis.model.agreement import AGREEMENT_COLUMNS, DIFFERENCE_COLUMNS
from reanalysis.surroundings import write_log_to

write_log_to(snakemake.log[0])
names = store.load_vocabulary(Path("."))
entry = read_raw(Path(snakemake.params.raw), names=names)
store.write_dataset(Path(snakemake.params.processed), entry.dataset, entry.findings)
store.write_rows(Path(snakemake.output.agreement), AGREEMENT_COLUMNS, (row.as_row() for row in entry.agreements))
store.write_rows(Path(snakemake.output.differences), DIFFERENCE_COLUMNS, map(vars, entry.differences))
