"""The numbers of a reconstruction beside the printed ones, on the paper's page."""

from __future__ import annotations

import pytest

from reanalysis.analyses.result import EXTRA_COLUMNS
from reanalysis.model import store
from reanalysis.report.views.reconstruction import in_short

from ..conftest import INFO, TABLES_OF, read_page, render, write_run

ROWS = [
    ("", "point", "6", "0.7", "0.6934", "-0.0066", "agrees", "yes", "beta2002/curves.csv:2", "of 2 points, cleaned"),
    ("", "median", "", "12", "14.25", "2.25", "off", "no", "beta2002/summaries.csv:3", ""),
    (
        "",
        "median_high",
        "",
        "NE",
        "NE",
        "",
        "agrees",
        "no",
        "beta2002/summaries.csv:3",
        "limits of type log, the nearest",
    ),
    (
        "",
        "median_low",
        "",
        ">8",
        "",
        "",
        "not compared",
        "no",
        "beta2002/summaries.csv:3",
        "a bound, not computed with",
    ),
    ("", "survival", "6", "70", "68.5", "-1.5", "agrees", "no", "beta2002/summaries.csv:3", "independent"),
    ("other", "hazard_ratio", "", "0.8", "0.79", "-0.01", "agrees", "no", "beta2002/summaries.csv:4", ""),
    (
        "other",
        "hazard_ratio_low",
        "",
        "0.2",
        "inf",
        "inf",
        "off",
        "no",
        "beta2002/summaries.csv:4",
        "no event in the group compared with",
    ),
]


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    beta = TABLES_OF["beta2002"] | {
        "groups": "group,label,n,source\nall,All patients,4,Text\nother,Others,4,Text",
        "summaries": "group,endpoint,statistic,value,unit,low,high,against,source\n"
        "all,duration_of_response,median,>8,weeks,,,,Text\n"
        "all,overall_survival,median,12,weeks,>8,NE,,Text\nall,overall_survival,hazard_ratio,0.8,,,,other,Text",
        "curves": "group,endpoint,time,survival,unit,source\nall,overall_survival,6,0.7,weeks,Figure "
        "1\nall,overall_survival,9,0.6,weeks,Figure 1",
    }
    project = write_run(tmp_path_factory.mktemp("reconstruction"), tables=TABLES_OF | {"beta2002": beta}, info=INFO)
    about = {"paper": "beta2002", "group": "all", "endpoint": "overall_survival", "unit": "weeks"}
    names = (
        "against",
        "quantity",
        "at",
        "printed",
        "reconstructed",
        "difference",
        "verdict",
        "used",
        "sources",
        "note",
    )
    store.write_rows(
        project / "results/tables/reconstruction.csv",
        EXTRA_COLUMNS["reconstruction"],
        [
            about | dict(zip(names, row, strict=True)) | {"value_unit": "percent" if row[1] == "survival" else ""}
            for row in ROWS
        ],
    )
    page = read_page(render(project) / "papers/beta2002.html")
    [found] = [table for table in page.all("table") if "reconstructed ones" in table.children[0].text]
    return found


def test_each_printed_number_stands_beside_the_reconstructed_one(table):
    assert [row.text for row in table.all("tbody")[0].children] == [
        "point of the curve that is farthest off at 6 weeks (1.4 months) 0.700 0.693 \u22120.007 agrees yes of 2 "
        "points, cleaned",
        "median (weeks) 12 14.25 +2.25 off no",
        "median, upper limit (weeks) not reached not reached agrees no limits of type log, the nearest",
        "median, lower limit (weeks) >8 not compared no a bound, not computed with",
        "without event at 6 weeks (1.4 months) 70% 68.50% \u22121.50 agrees no independent",
        "hazard ratio, against Others 0.8 0.79 \u22120.01 agrees no",
        "hazard ratio, lower limit, against Others 0.2 \u221e +\u221e off no no event in the group compared with",
    ]


def test_the_summary_says_how_many_are_off_and_numbers_lead_to_their_cells(table):
    assert (
        table.parent.parent.children[0].text
        == "Overall survival of All patients: printed numbers beside the reconstructed ones: 2 of 6 numbers are off"
    )
    assert {link.attributes["href"] for link in table.all("a")} == {
        "#src-curves-2",
        "#src-summaries-3",
        "#src-summaries-4",
    }


@pytest.mark.parametrize(
    ("off", "compared", "said"),
    [
        (1, 1, "1 of 1 number is off"),
        (1, 3, "1 of 3 numbers is off"),
        (0, 1, "the one number agrees"),
        (0, 2, "both numbers agree"),
        (0, 3, "all 3 numbers agree"),
        (0, 0, "no number could be compared"),
    ],
)
def test_one_number_is_not_all_of_them(off, compared, said):
    assert in_short(off, compared) == said
