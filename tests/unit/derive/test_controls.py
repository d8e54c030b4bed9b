"""From `against` to the group that is meant: the same for a response and for a time."""

import pytest

from reanalysis.derive.controls import ControlGroup, NotComparable, control_group, control_in_words
from reanalysis.model.naming import plain
from reanalysis.model.rows import Comparison

GROUPS = (
    "group  label  n  parent  split\nall  All patients  30  .  .\nlow  Low dose  10  all  dose\n"
    "high  High dose  20  all  dose\nmen  Men  12  all  sex\nfirst  First  10  all  period"
)
MEANT = [
    ("low", "high", "smith2001", "high", False),
    ("low", "smith2001:high", "smith2001", "high", False),
    ("all", "jones1999:all", "jones1999", "all", True),
]
REFUSED = [
    ("low", "all", "same_patients", '"Low dose" and "All patients" share patients', False),
    ("all", "low", "same_patients", '"All patients" and "Low dose" share patients', False),
    ("low", "low", "same_patients", '"Low dose" and "Low dose" share patients', False),
    ("low", "men", "same_patients", "divide the same patients in different ways", True),
    ("all", "twin2002:all", "same_trial_control", "twin2002 reports on the same trial", False),
    ("all", "nobody", "unknown_control", "smith2001 has no group nobody", False),
    ("all", "gone2000:all", "control_left_out", "left out because of errors", False),
    ("all", "jones1998:all", "unknown_control", "there is no paper jones1998; the nearest is jones1999", False),
]
BOTH = pytest.mark.parametrize("of", [{"outcome": "objective_response"}, {"endpoint": "overall_survival"}], ids=str)


@pytest.fixture
def papers(paper, dataset):
    return dataset(
        paper(groups=GROUPS),
        paper("jones1999", groups=GROUPS),
        paper("twin2002", trial="smith2001_trial", groups=GROUPS),
        left_out={"gone2000": 1},
    )


def found(papers, group, against, of):
    row = Comparison(comparison="c", group=group, against=against, source="own", **of)
    return control_group(papers, papers.papers["smith2001"], row)


@BOTH
@pytest.mark.parametrize(("group", "against", "whose", "other", "elsewhere"), MEANT)
def test_a_group_with_patients_of_its_own_is_the_control(papers, of, group, against, whose, other, elsewhere):
    assert found(papers, group, against, of) == ControlGroup(papers.papers[whose], other, elsewhere)


@BOTH
@pytest.mark.parametrize(("group", "against", "check", "why", "pairs"), REFUSED)
def test_a_group_that_cannot_be_compared_is_refused_in_the_same_words(papers, of, group, against, check, why, pairs):
    refused = found(papers, group, against, of)
    assert isinstance(refused, NotComparable) and (refused.check, refused.pairs) == (check, pairs)
    assert why in plain(refused.reason)


@BOTH
def test_patients_of_a_crossover_are_the_same_twice(paper, dataset, of):
    whole = dataset(paper(groups=GROUPS, info={"design": "crossover"}))
    refused = found(whole, "low", "high", of)
    assert refused.pairs and "are the same patients twice" in refused.reason


@pytest.mark.parametrize(
    ("against", "words"),
    [
        ("low", '"Low dose"'),
        ("smith2001:low", '"Low dose"'),
        ("jones1999:low", '"Low dose" in jones1999'),
        ("jones1999:nobody", "jones1999:nobody"),
        ("set:old_ones", "the set old ones"),
        ("25%", "25%"),
        ("10-20%", "10-20%"),
        ("design", "the rate of the design"),
    ],
)
def test_a_control_is_called_by_its_label(papers, against, words):
    assert plain(control_in_words(papers, papers.papers["smith2001"], against)) == words
