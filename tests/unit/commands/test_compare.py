"""First against second entry on the terminal and for programs."""

import json
import shutil

import pytest

from reanalysis.commands.terminal import DATA_ERRORS, DIFFERENT, DONE, USAGE


@pytest.fixture
def twice(project):
    folder = project / "data/raw/smith2001"
    shutil.copytree(folder, folder.parent.parent / "copy")
    shutil.move(folder.parent.parent / "copy", folder / "second")
    return project


def second(project, old, new, table="counts"):
    path = project / f"data/raw/smith2001/second/{table}.csv"
    path.write_text(path.read_text().replace(old, new, 1))


def test_agreement(twice, helpers):
    for options in ((), ("--check",)):
        done = helpers.reanalysis(twice, "compare", "smith2001", *options)
        assert (
            done.returncode == DONE
            and "smith2001: the two entries agree" in done.stdout
            and "(100.0%), 0 differ" in done.stdout
        )


def test_differences_with_both_texts_and_both_places(twice, helpers):
    second(twice, "all,objective_response,15,15 (50%),Table 2", "all,objective_response,13,15 (50%),Tab. 2")
    second(twice, "all,complete_response,3,3 (10%),Table 2\n", "")
    assert "words" not in helpers.reanalysis(twice, "compare", "smith2001").stdout.partition("shows them")[2]
    done = helpers.reanalysis(twice, "compare", "smith2001", "--words")
    assert done.returncode == DONE
    lines = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert lines[0] == "smith2001: the two entries differ"
    assert lines[1] == "7 cells typed in both entries: 6 agree (85.7%), 1 differ"
    assert lines[2] == "2 cells only in the first entry, 0 only in the second"
    assert lines[4:] == [
        "only first counts: group all, outcome complete_response",
        "first events 3, reported 3 (10%) smith2001/counts.csv:3",
        "differ counts: group all, outcome objective_response [events]",
        "first 15 smith2001/counts.csv:2:events",
        "second 13 smith2001/second/counts.csv:2:events",
        "words counts: group all, outcome objective_response [source]",
        "first Table 2 smith2001/counts.csv:2:source",
        "second Tab. 2 smith2001/second/counts.csv:2:source",
    ]
    assert helpers.reanalysis(twice, "compare", "smith2001", "--check").returncode == DIFFERENT


def test_for_programs(twice, helpers):
    second(twice, "15,15 (50%)", "13,15 (50%)")
    done = helpers.reanalysis(twice, "compare", "smith2001", "--json")
    found = json.loads(done.stdout)
    assert (found["entries"], found["cells_compared"], found["cells_differing"], found["errors"]) == ("twice", 9, 1, [])
    assert round(found["percent_agreement"], 3) == 88.889
    (difference,) = found["differences"]
    assert (difference["first"], difference["second"], difference["column"]) == ("15", "13", "events")


def test_errors_in_either_entry(twice, helpers):
    second(twice, "15,15 (50%)", "15/30,15 (50%)")
    done = helpers.reanalysis(twice, "compare", "smith2001")
    assert (
        done.returncode == DATA_ERRORS
        and "The second entry has 1 error:" in done.stdout
        and "smith2001/second/counts.csv:2:events: E-INT" in done.stdout
    )
    assert helpers.reanalysis(twice, "check", "smith2001").returncode == DONE
    found = json.loads(helpers.reanalysis(twice, "compare", "smith2001", "--json").stdout)
    assert found["problems"] == 1 and "E-INT" in found["errors"][0] and found["percent_agreement"] is None


def test_a_paper_entered_once(project, helpers):
    done = helpers.reanalysis(project, "compare", "smith2001")
    assert (
        done.returncode == USAGE
        and "was entered once" in done.stderr
        and "reanalysis new smith2001 --second" in done.stderr
    )
