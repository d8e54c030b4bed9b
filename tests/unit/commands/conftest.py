"""A small project in a folder of its own, and the command called in it."""

from __future__ import annotations

import io
import sys
from dataclasses import dataclass
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
    """A review with the settings of the tool and one small paper without findings."""
    folder = tmp_path / "project"
    (folder / "config").mkdir(parents=True)
    (folder / "reanalysis.toml").touch()
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


@dataclass(frozen=True)
class Done:
    """How a command ended, and what it said."""

    returncode: int
    stdout: str
    stderr: str


def reanalysis(project: Path, *arguments: str, **environment: str) -> Done:
    """The command as it is called in a project, in this process: a start of Python for each call takes longer than the
    call. That the program starts as a program is tested in test_cli.py."""
    streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2)]
    status = 0
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(project)
        for name, text in environment.items():
            patch.setenv(name, text)
        patch.setattr(sys, "argv", ["reanalysis", *arguments])
        patch.setattr(sys.modules["__main__"], "__package__", None)  # else help names pytest as the program
        for name, stream in zip(("stdout", "stderr"), streams, strict=True):
            patch.setattr(sys, name, stream)
        try:
            cli.main()
        except SystemExit as ended:
            status = ended.code
    for stream in streams:
        stream.flush()
    return Done(status or 0, *(stream.buffer.getvalue().decode("utf-8") for stream in streams))


@pytest.fixture(scope="session")
def helpers():
    """What the tests of the commands share."""
    from types import SimpleNamespace

    return SimpleNamespace(PROJECT=PROJECT, write_paper=write_paper, reanalysis=reanalysis)
