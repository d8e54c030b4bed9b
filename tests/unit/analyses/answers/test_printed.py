"""Effects as papers print them: what is not printed follows from what is, and the words say so."""

from __future__ import annotations

import pytest

from reanalysis.analyses.answers.printed import FROM_BOUND, FROM_P, _effect
from reanalysis.model.rows import Summary

ROW = {"estimate": "0.6", "conf_low": "", "conf_high": ""}


def summary(reported_p: str) -> Summary:
    return Summary(
        group="a", endpoint="x", statistic="hazard_ratio", value="0.60", against="b", reported_p=reported_p, source="T"
    )


@pytest.mark.parametrize(("typed", "p_value", "reason"), [("P = .02", 0.02, FROM_P), ("P < .001", 0.001, FROM_BOUND)])
def test_limits_follow_from_a_printed_p_that_stays_as_it_is_printed(typed, p_value, reason):
    found, reasons = _effect(ROW, summary(typed), 0.95, True)
    assert (found.p_value, reasons) == (p_value, (reason,))
    assert 0 < found.conf_low < 0.6 < found.conf_high < 1


def test_a_p_above_a_bound_gives_no_limits():
    found, reasons = _effect(ROW, summary("P > .05"), 0.95, True)
    assert found.conf_low != found.conf_low and reasons == ("neither limits nor an exact p are printed",)
