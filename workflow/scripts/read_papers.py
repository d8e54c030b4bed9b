"""data/raw -> data/processed."""

from pathlib import Path

from reanalysis.entry import read_raw
from reanalysis.model import store
from reanalysis.surroundings import write_log_to

write_log_to(snakemake.log[0])
entry = read_raw(Path(snakemake.params.raw))
store.write_dataset(Path(snakemake.params.processed), entry.dataset, entry.findings)
