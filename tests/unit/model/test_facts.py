"""Facts beside an estimate: what is written is what is read, and none without a name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reanalysis.model.estimate import Estimate, facts, facts_of
from reanalysis.model.facts import FACTS

SHARED = {
    "paper": "a2001",
    "group": "all",
    "measure": "proportion",
    "method": "wilson",
    "sources": ("a2001/counts.csv:2",),
}
NUMBER = st.none() | st.floats(allow_nan=False)
WORDS = st.text(min_size=1).filter(lambda text: text != "yes")


@given(
    known=st.dictionaries(st.sampled_from([name for name in FACTS if name != "several_counts"]), WORDS),
    several=st.booleans(),
    estimate=NUMBER,
    low=NUMBER,
    events=st.none() | st.integers(0, 10**6),
)
def test_an_estimate_is_read_as_it_was_written(known, several, estimate, low, events):
    made = Estimate(**SHARED, estimate=estimate, conf_low=low, events=events, several_counts=several, facts=known)
    row = made.as_row()
    read = Estimate.from_row(row, facts_of(made.as_facts()).get(made.result_id))
    assert read == made and (read.result_id, read.quantity) == (row["result_id"], made.quantity)


def test_one_of_several_counts_is_a_quantity_of_its_own():
    one, other = (Estimate(**SHARED, events=x, n=112, several_counts=True) for x in (60, 61))
    assert one.quantity != other.quantity and one.result_id != other.result_id
    alone = [Estimate(**SHARED, events=x, n=112) for x in (60, 61)]
    assert alone[0].quantity == alone[1].quantity


def test_a_fact_without_a_name_is_refused():
    with pytest.raises(ValueError, match="no fact called moon"):
        Estimate(**SHARED, facts={"moon": "full"})
    with pytest.raises(KeyError):
        Estimate(**SHARED).fact("moon")


def test_facts_are_texts_and_blank_ones_are_none():
    assert facts(time=26.089285714285715, z=float("nan"), reason="", degenerate=False, a0=None) == {
        "time": "26.089285714285715"
    }
    assert facts(degenerate=True, controls=["5/30", "7/40"], control_n=112) == {
        "degenerate": "yes",
        "controls": "5/30; 7/40",
        "control_n": "112",
    }


def test_the_counts_of_a_control_are_known_together():
    made = Estimate(**SHARED, facts=facts(control_events=0, control_n=20, controls=["5/30", "7/40"]))
    assert made.control_counts == (0, 20) and made.fact_list("controls") == ["5/30", "7/40"]
    assert Estimate(**SHARED, facts=facts(control_events=3)).control_counts is None
    assert Estimate(**SHARED).fact_list("controls") == [] and Estimate(**SHARED).fact_number("z") is None
