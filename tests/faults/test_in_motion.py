"""Files that change while they are read, folders that cannot be written, a disk that is full."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from reanalysis.commands import run
from reanalysis.commands.terminal import FAILED, Ended
from reanalysis.entry import read_raw
from reanalysis.entry.sources import files
from reanalysis.model import store

from .catalogue.project import PAPER, Project


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path)


def test_a_file_that_changes_while_it_is_read(project, monkeypatch):
    project.add("jones2002")
    target, read = project.paper / "counts.csv", files.content_of

    def written_meanwhile(file):
        data = read(file)
        if Path(file.name) == target:
            target.write_bytes(data + b"low,toxic,1,10,,,,,,,,,Text,\n")
        return data

    monkeypatch.setattr(files, "content_of", written_meanwhile)
    entry = read_raw(project.raw)
    assert list(entry.dataset.papers) == ["jones2002"] and list(entry.dataset.left_out) == [PAPER]
    (error,) = [finding for finding in entry.findings if finding.severity == "error"]
    assert error.message == (
        "smith2001/counts.csv: E-CHANGED the file was changed while it was read; entered 'counts.csv'; "
        "expected: a file that nobody writes at the same time; to mend it: wait until it is saved, and check again"
    )


@pytest.mark.parametrize("become", [lambda path: path.symlink_to("/etc/hostname"), os.mkfifo, os.mkdir])
def test_a_file_that_becomes_something_else_is_not_followed(project, monkeypatch, become):
    listed = files.irregular

    def changed_after_it_was_listed(entry, place):
        problem = listed(entry, place)
        if entry.name == "counts.csv":
            os.unlink(entry.path)
            become(Path(entry.path))
        return problem

    monkeypatch.setattr(files, "irregular", changed_after_it_was_listed)
    (error,) = [finding for finding in read_raw(project.raw).findings if finding.severity == "error"]
    assert error.check in ("e_read", "e_changed", "e_file") and error.message.startswith("smith2001/counts.csv: ")


def test_data_that_changed_during_a_run_end_it_with_an_error(project, monkeypatch, capsys):
    def edits(*_args, **_options):
        (project.paper / "counts.csv").write_text("changed")
        return 0, run.runner.Progress()

    monkeypatch.setattr(run.runner, "run_workflow", edits)
    with pytest.raises(Ended) as ended:
        run.run(project.folder)
    assert ended.value.status == FAILED and "changed during the run" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written(project):
    (project.folder / "logs").write_text("a file where the folder of logs belongs")
    (project.folder / "reanalysis.toml").touch()
    done = subprocess.run(
        [sys.executable, "-m", "reanalysis.cli", "run", "--project", str(project.folder)],
        capture_output=True,
        text=True,
    )
    assert done.returncode == FAILED and "Nothing can be written in" in done.stderr
    assert "Traceback" not in done.stderr and len(done.stderr.splitlines()) == 1


def test_a_full_disk_leaves_the_old_file_whole(tmp_path):
    path = tmp_path / "counts.csv"
    store.write_rows(path, ["a"], [{"a": "old"}])
    code = f"""
import signal, resource
from pathlib import Path
from reanalysis.model import store
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    store.write_rows(Path({str(path)!r}), ["a"], ({{"a": "new" * 10}} for _ in range(10_000)))
except OSError:
    print("told")
"""
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "told\n"
    assert path.read_text() == "a\nold\n"
