"""The answer of a paper of times: the median of its main endpoint, or survival at the first landmark, with events and
comparison."""

from __future__ import annotations

import re

import pytest

from reanalysis.model.estimate import Estimate
from reanalysis.model.store import read_rows
from reanalysis.report.text import estimate_text as texts

from ..conftest import TABLES_OF, estimates, read_page, render, write_run
from ..text.test_words import BLANK, result_of

INFO = {
    "source_kind": "full_text",
    "trial": "delta",
    "title": "Times alone",
    "first_author": "Delta",
    "year": "2005",
    "enrolled": "12",
}
GROUPS = "group,label,n,role,source\nga,Group A,6,treatment,Text\ngb,Group B,60,control,Text"
TIMES = (
    "patient,group,endpoint,time,unit,source\n1,ga,overall_survival,6,months,Text\n"
    "2,gb,overall_survival,3,months,Text\n3,ga,duration_of_response,2,months,Text"
)
LIMITS = {"conf_level": 0.95, "conf_low": 2.0, "conf_high": 9.0}


def made(endpoint: str = "overall_survival", group: str = "ga", **values) -> Estimate:
    base = {
        "paper": "delta2005",
        "group": group,
        "endpoint": endpoint,
        "unit": "months",
        "measure": "median_time",
        "method": "kaplan_meier_loglog",
        "events": 4,
        "n": 6,
        "primary": True,
        "derived": "entered",
        "sources": ("delta2005/times.csv:2",),
    }
    return Estimate(**base | values)


def shown(folder, rows, *, main: str = "", comparisons: str = "") -> str:
    """The answer on the paper's page."""
    from ..conftest import INFO as OTHERS

    tables = {"groups": GROUPS, "times": TIMES} | ({"comparisons": comparisons} if comparisons else {})
    stages = estimates()
    stages["survival"] = [*stages["survival"], *rows]
    info = INFO | ({"main_outcome": main} if main else {})
    results = render(
        write_run(folder, tables=TABLES_OF | {"delta2005": tables}, info=OTHERS | {"delta2005": info}, stages=stages)
    )
    page = read_page(results / "papers/delta2005.html")
    [answer] = [node for node in page.all("section") if "card" in node.classes]
    return re.sub(r"\s+", " ", answer.text)


@pytest.mark.parametrize("main", ["overall_survival", ""])
def test_the_median_stands_with_its_interval_and_events(tmp_path, main):
    page = shown(tmp_path, [made(estimate=6.0, **LIMITS), made("duration_of_response", estimate=2.0)], main=main)
    assert "Overall survival, Group A: median 6.0 months (95% interval 2.0\u20139.0; 4 events in 6 patients)" in page


def test_one_limit_is_an_interval_too(tmp_path):
    page = shown(tmp_path, [made(estimate=6.0, conf_level=0.95, conf_low=2.0)])
    assert "median 6.0 months (95% interval 2.0 to not reached" in page


def test_where_the_median_is_not_reached_the_first_landmark_stands(tmp_path):
    landmarks = [
        made(
            measure="survival_probability",
            at=at,
            facts={"time": at},
            estimate=value,
            conf_level=0.95,
            conf_low=0.2,
            conf_high=0.95,
        )
        for at, value in (("12", 0.7), ("6", 0.8))
    ]
    page = shown(tmp_path, [made(note="not reached: the curve ends at 0.7"), *landmarks])
    assert (
        "Group A: survival at 6 months 80.0% (95% interval 20.0\u201395.0%; median not reached; 4 events in 6 patients)"
        in page
    )


def test_a_landmark_with_its_criteria_is_read_by_its_time(tmp_path):
    rows = [
        made(
            measure="survival_probability",
            at=f"{time} RECIST 1.1",
            facts={"time": str(time), "apart": "RECIST 1.1"},
            estimate=share,
            **LIMITS | {"conf_low": 0.1, "conf_high": 0.9},
        )
        for time, share in ((12, 0.25), (3, 0.75))
    ]
    page = shown(tmp_path, rows)
    assert "75.0%" in page and "25.0%" not in page


def test_a_time_of_responders_only_says_so(tmp_path):
    page = shown(
        tmp_path,
        [made(estimate=6.0), made("duration_of_response", estimate=2.0, events=1, n=1)],
        main="duration_of_response",
    )
    assert (
        "Duration of response, Group A: median 2.0 months (no interval; of responders only; 1 event in 1 patient)"
        in page
    )


def test_tables_curves_and_printed_summaries_of_responders_say_so(tmp_path):
    page = read_page(render(write_run(tmp_path)) / "papers/beta2002.html")
    captions = [node.text for node in page.all("caption")]
    assert any(text.startswith("Duration of response (of responders only), in weeks") for text in captions)
    told = [node.text for node in page.all("figcaption")]
    assert any("Of responders only. Patients without an event" in text for text in told)
    summaries = next(node for node in page.all("section") if node.attributes.get("id") == "summaries")
    assert "Duration of response (of responders only)" in summaries.text


def test_a_control_does_not_stand_for_the_paper_nor_a_reconstruction_before_listed_times(tmp_path):
    page = shown(
        tmp_path, [made(group="gb", estimate=3.0), made(estimate=7.0, derived="reconstructed"), made(estimate=6.0)]
    )
    assert "Overall survival, Group A: median 6.0 months" in page


def test_a_paper_without_such_an_estimate_has_no_answer(tmp_path):
    page = shown(tmp_path, [made(measure="follow_up_median", method="reported", estimate=8.0)])
    assert "interval" not in page and "8.0" not in page


def test_an_arm_that_is_compared_stands_before_the_whole_and_parts_are_no_other_arms(tmp_path, monkeypatch):
    monkeypatch.setattr(
        f"{__name__}.GROUPS",
        "group,label,n,parent,split,source\nall,All,12,,,Text\nga,Group A,6,all,arm,Text\ngb,Group B,6,all,arm,Text",
    )
    here = {
        "against": "gb",
        "alternative": "two_sided",
        "unit": "",
        "sources": ("delta2005/times.csv:2", "delta2005/comparisons.csv:2"),
    }
    rows = [made(group="all", estimate=5.0, n=12), made(estimate=6.0), made(group="gb", estimate=3.0)]
    whole = shown(tmp_path / "whole", rows)
    assert "All: median 5.0 months" in whole and "Group A" not in whole
    tested = [
        *rows,
        made(measure="log_rank", method="log_rank", p_value=0.04, **here),
        made(measure="hazard_ratio", method="cox_efron", estimate=0.4, **here),
    ]
    compared = shown(
        tmp_path / "compared",
        tested,
        comparisons="comparison,group,endpoint,against,source\nvs_b,ga,overall_survival,gb,own",
    )
    assert "Group A: median 6.0 months" in compared


def test_the_answer_is_the_number_of_the_table_of_answers(tmp_path):
    page = shown(tmp_path, [made(estimate=8.0, method="reported"), made(estimate=7.0, derived="reconstructed")])
    [row] = [row for row in read_rows(tmp_path / "results/tables/answers.csv") if row["trial"] == "delta"]
    assert f"median {float(row['estimate']):.1f} months" in page and row["estimate"] in ("8", "8.0")


def test_whole_days_of_patients_have_no_decimals_and_means_keep_theirs():
    row = {**BLANK, "unit": "days", "estimate": "310", "conf_low": "284.5", "conf_high": "353"}
    median, mean = (result_of({**row, "measure": measure}) for measure in ("median_time", "restricted_mean_time"))
    assert (texts.estimate_text(median), texts.interval_text(median)) == (
        "310",
        "284.5\u2013353",
    ) and texts.estimate_text(mean) == "310.0"


@pytest.mark.parametrize(
    ("at", "unit", "said"),
    [
        ("1", "years", "1 year (12 months)"),
        ("2", "years", "2 years (24 months)"),
        ("1", "months", "1 month"),
        ("30.4375", "days", "30.4 days (1 month)"),
    ],
)
def test_one_year_is_no_years(at, unit, said):
    assert texts.time_at(at, unit) == said


@pytest.mark.parametrize(
    ("measure", "drawn"), [("median_time", False), ("hazard_ratio", False), ("survival_probability", True)]
)
def test_only_shares_have_a_small_picture_on_the_scale_of_percent(measure, drawn):
    assert (
        texts.bar(result_of({**BLANK, "measure": measure, "estimate": "0.5", "conf_low": "0.2", "conf_high": "0.9"}))
        is not None
    ) == drawn
