"""A method of one proportion is one function of stats and one entry of the list: the rest follows."""

import json
import re
from html import unescape

import pytest

from reanalysis import methods
from reanalysis.analyses.rates.rates import estimate_rates
from reanalysis.methods.method import Method
from reanalysis.methods.one_group import ONE_PROPORTION
from reanalysis.methods.reference import article
from reanalysis.model import store
from reanalysis.model.config import RatesConfig
from reanalysis.stats import proportion
from reanalysis.stats.results import Interval

from .conftest import estimates, ids_of, render, write_run

ENTRY = Method(
    name="rule_of_halves",
    task=ONE_PROPORTION,
    measures=("proportion",),
    function="proportion.rule_of_halves",
    label="rule of halves",
    formula="half of the rate, and half of the way to 1",
    source=article("Half A", "Halving rates", "J Halves", 1999, "1:2\u20133", doi="10.1000/halves"),
    may_lead=True,
)


def rule_of_halves(events: int, n: int, *, conf_level: float) -> Interval:
    """Limits that no other method gives."""
    rate = events / n
    return Interval(rate, rate / 2, (1 + rate) / 2, conf_level)


@pytest.fixture
def listed(monkeypatch):
    monkeypatch.setattr(proportion, "rule_of_halves", rule_of_halves, raising=False)
    monkeypatch.setattr(methods, "METHODS", (*methods.METHODS, ENTRY))


def run(tmp_path, config):
    project = write_run(tmp_path)
    dataset = store.load_dataset(project / "data/processed")
    outcomes = store.load_outcomes(project / "config/outcomes.yaml")
    scales = store.load_scales(project / "config/scales.yaml")
    rates = estimate_rates(dataset, outcomes, scales, RatesConfig.model_validate(config))
    return rates, render(write_run(tmp_path, stages=estimates() | {"response_rates": rates.estimates}))


def test_a_method_of_the_list_is_in_the_results_the_page_the_panel_the_text_and_the_references(tmp_path, listed):
    _, results = run(tmp_path, {})
    rows = [row for row in store.read_rows(results / "estimates.csv") if row["method"] == "rule_of_halves"]
    assert {(row["paper"], row["conf_low"], row["conf_high"]) for row in rows} >= {("alpha2001", "0.25", "0.75")}
    assert {row["primary"] for row in rows} == {"no"}
    page = (results / "papers/alpha2001.html").read_text(encoding="utf-8")
    assert '<th scope="col" class="num">rule of halves</th>' in page
    [place] = [
        n
        for n, name in enumerate(ids_of(page))
        if "alpha2001/all/objective_response/" in name and "rule_of_halves" in name
    ]
    shown = re.search(rf'data-trace="{place}">([^<]*)<', page)
    assert shown[1] == "25.0\u201375.0%"
    texts = json.loads(re.search(r'<script[^>]*type="application/json"[^>]*>(.*?)</script>', page, re.S)[1])["texts"]
    assert {ENTRY.formula, "rule of halves, 95% interval"} <= set(texts)
    front = unescape(re.sub("<[^>]*>", "", (results / "report.html").read_text(encoding="utf-8")))
    assert re.search(r"The pages of the papers give [^.]*rule of halves[^.]* intervals beside them", front)
    assert "Half A. Halving rates. J Halves 1999;1:2\u20133." in front
    bib = (results / "references.bib").read_text(encoding="utf-8")
    assert "@article{method_rule_of_halves," in bib and "doi = {10.1000/halves}" in bib


def test_a_method_of_the_list_may_lead(tmp_path, listed):
    rates, _ = run(tmp_path, {"primary": {"proportion": "rule_of_halves"}})
    led = {row.method for row in rates.estimates if row.primary and row.measure == "proportion" and row.n}
    assert led == {"rule_of_halves"}


def test_a_printed_interval_of_a_method_of_the_list_is_recognised(paper, dataset, outcomes, scales, listed):
    printed = paper(
        groups="group  label  n\nall  All  30",
        counts="group  outcome  events  reported\nall  objective_response  15  15/30 (50%) (95% CI, 25%-75%)",
    )
    (finding,) = estimate_rates(dataset(printed), outcomes, scales, RatesConfig()).findings
    assert finding.check == "interval_reproduced" and "rule of halves" in finding.message
