"""Which choice decides whether a conclusion stands."""

from reanalysis.derive.multiverse import CHOICES, deciding_choice


def analyses(*rows):
    return [dict(zip((*CHOICES, "stands"), row.split(), strict=True)) for row in rows]


def test_the_choice_with_the_widest_spread_of_shares_decides():
    rows = analyses(
        "old counted printed boschloo yes",
        "old counted left_out boschloo no",
        "old counted printed fisher yes",
        "new counted left_out fisher no",
    )
    assert deciding_choice(rows) == ("denominator", {"printed": (2, 2), "left_out": (0, 2)})


def test_of_choices_that_decide_alike_the_first_is_named():
    rows = analyses("old counted printed boschloo yes", "new counted left_out fisher no")
    assert deciding_choice(rows) == ("control", {"old": (1, 1), "new": (0, 1)})


def test_what_stands_everywhere_or_nowhere_is_decided_by_nothing():
    rows = analyses("old counted printed boschloo yes", "new counted left_out fisher no")
    assert deciding_choice(rows[:1]) is None and deciding_choice(rows[1:]) is None
