"""Entry and audit alone: quick, light, and with the findings of a run."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from reanalysis.audit import audit_dataset
from reanalysis.commands import check, terminal
from reanalysis.derive.acknowledgement import acknowledge
from reanalysis.entry import read_raw
from reanalysis.model import layers, store
from reanalysis.model.config import AuditConfig
from reanalysis.model.finding import Finding, in_order
from reanalysis.model.paper import Dataset
from reanalysis.provenance import input_hashes

HEAVY = (
    "pandas",
    "numpy",
    "scipy",
    "scipy.stats",
    "statsmodels",
    "lifelines",
    "matplotlib",
    "openpyxl",
    "snakemake",
    "jinja2",
)
WRONG = "group,outcome,events,reported,source\nall,objective_response,15,51%,Table 2\n"
UNREADABLE = "group,outcome,events,source\nall,objective_response,3l,Table 2\n"


def test_check_imports_nothing_heavy(project):
    code = f"""
import sys
from pathlib import Path
from pathlib import Path
from reanalysis.commands import check
check.check(Path({str(project)!r}))
print(*(name for name in {HEAVY!r} if name in sys.modules))
"""
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == ""


def test_findings_are_those_of_the_stages_for_the_papers_of_a_project(project, helpers, tmp_path):
    shutil.copytree(
        helpers.PROJECT / "workflow/reanalysis/examples/five-trials/data/raw", project / "data/raw", dirs_exist_ok=True
    )
    entry = read_raw(project / "data/raw")
    store.write_dataset(tmp_path, entry.dataset, entry.findings)
    config, folder = layers.settings(project), project / "config"
    dataset = store.load_dataset(tmp_path)
    audited = audit_dataset(
        dataset,
        store.load_outcomes(folder / "outcomes.yaml"),
        store.load_scales(folder / "scales.yaml"),
        AuditConfig(**config["audit"]),
    )
    expected = in_order(
        acknowledge(finding, dataset) for finding in [*store.read_findings(tmp_path / "findings.csv"), *audited]
    )
    checked = check.check(project)
    assert checked.findings == expected != []
    for name in checked.papers:
        assert check.check(project, name).findings == [finding for finding in expected if finding.paper == name]


@pytest.mark.parametrize(
    ("counts", "options", "status"),
    [
        (None, (), 0),
        (None, ("--strict",), 0),
        (WRONG, (), 0),
        (WRONG, ("--strict",), 4),
        (UNREADABLE, (), 3),
        (UNREADABLE, ("--strict",), 3),
    ],
    ids=["good", "good strict", "warning", "warning strict", "error", "error strict"],
)
def test_exit_status(project, helpers, counts, options, status):
    helpers.write_paper(project, "jones2002", **({"counts": counts} if counts else {}))
    assert helpers.reanalysis(project, "check", "jones2002", *options).returncode == status
    assert helpers.reanalysis(project, "check", *options).returncode == status
    assert helpers.reanalysis(project, "check", "smith2001", *options).returncode == 0


def test_problems_are_told_with_their_places_by_paper(project, helpers):
    helpers.write_paper(project, "jones2002", counts=WRONG + "all,complete_response,3l,,Table 2\n")
    lines = helpers.reanalysis(project, "check").stdout.splitlines()
    assert lines[0] == "jones2002: 1 error"
    assert lines[1].startswith("   1 error         jones2002/counts.csv:3:events: E-")
    assert lines[2] == "  jones2002 is left out of the analysis until its errors are mended."
    assert lines[3] == "smith2001: 1 note" or lines[3] == "smith2001: nothing found"
    assert lines[-1].startswith("2 papers: 1 error")


def test_what_the_audit_finds_has_its_place_and_its_check(project, helpers):
    helpers.write_paper(project, "jones2002", counts=WRONG)
    said = helpers.reanalysis(project, "check", "jones2002").stdout
    assert " warning       jones2002/counts.csv:2:reported: 51% is not reproducible" in said
    assert "[percent_not_reproducible]\n" in said


def test_json_holds_all_and_nothing_else_is_said(project, helpers):
    helpers.write_paper(project, "jones2002", counts=UNREADABLE)
    done = helpers.reanalysis(project, "check", "--json")
    said = json.loads(done.stdout)
    assert (done.returncode, done.stderr, said["errors"]) == (3, "", 1)
    assert said["papers"] == [{"paper": "jones2002", "readable": False}, {"paper": "smith2001", "readable": True}]
    assert set(said["findings"][0]) == {"number", *Finding.__dataclass_fields__}
    assert said["findings"][0]["row"] == "2"
    assert said["findings"][0]["about"] == "entry" and said["findings"][0]["cause"]
    schema = json.loads((Path(__file__).parents[3] / "docs/schemas/check.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(said)


def test_acknowledged_findings_are_shown_as_such_and_no_reason_for_status_4(capsys):
    found = Finding(
        paper="a2001",
        check="c",
        severity="warning",
        table="counts",
        message="odd",
        source="a2001/counts.csv:2",
        acknowledged="yes",
    )
    checked = check.Checked(["a2001"], [found], Dataset({}))
    check.show(checked)
    assert capsys.readouterr().out == "a2001: 1 acknowledged\n   1 acknowledged  a2001/counts.csv:2: odd [c]\n"
    assert check.as_data(checked)["warnings"] == 0


def test_printed_lines_acknowledge_what_is_open(project, helpers):
    folder = helpers.write_paper(project, "jones2002", counts=WRONG)
    done = helpers.reanalysis(project, "check", "jones2002", "--acknowledge")
    assert done.stdout.startswith("check,table,row,") and "Fill in reason and by" in done.stderr
    header, *lines = done.stdout.splitlines()
    filled = [line.removesuffix(",,") + ",looked at,AB" for line in lines]
    (folder / "acknowledged.csv").write_text("\n".join([header, *filled]) + "\n", encoding="utf-8")
    again = helpers.reanalysis(project, "check", "jones2002", "--strict")
    assert (again.returncode, again.stdout.splitlines()[0]) == (0, f"jones2002: {len(lines)} acknowledged")
    (folder / "counts.csv").write_text(WRONG.replace("51%", "52%"), encoding="utf-8")
    assert helpers.reanalysis(project, "check", "jones2002", "--strict").returncode == 4
    assert helpers.reanalysis(project, "check", "--acknowledge").returncode == 2


def test_lines_for_what_only_a_run_noticed_as_long_as_the_paper_stands(project, helpers):
    folder = project / "data/raw/smith2001"
    found = Finding(
        paper="smith2001",
        check="interval_not_reproducible",
        severity="warning",
        table="counts",
        row="2",
        column="low",
        entered="31-69%",
        expected="31.3-68.7%",
        message="not reproducible",
        source="smith2001/counts.csv:2",
    )
    (project / "results/stages").mkdir(parents=True)
    store.write_findings(project / "results/stages/rates_findings.csv", [found])
    assert "only a run can notice" in helpers.reanalysis(project, "check", "smith2001", "--acknowledge").stderr
    (project / "results/provenance.json").write_text(json.dumps({"inputs": input_hashes(project)}), encoding="utf-8")
    done = helpers.reanalysis(project, "check", "smith2001", "--acknowledge")
    header, *lines = done.stdout.splitlines()
    assert (
        any(line.startswith("interval_not_reproducible,counts,") for line in lines)
        and "only a run can notice" not in done.stderr
    )
    (folder / "acknowledged.csv").write_text(
        "\n".join([header, *(line.removesuffix(",,") + ",looked at,AB" for line in lines)]) + "\n", encoding="utf-8"
    )
    assert helpers.reanalysis(project, "check", "smith2001", "--acknowledge").stdout.splitlines() == [header]
    (folder / "counts.csv").write_text(WRONG, encoding="utf-8")
    assert "interval_not_reproducible" not in helpers.reanalysis(project, "check", "smith2001", "--acknowledge").stdout


REPEATED = "group,outcome,events,source\n" + "".join(f"all,unheard_{letter},3,Table 2\n" for letter in "abcdef")


def test_notes_that_repeat_are_folded_and_can_be_left_out(project, helpers):
    helpers.write_paper(project, "jones2002", counts=REPEATED + WRONG.partition("\n")[2].replace(",51%", ""))
    lines = helpers.reanalysis(project, "check", "jones2002").stdout.splitlines()
    assert sum("[unknown_name]" in line for line in lines) == 1
    assert any("5 more of the same kind, at counts.csv:3, counts.csv:4" in line for line in lines)
    everything = helpers.reanalysis(project, "check", "jones2002", "--all").stdout
    assert everything.count("[unknown_name]") == 6 and "more of the same kind" not in everything
    assert "[unknown_name]" not in helpers.reanalysis(project, "check", "jones2002", "--warnings").stdout


def test_several_papers_are_checked_each_once(project, helpers):
    helpers.write_paper(project, "jones2002", counts=WRONG)
    helpers.write_paper(project, "brown2003", counts=WRONG)
    said = helpers.reanalysis(project, "check", "jones2002", "smith2001", "jones2002").stdout
    assert {line.partition(":")[0] for line in said.splitlines() if line[0] != " "} == {
        "jones2002",
        "smith2001",
        "2 papers",
    }
    assert said.splitlines()[-1].startswith("2 papers: ")


def test_what_the_last_run_noticed_stands_among_the_findings(project, helpers):
    found = Finding(
        paper="smith2001", check="interval_not_reproducible", severity="warning", table="counts", row="2", message="no"
    )
    (project / "results/stages").mkdir(parents=True)
    store.write_findings(project / "results/stages/rates_findings.csv", [found])
    done = helpers.reanalysis(project, "check", "smith2001")
    assert "interval_not_reproducible" not in done.stdout and "comes with the next one" in done.stderr
    (project / "results/provenance.json").write_text(json.dumps({"inputs": input_hashes(project)}), encoding="utf-8")
    done = helpers.reanalysis(project, "check", "smith2001")
    assert "[interval_not_reproducible]" in done.stdout and done.stderr == ""


def test_wrong_settings_are_named_instead_of_results(project, helpers):
    (project / "config/config.yaml").write_text("rates: {conf_levle: 0.9}\n")
    done = helpers.reanalysis(project, "check")
    assert (done.returncode, done.stdout) == (terminal.FAILED, "")
    assert done.stderr == "config/config.yaml: rates.conf_levle is not a known key; the nearest is conf_level\n"


def test_long_lines_are_broken_on_a_terminal_only(monkeypatch):
    assert terminal.wrapped("  note  ", "word " * 60, indent=8) == "  note  " + "word " * 60
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("COLUMNS", "60")
    lines = terminal.wrapped("  note  ", "word " * 60, indent=8).split("\n")
    assert len(lines) > 4 and max(map(len, lines)) <= 60 and all(line.startswith("        word") for line in lines[1:])
