"""Published pools from their sheets to the pool, by the whole way of a user: docs/replications.md."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def ledger():
    spec = importlib.util.spec_from_file_location("replications", DOCS / "replications.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def checked(ledger, sheet):
    """Each published pool of a sheet at its printed places, and its line of the document."""
    result, papers = ledger.pooled(sheet)
    document = (DOCS / ledger.DOCUMENT).read_text(encoding="utf-8")
    assert papers == len((ledger.SHEETS / f"{sheet}.csv").read_text(encoding="utf-8").splitlines()) - 1
    for row in [row for row in ledger.published() if row["sheet"] == sheet]:
        value, low, high = ledger.value_of(row, result)
        assert ledger.rounded(value, int(row["places"])) == row["published"], row["what"]
        assert low < value < high
        assert f"{ledger.line_of(row, result, papers)}\n" in document


@pytest.mark.parametrize("sheet", ["pritz1997", "nielweise2007", "nielweise2008", "bcg", "miller1978"])
def test_a_published_pool_is_reproduced_at_its_printed_places(ledger, sheet):
    checked(ledger, sheet)


@pytest.mark.slow
def test_counts_below_a_reporting_threshold_from_125_papers(ledger):
    checked(ledger, "pneumonitis_g35")


def test_the_document_has_a_line_for_every_published_pool_and_no_other(ledger):
    document = (DOCS / ledger.DOCUMENT).read_text(encoding="utf-8")
    assert document.startswith(ledger.START)
    assert document.removeprefix(ledger.START).count("\n") == len(ledger.published())
