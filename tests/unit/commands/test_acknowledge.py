"""A finding is accepted by its number, with a reason; what cannot be accepted is not written."""

from __future__ import annotations

import csv
import json

import pytest

from reanalysis.entry.blank.templates import csv_text

WRONG = "group,outcome,events,reported,source\nall,objective_response,15,51%,Table 2\n"
LINE = ("--reason", "misprint, see the erratum", "--by", "AB")


@pytest.fixture
def folder(project, helpers):
    return helpers.write_paper(project, "jones2002", counts=WRONG)


def rows(folder):
    return list(csv.DictReader((folder / "acknowledged.csv").read_text(encoding="utf-8").splitlines()))


def test_it_writes_the_row_that_accepts_the_finding(project, helpers, folder):
    done = helpers.reanalysis(project, "acknowledge", "jones2002", "1", *LINE)
    assert done.returncode == 0 and "1 row written into" in done.stdout and "percent_not_reproducible" in done.stdout
    (row,) = rows(folder)
    assert (row["check"], row["reason"], row["by"]) == ("percent_not_reproducible", "misprint, see the erratum", "AB")
    again = helpers.reanalysis(project, "check", "jones2002", "--strict")
    assert again.returncode == 0 and "1 acknowledged" in again.stdout
    twice = helpers.reanalysis(project, "acknowledge", "jones2002", "1", *LINE)
    assert twice.returncode == 2 and "accepted by AB already" in twice.stderr and len(rows(folder)) == 1


def test_it_fits_the_template_and_takes_the_place_of_the_example(project, helpers, folder):
    (folder / "acknowledged.csv").write_text(csv_text("acknowledged"), encoding="utf-8")
    found = json.loads(helpers.reanalysis(project, "check", "jones2002", "--json").stdout)
    (number,) = (item["number"] for item in found["findings"] if item["check"] == "percent_not_reproducible")
    assert found["papers"] == [{"paper": "jones2002", "readable": True}]
    assert helpers.reanalysis(project, "acknowledge", "jones2002", str(number), *LINE).returncode == 0
    (row,) = rows(folder)
    assert row["by"] == "AB" and row["source"] == ""
    assert helpers.reanalysis(project, "check", "jones2002", "--strict").returncode == 0


def test_rows_that_are_there_stay(project, helpers, folder):
    first = "check,table,row,entered,expected,reason,by\nother_check,counts,x,1,2,looked at,CD"
    (folder / "acknowledged.csv").write_text(first, encoding="utf-8")
    assert helpers.reanalysis(project, "acknowledge", "jones2002", "1", *LINE).returncode == 0
    assert [row["by"] for row in rows(folder)] == ["CD", "AB"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("9", *LINE), "has no finding 9; there are 1 to"),
        (("1", "--reason", " ", "--by", "AB"), "a reason and the initials"),
        (("1", "--by", "AB"), "Missing option '--reason'"),
        (("x", *LINE), "Invalid value for 'NUMBER...'"),
    ],
)
def test_what_is_no_acknowledgement_is_not_written(project, helpers, folder, arguments, said):
    done = helpers.reanalysis(project, "acknowledge", "jones2002", *arguments)
    assert done.returncode == 2 and said in done.stderr
    assert not (folder / "acknowledged.csv").exists()


def test_an_error_cannot_be_accepted(project, helpers):
    folder = helpers.write_paper(project, "jones2002", counts=WRONG.replace(",15,", ",l5,"))
    done = helpers.reanalysis(project, "acknowledge", "jones2002", "1", *LINE)
    assert done.returncode == 1 and "can only be mended" in done.stderr and not (folder / "acknowledged.csv").exists()


def test_numbers_are_those_that_check_shows(project, helpers, folder):
    found = json.loads(helpers.reanalysis(project, "check", "jones2002", "--json").stdout)["findings"]
    shown = helpers.reanalysis(project, "check", "jones2002", "--all").stdout
    for finding in found:
        assert f"{finding['number']:>4} {finding['severity']}" in shown
    assert [finding["number"] for finding in found] == list(range(1, len(found) + 1))
