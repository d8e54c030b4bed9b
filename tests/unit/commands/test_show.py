"""The answers of a paper, and a number with the cells that it rests on."""

from __future__ import annotations

import json

import pytest

from reanalysis.analyses.rates.rates import estimate_rates
from reanalysis.entry import read_raw
from reanalysis.model import store
from reanalysis.model.config import RatesConfig
from reanalysis.model.sources import rows_at

RESULT = "smith2001/all/objective_response/-/proportion/clopper_pearson/entered/alternative=two_sided/conf_level=0.95"


@pytest.fixture
def finished(project):
    """The project with the results of its rates, as a run writes them."""
    names = store.load_vocabulary(project)
    entry = read_raw(project / "data/raw", names=names)
    store.write_dataset(project / "data/processed", entry.dataset, entry.findings)
    result = estimate_rates(entry.dataset, names.outcomes, names.scales, RatesConfig())
    store.write_estimates(project / "results/estimates.csv", result.estimates, entry.dataset)
    store.write_rows(
        project / "results/tables/papers.csv",
        ["paper", "state", "problems", "entries"],
        [{"paper": "smith2001", "state": "analysed"}],
    )
    return project


def test_a_paper_shows_its_main_numbers_and_how_many_there_are(finished, helpers):
    done = helpers.reanalysis(finished, "show", "smith2001")
    assert done.returncode == 0
    assert "All patients, objective response, proportion: 0.5 (0.31297 to 0.68703; 95%) 15/30" in done.stdout
    assert RESULT in done.stdout and "complete response" not in done.stdout and "1 other number" in done.stdout
    assert "complete response" in helpers.reanalysis(finished, "show", "smith2001", "--all").stdout


def test_the_sentence_of_an_answer_is_shown(finished, helpers):
    store.write_rows(
        finished / "results/tables/answers.csv",
        ["trial", "papers", "sentence"],
        [
            {"trial": "smith", "papers": "smith2001", "sentence": "Half responded."},
            {"papers": "other", "sentence": "No."},
        ],
    )
    said = helpers.reanalysis(finished, "show", "data/raw/smith2001").stdout
    assert "Half responded." in said and "No." not in said


def test_a_result_shows_its_number_and_its_cells(finished, helpers):
    said = helpers.reanalysis(finished, "show", RESULT).stdout
    assert "  conf_low    0.31297\n" in said and "Rests on 2 rows of data/raw:" in said
    assert "smith2001/counts.csv:2: group all, outcome objective_response" in said and "events 15" in said
    data = json.loads(helpers.reanalysis(finished, "show", RESULT, "--json").stdout)
    assert data["result"]["events"] == "15" and data["cells"][1]["cells"]["n"] == "30"


def test_what_is_not_there_is_said_with_what_is_like_it(finished, helpers):
    done = helpers.reanalysis(finished, "show", "smith2001/all/objective_response/x")
    assert done.returncode == 2 and RESULT in done.stderr
    done = helpers.reanalysis(finished, "show", "smith2010")
    assert done.returncode == 2 and "Did you mean smith2001?" in done.stderr


def test_without_results_it_says_what_makes_them(project, helpers):
    done = helpers.reanalysis(project, "show", "smith2001")
    assert done.returncode == 1 and "reanalysis run makes them" in done.stderr


def test_a_range_of_sources_leads_to_each_of_its_rows(finished):
    dataset = store.load_dataset(finished / "data/processed")
    first, second, info, gone = rows_at(
        dataset, "smith2001/counts.csv:2-3;smith2001/paper.yaml:7;smith2001/counts.csv:99"
    )
    assert first.cells["outcome"] == "objective_response" and second.cells["events"] == "3"
    assert info.cells == {"main_outcome": "objective_response"} and (gone.cells, gone.row) == ({}, "99")
