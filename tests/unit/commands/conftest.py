"""A small project in a folder of its own, and the command run in it as a program."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from reanalysis import cli

PROJECT = Path(cli.__file__).resolve().parents[2]
PAPER = {
    "paper.yaml": "source_kind: abstract\ntrial: smith\ntitle: A trial\nfirst_author: Smith\nyear: 2001\nenrolled: "
    "30\nmain_outcome: objective_response\n",
    "groups.csv": "group,label,n,source\nall,All patients,30,Table 1\n",
    "counts.csv": "group,outcome,events,reported,source\nall,objective_response,15,15 (50%),Table "
    "2\nall,complete_response,3,3 (10%),Table 2\n",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with the settings of this one and one small paper without findings."""
    folder = tmp_path / "project"
    shutil.copytree(PROJECT / "config", folder / "config")
    shutil.copy(PROJECT / "Snakefile", folder)
    write_paper(folder, "smith2001")
    return folder


def write_paper(project: Path, name: str, **changes: str) -> Path:
    """Write the small paper under a name; `changes` replace whole files, by their stem."""
    folder = project / "data/raw" / name
    folder.mkdir(parents=True)
    for file, text in {
        **PAPER,
        "paper.yaml": PAPER["paper.yaml"]
        .replace("trial: smith", f"trial: {name}")
        .replace("A trial", f"A trial by {name}"),
    }.items():
        (folder / file).write_text(changes.get(Path(file).stem, text), encoding="utf-8")
    return folder


def reanalysis(project: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command as a program in a project."""
    command = [sys.executable, "-m", "reanalysis.cli", *arguments]
    return subprocess.run(
        command,
        cwd=project,
        env=os.environ | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture(scope="session")
def helpers():
    """What the tests of the commands share."""
    from types import SimpleNamespace

    return SimpleNamespace(PROJECT=PROJECT, write_paper=write_paper, reanalysis=reanalysis)
