"""Provenance: strict JSON, hashes of what went in and came out, and a commit only where there is one."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess

import pytest

from reanalysis import provenance, surroundings


@pytest.fixture
def project(tmp_path):
    """A project of a few files."""
    for name in (
        "reanalysis.toml",
        "config/config.yaml",
        "data/raw/miller2007/paper.yaml",
        "results/report.html",
        "results/tables/a.csv",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return tmp_path


def content(project):
    path = project / "results/provenance.json"
    provenance.write(project, path)
    return json.loads(path.read_text(encoding="utf-8"), parse_constant=lambda name: pytest.fail(name))


def test_hashes_of_inputs_code_lock_and_outputs(project):
    found = content(project)
    assert set(found["inputs"]) == {"reanalysis.toml", "config/config.yaml", "data/raw/miller2007/paper.yaml"}
    assert {"reanalysis/workflow/Snakefile", "reanalysis/base/outcomes.yaml", "reanalysis/provenance.py"} <= set(
        found["code"]
    )
    assert set(found["outputs"]) == {"results/report.html", "results/tables/a.csv"}
    assert found["outputs"]["results/report.html"] == hashlib.sha256(b"results/report.html").hexdigest()
    assert found["lock"] == hashlib.sha256(surroundings.LOCKED.read_bytes()).hexdigest()
    assert set(found["packages"]) == {"reanalysis", *surroundings.NEEDED, *surroundings.NEEDED_TO_RUN}
    assert found["time"].endswith("+00:00")


def test_second_writing_does_not_count_the_first(project):
    assert content(project)["outputs"] == content(project)["outputs"]


def test_text_is_sorted(project):
    path = project / "results/provenance.json"
    provenance.write(project, path)
    text = path.read_text(encoding="utf-8")
    assert text == json.dumps(json.loads(text), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def test_name_that_is_not_utf8_is_still_json(project):
    (project / "data/raw" / os.fsdecode(b"caf\xe9.csv")).write_text("x")
    assert "data/raw/caf\N{REPLACEMENT CHARACTER}.csv" in content(project)["inputs"]


def test_no_repository_no_commit(project):
    assert content(project)["commit"] is None


def test_git_absent_no_commit(project, monkeypatch):
    monkeypatch.setenv("PATH", str(project / "nowhere"))
    assert content(project)["commit"] is None


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_commit_and_whether_files_differ_from_it(project, monkeypatch):
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)

    def git(*arguments):
        command = [
            "git",
            "-C",
            str(project),
            "-c",
            "user.name=x",
            "-c",
            "user.email=x@example.org",
            "-c",
            "commit.gpgsign=false",
            *arguments,
        ]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    git("init", "-q")
    assert content(project)["commit"] is None
    (project / ".gitignore").write_text("results/\n")
    git("add", ".")
    git("commit", "-qm", "First")
    assert content(project)["commit"] == {"id": git("rev-parse", "HEAD"), "dirty": False}
    (project / "config/config.yaml").write_text("changed")
    assert content(project)["commit"]["dirty"] is True
