"""The command: start-up, messages, summary, progress, and the environment of its jobs."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from reanalysis import cli, runner, surroundings
from reanalysis.choices import problems
from reanalysis.commands import places, terminal
from reanalysis.commands.run import summarise
from reanalysis.summary import summary_of

PACKAGE = Path(cli.__file__).resolve().parent
PROJECT = PACKAGE.parents[1]


def table(path: Path, text: str) -> None:
    """Write a table given with columns separated by |."""
    lines = [",".join(cell.strip() for cell in line.split("|")) for line in text.strip().splitlines()]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture
def results(tmp_path):
    """Results with one paper of each state."""
    table(
        tmp_path / "results/tables/papers.csv",
        """
        paper      | state              | problems
        atkins1999 | analysed           | 0
        chaput2013 | left_out           | 2
        miller2007 | nothing_to_analyse | 0
    """,
    )
    table(
        tmp_path / "results/tables/findings.csv",
        """
        paper      | severity | table  | row | message              | acknowledged
        atkins1999 | warning  | counts | 3   | 5 of 7 is not 70%    | no
        atkins1999 | warning  | counts | 4   | 5 of 7 is not 71%    | yes
        chaput2013 | error    | groups | 2   | chaput2013/groups.csv:2: blank group | no
        chaput2013 | error    | counts | 9   | no group called arm  | no
    """,
    )
    return tmp_path


def test_importing_the_command_loads_nothing_heavy():
    code = (
        "import reanalysis.cli, sys; print(*sorted({'pandas', 'numpy', 'scipy', 'pydantic', 'matplotlib', "
        "'snakemake', 'rich', 'yaml'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == ""


def test_summary_names_left_out_papers_first_with_their_first_message(results, capsys):
    assert summarise(results) == terminal.DATA_ERRORS
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Left out: chaput2013, 2 errors; the first: chaput2013/groups.csv:2: blank group"
    assert lines[1] == "3 papers: 1 analysed, 1 left out, 1 with nothing to re-analyse"
    assert lines[2] == "Findings: 2 errors, 1 warning, 0 notes"
    assert lines[3].startswith("Report: ")


def test_an_error_in_a_file_of_no_paper_is_told_and_is_an_error_in_the_data(results, capsys):
    table(results / "results/tables/papers.csv", "paper | state | problems\natkins1999 | analysed | 0")
    table(
        results / "results/tables/findings.csv",
        """
        paper | severity | table | row | message                          | acknowledged
              | error    | sets  | 2   | sets.csv:2:purpose: E-VALUE wrong | no
    """,
    )
    assert summarise(results) == terminal.DATA_ERRORS
    assert capsys.readouterr().out.splitlines()[0] == "sets.csv:2:purpose: E-VALUE wrong"


def test_summary_without_left_out_papers_is_done(results):
    path = results / "results/tables/papers.csv"
    path.write_text(path.read_text().replace("left_out", "analysed"))
    path = results / "results/tables/findings.csv"
    path.write_text(path.read_text().replace("| error", "| warning").replace("error", "warning"))
    assert summarise(results) == terminal.DONE
    assert summary_of(results / "results")[0] == []


def test_project_is_found_from_inside():
    assert places.find_project(PROJECT / "workflow/reanalysis") == PROJECT
    assert places.find_project(Path("/")) is None


def test_colour_needs_a_terminal_and_consent(monkeypatch, capsys):
    class Terminal:
        def __init__(self):
            self.text = ""

        def write(self, text):
            self.text += text

        def flush(self):
            pass

        def isatty(self):
            return True

    def told():
        stream = Terminal()
        monkeypatch.setattr(sys, "stdout", stream)
        terminal.tell("x", colour="red")
        return stream.text

    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    assert told() == "\x1b[31mx\x1b[0m\n"
    monkeypatch.setenv("TERM", "dumb")
    assert told() == "x\n"
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    assert told() == "x\n"


def test_progress_counts_finished_stages():
    progress = runner.Progress()
    lines = """\
Job stats:
total        3

localrule estimate_rates:
Finished jobid: 2 (Rule: estimate_rates)
Finished jobid: 1 (Rule: something_new)
Finished jobid: 0 (Rule: all)""".splitlines()
    assert [text for line in lines if (text := progress.read(line))] == [
        "1/2 estimating response rates",
        "2/2 something new",
    ]
    assert progress.read("Error in rule compare_controls:") is None
    assert progress.failed == ["compare_controls"]


def test_every_rule_has_words():
    rules = {path.stem for path in (PACKAGE / "workflow/scripts").glob("*.py")}
    assert rules == set(runner.STAGES)


def test_end_of_the_log_of_the_failed_stage_is_shown(tmp_path):
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs/run.log").write_text("all of it\n")
    (tmp_path / "logs/estimate_rates.log").write_text("".join(f"line {number}\n" for number in range(100)))
    lines = list(runner.tail_of_failure(tmp_path, runner.Progress(failed=["estimate_rates"]), lines=2))
    assert lines == [
        "Failed: estimating response rates",
        "The end of logs/estimate_rates.log:",
        "  line 98",
        "  line 99",
    ]
    assert list(runner.tail_of_failure(tmp_path, runner.Progress()))[-1] == "  all of it"


def test_jobs_do_not_see_what_could_change_results(tmp_path):
    caller = {
        "PATH": "/bin",
        "PYTHONPATH": "/elsewhere",
        "PYTHONOPTIMIZE": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "TZ": "Asia/Tokyo",
        "LC_ALL": "de_DE.UTF-8",
    }
    environment = surroundings.job_environment(tmp_path, caller)
    assert environment["PATH"] == "/bin"
    assert environment["PYTHONPATH"] == f"{PACKAGE.parent}{os.pathsep}/elsewhere"
    assert (environment["TZ"], environment["LC_ALL"], environment["PYTHONHASHSEED"]) == ("UTC", "C.UTF-8", "0")
    assert "PYTHONOPTIMIZE" not in environment and "PYTHONDONTWRITEBYTECODE" not in environment
    assert surroundings.job_environment(tmp_path, environment) == environment


def test_jobs_of_an_installed_package_find_it_where_it_is(tmp_path, monkeypatch):
    monkeypatch.setattr(surroundings, "is_installed", lambda: True)
    assert "PYTHONPATH" not in surroundings.job_environment(tmp_path, {})
    assert surroundings.job_environment(tmp_path, {"PYTHONPATH": "/elsewhere"})["PYTHONPATH"] == "/elsewhere"


def test_lock_is_held_by_one(tmp_path):
    lock = surroundings.RunLock.taken(tmp_path)
    with pytest.raises(surroundings.RunIsAlive, match=str(os.getpid())):
        surroundings.RunLock.taken(tmp_path)
    assert surroundings.RunLock.inherited_or_taken(tmp_path) is None
    lock.file.close()
    surroundings.RunLock.taken(tmp_path).file.close()


def test_the_choices_of_the_project_are_in_order():
    assert problems(PROJECT) == []


def test_every_choice_is_listed_with_its_default_and_a_comment():
    import yaml

    from reanalysis.choices import SECTIONS

    path = PACKAGE / "base/config.yaml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert set(content) == set(SECTIONS)
    for name, model in SECTIONS.items():
        assert set(content[name]) == set(model.model_fields)
        assert model.model_validate(content[name]) == model()
    lines = path.read_text(encoding="utf-8").splitlines()
    for before, line in pairwise(lines):
        if line.strip() and not line.strip().startswith("#") and line.strip() != "primary:":
            assert before.strip().startswith("#"), line


@pytest.fixture
def written(tmp_path):
    """Writes a config file beside good ones and returns what is found in it."""
    (tmp_path / "config").mkdir()

    def found(name: str, text: str) -> list[str]:
        for other in ("config", "outcomes", "scales"):
            (tmp_path / f"config/{other}.yaml").write_text("")
        (tmp_path / f"config/{name}.yaml").write_text(text)
        return problems(tmp_path)

    return found


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("config", "survivals: {}", "config/config.yaml: survivals is not a known key; the nearest is survival"),
        (
            "config",
            "xyz: {}",
            "config/config.yaml: xyz is not a known key; known are rates, controls, survival, synthesis, audit, report",
        ),
        (
            "config",
            "rates: {conf_levle: 0.9}",
            "config/config.yaml: rates.conf_levle is not a known key; the nearest is conf_level",
        ),
        (
            "config",
            "rates: {primary: {proportoin: wilson}}",
            "config/config.yaml: rates.primary.proportoin is not a known key; the nearest is proportion",
        ),
        (
            "config",
            "rates: {conf_level: 95}",
            "config/config.yaml: rates.conf_level: the value should be less than or equal to 0.99999, entered: 95",
        ),
        ("config", "rates: 3", "config/config.yaml: rates: "),
        ("config", "rates: {a: 1, a: 2}", "config/config.yaml: line 1: the key a stands twice"),
        ("config", "rates:\n\t- x", "config/config.yaml: line 2: this is not YAML; "),
        ("config", "rates: [a, }", "config/config.yaml: line 1: this is not YAML; "),
        ("config", "- rates", "config/config.yaml: no keys with values (key: value) could be found"),
        ("outcomes", "outcomes: {cr: {lable: x}}", "config/outcomes.yaml: outcomes.cr.label: Field required"),
        (
            "outcomes",
            "outcomes: {cr: {label: x, drection: harm}}",
            "config/outcomes.yaml: outcomes.cr.drection is not a known key; the nearest is direction",
        ),
        (
            "scales",
            "recist: {label: x, categories: {cr: {label: y, alias: [z]}}}",
            "config/scales.yaml: recist.categories.cr.alias is not a known key; the nearest is aliases",
        ),
    ],
)
def test_problem_is_named_with_its_place(written, name, text, message):
    assert written(name, text)[0].startswith(message)


def test_empty_files_are_the_defaults(written):
    assert written("config", "") == []


def test_missing_files_are_the_settings_of_the_tool(tmp_path):
    assert problems(tmp_path) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_under_what_is_printed_is_told_in_a_line():
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-m", "reanalysis.cli", "version"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (
        done.returncode == terminal.FAILED
        and done.stderr.splitlines()[0] == "What is printed cannot be written: No space left on device"
    )


def test_without_a_standard_output_a_command_ends_as_it_does_with_one():
    done = subprocess.run(
        ["sh", "-c", '"$0" -m reanalysis.cli version >&-', sys.executable],
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
