"""Outputs are what the last run left, or they are named and made again."""

from __future__ import annotations

import os

import pytest

from reanalysis import manifest


@pytest.fixture
def project(tmp_path):
    for name in ("data/processed/counts.csv", "results/estimates.csv", "results/figures/a.svg", "results/report.html"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"content of {name}", encoding="utf-8")
    manifest.record(tmp_path)
    return tmp_path


def told(project):
    return [(damage.path, damage.what) for damage in manifest.damages(project)]


def test_what_was_left_is_not_damaged(project):
    assert told(project) == []


def test_a_touched_or_copied_file_with_the_same_content_is_not_damaged(project):
    path = project / "results/estimates.csv"
    os.utime(path, (1, 1))
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content)
    assert told(project) == []


def test_a_changed_digit_is_noticed_also_with_its_old_time_and_size(project):
    path = project / "data/processed/counts.csv"
    before = path.stat()
    path.write_text(path.read_text(encoding="utf-8").replace("c", "d", 1), encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert told(project) == [("data/processed/counts.csv", "was changed")]


def test_a_file_that_is_gone_or_cut_off_is_noticed(project):
    (project / "results/report.html").unlink()
    os.truncate(project / "results/estimates.csv", 3)
    assert told(project) == [("results/estimates.csv", "was changed"), ("results/report.html", "is gone")]


def test_a_folder_in_a_files_place_is_set_aside_and_not_lost(project):
    path = project / "results/report.html"
    path.unlink()
    path.mkdir()
    (path / "mine.txt").write_text("mine", encoding="utf-8")
    manifest.clear(project, manifest.damages(project))
    assert not path.exists()
    assert (project / "results/report.html.set-aside/mine.txt").read_text(encoding="utf-8") == "mine"
    manifest.record(project)
    assert not any("set-aside" in damage.path for damage in manifest.damages(project))


def test_a_link_in_a_files_place_is_no_file(project):
    path = project / "results/report.html"
    path.rename(project / "elsewhere.html")
    path.symlink_to(project / "elsewhere.html")
    assert told(project) == [("results/report.html", "is no file any more")]
    manifest.clear(project, manifest.damages(project))
    assert not os.path.lexists(path) and (project / "elsewhere.html").exists()


def test_a_damaged_figure_makes_all_figures_again(project):
    (project / "results/figures/a.svg").write_text("other", encoding="utf-8")
    manifest.clear(project, manifest.damages(project))
    assert not (project / "results/figures").exists() and (project / "results/estimates.csv").exists()


def test_a_record_that_cannot_be_read_names_nothing(project):
    for text in ("{", "[]", '{"a": 1}'):
        (project / manifest.RECORD).write_text(text, encoding="utf-8")
        assert told(project) == []


def test_an_edit_that_is_undone_shows_in_the_signatures(tmp_path):
    path = tmp_path / "counts.csv"
    path.write_text("1", encoding="utf-8")
    before, times = manifest.signatures(tmp_path), path.stat()
    path.write_text("2", encoding="utf-8")
    path.write_text("1", encoding="utf-8")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert manifest.signatures(tmp_path) != before


def test_a_run_that_did_not_come_to_its_end_is_known(project):
    assert not manifest.was_cut_short(project)
    manifest.begin(project)
    assert manifest.was_cut_short(project)
    manifest.end(project)
    assert not manifest.was_cut_short(project)
