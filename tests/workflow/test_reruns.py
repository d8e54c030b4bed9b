"""What runs again after a change: exactly what depends on it.

What would run is asked of the plan, which costs a tenth of the run; that the plan is what runs is tested where results
are compared too.
"""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys

import pytest

from reanalysis.model.refs import split_refs

LATER_STAGES = {
    "audit_papers",
    "estimate_rates",
    "compare_controls",
    "summarise_survival",
    "pool_sets",
    "render_report",
}


def first_count(project):
    """Table, line and events of the first count of events in data/raw."""
    for path in sorted((project.folder / "data/raw").glob("*/counts.csv")):
        with open(path, newline="", encoding="utf-8") as file:
            for line, row in enumerate(csv.DictReader(file), start=2):
                if (
                    row.get("kind", "") in ("", "response")
                    and row["events"].isdigit()
                    and int(row["events"]) > 0
                    and row.get("use", "") != "no"
                ):
                    return f"{path.parent.name}/counts.csv", line, int(row["events"])
    raise AssertionError("no count in data/raw")


def test_nothing_changed_runs_nothing(project):
    before = project.results()
    said = project.run()
    assert project.rules_run() == set()
    assert "Nothing has changed" in said
    assert project.results() == before


def test_edited_cell_runs_everything_and_changes_what_comes_from_it(project, all_rules):
    before = {row["result_id"]: row for row in project.rows("estimates.csv")}
    # An outcome of the review stands over that of the tool; it changes a label and no estimate.
    path = project.folder / "config/outcomes.yaml"
    path.write_text("outcomes:\n  objective_response: {label: Tumour response}\n", encoding="utf-8")
    assert project.planned() == all_rules
    table, line, events = first_count(project)
    project.edit_cell(table, line, "events", str(events - 1))
    project.run()
    assert project.rules_run() == all_rules
    after = {row["result_id"]: row for row in project.rows("estimates.csv")}
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    assert changed
    for name in changed:
        assert f"{table}:{line}" in split_refs((after.get(name) or before[name])["sources"]), name
    assert "Tumour response" in (project.folder / "results/report.html").read_text(encoding="utf-8")


def test_changed_cell_with_an_older_date_is_noticed(project, all_rules):
    table, line, events = first_count(project)
    path = project.edit_cell(table, line, "events", str(events - 1))
    os.utime(path, (1_000_000_000, 1_000_000_000))
    assert project.planned() == all_rules


def test_touched_file_runs_nothing(project):
    for path in (project.folder / "data/raw").rglob("*.csv"):
        os.utime(path)
    os.utime(project.folder / "workflow/reanalysis/base/outcomes.yaml")
    os.utime(project.folder / "workflow/reanalysis/workflow/scripts/estimate_rates.py")
    assert project.planned() == set()


@pytest.mark.parametrize(
    ("old", "new", "rules"),
    [
        (
            "landmarks_months: [3, 6, 12, 24]",
            "landmarks_months: [3, 6, 12, 18]",
            {"summarise_survival", "render_report"},
        ),
        ("assumed_n: [10, ", "assumed_n: [12, ", {"compare_controls", "summarise_survival", "render_report"}),
        ("proportion: clopper_pearson", "proportion: wilson", {"estimate_rates", "render_report"}),
        ("largest_denominator_factor: 2", "largest_denominator_factor: 3", {"audit_papers", "render_report"}),
        ("title: Reanalysis of small trials", "title: Another {title}", {"render_report"}),
        ("# Decimals of percentages", "# A comment", set()),
    ],
    ids=["survival", "controls", "rates", "audit", "report", "comment"],
)
def test_edited_choice_runs_its_stage_and_the_report(project, old, new, rules):
    project.edit("config/config.yaml", old, new)
    assert project.planned() == rules


def test_what_is_planned_is_what_runs(project):
    project.edit("config/config.yaml", "largest_denominator_factor: 2", "largest_denominator_factor: 3")
    rules = project.planned()
    project.run()
    assert project.rules_run() == rules == {"audit_papers", "render_report"}
    assert project.planned() == set()


@pytest.mark.parametrize(
    ("module", "rules"),
    [
        ("stats/survival_quantile.py", {"summarise_survival", "render_report"}),
        ("analyses/comparisons/robustness_of_outcomes.py", {"compare_controls", "summarise_survival", "render_report"}),
        ("audit/sums.py", {"audit_papers", "render_report"}),
        ("report/__init__.py", {"render_report"}),
        ("model/estimate.py", {"read_papers"} | LATER_STAGES),
    ],
)
def test_edited_module_runs_its_users_and_the_report(project, module, rules):
    path = project.append(f"workflow/reanalysis/{module}", "\n# an edit\n")
    os.utime(path, (1_000_000_000, 1_000_000_000))
    assert project.planned() == rules


def test_edited_template_runs_the_report(project):
    template = next(
        path
        for path in sorted((project.folder / "workflow/reanalysis/templates").rglob("*"))
        if path.suffix in (".html", ".j2", ".jinja", ".css")
    )
    project.append(template.relative_to(project.folder).as_posix(), "\n")
    assert project.planned() == {"render_report"}


def test_another_version_of_a_package_runs_everything(project, all_rules):
    project.edit(
        "workflow/reanalysis/surroundings.py",
        "{name: version_of(name) for name in NEEDED}",
        "{name: version_of(name) for name in NEEDED} | {'numpy': '0.1'}",
    )
    assert project.planned() == all_rules


def test_changed_vocabulary_of_the_tool_runs_everything(project, all_rules):
    project.edit("workflow/reanalysis/base/outcomes.yaml", "label: Overall survival", "label: Survival as a whole")
    assert project.planned() == all_rules


def test_deleted_output_is_made_again(project):
    before = project.results()
    (project.folder / "results/tables/survival.csv").unlink()
    assert project.planned() == {"summarise_survival", "render_report"}
    (project.folder / "results/tables/survival.csv").write_bytes(before["tables/survival.csv"])
    (project.folder / "results/papers").joinpath(
        sorted(name for name in before if name.startswith("papers/"))[0].removeprefix("papers/")
    ).unlink()
    project.run()
    assert project.rules_run() == {"render_report"}
    assert project.results() == before


def test_removed_paper_takes_its_page_along(project, all_rules):
    pages = sorted(path.stem for path in (project.folder / "results/papers").glob("*.html"))
    cited = "".join(path.read_text(encoding="utf-8") for path in (project.folder / "data/raw").rglob("*.csv"))
    gone = next(name for name in pages if name not in cited)
    shutil.rmtree(project.folder / "data/raw" / gone)
    project.run()
    assert project.rules_run() == all_rules
    assert sorted(path.stem for path in (project.folder / "results/papers").glob("*.html")) == [
        name for name in pages if name != gone
    ]
    assert gone not in {row["paper"] for row in project.rows("estimates.csv")}


def plain_snakemake(folder):
    """Snakemake as its own users call it in the folder, with nothing of ours around it."""
    environment = {name: text for name, text in os.environ.items() if name != "PYTHONPATH"}
    command = [sys.executable, "-P", "-m", "snakemake", "--cores", "all"]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout + done.stderr


def test_plain_snakemake_agrees_that_nothing_changed(project):
    status, said = plain_snakemake(project.folder)
    assert status == 0, said
    assert "Nothing to be done" in said


def test_plain_snakemake_runs_the_package_of_its_own_folder(project):
    project.append("workflow/reanalysis/stats/survival_quantile.py", "\nraise ImportError('from the copy')\n")
    status, said = plain_snakemake(project.folder)
    assert status == 1, said
    assert "from the copy" in said
