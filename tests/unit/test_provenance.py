"""Provenance: strict JSON, hashes of what went in and came out, and a commit only where there is one."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess

import pytest

from reanalysis import provenance


@pytest.fixture
def project(tmp_path):
    """A project of a few files."""
    for name in (
        "Snakefile",
        "config/config.yaml",
        "data/raw/miller2007/paper.yaml",
        "workflow/reanalysis/x.py",
        "results/report.html",
        "results/tables/a.csv",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements/runtime.in").write_text("# what runs need\nnumpy<3   # why\nPyYAML>=6\nnosuchpackage\n\n")
    (tmp_path / "requirements/lock.txt").write_text("numpy==1\n")
    return tmp_path


def content(project):
    path = project / "results/provenance.json"
    provenance.write(project, path)
    return json.loads(path.read_text(encoding="utf-8"), parse_constant=lambda name: pytest.fail(name))


def test_hashes_of_inputs_code_lock_and_outputs(project):
    found = content(project)
    assert set(found["inputs"]) == {"config/config.yaml", "data/raw/miller2007/paper.yaml"}
    assert set(found["code"]) == {"Snakefile", "workflow/reanalysis/x.py"}
    assert set(found["outputs"]) == {"results/report.html", "results/tables/a.csv"}
    assert found["outputs"]["results/report.html"] == hashlib.sha256(b"results/report.html").hexdigest()
    assert found["lock"] == hashlib.sha256(b"numpy==1\n").hexdigest()
    assert set(found["packages"]) == {"reanalysis", "numpy", "pyyaml", "nosuchpackage"}
    assert found["packages"]["nosuchpackage"] == "not installed"
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
