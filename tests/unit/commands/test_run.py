"""`reanalysis run` around Snakemake: what was read is what stands there, and acceptances are all or nothing."""

from __future__ import annotations

import pytest

from reanalysis import manifest, runner
from reanalysis.commands import accepted, run
from reanalysis.commands.terminal import Ended


@pytest.fixture
def project(tmp_path, monkeypatch):
    (tmp_path / "data/raw/smith2001").mkdir(parents=True)
    (tmp_path / "data/processed").mkdir()
    (tmp_path / "data/raw/smith2001/counts.csv").write_text("15", encoding="utf-8")
    (tmp_path / "data/processed/papers.json").write_text("{}", encoding="utf-8")
    monkeypatch.setattr("reanalysis.choices.problems", lambda project: [])
    monkeypatch.setattr(run, "summarise", lambda project: 0)
    return tmp_path


def snakemake(monkeypatch, during):
    def stand_in(project, **_):
        during(project)
        return 0, runner.Progress()

    monkeypatch.setattr(runner, "run_workflow", stand_in)


def test_an_edit_that_is_undone_during_the_run_does_not_pass(project, monkeypatch):
    def edit_and_undo(folder):
        path = folder / "data/raw/smith2001/counts.csv"
        path.write_text("16", encoding="utf-8")
        path.write_text("15", encoding="utf-8")

    snakemake(monkeypatch, edit_and_undo)
    with pytest.raises(Ended):
        run.run(project)
    assert not (project / run.READ).exists()


def test_a_run_without_edits_passes_and_leaves_its_record(project, monkeypatch):
    snakemake(monkeypatch, lambda folder: None)
    assert run.run(project) == 0
    assert (project / run.READ).exists() and not manifest.was_cut_short(project)
    assert manifest.damages(project) == []


def accepted_files(project):
    folder = project / accepted.FOLDER
    return {
        name: (folder / name).read_text(encoding="utf-8") for name in ("estimates.csv", "cells.csv", "versions.json")
    }


@pytest.fixture
def half_accepted(tmp_path):
    for folder, text in (("data/accepted", "old"), ("data/accepted/.new", "new")):
        (tmp_path / folder).mkdir(parents=True)
        for name in ("estimates.csv", "cells.csv", "versions.json"):
            (tmp_path / folder / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_an_acceptance_that_was_killed_before_it_was_whole_is_forgotten(half_accepted):
    accepted.finish_accepting(half_accepted)
    assert set(accepted_files(half_accepted).values()) == {"old"}
    assert not (half_accepted / "data/accepted/.new").exists()


@pytest.mark.parametrize("moved", [[], ["estimates.csv"], ["estimates.csv", "cells.csv"]])
def test_an_acceptance_that_was_killed_while_it_was_exchanged_is_finished(half_accepted, moved):
    (half_accepted / "data/accepted/.new/complete").touch()
    for name in moved:
        (half_accepted / "data/accepted/.new" / name).rename(half_accepted / "data/accepted" / name)
    accepted.finish_accepting(half_accepted)
    assert set(accepted_files(half_accepted).values()) == {"new"}
