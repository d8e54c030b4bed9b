"""How a paper was entered, in words."""

from reanalysis.model.agreement import AGREEMENT_COLUMNS, Agreement
from reanalysis.report.text.agreement import entered


def said(**numbers):
    row = Agreement(paper="smith2001", **numbers).as_row()
    assert tuple(row) == AGREEMENT_COLUMNS
    return entered([row])["smith2001"]


def test_once():
    found = said()
    assert found.entries == "once" and found.short == "entered once" and "typing error" in found.sentence


def test_twice_with_agreement_needs_every_cell_twice():
    assert said(second=True, cells_agreeing=40).entries == "twice_agreeing"
    assert said(second=True, cells_agreeing=40).sentence == "Entered twice: all 40 cells agree."
    for missing in ("only_first", "only_second", "cells_differing", "problems"):
        assert said(second=True, cells_agreeing=40, **{missing: 1}).entries == "twice"
    assert said(second=True).entries == "twice"


def test_differences_are_never_rounded_away():
    found = said(second=True, cells_agreeing=9999, cells_differing=1, only_second=2)
    assert (
        found.sentence == "Entered twice: 9999 of 10,000 cells typed twice agree (99.9%); 2 cells only in the second "
        "entry."
    )


def test_entries_with_errors_have_no_numbers():
    row = Agreement(paper="smith2001", second=True, problems=3).as_row()
    assert row["cells_compared"] == row["percent_agreement"] == "" and row["problems"] == "3"
    assert said(second=True, problems=3).sentence.endswith("3 errors in one of them.")
