"""What a save starts, and what starts nothing."""

from __future__ import annotations

import os
import shutil

import pytest

from reanalysis.commands import terminal, watch


@pytest.mark.parametrize(
    "name",
    [
        "~$smith2001.xlsx",
        ".~lock.counts.csv#",
        ".counts.csv.swp",
        ".counts.csv.swx",
        "counts.csv~",
        "#counts.csv#",
        ".#counts.csv",
        "4913",
        ".DS_Store",
        "Thumbs.db",
        "desktop.ini",
        "8C3A1F00",
        "counts.csv.tmp",
        ".counts.csv.part",
        "lu1234abcd.tmp",
        "counts.csv.bak",
    ],
)
def test_what_editors_and_systems_leave_starts_nothing(project, name):
    before = watch.contents(project)
    (project / "data/raw/smith2001" / name).write_text("x")
    (project / "data/raw" / name).write_text("x")
    assert watch.contents(project) == before
    assert watch.is_left_by_editor(project / name)


@pytest.mark.parametrize(
    "name", ["counts.csv", "paper.yaml", "smith2001.xlsx", "sets.csv", "at_risk.csv", "smith2001", "second"]
)
def test_what_people_save_does(name):
    assert not watch.is_left_by_editor(f"data/raw/{name}")


def test_only_a_change_of_content_counts(project):
    before, path = watch.contents(project), project / "data/raw/smith2001/counts.csv"
    os.utime(path)
    neighbour = path.with_name("new")
    shutil.copy(path, neighbour)
    os.replace(neighbour, path)
    assert watch.contents(project) == before
    path.write_text(path.read_text() + "all,partial_response,12,12 (40%),Table 2\n")
    after = watch.contents(project)
    assert {name for name in after if after[name] != before[name]} == {"smith2001"}
    (project / "data/raw/smith2001/second").mkdir()
    shutil.copy(path, project / "data/raw/smith2001/second")
    assert watch.contents(project)["smith2001"] != after["smith2001"]


def test_settings_sets_and_papers_that_come_or_go_count(project, helpers):
    before = watch.contents(project)
    (project / "config/config.yaml").write_text("report: {title: x}\n")
    (project / "data/raw/sets.csv").write_text("set\n")
    helpers.write_paper(project, "jones2002")
    shutil.rmtree(project / "data/raw/smith2001")
    after = watch.contents(project)
    assert {name for name in {*before, *after} if before.get(name) != after.get(name)} == {
        "settings",
        "sets.csv",
        "jones2002",
        "smith2001",
    }


def test_a_saved_paper_is_checked_and_the_results_follow(project, monkeypatch, capsys):
    ran = []
    monkeypatch.setattr(watch.workflow, "run", lambda place: ran.append(place) or terminal.DONE)
    assert watch.react(project, ["smith2001", "gone1999"], regenerate=True) == terminal.DONE
    assert capsys.readouterr().out.startswith("Saved: smith2001, gone1999\nsmith2001: ")
    assert ran == [project]
    assert watch.react(project, ["smith2001"], regenerate=False) == terminal.DONE
    assert ran == [project]


def test_a_paper_with_errors_leaves_the_results_alone(project, monkeypatch, capsys):
    monkeypatch.setattr(watch.workflow, "run", lambda place: pytest.fail("nothing is to run"))
    (project / "data/raw/smith2001/counts.csv").write_text("group,outcome,events,source\nall,objective_response,3l,T\n")
    assert watch.react(project, ["smith2001"], regenerate=True) == terminal.DATA_ERRORS
    assert "The results stay as they are" in capsys.readouterr().out


def test_a_run_that_cannot_start_does_not_end_the_watch(project, monkeypatch):
    def busy(_):
        raise terminal.Ended(terminal.FAILED)

    monkeypatch.setattr(watch.workflow, "run", busy)
    assert watch.react(project, ["smith2001"], regenerate=True) == terminal.FAILED


def test_a_project_without_data_is_not_watched(project, capsys):
    shutil.rmtree(project / "data")
    with pytest.raises(terminal.Ended):
        watch.run(project)
    assert "There is no folder" in capsys.readouterr().err
