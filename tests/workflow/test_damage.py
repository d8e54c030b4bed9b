"""Results that somebody changed since the last run: noticed, named, made again; never used and never left."""

from __future__ import annotations

import os
import shutil


def test_damaged_outputs_of_every_kind_are_named_and_made_again(project):
    good = project.results()
    processed = {path.name: path.read_bytes() for path in (project.folder / "data/processed").iterdir()}
    results, digit = project.folder / "results", project.folder / "data/processed/counts.csv"
    times = digit.stat()
    digit.write_text(digit.read_text(encoding="utf-8").replace("50%", "51%", 1), encoding="utf-8")
    os.utime(digit, ns=(times.st_atime_ns, times.st_mtime_ns))
    os.truncate(results / "estimates.csv", 2000)
    project.append("results/report.html", "<p>and more</p>")
    next((results / "figures").iterdir()).unlink()
    (results / "tables/response_rates.csv").write_text("\ufeffa;b\n1;2\n", encoding="utf-8")
    (results / "tables/trends.csv").unlink()
    (results / "tables/trends.csv").mkdir()
    (results / "stages/audit_findings.csv").unlink()
    os.mkfifo(results / "stages/audit_findings.csv")
    said = project.run()
    assert "Not as the last run left it, and made again: data/processed/counts.csv was changed" in said
    shutil.rmtree(results / "tables/trends.csv.set-aside")
    (results / "stages/audit_findings.csv.set-aside").unlink()
    assert project.results() == good
    assert {path.name: path.read_bytes() for path in (project.folder / "data/processed").iterdir()} == processed
    assert "Nothing has changed since the last run." in project.run()


def test_without_damage_nothing_is_said_and_nothing_runs(project):
    for path in (project.folder / "results").rglob("*.csv"):
        content = path.read_bytes()
        path.unlink()
        path.write_bytes(content)
        os.utime(path, (2_000_000_000, 2_000_000_000))
    said = project.run()
    assert "made again" not in said
