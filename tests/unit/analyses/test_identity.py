"""Words of notes: one of a thing is not several."""

from __future__ import annotations

import pytest

from reanalysis.analyses.identity import timed
from reanalysis.wording import counted


@pytest.mark.parametrize(("number", "said"), [(0, "0 events"), (1, "1 event"), (2, "2 events")])
def test_one_event_is_no_events(number, said):
    assert counted(number, "event") == said


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (1.0, "years", "1 year"),
        (1.00001, "months", "1 month"),
        (2, "years", "2 years"),
        (0.5, "years", "0.5 years"),
        (146, "weeks", "146 weeks"),
    ],
)
def test_one_year_is_no_years(value, unit, said):
    assert timed(value, unit) == said
