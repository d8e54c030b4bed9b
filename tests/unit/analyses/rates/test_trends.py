"""Trends across dose groups."""

import pytest

from reanalysis.analyses.rates.trends import estimate_trends


def test_trend_with_doses_and_ranks(paper, dataset, scales):
    # Clark 2005 in metadat's dat.ursino2021: exact and mid-p of contingencytables
    p = paper(
        groups="group label n parent split dose dose_unit\nall All 19 . . . .\na A 3 all dose 100 mg\nb B 3 all dose "
        "200 mg\nc C 4 all dose 400 mg\nd D 6 all dose 600 mg\ne E 3 all dose 800 mg",
        counts="group outcome kind events\na dlt toxicity 0\nb dlt toxicity 0\nc dlt toxicity 1\nd dlt toxicity 1\ne "
        "dlt toxicity 3",
    )
    rows = {(row.at, row.method): row for row in estimate_trends(dataset(p), scales)}
    assert len(rows) == 6
    assert rows[("scores=dose", "cochran_armitage_exact")].p_value == pytest.approx(0.01703, abs=6e-6)
    assert rows[("scores=dose", "cochran_armitage_mid_p")].p_value == pytest.approx(0.0098, abs=6e-5)
    assert (
        rows[("scores=dose", "cochran_armitage_exact")].group,
        rows[("scores=dose", "cochran_armitage_exact")].n,
    ) == ("all", 19)
    assert "smith2001/groups.csv:3" in rows[("scores=rank", "cochran_armitage")].sources


def test_two_doses_are_no_trend(paper, dataset, scales):
    p = paper(
        groups="group label n parent split dose\nall All 6 . . .\na A 3 all dose 100\nb B 3 all dose 200",
        counts="group outcome events\na objective_response 0\nb objective_response 2",
    )
    assert estimate_trends(dataset(p), scales) == []
