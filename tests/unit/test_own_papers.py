"""The tests have papers of their own, and no test asserts a time: whatever somebody types into data/raw, and whatever
else the machine does, they stay green."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reanalysis.entry import read_raw

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("folder", ["data/raw", "data/accepted"])
def test_a_test_that_reads_what_users_typed_is_stopped(read_of_users, folder, monkeypatch):
    monkeypatch.chdir(REPOSITORY)
    for read in (
        lambda: list((REPOSITORY / folder).iterdir()),
        lambda: next((REPOSITORY / folder).rglob("*.csv")).read_bytes(),
        lambda: open(f"{folder}/sets.csv", encoding="utf-8").close(),
    ):
        with pytest.raises(AssertionError, match="a test reads"):
            read()
        assert read_of_users.pop().startswith(f"{REPOSITORY / folder}")


def test_names_that_only_begin_alike_are_read(tmp_path, monkeypatch):
    monkeypatch.chdir(REPOSITORY)
    assert not Path("data/raw2001").exists()
    with pytest.raises(FileNotFoundError):
        open("data/raw2001", encoding="utf-8").close()


def test_no_test_measures_a_time():
    clocks = re.compile(r"perf_counter|process_time|thread_time|time\.time\(|getrusage|elapsed")
    tests = [path for path in (REPOSITORY / "tests").rglob("test_*.py") if path != Path(__file__)]
    assert [path.name for path in tests if clocks.search(path.read_text(encoding="utf-8"))] == []


def test_the_papers_of_the_tests_can_all_be_read():
    entry = read_raw(REPOSITORY / "workflow/reanalysis/examples/five-trials/data/raw")
    assert len(entry.dataset.papers) == 11 and not entry.dataset.left_out
