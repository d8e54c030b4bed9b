"""Cells in another form that mean one thing: read, with a note; what could mean two things stays refused."""

from __future__ import annotations

import pytest

from reanalysis.model.config import Outcomes, Scale, Vocabulary

NAMES = Vocabulary(
    Outcomes.model_validate(
        {
            "outcomes": {
                "objective_response": {"label": "Objective response", "aliases": ["ORR"]},
                "male": {"label": "Male", "kind": "baseline"},
            },
            "endpoints": {"overall_survival": {"label": "Overall survival", "aliases": ["OS"]}},
            "toxicities": {"neutropenia": {"label": "Neutropenia"}},
        }
    ),
    {
        "recist": Scale.model_validate(
            {"label": "Best response", "categories": {"cr": {"label": "Complete response"}, "pr": {"label": "PR"}}}
        ),
        "ecog": Scale.model_validate({"label": "ECOG", "kind": "baseline", "categories": {"ecog_0": {"label": "0"}}}),
    },
)
COUNTS = "group,outcome,kind,events,n,at,unit,low,high,conf_level,population,source\n"


def row(paper, text, *, names=NAMES):
    """The row that a line of counts.csv is read as, and what was said."""
    from reanalysis.entry import read_paper

    paper.write("counts.csv", COUNTS + text + "\n")
    found, findings = read_paper(paper.path, names=names)
    assert found is not None, [finding.message for finding in findings]
    return found.counts[0], [(finding.check, finding.column) for finding in findings]


@pytest.mark.parametrize(
    ("line", "column", "value", "check"),
    [
        ("All,objective_response,,15,,,,,,,,T", "group", "all", "n_read"),
        ("all,Objective response,,15,,,,,,,,T", "outcome", "objective_response", "n_read"),
        ("all,ORR,,15,,,,,,,,T", "outcome", "objective_response", "n_read"),
        ("all,Neutropenia G3-4,,5,,,,,,,,T", "outcome", "grade3_4_neutropenia", "n_read"),
        ("all,neutropenia >=grade 3,,5,,,,,,,,T", "outcome", "grade3_5_neutropenia", "n_read"),
        ("all,male,,15,,,,,,,Treated,T", "population", "treated", "n_read"),
        ("all,male,,15,,,,,,,evaluble,T", "population", "evaluable", "w_read"),
        ("all,male,,15,,6,month,,,,,T", "unit", "months", "n_read"),
        ("all,male,,15,,6,mo,,,,,T", "unit", "months", "n_read"),
        ("all,male,,15,,,,,,95%,,T", "conf_level", 95, "n_read"),
        ("all,male,,15,,,,31%,,,,T", "low", 31, "n_read"),
        ("all,male,Baseline,15,,,,,,,,T", "kind", "baseline", "n_read"),
    ],
)
def test_it_is_read_as_what_it_means(paper, line, column, value, check):
    found, said = row(paper, line)
    assert getattr(found, column) == value and said == [(check, column)]


def test_what_stands_as_the_contract_has_it_is_no_finding(paper):
    assert row(paper, "all,objective_response,,15,30,6,months,31,69,95,treated,T")[1] == []


def test_without_a_vocabulary_only_the_form_is_read(paper):
    found, said = row(paper, "all,ORR,,15,,,,,,,,T", names=None)
    assert found.outcome == "orr" and said == [("n_read", "outcome")]


def test_a_blank_kind_is_the_one_of_the_vocabulary(paper):
    assert row(paper, "all,grade3_neutropenia,,15,,,,,,,,T")[0].kind == "toxicity"
    assert row(paper, "all,male,,15,,,,,,,,T")[0].kind == "baseline"
    assert row(paper, "all,male,response,15,,,,,,,,T")[0].kind == "response"
    assert row(paper, "all,something_else,,15,,,,,,,,T")[0].kind == "response"


@pytest.mark.parametrize(
    ("typed", "category"),
    [
        ("PR", "pr"),
        ("Complete response", "cr"),
        ("CR/PR", "cr|pr"),
        ("CR+PR", "cr|pr"),
        ("cr | pr", "cr|pr"),
        ("SD", "sd"),
    ],
)
def test_categories_are_read_in_any_case_by_label_and_merged(paper, typed, category):
    from reanalysis.entry import read_paper

    paper.write("categories.csv", f"group,scale,category,count,n,source\nall,RECIST,{typed},5,30,T\n")
    found, _ = read_paper(paper.path, names=NAMES)
    assert (found.categories[0].scale, found.categories[0].category) == ("recist", category)


def test_a_blank_kind_of_a_category_is_that_of_the_scale(paper):
    from reanalysis.entry import read_paper

    paper.write("categories.csv", "group,scale,category,count,n,source\nall,ecog,ecog_0,5,30,T\n")
    assert read_paper(paper.path, names=NAMES)[0].categories[0].kind == "baseline"


def test_percent_signs_of_a_survival_say_its_unit(paper):
    paper.write(
        "summaries.csv",
        "group,endpoint,statistic,at,value,low,high,unit,source\nall,OS,Survival,12,56.5%,40.1%,70%,month,T\n",
    )
    from reanalysis.entry import read_paper

    summary = read_paper(paper.path, names=NAMES)[0].summaries[0]
    assert (summary.endpoint, summary.statistic, summary.value.text, summary.value_unit, summary.low.text) == (
        "overall_survival",
        "survival",
        "56.5",
        "percent",
        "40.1",
    )


@pytest.mark.parametrize("typed", ["3-Oct", "Mar-10", "NA", "Low; dose", "a b c d e f g h"])
def test_dates_placeholders_and_sentences_are_no_ids(paper, typed):
    paper.write("counts.csv", f'group,outcome,events,source\nall,"{typed}",5,T\n')
    assert paper.only_error().column == "outcome"


def test_the_same_outcome_by_two_names_is_the_same_key_twice(paper):
    from reanalysis.entry import read_paper

    paper.write("counts.csv", "group,outcome,events,n,source\nall,ORR,15,30,T\nall,objective_response,15,30,T\n")
    found, findings = read_paper(paper.path, names=NAMES)
    assert found is None and [f.check for f in findings if f.severity == "error"] == ["e_twice"]


def test_the_main_outcome_of_a_paper_may_be_an_alias(paper):
    from reanalysis.entry import read_paper

    paper.replace("paper.yaml", "year: 2001", "year: 2001\nmain_outcome: OS")
    found, findings = read_paper(paper.path, names=NAMES)
    assert found.info.main_outcome == "overall_survival" and [f.check for f in findings] == ["n_read"]
