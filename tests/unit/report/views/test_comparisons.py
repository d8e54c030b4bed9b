"""Rows of robustness.csv find the version of the comparison that they are about."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from reanalysis.model.estimate import Estimate
from reanalysis.model.naming import paper_named
from reanalysis.model.rows import Comparison
from reanalysis.report.text import estimate_text, sentences
from reanalysis.report.views.comparisons import Version, _control, is_about, told_apart

from ..conftest import INFO, TABLES_OF, estimates, read_page, render, write_answers, write_run
from ..text.test_words import RATE

MAIN = replace(RATE, events=15, n=30)


@pytest.mark.parametrize(
    ("row", "control", "about"),
    [
        (("15", "30", "0.25", "entered"), "0.25", True),
        (("15", "30", "0.212", "entered"), "0.25", False),
        (("16", "30", "0.25", "entered"), "0.25", False),
        (("15", "30", "43/112", "from_percent"), "43/112", True),
        (("15", "30", "43/112", "from_percent"), "44/112", False),
        (("15", "30", "0.25", "from_patients_by_definition"), "0.25", False),
    ],
)
def test_a_row_is_about_its_counts_control_and_version(row, control, about):
    assert is_about(dict(zip(("events", "n", "control", "derived"), row, strict=True)), MAIN, control) is about


def test_counts_at_which_the_conclusion_turns_in_words():
    assert sentences.tipping_events(43, 270, 89, "0.05") == (
        "The two-sided p reaches 0.05 if 89 instead of 43 of the control\u2019s 270 patients have the outcome"
    )
    assert (
        sentences.smallest_control(36, "0.05", "25%")
        == "Had 25% come from a group, the two-sided p would be below 0.05 for 36 control patients and more"
    )


@pytest.mark.parametrize(
    ("versions", "labels"),
    [
        ([(72, (60, 112)), (72, (61, 112))], ["independent review, if 60 of 112", "independent review, if 61 of 112"]),
        ([(15, (60, 112)), (16, (60, 112))], ["independent review, if 15 of 30", "independent review, if 16 of 30"]),
        ([(15, None), (16, None)], ["independent review, if 15 of 30", "independent review, if 16 of 30"]),
        ([(15, (60, 112))], ["independent review"]),
    ],
)
def test_versions_of_one_name_say_which_count_they_take(versions, labels):
    made = tuple(
        Version(main=replace(MAIN, events=events), counts=counts, label="independent review")
        for events, counts in versions
    )
    assert [version.label for version in told_apart(made)] == labels


def test_versions_of_other_names_or_rates_are_left_as_they_are():
    made = (
        Version(main=MAIN, rate=0.25, label="confirmed"),
        Version(main=replace(MAIN, events=14), rate=0.25, label="by the scale\u2019s definition"),
    )
    assert told_apart(made) == made


@pytest.mark.parametrize(("high", "counts"), [("61", "60 or 61"), ("62", "60 to 62")])
def test_which_counts_a_percentage_allows(high, counts):
    known = {"printed_percent": "54", "counts_low": "60", "counts_high": high}
    said = estimate_text.several_counts(replace(MAIN, n=112, facts=known))
    assert said == f"the printed 54% of 112 allows {counts}"
    assert estimate_text.several_counts(MAIN) == ""


def test_reasons_and_notes_call_papers_by_their_names(tmp_path):
    tables = TABLES_OF | {
        "alpha2001": TABLES_OF["alpha2001"]
        | {"comparisons": "comparison,group,outcome,against,source\nvs_beta,all,objective_response,beta2002:all,own"}
    }
    stages = estimates()
    stages["comparisons"] = [
        Estimate(
            paper="alpha2001",
            group="all",
            outcome="objective_response",
            against="beta2002:all",
            measure="risk_difference",
            method="newcombe",
            primary=True,
            sources=("alpha2001/comparisons.csv:2",),
            note=f"{paper_named('beta2002')} reports on the same trial",
        )
    ]
    info = INFO | {"alpha2001": INFO["alpha2001"] | {"notes": "The centre is that of beta2002."}}
    results = render(write_run(tmp_path, tables=tables, stages=stages, info=info))
    for name in ("report.html", "papers/alpha2001.html"):
        assert "Not tested: Beta 2002 reports on the same trial" in read_page(results / name).text
    assert "The centre is that of Beta 2002." in read_page(results / "papers/alpha2001.html").text


def test_no_p_of_a_test_stands_without_the_difference_that_it_tests(tmp_path):
    tables = TABLES_OF | {
        "alpha2001": TABLES_OF["alpha2001"]
        | {"comparisons": "comparison,group,outcome,against,source\nvs_beta,all,objective_response,beta2002:all,own"}
    }
    shared = {
        "paper": "alpha2001",
        "group": "all",
        "outcome": "objective_response",
        "against": "beta2002:all",
        "events": 15,
        "n": 30,
        "sources": ("alpha2001/counts.csv:2", "alpha2001/comparisons.csv:2"),
        "alternative": "two_sided",
    }
    stages = estimates()
    stages["comparisons"] = [
        Estimate(
            **shared,
            measure="risk_difference",
            method="newcombe",
            primary=True,
            estimate=0.116,
            conf_level=0.95,
            conf_low=-0.076,
            conf_high=0.305,
        ),
        Estimate(**shared, measure="association", method="boschloo", primary=True, p_value=0.26),
        Estimate(**shared, measure="association", method="fisher", p_value=0.3),
    ]
    answered = write_answers(write_run(tmp_path, tables=tables, stages=stages))
    page = read_page(render(answered) / "papers/alpha2001.html")
    [table] = [table for table in page.all("table") if table.children[0].text.endswith(": all methods")]
    tests = [row.text for row in table.all("tr") if row.text.startswith("test of no difference")]
    assert len(tests) == 2 and all("+11.6 risk difference, Newcombe \u22127.6 to +30.5 0." in text for text in tests)


@pytest.mark.parametrize("against", ["old", "beta2002:old"])
def test_the_rate_beside_a_comparison_is_that_of_its_control_its_outcome_and_its_counts(against):
    own = replace(RATE, group="old", outcome="objective_response", events=43, n=112)
    others = (
        replace(own, events=42),
        replace(own, n=270),
        replace(own, outcome="complete_response"),
        replace(own, group="all"),
        replace(own, estimate=None),
    )
    whose = against.partition(":")[0] if ":" in against else "alpha2001"
    rates = {"alpha2001": (), "beta2002": ()} | {whose: (*others, own)}
    site = SimpleNamespace(results=SimpleNamespace(rates=rates.get))
    row = Comparison(comparison="c", group="all", outcome="objective_response", against=against, source="own")
    main = replace(MAIN, facts={"control_events": "43", "control_n": "112"})
    assert _control(site, "alpha2001", row, main) is own
    rates[whose] = others
    assert _control(site, "alpha2001", row, main) is None
