"""The stages of a run in this process, without Snakemake and without pages: where a test needs hundreds of runs.

The scripts are those of the rules, with the outputs that the rules give them.
"""

from __future__ import annotations

import contextlib
import re
from pathlib import Path
from types import CodeType, SimpleNamespace

from reanalysis import provenance, surroundings
from reanalysis.analyses.answers.table import write_answers
from reanalysis.commands.terminal import DATA_ERRORS, DONE
from reanalysis.model import layers, store
from reanalysis.report.gather import gather
from reanalysis.surroundings import SNAKEFILE

_OUTPUT = re.compile(r'^        (\w+)="(.+)",$', re.MULTILINE)


def stages() -> list[tuple[CodeType, dict[str, str]]]:
    """The scripts in the order of the Snakefile, each with its named outputs; all but that of the report."""
    found = []
    for name in re.findall(r'^include: "rules/(\w+)\.smk"$', SNAKEFILE.read_text(encoding="utf-8"), re.MULTILINE):
        rule = (SNAKEFILE.parent / f"rules/{name}.smk").read_text(encoding="utf-8")
        script = SNAKEFILE.parent / "rules" / re.search(r'"(\.\./scripts/\w+\.py)"', rule)[1]
        outputs = dict(_OUTPUT.findall(rule.partition("    output:\n")[2].partition("    log:\n")[0]))
        if script.stem != "render_report":
            found.append((compile(script.read_text(encoding="utf-8"), str(script), "exec"), outputs))
    return found


def run(review: Path, monkeypatch) -> int:
    """Run all stages in a review; returns the exit status of `reanalysis run`."""
    settings = layers.settings(review)
    monkeypatch.setattr(surroundings, "write_log_to", lambda path: None)
    with contextlib.chdir(review):
        for script, outputs in stages():
            for path in outputs.values():
                Path(path).parent.mkdir(parents=True, exist_ok=True)
            snakemake = SimpleNamespace(
                log=[""],
                output=SimpleNamespace(**outputs),
                params=SimpleNamespace(raw="data/raw", processed="data/processed", made_from={"config": settings}),
            )
            exec(script, {"snakemake": snakemake, "__name__": "__main__"})
        provenance.write_settings(Path("."), Path("results/versions.json"), settings)
        dataset = store.load_dataset(Path("data/processed"))
        write_answers(
            dataset, store.load_vocabulary(Path("."), dataset), Path("results"), settings["controls"]["alpha"]
        )
        gathered = gather(dataset, Path("data/processed"), Path("results"))
    return DATA_ERRORS if any(row.severity == "error" for row in gathered.findings) else DONE
