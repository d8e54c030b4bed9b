"""Same inputs, same bytes: in another folder, time zone, locale, hash seed, with other cores and another caller's
settings."""

from __future__ import annotations

import locale
import os
import shutil

import pytest


def other_locale() -> str:
    """A locale with a decimal comma, where this machine has one."""
    present = locale.setlocale(locale.LC_ALL)
    for name in ("de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8"):
        try:
            locale.setlocale(locale.LC_ALL, name)
        except locale.Error:
            continue
        finally:
            locale.setlocale(locale.LC_ALL, present)
        return name
    return "C"


@pytest.fixture
def hostile_home(tmp_path):
    """A home folder with settings that must not reach the results."""
    home = tmp_path / "home"
    (home / ".config/matplotlib").mkdir(parents=True)
    (home / ".config/matplotlib/matplotlibrc").write_text("font.size: 31\nsvg.fonttype: none\n")
    return home


def test_two_runs_give_the_same_bytes(finished, whole, tmp_path, hostile_home):
    before = finished.results()
    shutil.copytree(whole.folder, tmp_path / "elsewhere")
    untouched = type(whole)(tmp_path / "elsewhere")
    for number, path in enumerate(sorted((untouched.folder / "data/raw").rglob("*"))):
        if path.is_file():
            os.utime(path, (1_500_000_000 - number, 1_500_000_000 - number))
    untouched.run(
        "--cores",
        "1",
        TZ="Pacific/Apia",
        LC_ALL=other_locale(),
        LANG=other_locale(),
        PYTHONHASHSEED="4711",
        HOME=str(hostile_home),
        XDG_CONFIG_HOME=str(hostile_home / ".config"),
        COLUMNS="40",
        OMP_NUM_THREADS="2",
        PYTHONDONTWRITEBYTECODE="1",
        PYTHONOPTIMIZE="1",
    )
    after = untouched.results()
    assert sorted(after) == sorted(before)
    assert [name for name in before if after[name] != before[name]] == []
