"""The reanalysis workflow: from the tables in data/raw to results/report.html.

Run it with `reanalysis run` (which also recovers from interrupted runs), or with `snakemake --cores all`.
The rules stand in workflow/rules, one file per stage, in the order of the data.
"""

# lint: Mixed rules and functions in same snakefile: made_from reads the configuration that is loaded here.

import os
import sys
from pathlib import Path

PROJECT = Path(workflow.basedir)
sys.path.insert(0, str(PROJECT / "workflow"))
# Snakemake imports pandas (0.3 s) to compare params, where pandas can be found; ours are plain dicts.
sys.modules.setdefault("pandas", None)

from reanalysis import fingerprint
from reanalysis.surroundings import RunLock, job_environment


configfile: "config/config.yaml"


environment = job_environment(PROJECT, os.environ)
os.environ.clear()
os.environ.update(environment)
run_lock = RunLock.inherited_or_taken(Path("."))


def made_from(script, *, sections=(), **digests):
    """What a result depends on besides its input files, as one plain dict: a rule runs again when it differs."""
    code = fingerprint.of_script(PROJECT / "workflow/scripts" / script)
    return {"code": code, "lock": LOCK, "config": {name: config.get(name) or {} for name in sections}, **digests}


LOCK = fingerprint.of_file(PROJECT / "requirements/lock.txt")
RAW = fingerprint.of_folder(Path("data/raw"))
DEFINITIONS = {name: fingerprint.of_file(Path(f"config/{name}.yaml")) for name in ("outcomes", "scales")}


include: "workflow/rules/entry.smk"
include: "workflow/rules/audit.smk"
include: "workflow/rules/rates.smk"
include: "workflow/rules/controls.smk"
include: "workflow/rules/survival.smk"
include: "workflow/rules/synthesis.smk"
include: "workflow/rules/report.smk"


# Every output is asked for, not the report alone: Snakemake does not miss a table between two stages.
rule all:
    default_target: True
    input:
        rules.read_papers.output,
        rules.audit_papers.output,
        rules.estimate_rates.output,
        rules.compare_controls.output,
        rules.summarise_survival.output,
        rules.pool_sets.output,
        rules.render_report.output,
