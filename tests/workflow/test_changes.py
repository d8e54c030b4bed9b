"""After a correction exactly what follows from it is listed; after accepting, nothing."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import pytest

from reanalysis.model.refs import split_refs


def command(project, *arguments: str, status: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "reanalysis.cli", *arguments],
        cwd=project.folder,
        env=project.environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def accepted(finished_few, tmp_path_factory):
    """A project of three papers whose results are accepted; for reading only."""
    folder = tmp_path_factory.mktemp("accepted") / "project"
    shutil.copytree(finished_few.folder, folder)
    project = type(finished_few)(folder)
    command(project, "accept")
    return project


@pytest.fixture
def small(accepted, tmp_path):
    """A copy of it, to edit and run again."""
    shutil.copytree(accepted.folder, tmp_path / "small")
    return type(accepted)(tmp_path / "small")


def test_accept_correct_run_and_accept_again(small):
    assert [small.rows(f"tables/{name}.csv") for name in ("changes", "changed_cells", "changed_settings")] == [
        [],
        [],
        [],
    ]
    assert "Nothing differs" in command(small, "diff", "--check")
    before = {row["result_id"]: row for row in small.rows("estimates.csv")}
    accepted = {path.name: path.read_bytes() for path in (small.folder / "data/accepted").iterdir()}

    small.edit_cell("brignone2010/counts.csv", 2, "reported", "40%")
    assert (
        "have changed since the last run"
        in subprocess.run(
            [sys.executable, "-m", "reanalysis.cli", "diff"],
            cwd=small.folder,
            env=small.environment(),
            capture_output=True,
            text=True,
            check=True,
        ).stderr
    )
    command(small, "run")
    after = {row["result_id"]: row for row in small.rows("estimates.csv")}
    listed = small.rows("tables/changes.csv")
    columns = ("estimate", "conf_low", "conf_high", "p_value", "events", "n", "note")
    expected = {name for name in after if any(after[name][column] != before[name][column] for column in columns)}
    assert before.keys() == after.keys()
    assert {row["result_id"] for row in listed} == expected
    assert all("brignone2010/counts.csv:2" in split_refs(after[name]["sources"]) for name in expected)
    assert {row["result_id"].split("/")[2] for row in listed} == {"objective_response"}
    (cell,) = small.rows("tables/changed_cells.csv")
    assert cell == {
        "paper": "brignone2010",
        "table": "counts",
        "row": "group=all; outcome=objective_response",
        "column": "reported",
        "accepted": "50%",
        "current": "40%",
        "kind": "changed",
        "place": "brignone2010/counts.csv:2",
    }
    flipped = [row for row in listed if row["kind"] == "conclusion"]
    assert flipped and all(
        row["accepted"].startswith("interval above 0.2") and row["current"].startswith("interval includes 0.2")
        for row in flipped
    )

    said = json.loads(command(small, "diff", "--json", "--check", status=5))
    assert (said["different"], said["results"], said["cells"]) == (True, listed, [cell])
    assert {path.name: path.read_bytes() for path in (small.folder / "data/accepted").iterdir()} == accepted

    small.edit("config/config.yaml", "proportion: clopper_pearson", "proportion: wilson")
    command(small, "run")
    assert [row["setting"] for row in small.rows("tables/changed_settings.csv")] == ["config.rates.primary.proportion"]

    command(small, "accept")
    assert [small.rows(f"tables/{name}.csv") for name in ("changes", "changed_cells", "changed_settings")] == [
        [],
        [],
        [],
    ]
    assert json.loads(command(small, "diff", "--json", "--check"))["different"] is False
    assert small.planned() == set()


def test_papers_with_errors_are_not_accepted(small):
    accepted = (small.folder / "data/accepted/estimates.csv").read_bytes()
    small.edit_cell("brignone2010/counts.csv", 2, "events", "3l")
    done = subprocess.run(
        [sys.executable, "-m", "reanalysis.cli", "accept"],
        cwd=small.folder,
        env=small.environment(),
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 3
    assert "Nothing was accepted" in done.stderr
    assert (small.folder / "data/accepted/estimates.csv").read_bytes() == accepted
