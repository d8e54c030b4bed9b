"""The other ways in: Snakemake with the workflow of the package, and a module of somebody else's workflow. Each gives
the bytes of the command."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import call

WORKFLOW = Path(__file__).resolve().parents[2] / "workflow/Snakefile"
# What `snakedeploy deploy-workflow` writes, and the line that its users add to have the results by default.
MODULE = f"""
module reanalysis:
    snakefile: "{WORKFLOW}"

use rule * from reanalysis as reanalysis_*

rule ours:
    default_target: True
    input: rules.reanalysis_everything.input
    output: touch("ours.txt")
"""


def snakemake(folder: Path, *options: str) -> str:
    """Snakemake, with nothing of ours around it; what it said."""
    environment = {name: text for name, text in os.environ.items() if name != "PYTHONPATH"}
    command = [sys.executable, "-P", "-m", "snakemake", "--cores", "1", *options]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def results(review: Path) -> dict[str, bytes]:
    """Every file of the results but the one that may differ between runs."""
    found = {path.relative_to(review / "results").as_posix(): path for path in (review / "results").rglob("*")}
    return {
        name: path.read_bytes()
        for name, path in found.items()
        if path.is_file() and name != "provenance.json" and not path.name.startswith(".")
    }


@pytest.fixture
def fresh(made: Path, tmp_path: Path) -> Path:
    """The review with nothing that a run leaves."""
    left_out = shutil.ignore_patterns("results", "processed", "logs", ".snakemake", ".cache")
    return Path(shutil.copytree(made, tmp_path / "review", ignore=left_out))


def test_snakemake_with_the_workflow_of_the_package(made: Path, fresh: Path) -> None:
    snakefile = call(fresh, "where", "snakefile").strip()
    snakemake(fresh.parent, "-s", snakefile, "--directory", str(fresh))
    assert results(fresh) == results(made)


def test_a_module_of_another_workflow(made: Path, fresh: Path) -> None:
    (fresh / "workflow").mkdir()
    (fresh / "workflow/Snakefile").write_text(MODULE, encoding="utf-8")
    assert "reanalysis_summarise_survival" in snakemake(fresh)
    assert (fresh / "ours.txt").is_file()
    assert results(fresh) == results(made)
