"""The results as DataFrames: typed columns, missing as missing, and the example of the documentation."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from tests.unit.commands.conftest import PROJECT, write_paper

import reanalysis
from reanalysis import fingerprint
from reanalysis.analyses.rates.rates import estimate_rates
from reanalysis.entry import read_raw
from reanalysis.model import store
from reanalysis.model.config import RatesConfig
from reanalysis.model.finding import Finding
from reanalysis.notebook import NoResults, bounds_apart
from reanalysis.report.gather import gather

RESULT = "smith2001/all/objective_response/-/proportion/clopper_pearson/entered/alternative=two_sided/conf_level=0.95"
PACKAGE = Path(fingerprint.__file__).parent


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A review with one paper after a run of its rates, one of which differs from the accepted."""
    review = tmp_path_factory.mktemp("review")
    names = store.load_vocabulary(PROJECT)
    write_paper(review, "smith2001")
    entry = read_raw(review / "data/raw", names=names)
    found = estimate_rates(entry.dataset, names.outcomes, names.scales, RatesConfig())
    odd = Finding(paper="smith2001", check="odd", severity="warning", table="counts", row="2", message="odd")
    store.write_dataset(review / "data/processed", entry.dataset, [odd])
    store.write_estimates(review / "results/tables/response_rates.csv", found.estimates, entry.dataset)
    accepted = review / "data/accepted/estimates.csv"
    store.write_estimates(accepted, found.estimates, entry.dataset)
    accepted.write_text(accepted.read_text(encoding="utf-8").replace("0.5,0.95", "0.25,0.95"), encoding="utf-8")
    gather(entry.dataset, review / "data/processed", review / "results", accepted)
    return review


@pytest.fixture(scope="module")
def review(folder):
    return reanalysis.load(folder)


def test_numbers_are_numbers_and_what_is_missing_is_missing(review):
    row = review.estimates.loc[RESULT]
    assert (row["estimate"], row["events"], row["n"], row["primary"]) == (0.5, 15, 30, True)
    types = review.estimates.dtypes
    assert types["conf_low"] == "float64" and types["events"] == "Int64" and types["primary"] == "boolean"
    assert isinstance(types["method"], pd.CategoricalDtype) and pd.isna(row["confirmed"]) and pd.isna(row["endpoint"])
    assert set(review.estimates["derived"].cat.categories) > {"entered", "from_percent"}


def test_severities_are_in_order(review):
    assert review.findings["severity"].cat.ordered
    assert list(review.findings.query("severity >= 'warning'")["check"]) == ["odd"]


def test_a_number_leads_to_its_cells(review):
    cells = review.sources(RESULT)
    assert set(cells["ref"]) == {"smith2001/counts.csv:2", "smith2001/groups.csv:2"}
    assert cells.query("table == 'counts' and column == 'events'")["value"].item() == "15"
    with pytest.raises(KeyError, match="no result"):
        review.sources("x")


def test_changes_have_their_difference(review):
    found = review.changes()
    assert found.query("result_id == @RESULT and column == 'estimate'")["change"].item() == pytest.approx(0.25)


def test_a_paper_has_its_tables_and_its_results(review):
    paper = review.paper("smith2001")
    assert paper.state == "analysed" and paper.info["enrolled"] == 30
    counts = paper.entered("counts")
    assert list(counts["events"]) == [15, 3] and counts["events_bound"].isna().all()
    assert counts["at"].isna().all() and counts["use"].all()
    assert paper.entered("times").empty and len(paper.estimates) == len(review.estimates)
    with pytest.raises(KeyError, match="there are smith2001"):
        review.paper("jones2002")
    with pytest.raises(KeyError, match="no table"):
        paper.entered("cuonts")


def test_every_table_can_be_read(review):
    for name in review.tables:
        assert isinstance(review.table(name), pd.DataFrame)
    with pytest.raises(KeyError, match="there are estimates"):
        review.table("nothing")


def test_without_results_it_says_what_makes_them(tmp_path):
    with pytest.raises(NoResults, match="reanalysis run"):
        reanalysis.load(tmp_path)


def test_the_example_of_the_documentation_runs(folder, monkeypatch):
    monkeypatch.chdir(folder)
    text = (PROJECT / "docs/notebook.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert len(blocks) == 6
    seen: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, "docs/notebook.md", "exec"), seen)
    assert not seen["rates"].empty and seen["paper"].name == "smith2001"


def test_pandas_is_imported_here_alone_and_only_when_asked_for():
    users = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_bytes())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if any(name.partition(".")[0] == "pandas" for name in names):
                users.add(path.relative_to(PACKAGE).as_posix())
    assert users == {"notebook.py"}
    code = "import sys, reanalysis; print('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


def test_a_bound_stands_beside_its_missing_count():
    texts = pd.DataFrame({"ref": ["a", "b", "c"], "events": ["3", "<5", pd.NA]}, dtype="string")
    found = bounds_apart(texts, "events")
    assert list(found.columns) == ["ref", "events", "events_bound"]
    assert list(found["events"].fillna("-")) == ["3", "-", "-"]
    assert list(found["events_bound"].fillna("-")) == ["-", "<5", "-"]
