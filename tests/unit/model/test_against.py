"""What a comparison may be against: every form once, and nothing else."""

from fractions import Fraction

import pytest
from pydantic import ValidationError

from reanalysis.model.against import Design, GroupElsewhere, GroupHere, Range, Rate, SetOf, group_meant, parse_against
from reanalysis.model.cells import CellError
from reanalysis.model.rows import Comparison

FORMS = [
    ("25%", Rate(Fraction(1, 4))),
    ("12.5%", Rate(Fraction(1, 8))),
    ("0%", Rate(Fraction(0))),
    ("100%", Rate(Fraction(1))),
    ("10-20%", Range(Fraction(1, 10), Fraction(1, 5))),
    ("20-20%", Range(Fraction(1, 5), Fraction(1, 5))),
    ("design", Design()),
    ("placebo", GroupHere("placebo")),
    ("25", GroupHere("25")),
    ("set", GroupHere("set")),
    ("jones1999:all", GroupElsewhere("jones1999", "all")),
    ("design:all", GroupElsewhere("design", "all")),
    ("set:old_controls", SetOf("old_controls")),
]


@pytest.mark.parametrize(("text", "control"), FORMS)
def test_every_form_is_read_into_its_type(text, control):
    assert parse_against(text) == control
    row = Comparison(comparison="c", group="all", outcome="objective_response", against=text, source="own")
    assert row.control == control and row.against == text


@pytest.mark.parametrize(
    ("text", "wrong", "cure"),
    [
        ("0.25", "no group, set or rate", "25% if a fraction is meant, 0.25% if not"),
        ("25 %", "no group, set or rate", "write 25%"),
        ("10% to 20%", "no group, set or rate", "write 10-20%"),
        ("10\u201320%", "no group, set or rate", "write 10-20%"),
        ("20-10%", "wrong order", "lower rate first"),
        ("101%", "above 100%", "lower rate first"),
        ("set: old", "no group, set or rate", "one of these forms"),
        ("set:", "no group, set or rate", "one of these forms"),
        ("Jones 1999", "no group, set or rate", "one of these forms"),
        ("a:b:c", "no group, set or rate", "one of these forms"),
        ("07%", "no group, set or rate", "one of these forms"),
    ],
)
def test_another_text_is_refused_with_the_way_out(text, wrong, cure):
    with pytest.raises(CellError) as refused:
        parse_against(text)
    context = refused.value.context
    assert context["code"] == "E-AGAINST" and wrong in context["wrong"] and cure in context["cure"]
    with pytest.raises(ValidationError):
        Comparison(comparison="c", group="all", outcome="objective_response", against=text, source="own")


def test_the_group_meant_has_its_paper():
    assert group_meant(GroupHere("all"), "smith2001") == ("smith2001", "all")
    assert group_meant(GroupElsewhere("jones1999", "all"), "smith2001") == ("jones1999", "all")
    others = (Rate(Fraction(1)), Range(Fraction(0), Fraction(1)), Design(), SetOf("old"))
    assert [group_meant(control, "smith2001") for control in others] == [None] * 4
