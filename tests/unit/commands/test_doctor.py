"""What the doctor looks at, and that it says what is wrong."""

from __future__ import annotations

import json
import os
import shutil
from importlib import metadata

import pytest

from reanalysis.commands import doctor, terminal


def named(checks):
    return {check.name: check for check in checks}


def test_this_environment_is_fit(project, helpers, capsys):
    shutil.copytree(helpers.PROJECT / "requirements", project / "requirements")
    assert doctor.run(project, as_json=True) == terminal.DONE
    said = json.loads(capsys.readouterr().out)
    assert said["ok"] is True
    assert {check["name"] for check in said["checks"]} == {
        "Python",
        "Packages",
        "Lock file",
        "Command",
        "Fonts",
        "Typesetter",
        "Settings",
        "Writing",
        "Room",
        "git",
    }


def test_lines_of_the_lock_for_other_systems_are_left_out():
    text = (
        "numpy==2.4.0 \\\n    --hash=sha256:aa\ncolorama==0.4.6 ; sys_platform == 'win32' \\\n    "
        '--hash=sha256:bb\nZipp==3.1 ; python_version >= "3.11"\n'
    )
    assert dict(doctor.locked_versions(text)) == {"numpy": "2.4.0", "zipp": "3.1"}


def test_versions_that_are_not_the_locked_ones_are_told_and_are_no_fault(tmp_path):
    lock = tmp_path / "locked.txt"
    lock.write_text("numpy==0.1\nnosuchpackage==1.0\n")
    check = doctor.packages(lock)
    assert not check.wrong and "reanalysis where lock" in check.cure
    assert check.found == f"other versions than locked: numpy {metadata.version('numpy')} instead of 0.1"


def test_packages_that_are_missing_are_wrong(project, capsys, monkeypatch):
    monkeypatch.setattr(doctor, "NEEDED", ("numpy", "nosuchpackage"))
    check = named(doctor.examine(project))["Packages"]
    assert check.wrong and check.found == "missing: nosuchpackage" and check.cure
    assert doctor.run(project) == terminal.FAILED
    assert capsys.readouterr().out.splitlines()[-1] == "1 thing to mend."


def test_what_packages_need_themselves_is_looked_at_too():
    assert {"numpy", "jinja2", "markupsafe", "pydantic-core"} <= doctor.needed()
    assert "pytest" not in doctor.needed()


def test_wrong_settings_and_another_lock_are_named(project):
    (project / "config/config.yaml").write_text("ratse: {}\n")
    (project / "results").mkdir()
    (project / "results/provenance.json").write_text('{"lock": "0123456789abcdef"}')
    checks = named(doctor.examine(project))
    assert checks["Settings"].wrong and "the nearest is rates" in checks["Settings"].found
    assert checks["Lock file"].found.endswith("; the last run had 0123456789ab") and not checks["Lock file"].wrong


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_folders_that_must_not_be_written_are_named(project):
    (project / "results").mkdir(mode=0o500)
    assert named(doctor.examine(project))["Writing"].found == "not allowed: results"


def test_a_file_where_a_folder_has_to_be_is_no_place_to_write(project):
    (project / "results").write_text("")
    assert named(doctor.examine(project))["Writing"].found == "not allowed: results"
