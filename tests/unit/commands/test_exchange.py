"""Files of metafor and RevMan in and out: what goes in is entered, and what comes out is what went in."""

from __future__ import annotations

import csv
import shutil
import zipfile
from pathlib import Path

import pytest

from reanalysis.analyses.pooling import pool_sets
from reanalysis.analyses.result import EXTRA_COLUMNS
from reanalysis.entry.read import read_raw
from reanalysis.model import store
from reanalysis.model.config import SynthesisConfig

DATA = Path(__file__).parents[2] / "reference/data"
ROWS = """\
Analysis group,Analysis number,Analysis name,Subgroup,Study,Study year,GIV Mean,GIV SE,Experimental cases,\
Experimental N,Control cases,Control N,O-E,Variance,Weight,Mean,CI start,CI end,Footnotes
1,1,Response,Early,Adams 1999,1999,,,12,40,5,41,,,40,2.46,0.95,6.36,
1,1,Response,Late,Brown 2004,2004,,,20,55,11,52,,,60,1.72,0.92,3.22,a
1,2,Overall survival,,Adams 1999,1999,,,,,,,-4.2,10.5,30,0.67,0.37,1.23,
1,2,Overall survival,,Brown 2004,2004,,,,,,,-6.1,20.0,70,0.74,0.48,1.14,
1,3,Weight,,Brown 2004,2004,,,,55,,52,,,100,3,1,5,
"""
SETTINGS = """\
Analysis group,Analysis number,Analysis name,Data type,Effect measure,Study CI,\
Experimental group label,Control group label
1,1,Response,Dichotomous,Risk Ratio,95%,New drug,Placebo
1,2,Overall survival,O-E and variance,Hazard Ratio,95%,New drug,Placebo
1,3,Weight,Continuous,Mean Difference,95%,New drug,Placebo
"""


def rows(path):
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def pooled(project):
    """The pools of a review, computed in this process; the tables that a run would write."""
    entry = read_raw(project / "data/raw")
    names = store.load_vocabulary(project, entry.dataset)
    result = pool_sets(entry.dataset, names, SynthesisConfig())
    table = project / "results/tables/synthesis_studies.csv"
    store.write_rows(table, EXTRA_COLUMNS["synthesis_studies"], result.extra["synthesis_studies"])
    whole = [row for row in result.estimates if not row.fact("subgroup")]
    return {(row.outcome or row.endpoint, row.measure, row.method): row for row in whole}


@pytest.fixture
def review(project):
    shutil.rmtree(project / "data/raw/smith2001")
    return project


def test_a_data_frame_of_metafor_goes_in_and_pools_as_there(review, helpers):
    done = helpers.reanalysis(review, "import", "metafor", str(DATA / "dat.pritz1997.csv"), "--year", "1997")
    assert "14 papers made" in done.stdout
    found = pooled(review)
    # rma(measure = "PLO", xi, ni, to = "only0"): 1.138909 on the logit scale
    assert found["objective_response", "pooled_proportion", "logit_reml"].estimate == pytest.approx(
        1 / (1 + 2.718281828**-1.138909), abs=1e-6
    )


def test_two_groups_of_metafor_are_a_comparison(review, helpers):
    helpers.reanalysis(review, "import", "metafor", str(DATA / "dat.bcg.csv"), "--outcome", "tuberculosis")
    assert len(list((review / "data/raw").iterdir())) == 14
    # Mantel-Haenszel of the thirteen trials, rma.mh(measure = "RR")
    found = pooled(review)["tuberculosis", "pooled_risk_ratio", "mantel_haenszel"]
    assert found.estimate == pytest.approx(0.6353, abs=5e-5)


def test_a_pool_comes_out_as_metafor_takes_it(review, helpers):
    helpers.reanalysis(review, "import", "metafor", str(DATA / "dat.pritz1997.csv"), "--year", "1997")
    pooled(review)
    helpers.reanalysis(review, "export", "metafor", "--to", "out")
    before = [(row["xi"], row["ni"]) for row in rows(DATA / "dat.pritz1997.csv")]
    name = "pooled-objective_response-proportion"
    assert [(row["xi"], row["ni"]) for row in rows(review / f"out/{name}.csv")] == before
    assert "rma.glmm" in (review / f"out/{name}.R").read_text(encoding="utf-8")


def test_a_data_frame_without_years_asks_for_one(review, helpers):
    done = helpers.reanalysis(review, "import", "metafor", str(DATA / "dat.pritz1997.csv"))
    assert done.returncode == 1 and "--year" in done.stderr


def test_a_data_frame_without_counts_is_refused(review, helpers):
    (review / "frame.csv").write_text("study,yi,vi\nA,1,2\n", encoding="utf-8")
    done = helpers.reanalysis(review, "import", "metafor", "frame.csv", "--year", "2001")
    assert done.returncode == 1 and "no counts that are known" in done.stderr


@pytest.fixture
def package(review):
    with zipfile.ZipFile(review / "CD1-dataPackage.zip", "w") as archive:
        archive.writestr("CD1-analysis-data/CD1-data-rows.csv", ROWS)
        archive.writestr("CD1-analysis-data/CD1-overall-estimates-and-settings.csv", SETTINGS)
        archive.writestr("CD1-study-data/CD1-included.ris", "TY  - JOUR\n")
    return review / "CD1-dataPackage.zip"


def test_a_package_of_revman_becomes_papers_and_sets(review, package, helpers):
    done = helpers.reanalysis(review, "import", "revman", package.name)
    assert "2 papers made" in done.stdout and done.returncode == 3
    assert "line 6: neither counts nor a ratio" in done.stderr.replace("CD1-data-rows.csv, ", "")
    found = pooled(review)
    ratio = found["c1_2_overall_survival", "pooled_hazard_ratio", "inverse_variance"]
    assert ratio.estimate == pytest.approx(2.718281828 ** ((-4.2 - 6.1) / 30.5), abs=0.01)  # exp(sum O-E / sum V)
    assert found["c1_1_response", "pooled_risk_ratio", "mantel_haenszel"].estimate == pytest.approx(1.94423, abs=1e-5)
    (one, _) = rows(review / "data/raw/adams1999/counts.csv")
    assert (
        one["source"].startswith("CD1-data-rows.csv, line 2, columns Analysis") or "Experimental cases" in one["source"]
    )


def test_a_package_comes_out_unchanged(review, package, helpers):
    helpers.reanalysis(review, "import", "revman", package.name)
    done = helpers.reanalysis(review, "export", "revman", package.name, "--to", "out.zip")
    assert done.returncode == 0
    assert (review / "out.zip").read_bytes() == package.read_bytes()


def test_a_number_that_was_corrected_comes_out_corrected_and_what_was_computed_of_it_does_not(review, package, helpers):
    helpers.reanalysis(review, "import", "revman", package.name)
    counts = review / "data/raw/brown2004/counts.csv"
    counts.write_text(counts.read_text(encoding="utf-8").replace(",20,55,", ",21,55,"), encoding="utf-8")
    helpers.reanalysis(review, "export", "revman", package.name, "--to", "out.zip")
    with zipfile.ZipFile(review / "out.zip") as archive:
        text = archive.read("CD1-analysis-data/CD1-data-rows.csv").decode()
        assert archive.read("CD1-study-data/CD1-included.ris") == b"TY  - JOUR\n"
    lines = list(csv.DictReader(text.splitlines()))
    assert (lines[1]["Experimental cases"], lines[1]["Mean"], lines[1]["Footnotes"]) == ("21", "", "a")
    assert [line for i, line in enumerate(lines) if i != 1] == [
        line for i, line in enumerate(csv.DictReader(ROWS.splitlines())) if i != 1
    ]


def test_a_package_without_its_tables_is_refused(review, helpers):
    with zipfile.ZipFile(review / "bare.zip", "w") as archive:
        archive.writestr("x.txt", "")
    done = helpers.reanalysis(review, "import", "revman", "bare.zip")
    assert done.returncode == 1 and "-data-rows.csv" in done.stderr
