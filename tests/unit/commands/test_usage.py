"""Mistakes in calling the command: a line that helps, never a traceback; the documented exit statuses."""

from __future__ import annotations

import os
import shutil

import pytest

from reanalysis import cli
from reanalysis.commands import terminal

COMMANDS = (
    "init",
    "new",
    "check",
    "acknowledge",
    "fix",
    "compare",
    "run",
    "diff",
    "show",
    "status",
    "watch",
    "doctor",
    "accept",
    "upgrade",
    "pull-request",
    "where",
    "version",
)
ANYWHERE = ("init", "where", "version")
WITH_PAPER = ("check", "fix", "compare")

ARGUMENTS = {name: ["smith2001"] for name in (*WITH_PAPER, "new", "show")} | {
    "acknowledge": ["smith2001", "1", "--reason", "x", "--by", "AB"],
    "pull-request": ["--base", "main"],
    "upgrade": ["--preview"],
}


def test_help_names_every_command_and_every_exit_status(helpers):
    said = helpers.reanalysis(helpers.PROJECT, "--help")
    assert said.returncode == 0
    for name in COMMANDS:
        assert f"\n  {name}" in said.stdout
    for number, words in terminal.STATUSES.items():
        assert f"{number}  {words}" in said.stdout
    assert "..." not in said.stdout.replace("[ARGS]...", "")
    assert max(map(len, said.stdout.splitlines())) <= 110


def test_the_readme_lists_every_command_and_every_exit_status(helpers):
    text = (helpers.PROJECT / "README.md").read_text(encoding="utf-8")
    for name in set(COMMANDS) - {"version"}:
        assert f"| `reanalysis {name}" in text
    for number in (*terminal.STATUSES, terminal.STOPPED):
        assert f"\n| {number} | " in text


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(helpers, name):
    said = helpers.reanalysis(helpers.PROJECT, name, "--help")
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout.startswith(f"Usage: reanalysis {name}") or f"{name} [OPTIONS]" in said.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("chek",), "No such command 'chek'. Did you mean 'check'?"),
        (("check", "--strikt"), "No such option: --strikt"),
        (("fix",), "Missing argument 'PAPER'"),
        (("diff", "--json", "--md"), "it excludes --json"),
        (("run", "--cores", "0"), "Invalid value for '--cores'"),
        *(((name, "smith2010"), "No paper 'smith2010' in data/raw. Did you mean smith2001?") for name in WITH_PAPER),
        *(((name, "../smith2001/.."), "No paper '..' in data/raw.") for name in WITH_PAPER),
        (("check", "zzz"), "No paper 'zzz' in data/raw. There are: smith2001."),
        (("check", "--project", "/nowhere"), "No review at /nowhere or above it"),
    ],
)
def test_mistakes_in_calling_have_status_2(project, helpers, arguments, said):
    done = helpers.reanalysis(project, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize("name", [name for name in COMMANDS if name not in ANYWHERE])
def test_outside_a_project_every_command_says_so(tmp_path, helpers, name):
    done = helpers.reanalysis(tmp_path, name, *ARGUMENTS.get(name, []))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("No review here or above this folder")


def test_a_paper_may_be_named_by_its_path(project, helpers):
    for name in ("smith2001", "data/raw/smith2001", "data/raw/smith2001/"):
        assert helpers.reanalysis(project, "check", name).stdout.startswith("smith2001: ")
    assert helpers.reanalysis(project / "data/raw/smith2001", "check", "smith2001").returncode == 0


@pytest.mark.parametrize(("name", "said"), [("diff", "There are no results yet: reanalysis run makes them.")])
def test_without_results_there_is_nothing_to_compare(project, helpers, name, said):
    done = helpers.reanalysis(project, name)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"{said}\n")


def test_a_project_without_papers(project, helpers):
    shutil.rmtree(project / "data")
    done = helpers.reanalysis(project, "check", "smith2001")
    assert (done.returncode, done.stderr) == (
        2,
        "No paper 'smith2001' in data/raw. There are no papers yet: reanalysis new NAME makes one.\n",
    )
    assert helpers.reanalysis(project, "check").returncode == 3


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_may_not_be_read_is_no_traceback(project, helpers):
    (project / "data/raw/smith2001").chmod(0)
    done = helpers.reanalysis(project, "check", "smith2001")
    (project / "data/raw/smith2001").chmod(0o700)
    assert done.returncode == 3 and "Traceback" not in done.stderr


def test_names_cannot_steer_the_terminal(project, helpers):
    (project / "data/raw/smith\x1b[2J2001").mkdir()
    done = helpers.reanalysis(project, "check", "zzz")
    assert "\\x1b[2J" in done.stderr
    for arguments in (
        ("check",),
        ("check", "smith\x1b[2J2001"),
        ("check", "--project", "/no\x1b[2J"),
        ("fix", "smith\x1b[2J2001"),
    ):
        done = helpers.reanalysis(project, *arguments)
        assert "\x1b" not in done.stdout + done.stderr, arguments


def test_a_file_that_cannot_be_read_is_named_without_a_traceback(monkeypatch, capsys):
    def refused():
        raise PermissionError(13, "Permission denied", "data/raw/smith2001/counts.csv")

    monkeypatch.setattr(cli, "app", refused)
    with pytest.raises(SystemExit) as ended:
        cli.main(refused)
    assert ended.value.code == terminal.FAILED
    assert capsys.readouterr().err == "data/raw/smith2001/counts.csv: Permission denied\n"


def test_stopping_has_the_status_of_the_shell():
    def stopped():
        raise KeyboardInterrupt

    with pytest.raises(SystemExit) as ended:
        cli.main(stopped)
    assert ended.value.code == terminal.STOPPED


def test_json_is_strict(capsys):
    with pytest.raises(ValueError, match="not JSON compliant"):
        terminal.tell_json({"x": float("nan")})
    terminal.tell_json({"x": "\u00e9", "y": None})
    assert capsys.readouterr().out == '{\n "x": "\u00e9",\n "y": null\n}\n'


@pytest.mark.parametrize("name", ["check", "diff", "show", "status", "doctor"])
def test_no_colours_where_nobody_sees_them(project, helpers, name):
    done = helpers.reanalysis(project, name, FORCE_COLOR="1")
    assert "\x1b" not in done.stdout + done.stderr
