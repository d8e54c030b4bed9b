"""Whole runs in copies of the project. Two copies run from nothing: one with the eleven papers, for reading, and one
with three of them, which a run takes half the time for; tests that edit get copies of that one."""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from reanalysis import runner
from reanalysis.commands import status
from reanalysis.surroundings import PACKAGE

ORIGINAL = Path(__file__).resolve().parents[2]
PARTS = ("reanalysis.toml", "Snakefile", "pyproject.toml", "config", "profiles", "requirements", "workflow")
PAPERS = ORIGINAL / "workflow/reanalysis/examples/five-trials/data/raw"
FEW = ("brignone2010", "immutep2020", "miller2007")
RULES = {
    "read_papers",
    "audit_papers",
    "estimate_rates",
    "compare_controls",
    "summarise_survival",
    "pool_sets",
    "render_report",
}
UNWANTED = shutil.ignore_patterns("*.egg-info", ".*", "~$*")


@dataclass(frozen=True)
class Project:
    """A copy of the project in a folder of its own."""

    folder: Path

    def environment(self, **changes: str) -> dict[str, str]:
        """The tests' environment, with the package of the copy."""
        return os.environ | {"PYTHONPATH": str(self.folder / "workflow")} | changes

    def command(self, *options: str) -> list[str]:
        """`reanalysis run` of the copy."""
        return [sys.executable, "-m", "reanalysis.cli", "run", *options]

    def run(self, *options: str, status: int = 0, **environment: str) -> str:
        """Run, check the exit status, and return what was said."""
        done = subprocess.run(
            self.command(*options),
            cwd=self.folder,
            env=self.environment(**environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=300,
        )
        assert done.returncode == status, done.stdout
        return done.stdout

    def rules_run(self) -> set[str]:
        """The rules whose jobs the last run finished."""
        log = (self.folder / "logs/run.log").read_text(encoding="utf-8")
        return set(re.findall(r"^Finished jobid: \d+ \(Rule: (\w+)\)$", log, re.MULTILINE)) - {"all"}

    def planned(self) -> set[str]:
        """The rules whose jobs a run would start now. That a run starts what is planned is tested once."""
        code, said = runner.dry_run(self.folder, snakefile=self.folder / "workflow/reanalysis/workflow/Snakefile")
        assert code == 0, said
        return {job.rule for job in status.planned(said, self.folder)}

    def results(self) -> dict[str, bytes]:
        """Every file of the results but the one that may differ between runs."""
        results = self.folder / "results"
        files = (path for path in sorted(results.rglob("*")) if path.is_file() and not path.name.startswith("."))
        return {
            path.relative_to(results).as_posix(): path.read_bytes() for path in files if path.name != "provenance.json"
        }

    def rows(self, table: str) -> list[dict[str, str]]:
        """A table below results."""
        with open(self.folder / "results" / table, newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file, strict=True))

    def edit(self, name: str, old: str, new: str) -> Path:
        """Replace a text that stands in a file once or more; returns the file."""
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{name} has no {old!r}"
        path.write_text(text.replace(old, new), encoding="utf-8")
        return path

    def append(self, name: str, text: str) -> Path:
        """Append to a file."""
        path = self.folder / name
        with open(path, "a", encoding="utf-8") as file:
            file.write(text)
        return path

    def edit_cell(self, name: str, row: int, column: str, value: str) -> Path:
        """Change a cell of a table in data/raw; `row` is the line in the file."""
        path = self.folder / "data/raw" / name
        with open(path, newline="", encoding="utf-8") as file:
            reader = csv.DictReader(file, strict=True)
            rows, columns = list(reader), reader.fieldnames
        assert rows[row - 2][column] != value
        rows[row - 2][column] = value
        with open(path, "w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        return path


def call(folder: Path, *arguments: str, status: int = 0, package: Path = PACKAGE, **environment: str) -> str:
    """The command in a review; what it said."""
    done = subprocess.run(
        [sys.executable, "-m", "reanalysis.cli", *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(package.parent)} | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout


def copy_of(source_project: Path, folder: Path, raw: Path, papers: Iterable[str]) -> Project:
    """A copy of what a run needs, without what a run leaves, and with these papers."""
    for part in PARTS:
        source, target = source_project / part, folder / part
        if source.is_dir():
            shutil.copytree(source, target, ignore=UNWANTED)
        elif source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
    for paper in papers:
        shutil.copytree(raw / paper, folder / "data/raw" / paper)
    # Every choice stands in the copy, so that a test can edit one.
    (folder / "config").mkdir(exist_ok=True)
    shutil.copy2(folder / "workflow/reanalysis/base/config.yaml", folder / "config")
    return Project(folder)


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The project as it was when the tests began, with three papers; never run."""
    return copy_of(ORIGINAL, tmp_path_factory.mktemp("pristine") / "project", PAPERS, FEW)


@pytest.fixture(scope="session")
def whole(pristine: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The project with the eleven papers and their sets; never run."""
    papers = [path.name for path in PAPERS.iterdir() if path.is_dir()]
    project = copy_of(pristine.folder, tmp_path_factory.mktemp("whole") / "project", PAPERS, papers)
    shutil.copy(PAPERS / "sets.csv", project.folder / "data/raw")
    return project


@pytest.fixture(scope="session")
def finished(whole: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The project with the eleven papers after its first run; for reading only."""
    folder = tmp_path_factory.mktemp("finished") / "project"
    shutil.copytree(whole.folder, folder)
    Project(folder).run()
    return Project(folder)


@pytest.fixture(scope="session")
def finished_few(pristine: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The project with three papers after its first run; for reading only."""
    folder = tmp_path_factory.mktemp("few") / "project"
    shutil.copytree(pristine.folder, folder)
    Project(folder).run()
    return Project(folder)


@pytest.fixture
def untouched(pristine: Project, tmp_path: Path) -> Project:
    """A copy with three papers that has never run."""
    shutil.copytree(pristine.folder, tmp_path / "elsewhere")
    return Project(tmp_path / "elsewhere")


@pytest.fixture
def project(finished_few: Project, tmp_path: Path) -> Project:
    """A copy of the finished one with three papers, to edit and run again."""
    shutil.copytree(finished_few.folder, tmp_path / "project")
    return Project(tmp_path / "project")


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A review with the invented paper, run and accepted; for reading only."""
    folder = tmp_path_factory.mktemp("made") / "review"
    call(folder.parent, "init", "review", "--example")
    call(folder, "accept")
    return folder


@pytest.fixture
def all_rules() -> set[str]:
    """The rules of a whole run."""
    return set(RULES)
