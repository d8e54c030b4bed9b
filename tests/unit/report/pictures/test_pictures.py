"""Figures and their data: every row leads to a result or a cell, and says what the drawing says."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from reanalysis.figures.rows import Curve, ForestRow
from reanalysis.model import store
from reanalysis.model.estimate import Estimate
from reanalysis.report.gather import gather
from reanalysis.report.page import Page
from reanalysis.report.pictures import rates as rate_pictures
from reanalysis.report.pictures.controls import MOST_ACROSS, _across, controls
from reanalysis.report.pictures.curves import _models
from reanalysis.report.pictures.gallery import gallery
from reanalysis.report.pictures.rates import forest, forests, pages_of
from reanalysis.report.pictures.view import numeric
from reanalysis.report.site import Site
from reanalysis.report.views.comparisons import comparisons_of

from ..conftest import INFO, TABLES_OF, estimates, write_run


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    project = write_run(tmp_path_factory.mktemp("pictures"))
    dataset = store.load_dataset(project / "data/processed")
    gathered = gather(dataset, project / "data/processed", project / "results")
    return Site(
        dataset,
        gathered,
        store.load_outcomes(project / "config/outcomes.yaml"),
        store.load_scales(project / "config/scales.yaml"),
        1,
    )


@pytest.fixture(scope="module")
def drawn(site):
    return {p.name: p for p in gallery(site, level="95%", level_of_times="90%", alpha=0.05)}


def table_of(picture):
    return [dict(zip(picture.columns, row, strict=True)) for row in picture.rows]


def test_every_kind_of_figure_is_there_once(drawn):
    assert Counter(name.partition("-")[0] for name in drawn) == {
        "forest": 3,
        "categories": 2,
        "controls": 2,
        "assumed": 1,
        "km": 1,
        "swimmer": 1,
        "medians": 1,
    }
    assert {name for name, p in drawn.items() if not p.paper} == {"forest-1", "categories-1", "controls-1", "medians-1"}
    assert all(p.paper in name for name, p in drawn.items())


def test_every_row_leads_to_a_result_or_a_cell_of_it(site, drawn):
    known = {r.result_id: r for r in site.results.all}
    for picture in drawn.values():
        assert picture.rows and len(picture.rows) == len(picture.ids) == len(picture.refs)
        assert all(len(row) == len(picture.columns) for row in picture.rows) and len(set(picture.columns)) == len(
            picture.columns
        )
        for result_id, ref in zip(picture.ids, picture.refs, strict=True):
            assert ref in site.row_of and (not result_id or ref in known[result_id].sources), (
                picture.name,
                result_id,
                ref,
            )


def test_drawing_alternative_and_data_say_the_same(drawn):
    """Every number of the data with a decimal stands in the drawing or its alternative."""
    for name in ("forest-1", "controls-1", "medians-1", "assumed-alpha2001-vs_history"):
        picture = drawn[name]
        said = "".join(ElementTree.fromstring(picture.svg).itertext())
        numbers = {found for row in picture.rows for cell in row for found in re.findall(r"[0-9]+\.[0-9]+", cell)}
        assert numbers and all(number in said for number in numbers), (name, numbers)
        assert (
            " ".join(picture.alt.split()) in said
            and picture.alt.endswith(".")
            and picture.caption.endswith(".")
            and not picture.title.endswith(".")
        )


def test_forest_has_rates_with_limits_and_those_without(drawn):
    rows = table_of(drawn["forest-1"])
    assert rows[0] == {
        "Paper": "Alpha 2001",
        "Outcome": "Objective response",
        "Group": "All patients",
        "Version": "count derived from the printed percentage",
        "Events": "15",
        "n": "30",
        "Rate, %": "50.0",
        "Lower 95% limit, %": "31.3",
        "Upper 95% limit, %": "68.7",
    }
    assert [(row["Group"], row["Rate, %"], row["Lower 95% limit, %"]) for row in rows[1:]] == [
        ("Historical control", "25.0", ""),
        ("All patients", "75.0", "19.4"),
        ("All patients", "50.0", "6.8"),
    ]
    assert "by the scale\u2019s definition" in rows[3]["Version"] and "Hollow squares" in drawn["forest-1"].caption


def test_comparison_has_its_control_and_where_it_turns(drawn):
    [row] = table_of(drawn["controls-alpha2001-1"])
    assert (row["Rate, %"], row["Control"], row["Control\u2019s rate, %"], row["Turns at a control rate of, %"]) == (
        "50.0",
        "Historical control",
        "25",
        "31.2",
    )
    assert "holds below 31.2%" in drawn["controls-alpha2001-1"].alt


def test_assumed_sizes_of_the_control_and_the_rate_as_known(drawn):
    rows = table_of(drawn["assumed-alpha2001-vs_history"])
    assert [(row["Control"], row["Two-sided p"]) for row in rows] == [
        ("5/20", "0.082"),
        ("25/100", "0.012"),
        ("taken as known", "0.0055"),
    ]


def test_categories_by_share(drawn):
    assert [
        (row["Category"], row["Patients"], row["Share, %"]) for row in table_of(drawn["categories-beta2002-1"])
    ] == [("Complete", "1", "25.0"), ("Partial", "2", "50.0"), ("Minor", "1", "25.0")]


def test_curves_and_bars_have_the_times_of_their_tables(drawn):
    rows = table_of(drawn["km-beta2002-1"])
    assert [
        (row["Time, weeks"], row["At risk"], row["Without an event, %"], row["Lower 90% limit, %"]) for row in rows
    ] == [("13", "3", "66.7", "5.0"), ("26", "2", "66.7", "5.0")]
    assert [(row["Patient"], row["Time, weeks"], row["Ended"]) for row in table_of(drawn["swimmer-beta2002-1"])] == [
        ("1", "26+", "ongoing"),
        ("2", "13", "with an event"),
    ]
    [median] = table_of(drawn["medians-1"])
    assert median["Median, months"] == "4.5" and median["In the paper\u2019s unit"] == "19.5 weeks"


@pytest.mark.parametrize("size", [1, 2, 7, 60, 200])
def test_pages_hold_all_rows_under_their_heading(size):
    papers = [
        [
            (ForestRow(label=f"Paper {number}", heading=True), None),
            *((ForestRow(label=f"{number}.{row}"), None) for row in range(size)),
        ]
        for number in range(5)
    ]
    pages = pages_of(papers, 600)
    labels = [row.label for page in pages for row, _ in page if not row.heading]
    assert labels == [row.label for rows in papers for row, _ in rows[1:]]
    for page in pages:
        assert page[0][0].heading and not page[-1][0].heading and len(page) <= 600 / 21
    assert size > 25 or all(not row.label.endswith("continued") for page in pages for row, _ in page)


def test_dose_groups_stand_by_rising_dose_with_the_rates_of_their_trend(tmp_path):
    name, doses = "alpha2001", {"high": "300", "low": "10", "middle": "30"}
    listed = [f"{group},{dose} mg,3,treatment,all,dose,{dose},mg,Text" for group, dose in doses.items()]
    table = "\n".join(
        [
            "group,label,n,role,parent,split,dose,dose_unit,source",
            "all,All patients,30,treatment,,,,,Abstract",
            "control,Historical control,,historical_control,,,,,Abstract",
            *listed,
        ]
    )
    refs = {group: f"{name}/groups.csv:{line}" for line, group in enumerate(doses, 4)}
    shared = {"paper": name, "outcome": "grade3_anemia", "alternative": "two_sided", "primary": True}
    rates = [
        Estimate(
            **shared,
            group=group,
            measure="proportion",
            method="clopper_pearson",
            events=events,
            n=3,
            estimate=events / 3,
            conf_level=0.95,
            conf_low=0.0,
            conf_high=1.0,
            sources=(refs[group],),
        )
        for group, events in {"high": 2, "low": 0, "middle": 1}.items()
    ]
    trend = [
        Estimate(
            **shared,
            group="all",
            measure="trend",
            method="cochran_armitage_exact",
            at=f"scores={scores}",
            facts={"scores": scores},
            p_value=0.13,
            events=3,
            n=9,
            sources=tuple(refs.values()),
        )
        for scores in ("dose", "rank")
    ]
    stages = estimates() | {"trends": trend}
    stages["response_rates"] = [*stages["response_rates"], *rates]
    project = write_run(
        tmp_path, tables=TABLES_OF | {name: TABLES_OF[name] | {"groups": table}}, info=INFO, stages=stages
    )
    gathered = gather(store.load_dataset(project / "data/processed"), project / "data/processed", project / "results")
    site = Site(
        store.load_dataset(project / "data/processed"),
        gathered,
        store.load_outcomes(project / "config/outcomes.yaml"),
        {},
        1,
    )
    [picture] = [p for p in gallery(site, level="95%", level_of_times="95%", alpha=0.05) if p.name.startswith("dose-")]
    assert [(row["Dose, mg"], row["Events"], row["Rate, %"]) for row in table_of(picture)] == [
        ("10", "0", "0.0"),
        ("30", "1", "33.3"),
        ("300", "2", "66.7"),
    ]
    assert "trend: p\u00a0=\u00a00.13" in picture.alt and picture.paper == name


def small(tmp_path, stages, info=INFO):
    project = write_run(tmp_path, stages=stages, info=info)
    dataset = store.load_dataset(project / "data/processed")
    gathered = gather(dataset, project / "data/processed", project / "results")
    return Site(
        dataset,
        gathered,
        store.load_outcomes(project / "config/outcomes.yaml"),
        store.load_scales(project / "config/scales.yaml"),
        1,
    )


def test_a_printed_main_outcome_that_no_count_gives_stands_without_a_mark(tmp_path):
    stages = estimates()
    stages["response_rates"] = [r for r in stages["response_rates"] if (r.paper, r.group) != ("alpha2001", "all")]
    [picture] = forests(small(tmp_path, stages), "95%")
    rows = [row for row in table_of(picture) if row["Paper"] == "Alpha 2001"]
    assert [(row["Group"], row["Version"], row["Events"], row["Rate, %"]) for row in rows] == [
        ("All patients", "as printed; no count follows from it", "", "50"),
        ("Historical control", "as printed", "", "25.0"),
    ]
    assert (
        picture.refs[0] == "alpha2001/counts.csv:2" and "Objective response, All patients no count, 50%" in picture.alt
    )
    assert "A rate without a mark is printed, but no count follows from it." in picture.caption


def test_the_caption_says_whose_rates_are_not_the_main_outcome(tmp_path):
    [one] = forests(small(tmp_path / "one", estimates()), "95%")
    assert (
        one.caption.startswith("The main outcome of each paper. Filled")
        and "without a mark is printed" not in one.caption
    )
    info = INFO | {"beta2002": INFO["beta2002"] | {"main_outcome": "duration_of_response"}}
    [other] = forests(small(tmp_path / "other", estimates(), info), "95%")
    assert other.caption.startswith(
        "The main outcome of each paper; of Beta 2002 another response, since none of the response rates is said "
        "to be the main outcome."
    )


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ((), ""),
        (("exponential",), " Thin: fitted exponential curve."),
        (("exponential", "Weibull", "log-normal"), " Thin: fitted exponential, Weibull and log-normal curves."),
    ],
)
def test_fitted_curves_are_named_as_they_are_drawn(names, said):
    curve = Curve(
        label="x",
        time=(1.0,),
        survival=(0.5,),
        low=(None,),
        high=(None,),
        n_at_risk=(2,),
        events=(1,),
        censored=(0,),
        unit="weeks",
        fitted=tuple((name, ((0.0, 1.0), (1.0, 0.5))) for name in names),
    )
    assert _models([curve, curve]) == said


def views_of(site, *outcomes, papers=("alpha2001", "beta2002")):
    [view] = [v for v in comparisons_of(site, "alpha2001", Page(site)) if v.versions]
    return [
        replace(view, paper=paper, outcome=outcome, row=view.row.model_copy(update={"outcome": outcome}))
        for paper in papers
        for outcome in outcomes
    ]


def test_many_comparisons_across_papers_are_cut_to_the_main_outcomes(site):
    few = views_of(site, "partial_response", *["objective_response"] * 2)
    assert _across(site, few) == (few, "")
    views = views_of(site, *["partial_response"] * MOST_ACROSS, "objective_response", "objective_response")
    chosen, said = _across(site, views)
    assert [(v.paper, v.outcome) for v in chosen] == [
        (paper, "objective_response") for paper in ("alpha2001", "beta2002") for _ in range(2)
    ]
    assert "the comparisons of its main outcome" in said
    chosen, said = _across(site, views_of(site, "partial_response", *["objective_response"] * MOST_ACROSS))
    assert [(v.paper, v.outcome) for v in chosen] == [
        ("alpha2001", "objective_response"),
        ("beta2002", "objective_response"),
    ] and "one comparison" in said
    chosen, _ = _across(site, views_of(site, *["partial_response"] * MOST_ACROSS))
    assert [v.outcome for v in chosen] == ["partial_response"] * 2


def test_a_papers_own_figure_has_every_comparison_and_the_one_of_all_says_what_it_leaves(site):
    views = views_of(site, "partial_response", *["objective_response"] * MOST_ACROSS, papers=("alpha2001",))
    every, across = list(controls(site, views, name="controls-x", paper="alpha2001")), list(controls(site, views))
    assert sum(len(p.rows) for p in every) == MOST_ACROSS + 1 and all(
        "stand on its page" not in p.caption for p in every
    )
    assert sum(len(p.rows) for p in across) == MOST_ACROSS and all("stand on its page" in p.caption for p in across)


def test_rates_of_the_same_patients_are_told_apart(tmp_path):
    stages = estimates()
    [rate] = [
        r for r in stages["response_rates"] if (r.paper, r.group, r.method) == ("alpha2001", "all", "clopper_pearson")
    ]
    stages["response_rates"] = [r for r in stages["response_rates"] if (r.paper, r.group) != ("alpha2001", "all")]
    stages["response_rates"] += [replace(rate, assessor="independent", events=events) for events in (15, 16)]
    stages["response_rates"].append(replace(rate, assessor="investigator"))
    [picture] = forests(small(tmp_path, stages), "95%")
    assert (
        "independent review, if 15 of 30 15/30" in picture.alt
        and "independent review, if 16 of 30 16/30" in picture.alt
    )
    assert "investigator review 15/30" in picture.alt


def test_versions_of_a_comparison_are_named_in_its_figure(site):
    [view] = views_of(site, "objective_response", papers=("alpha2001",))
    twins = replace(view, versions=tuple(replace(view.versions[0], label=f"if {count} of 112") for count in (60, 61)))
    [picture] = controls(site, [twins])
    assert [row["Outcome"] for row in table_of(picture)] == [
        "objective_response, if 60 of 112",
        "objective_response, if 61 of 112",
    ]
    assert "if 60 of 112" in picture.alt and "if 61 of 112" in picture.alt


def test_across_many_papers_groups_within_them_are_left_to_their_pages(tmp_path, monkeypatch):
    stages = estimates()
    [rate] = [
        r for r in stages["response_rates"] if (r.paper, r.group, r.method) == ("alpha2001", "all", "clopper_pearson")
    ]
    stages["response_rates"] += [
        replace(rate, group=f"part{number}", events=number, estimate=number / 30, derived="entered")
        for number in range(1, 6)
    ]
    tables = TABLES_OF | {
        "alpha2001": TABLES_OF["alpha2001"]
        | {
            "groups": "group,label,n,parent,role,source\nall,All patients,30,,treatment,Abstract\ncontrol,Historical "
            "control,,,historical_control,Abstract\n"
            + "\n".join(f"part{number},Part {number},30,all,treatment,Abstract" for number in range(1, 6))
        }
    }
    project = write_run(tmp_path, stages=stages, tables=tables)
    dataset = store.load_dataset(project / "data/processed")
    site = Site(
        dataset,
        gather(dataset, project / "data/processed", project / "results"),
        store.load_outcomes(project / "config/outcomes.yaml"),
        {},
        1,
    )
    [every] = forests(site, "95%")
    monkeypatch.setattr(rate_pictures, "MOST_ACROSS", 5)
    [fewer] = forests(site, "95%")
    assert len(every.rows) == len(fewer.rows) + 5 and "Part 1" in str(every.rows) and "Part 1" not in str(fewer.rows)
    assert "stand on the papers\u2019 pages" in fewer.caption and "stand on the papers" not in every.caption
    [own] = forest(site, "alpha2001", "95%")
    assert "Part 1" in str(own.rows) and "stand on the papers" not in own.caption


def test_columns_of_numbers_alone_stand_to_the_right_in_the_data_of_a_figure():
    rows = [
        ("Alpha 2001", "15", "30", "50.0", "\u22123.2", "15/30", "", "<0.0001"),
        ("Beta 2002", "1,024", "", "not reached", "+25", "no n", "", "0.26"),
    ]
    assert numeric(rows) == [False, True, True, True, True, False, False, True]
