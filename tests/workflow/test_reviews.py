"""Reviews in folders of their own: upgrades, branches, and the files that a run leaves where."""

from __future__ import annotations

import csv
import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from reanalysis import __version__
from reanalysis.surroundings import PACKAGE

SEEDS = 500
needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


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


def git(folder: Path, *arguments: str) -> str:
    """git in a repository, whoever calls."""
    names = ["-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", "-C", str(folder), *names, *arguments], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def files(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, but those of git and of Python."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not {".git", "__pycache__", ".cache"} & set(path.relative_to(folder).parts)
    }


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A review with the invented paper, run and accepted; for reading only."""
    folder = tmp_path_factory.mktemp("made") / "review"
    call(folder.parent, "init", "review", "--example")
    call(folder, "accept")
    return folder


@pytest.fixture
def review(made: Path, tmp_path: Path) -> Path:
    """A copy of it, to edit."""
    return Path(shutil.copytree(made, tmp_path / "review"))


@pytest.fixture
def other_tool(tmp_path: Path) -> Path:
    """A copy of the package in which one formula is wrong: Wilson's limits."""
    package = tmp_path / "tool/reanalysis"
    shutil.copytree(PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
    path = package / "stats/proportion.py"
    text = path.read_text(encoding="utf-8")
    old = "def wilson("
    assert text.count(old) == 1
    name = "\n\nfrom dataclasses import replace\n\n_right_wilson = wilson\n\n\ndef wilson(*given, **named):\n    found = _right_wilson(*given, **named)\n"
    path.write_text(text + name + "    return replace(found, high=min(found.high * 1.001, 1.0))\n", encoding="utf-8")
    return package


def edited(review: Path, old: str, new: str, name: str = "data/raw/example2020/counts.csv") -> None:
    path = review / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_first_report_knows_no_other_paper(made: Path) -> None:
    names = [path.name for path in (PACKAGE / "examples/five-trials/data/raw").iterdir() if path.is_dir()]
    for name, content in files(made).items():
        text = content.decode("utf-8", "replace")
        assert not [paper for paper in names if paper in text], name
    assert [path.name for path in (made / "results/papers").iterdir()] == ["example2020.html"]


def test_a_run_leaves_nothing_in_the_folder_of_the_tool(tmp_path: Path) -> None:
    package = Path(shutil.copytree(PACKAGE, tmp_path / "tool/reanalysis"))
    call(tmp_path, "init", "review", "--example", package=package)
    call(tmp_path / "review", "run", package=package)
    before = files(package)
    call(tmp_path / "review", "run", package=package)
    assert files(package) == before == files(PACKAGE)
    assert not [name for name in files(tmp_path / "review") if name.endswith((".py", ".smk", ".j2"))]


def test_a_review_that_requires_another_version_goes_no_further(review: Path) -> None:
    edited(review, 'requires = ">=', 'requires = ">=7.', "reanalysis.toml")
    before = files(review)
    for command in ("run", "check", "status", "accept"):
        done = subprocess.run(
            [sys.executable, "-m", "reanalysis.cli", command], cwd=review, capture_output=True, text=True
        )
        assert done.returncode == 1 and "requires reanalysis >=7." in done.stderr
    done = subprocess.run(
        [sys.executable, "-P", "-m", "snakemake", "-s", PACKAGE / "workflow/Snakefile", "--cores", "1"],
        cwd=review,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1 and "requires reanalysis >=7." in done.stderr
    assert {name: data for name, data in files(review).items() if not name.startswith(".snakemake")} == {
        name: data for name, data in before.items() if not name.startswith(".snakemake")
    }
    # The preview says what the present version would change all the same.
    assert json.loads(call(review, "upgrade", "--preview", "--json"))["by_the_tool"]["results"] == []


def test_accepting_keeps_the_version_of_the_tool(made: Path) -> None:
    assert json.loads((made / "data/accepted/accepted.json").read_text())["version"] == __version__


def test_an_upgrade_that_changes_nothing_says_so(review: Path) -> None:
    before = files(review)
    said = call(review, "upgrade", "--preview")
    assert said.count("No number changes.") == 1 and "They are those of the accepted results." in said
    assert files(review) == before


def test_a_changed_formula_is_listed_exactly_and_nothing_is_touched(review: Path, other_tool: Path) -> None:
    before = files(review)
    found = json.loads(call(review, "upgrade", "--preview", "--json", package=other_tool))
    assert files(review) == before
    with open(review / "results/estimates.csv", newline="", encoding="utf-8") as file:
        wilson = {row["result_id"] for row in csv.DictReader(file) if row["method"] == "wilson" and row["conf_high"]}
    assert wilson
    assert {row["result_id"] for row in found["by_the_tool"]["results"]} == wilson
    assert {row["column"] for row in found["by_the_tool"]["results"]} == {"conf_high"}
    assert found["by_the_data"] is None


@needs_git
def test_what_the_tool_changes_is_kept_apart_from_what_the_data_change(review: Path, other_tool: Path) -> None:
    git(review, "init", "-q")
    git(review, "add", ".")
    git(review, "commit", "-qm", "Accept")
    edited(review, "all,complete_response,3,3 (12%)", "all,complete_response,4,4 (13%)")
    before = files(review)
    found = json.loads(call(review, "upgrade", "--preview", "--json", package=other_tool))
    assert files(review) == before
    assert {row["column"] for row in found["by_the_tool"]["results"]} == {"conf_high"}
    assert {row["result_id"].split("/")[5] for row in found["by_the_tool"]["results"]} == {"wilson"}
    by_data = {row["result_id"] for row in found["by_the_data"]["results"]}
    assert by_data and {name.split("/")[2] for name in by_data} == {"complete_response"}
    assert [cell["row"] for cell in found["by_the_data"]["cells"]]


def test_changed_data_that_git_does_not_know_are_no_ground_for_a_preview(review: Path) -> None:
    edited(review, "all,complete_response,3,3 (12%)", "all,complete_response,4,4 (13%)")
    done = subprocess.run(
        [sys.executable, "-m", "reanalysis.cli", "upgrade", "--preview"], cwd=review, capture_output=True, text=True
    )
    assert done.returncode == 1 and "git does not have what stood there" in done.stderr
