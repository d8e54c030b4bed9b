"""The accepted results in data/accepted, and what a finished run has to put beside them."""

from __future__ import annotations

import json
import os
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reanalysis import __version__, fingerprint
from reanalysis.commands.conclusions import Flip, WholePaper, flips, whole_papers
from reanalysis.commands.terminal import fail
from reanalysis.model.review import FILE

FOLDER, RESULTS = Path("data/accepted"), Path("results")
ESTIMATES, FACTS, CELLS, VERSIONS = "estimates.csv", "facts.csv", "cells.csv", "versions.json"
MADE_WITH = "accepted.json"
ACCEPTED = (ESTIMATES, FACTS, CELLS, VERSIONS, MADE_WITH)
PROCESSED = Path("data/processed")
_REQUIRES = re.compile(rb"^[ \t]*requires[ \t]*=.*$", re.MULTILINE)
BESIDE, COMPLETE = ".new", "complete"


@dataclass(frozen=True)
class Differences:
    """Rows of changes.csv, changed_cells.csv and changed_settings.csv; papers that came or went, and conclusions that
    flipped, in words."""

    results: list[dict[str, str]]
    cells: list[dict[str, str]]
    settings: list[dict[str, str]]
    papers: list[WholePaper] = field(default_factory=list)
    flips: list[Flip] = field(default_factory=list)

    @property
    def any(self) -> bool:
        """Whether anything differs."""
        return bool(self.results or self.cells or self.settings)


def differences(project: Path, before: Path | None = None) -> Differences:
    """The results of the last run against the accepted ones, or against those that stand in a folder as accepted ones
    do; ends the command where one of the two is not there."""
    from reanalysis.accepted.compare import compare_with_accepted
    from reanalysis.model.store import load_dataset, load_outcomes, read_rows, rows_if_there

    finish_accepting(project)
    accepted, current = (before or project / FOLDER) / ESTIMATES, project / RESULTS / ESTIMATES
    if not current.exists():
        fail("There are no results yet: reanalysis run makes them.")
    if not accepted.exists():
        fail("No results have been accepted yet: reanalysis accept keeps the present ones to compare with.")
    dataset, estimates = load_dataset(project / PROCESSED), read_rows(current)
    facts = rows_if_there(project / RESULTS / "tables" / FACTS)
    changed = compare_with_accepted(dataset, estimates, facts, project / RESULTS, accepted)
    if not changed.accepted:
        fail(f"{FOLDER / ESTIMATES} cannot be read: restore it (git checkout {FOLDER}), or accept the present results.")
    results, cells, settings = (list(map(dict, rows)) for rows in (changed.results, changed.cells, changed.settings))
    papers = whole_papers(cells, results, {row["result_id"].partition("/")[0] for row in changed.accepted})
    outcomes = load_outcomes(project / "config/outcomes.yaml")
    flipped = flips(results, {row["result_id"]: row for row in estimates}, dataset, outcomes)
    return Differences(results, cells, settings, papers, flipped)


@dataclass(frozen=True)
class Accepted:
    """The version of the tool that the accepted results were made with, and the hash of their data and settings; blank
    where they do not say."""

    version: str = ""
    data: str = ""


def accepted_with(project: Path) -> Accepted:
    """What accepted.json says."""
    try:
        found = json.loads((project / FOLDER / MADE_WITH).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Accepted()
    return (
        Accepted(str(found.get("version", "")), str(found.get("data", ""))) if isinstance(found, dict) else Accepted()
    )


def hash_of(project: Path) -> str:
    """One hash of the data and settings of a review, but for what reanalysis.toml requires of the tool."""
    folders = [fingerprint.of_folder(project / name) for name in ("data/raw", "config")]
    return fingerprint.joined([*folders, without_requires(project / FILE).decode("utf-8", "replace")])


def without_requires(toml: Path) -> bytes:
    """reanalysis.toml without the versions that it requires."""
    return _REQUIRES.sub(b"", toml.read_bytes()) if toml.is_file() else b""


def is_stale(project: Path) -> bool:
    """Whether data or settings are not those of the last run any more, by the hashes that it left."""
    from reanalysis.provenance import input_hashes

    left = inputs_of_last_run(project)
    return bool(left) and {
        name: digest for name, digest in left.items() if not name.startswith(f"{FOLDER.as_posix()}/")
    } != input_hashes(project)


def inputs_of_last_run(project: Path) -> dict[str, str]:
    """The hashes of data, settings and accepted results that the last run left; empty if there was none."""
    return _provenance(project).get("inputs") or {}


def lock_of_last_run(project: Path) -> str | None:
    """The hash of the lock file that the last run left; None if there was none."""
    lock: str | None = _provenance(project).get("lock")
    return lock


def _provenance(project: Path) -> dict[str, Any]:
    try:
        found = json.loads((project / RESULTS / "provenance.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def accept(project: Path) -> list[Path]:
    """Take the results of the last run, the cells that they were made from and its settings as the accepted ones;
    returns the files."""
    from reanalysis.accepted.cells import CELL_COLUMNS, cells_table
    from reanalysis.model.store import load_dataset, write_rows, write_text

    finish_accepting(project)
    folder = project / FOLDER / BESIDE
    shutil.rmtree(folder, ignore_errors=True)
    write_text(folder / ESTIMATES, (project / RESULTS / ESTIMATES).read_text(encoding="utf-8"))
    write_text(folder / FACTS, (project / RESULTS / "tables" / FACTS).read_text(encoding="utf-8"))
    write_rows(folder / CELLS, CELL_COLUMNS, cells_table(load_dataset(project / PROCESSED)))
    settings = json.loads((project / RESULTS / VERSIONS).read_text(encoding="utf-8"))
    write_text(folder / VERSIONS, json.dumps(settings, indent=1, sort_keys=True, ensure_ascii=False) + "\n")
    made_with = {"version": __version__, "data": hash_of(project)}
    write_text(folder / MADE_WITH, json.dumps(made_with, indent=1, sort_keys=True) + "\n")
    (folder / COMPLETE).touch()
    finish_accepting(project)
    return [project / FOLDER / name for name in ACCEPTED]


def finish_accepting(project: Path) -> None:
    """Exchange the accepted files for those written beside them, all or none: an acceptance that was killed before
    they were whole is forgotten, one that was killed after is brought to its end."""
    beside = project / FOLDER / BESIDE
    if not beside.is_dir():
        return
    if (beside / COMPLETE).exists():
        for name in ACCEPTED:
            if (beside / name).exists():
                os.replace(beside / name, project / FOLDER / name)
    shutil.rmtree(beside)
