"""Reviews in folders of their own: upgrades, branches, and the files that a run leaves where."""

from __future__ import annotations

import csv
import json
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from reanalysis import __version__
from reanalysis.surroundings import PACKAGE

from . import in_process
from .conftest import call

SEEDS = 500
needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


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
    wrong = """

from dataclasses import replace

_right = wilson


def wilson(*given, **named):
    found = _right(*given, **named)
    return replace(found, conf_high=min(found.conf_high * 1.001, 1.0))
"""
    with open(path, "a", encoding="utf-8") as file:
        file.write(wrong)
    return package


def edited(review: Path, old: str, new: str, name: str = "data/raw/example2020/counts.csv") -> None:
    path = review / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def by_wilson(review: Path) -> set[str]:
    """Results of the last run that have a limit of Wilson's."""
    with open(review / "results/estimates.csv", newline="", encoding="utf-8") as file:
        found = {row["result_id"] for row in csv.DictReader(file) if row["method"] == "wilson" and row["conf_high"]}
    assert found
    return found


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
    own = {name for name in before if not name.startswith((".snakemake", "logs"))}
    assert own and {name: files(review)[name] for name in own} == {name: before[name] for name in own}


def test_accepting_keeps_the_version_of_the_tool(made: Path) -> None:
    assert json.loads((made / "data/accepted/accepted.json").read_text())["version"] == __version__


def test_an_upgrade_that_changes_nothing_says_so(review: Path) -> None:
    # The preview says what the present version would change where the review requires another all the same.
    edited(review, 'requires = ">=', 'requires = ">=7.', "reanalysis.toml")
    before = files(review)
    said = call(review, "upgrade", "--preview")
    assert said.count("No number changes.") == 1 and "They are those of the accepted results." in said
    assert files(review) == before


@pytest.mark.slow  # the test after it shows the same list beside a change of the data
def test_a_changed_formula_is_listed_exactly_and_nothing_is_touched(review: Path, other_tool: Path) -> None:
    before = files(review)
    found = json.loads(call(review, "upgrade", "--preview", "--json", package=other_tool))
    assert files(review) == before
    assert {row["result_id"] for row in found["by_the_tool"]["results"]} == by_wilson(review)
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
    assert {row["result_id"] for row in found["by_the_tool"]["results"]} == by_wilson(review)
    by_data = {row["result_id"] for row in found["by_the_data"]["results"]}
    assert by_data and {name.split("/")[2] for name in by_data} == {"complete_response"}
    assert [cell["row"] for cell in found["by_the_data"]["cells"]]


def test_changed_data_that_git_does_not_know_are_no_ground_for_a_preview(review: Path) -> None:
    edited(review, "all,complete_response,3,3 (12%)", "all,complete_response,4,4 (13%)")
    done = subprocess.run(
        [sys.executable, "-m", "reanalysis.cli", "upgrade", "--preview"], cwd=review, capture_output=True, text=True
    )
    assert done.returncode == 1 and "git does not have what stood there" in done.stderr


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A review of three papers in a repository below a folder of another, its first state committed."""
    top = tmp_path / "repository"
    folder = top / "reviews/one"
    call(tmp_path, "init", str(folder), "--example")
    for name in ("brignone2010", "miller2007"):
        shutil.copytree(PACKAGE / "examples/five-trials/data/raw" / name, folder / "data/raw" / name)
    git(top, "init", "-q", "-b", "main")
    git(top, "add", ".")
    git(top, "commit", "-qm", "First")
    return folder


@needs_git
def test_a_branch_with_an_edited_cell_is_told_in_a_comment_and_annotations(repository: Path) -> None:
    git(repository, "switch", "-qc", "branch")
    edited(repository, "all,objective_response,15,15/30 (50%)", "all,objective_response,5,15/30 (50%)")
    git(repository, "commit", "-qam", "Edit a cell")
    comment = repository / "comment.md"
    said = call(repository, "pull-request", "--base", "main", "--comment", str(comment), GITHUB_ACTIONS="true")
    text = comment.read_text(encoding="utf-8")
    assert "## What differs from those of the base" in text and "Conclusions that flipped" in text
    assert "| example2020/counts.csv:2: group=all; outcome=objective\\_response events | 15 | 5 |" in text
    assert "example2020/all/objective\\_response/-/proportion/clopper\\_pearson/" in text
    assert "brignone2010" not in text
    lines = said.splitlines()
    places = [line for line in lines if line.startswith("::") and "file=" in line]
    start = "file=reviews/one/data/raw/example2020/counts.csv,line="
    assert any(line.startswith(f"::warning {start}2,title=") for line in places)
    assert all(line.startswith((f"::warning {start}", f"::notice {start}")) for line in places)
    word = lines[0].removeprefix("::stop-commands::")
    assert len(word) == 32 and lines.index(f"::{word}::") < min(map(lines.index, places))
    assert git(repository, "status", "--porcelain") == "?? reviews/one/comment.md"

    edited(repository, "all,objective_response,5,", "all,objective_response,5x,")
    said = call(repository, "pull-request", "--base", "HEAD", "--comment", str(comment), status=3)
    assert "::error file=reviews/one/data/raw/example2020/counts.csv,line=2,title=e_" in said
    assert "**Data with errors were left out of the analysis.**" in comment.read_text(encoding="utf-8")

    call(repository, "pull-request", "--base", "nothing", status=2)


def spoiled(text: str, chance: random.Random) -> str:
    """Another text for a cell, as people mistype them."""
    if text.isdigit() and chance.random() < 0.8:
        return str(max(0, int(text) + chance.choice((-3, -2, -1, 1, 2, 3, 10))))
    ways = (lambda: "", lambda: text + chance.choice("019x% "), lambda: text[1:], lambda: text[:-1], text.upper)
    return chance.choice(ways)()


def edit_a_cell(raw: Path, chance: random.Random) -> None:
    """Change one cell of one table."""
    while True:
        path = chance.choice(sorted(raw.glob("*/*.csv")))
        with open(path, newline="", encoding="utf-8") as file:
            rows = list(csv.reader(file))
        row = chance.choice(rows[1:])
        place = chance.randrange(len(row))
        new = spoiled(row[place], chance)
        if new != row[place]:
            break
    row[place] = new
    with open(path, "w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


COMPARED = "estimate conf_low conf_high p_value events n primary derived note".split()


def results_of(review: Path) -> dict[str, dict[str, str]]:
    with open(review / "results/estimates.csv", newline="", encoding="utf-8") as file:
        return {row["result_id"]: row for row in csv.DictReader(file)}


def differ(one: str, other: str) -> bool:
    """Whether two cells differ by more than the last digits of a number."""
    try:
        return abs(float(one) - float(other)) > 1e-9 * max(abs(float(one)), abs(float(other)))
    except ValueError:
        return one != other


def named_in(comment: str, names: set[str]) -> set[str]:
    """Results that a comment names, and all of a paper that it says came or went."""
    text = comment.replace("\\", "")
    rows = {line[2:].split(" ")[0] for line in text.splitlines() if line.startswith("| ")}
    papers = {line[2:].split(":")[0] for line in text.splitlines() if line.startswith("- ") and " results" in line}
    return {name for name in names if name in rows or name.partition("/")[0] in papers}


@needs_git
@pytest.mark.slow
def test_the_results_of_a_comment_are_those_that_differ(repository: Path, monkeypatch, tmp_path: Path) -> None:
    from reanalysis.commands import elsewhere, pull_request, terminal
    from reanalysis.commands import run as workflow

    monkeypatch.setattr(workflow, "run", lambda review, **_: in_process.run(review, monkeypatch))
    monkeypatch.setattr(terminal, "tell", lambda *_, **__: None)
    raw, comment = repository / "data/raw", tmp_path / "comment.md"
    first = files(raw)
    assert in_process.run(repository, monkeypatch) == 0
    before = results_of(repository)
    place = elsewhere.of_commit(repository, "main", tmp_path / "base")
    base = elsewhere.baseline(place)
    monkeypatch.setattr(pull_request, "baseline", lambda _: base)
    changed = 0
    for seed in range(SEEDS):
        edit_a_cell(raw, random.Random(seed))
        pull_request.run(repository, base="main", comment=comment)
        now = results_of(repository)
        true = {
            name
            for name in {*before, *now}
            if name not in before
            or name not in now
            or any(differ(before[name][column], now[name][column]) for column in COMPARED)
        }
        assert named_in(comment.read_text(encoding="utf-8"), {*before, *now}) == true, seed
        changed += bool(true)
        for name, content in first.items():
            (raw / name).write_bytes(content)
    assert changed > SEEDS / 3
