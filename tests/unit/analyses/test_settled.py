"""One identity once, one primary row for each quantity."""

from reanalysis.analyses.settled import settled
from reanalysis.model.estimate import Estimate


def row(method, primary, measure="median_time", **more):
    return Estimate(
        paper="p",
        group="all",
        measure=measure,
        method=method,
        primary=primary,
        sources=more.pop("sources", ("p/times.csv:2",)),
        **more,
    )


def leading(rows):
    return [(one.measure, one.method) for one in settled(rows) if one.primary]


def test_of_several_primary_rows_the_first_stays():
    assert leading([row("kaplan_meier_loglog", True), row("exponential", True)]) == [
        ("median_time", "kaplan_meier_loglog")
    ]


def test_a_computed_row_leads_before_a_printed_one():
    assert leading([row("reported", True), row("cox_efron", True)]) == [("median_time", "cox_efron")]


def test_where_nothing_leads_the_first_does_and_derivations_are_quantities_of_their_own():
    assert leading([row("exponential", False), row("reported", False, derived="reconstructed")]) == [
        ("median_time", "exponential"),
        ("median_time", "reported"),
    ]


def test_a_row_that_comes_twice_keeps_the_sources_of_both():
    (one,) = settled([row("log_rank", True), row("log_rank", True, sources=("p/comparisons.csv:3",))])
    assert one.sources == ("p/times.csv:2", "p/comparisons.csv:3")
