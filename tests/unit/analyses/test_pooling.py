"""Sets with purpose synthesis: what is pooled, what is refused, and what every model gives."""

from __future__ import annotations

import pytest

from reanalysis.analyses.pooling import pool_sets
from reanalysis.model.config import SynthesisConfig, Vocabulary
from reanalysis.model.paper import Dataset
from reanalysis.model.rows import SetMember

FIVE = [(8, 30), (5, 24), (0, 17), (12, 41), (3, 19)]
OUTCOME = "objective_response"


def member(line, paper, group="all", **cells):
    return SetMember(
        ref=f"sets.csv:{line}", set="series", purpose="synthesis", paper=paper, group=group, outcome=OUTCOME, **cells
    )


@pytest.fixture
def series(paper):
    def make(*, counts=FIVE, years=(2001, 2002, 2003, 2004, 2005), **of_member):
        papers = [
            paper(
                f"old{chr(97 + i)}2001",
                info={"year": str(years[i])},
                groups=f"group label n\nall All {n}",
                counts=f"group outcome events reported\nall {OUTCOME} {x} ."
                if isinstance(x, int)
                else f"group outcome events reported\nall {OUTCOME} . {x}",
            )
            for i, (x, n) in enumerate(counts)
        ]
        cells = [{name: values[i] for name, values in of_member.items()} for i in range(len(papers))]
        members = tuple(member(i + 2, p.name, **cells[i]) for i, p in enumerate(papers))
        return Dataset({p.name: p for p in papers}, sets=members)

    return make


@pytest.fixture
def pool(outcomes, scales):
    return lambda dataset, **config: pool_sets(dataset, Vocabulary(outcomes, scales), SynthesisConfig(**config))


def one(rows, **wanted):
    (row,) = [row for row in rows if all(getattr(row, name) == value for name, value in wanted.items())]
    return row


def test_five_series_by_every_model(series, pool):
    # metafor: logit REML, GLMM, arcsine REML, Freeman-Tukey REML (harmonic mean), and the sums
    rows = pool(series()).estimates
    for method, value in (
        ("logit_reml", 0.239275),
        ("glmm", 0.20172),
        ("arcsine_reml", 0.159074),
        ("freeman_tukey_reml", 0.173998),
        ("crude", 28 / 131),
    ):
        row = one(rows, measure="pooled_proportion", method=method)
        assert row.estimate == pytest.approx(value, abs=2e-5)
        assert (row.paper, row.group, row.derived) == ("", "set:series", "pooled")
    assert [row.method for row in rows if row.measure == "pooled_proportion" and row.primary] == ["glmm"]
    assert {"sets.csv:2", "olda2001/counts.csv:2", "olda2001/groups.csv:2"} <= set(rows[0].sources)


def test_every_quantity_has_one_primary_row_and_every_row_an_id_of_its_own(series, pool):
    rows = pool(series()).estimates
    assert len({row.result_id for row in rows}) == len(rows)
    quantities = {row.quantity for row in rows}
    assert sum(row.primary for row in rows) == len(quantities)


def test_a_prediction_is_wider_than_the_mean_and_says_its_degrees_of_freedom(series, pool):
    rows = pool(series()).estimates
    mean, prediction = (one(rows, measure=name, method="glmm") for name in ("pooled_proportion", "prediction"))
    assert prediction.conf_low < mean.conf_low < mean.conf_high < prediction.conf_high
    assert "t quantiles on 4 degrees of freedom" in prediction.note


def test_no_response_anywhere_has_an_answer(series, pool):
    rows = pool(series(counts=[(0, 10), (0, 20)])).estimates
    row = one(rows, measure="pooled_proportion", method="glmm")
    assert row.estimate == 0 and 0 < row.conf_high < 0.1


def test_a_percentage_that_allows_several_counts_is_known_as_a_set(series, pool):
    # 17% of 300 are 50, 51 or 52 patients
    result = pool(series(counts=[("17%", 300), (5, 24), (2, 17)]))
    rows = result.estimates
    exact = [
        one(
            pool(series(counts=[(x, 300), (5, 24), (2, 17)])).estimates, measure="pooled_proportion", method="glmm"
        ).estimate
        for x in (50, 52)
    ]
    assert exact[0] < one(rows, measure="pooled_proportion", method="glmm").estimate < exact[1]
    assert one(rows, measure="pooled_proportion", method="logit_reml").estimate is None
    choices = {row["choice"] for row in result.extra["synthesis_choices"]}
    assert {"all", "unknown counts as the lowest", "unknown counts as the highest", "only known counts"} <= choices


def test_two_papers_on_one_trial_are_not_pooled(paper, pool):
    papers = [
        paper(name, trial="same", groups="group label n\nall All 20", counts=f"group outcome events\nall {OUTCOME} 4")
        for name in ("one2001", "two2002")
    ]
    dataset = Dataset({p.name: p for p in papers}, sets=tuple(member(i + 2, p.name) for i, p in enumerate(papers)))
    result = pool(dataset)
    (row,) = result.estimates
    assert row.estimate is None and "nobody is pooled twice" in row.note
    assert [finding.check for finding in result.findings] == ["set_not_pooled"]


def test_a_member_that_was_left_out_is_named(series, pool):
    whole = series()
    papers = dict(whole.papers)
    del papers["olda2001"]
    result = pool(Dataset(papers, {"olda2001": 1}, whole.sets))
    assert [finding.check for finding in result.findings] == ["set_left_out"]
    assert "olda2001" in result.findings[0].message
    assert one(result.estimates, measure="pooled_proportion", method="crude").events == 20


def test_a_member_without_a_count_is_named(series, paper, pool):
    whole = series()
    other = paper("bare2001", groups="group label n\nall All 9")
    result = pool(Dataset({**whole.papers, "bare2001": other}, sets=(*whole.sets, member(9, "bare2001"))))
    assert [finding.check for finding in result.findings] == ["set_without_count"]


def test_assessors_that_differ_are_told(paper, pool):
    papers = [
        paper(
            f"{who}2001",
            groups="group label n\nall All 20",
            counts=f"group outcome events assessor\nall {OUTCOME} {x} {who}",
        )
        for who, x in (("investigator", 4), ("independent", 3))
    ]
    dataset = Dataset({p.name: p for p in papers}, sets=tuple(member(i + 2, p.name) for i, p in enumerate(papers)))
    result = pool(dataset)
    (finding,) = result.findings
    assert finding.check == "set_mixed" and "independent: Smith 2001" in finding.message
    assert {"only assessor: investigator", "only assessor: independent"} <= {
        r["choice"] for r in result.extra["synthesis_choices"]
    }


def test_each_study_stands_with_the_pool_without_it_and_up_to_its_year(series, pool):
    rows = pool(series()).extra["synthesis_studies"]
    assert [row["paper"] for row in rows] == ["olda2001", "oldb2001", "oldc2001", "oldd2001", "olde2001"]
    assert sum(float(row["weight"]) for row in rows) == pytest.approx(1)
    assert float(rows[-1]["cumulative_estimate"]) == pytest.approx(0.20172, abs=2e-5)
    assert float(rows[2]["without_estimate"]) > 0.20172
    assert float(rows[0]["cumulative_estimate"]) == pytest.approx(8 / 30)


def test_subgroups_are_pooled_beside_the_whole(series, pool):
    rows = pool(series(subgroup=("old", "old", "new", "new", "new"))).estimates
    whole, old, new = (
        one(rows, measure="pooled_proportion", method="crude", at=at) for at in ("", "subgroup old", "subgroup new")
    )
    assert (old.n, new.n, whole.n) == (54, 77, 131)


@pytest.fixture
def trials(paper):
    def make(*tables):
        papers = [
            paper(
                f"trial{chr(97 + i)}2001",
                groups=f"group label n\nnew New {n}\nold Old {m}",
                counts=f"group outcome events\nnew {OUTCOME} {x}\nold {OUTCOME} {y}",
            )
            for i, (x, n, y, m) in enumerate(tables)
        ]
        members = tuple(member(i + 2, p.name, "new", against="old") for i, p in enumerate(papers))
        return Dataset({p.name: p for p in papers}, sets=members)

    return make


def test_comparisons_are_pooled_within_studies(trials, pool):
    rows = pool(trials((3, 20, 5, 18), (2, 11, 4, 12), (0, 9, 0, 10))).estimates
    row = one(rows, measure="pooled_odds_ratio", method="mantel_haenszel")
    assert row.estimate == pytest.approx(0.452904, abs=1e-6) and row.primary
    assert "1 study says nothing about a ratio" in row.note
    exact = one(rows, measure="pooled_odds_ratio", method="conditional_exact")
    assert (exact.estimate, exact.conf_low) == pytest.approx((0.465102, 0.106561), abs=1e-5)
    assert {row.at for row in rows if row.measure == "tau2"} == {"risk_ratio", "odds_ratio", "risk_difference"}
    assert len({row.result_id for row in rows}) == len(rows)


def test_comparisons_without_any_event_have_rows_without_numbers(trials, pool):
    rows = pool(trials((0, 20, 0, 18), (0, 11, 0, 12))).estimates
    ratio = one(rows, measure="pooled_risk_ratio", method="mantel_haenszel")
    assert ratio.as_row()["estimate"] == "" and ratio.note
    assert one(rows, measure="pooled_risk_difference", method="mantel_haenszel").estimate == 0


def test_single_arms_and_comparisons_are_not_mixed(series, pool):
    whole = series()
    mixed = (whole.sets[0].model_copy(update={"against": "all"}), *whole.sets[1:])
    (row,) = pool(Dataset(whole.papers, sets=mixed)).estimates
    assert row.estimate is None and row.note


def test_counts_below_a_bound_and_below_a_threshold_are_pooled_as_the_sets_that_they_are(series, paper, pool):
    whole = series(counts=[(4, 40), ("<10%", 30)])
    quiet = paper("quiet2001", info={"reporting_threshold": [{"outcome": OUTCOME, "below": "5%"}]},
                  groups="group label n\nall All 50")  # fmt: skip
    result = pool(Dataset({**whole.papers, "quiet2001": quiet}, sets=(*whole.sets, member(9, "quiet2001"))))
    rows = result.extra["synthesis_studies"]
    assert [(row["events_low"], row["events_high"]) for row in rows] == [("4", "4"), ("0", "2"), ("0", "2")]
    choices = {
        row["choice"]: float(row["estimate"]) for row in result.extra["synthesis_choices"] if row["method"] == "glmm"
    }
    assert choices["unknown counts as the lowest"] < choices["all"] < choices["only known counts"]
    assert "quiet2001/paper.yaml:1" in result.estimates[0].sources
