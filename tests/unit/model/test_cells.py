"""The closed grammar of a cell."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reanalysis.model.arithmetic import evaluate, stated_value
from reanalysis.model.cells import (
    CellError,
    category,
    censored_time,
    free_text,
    identifier,
    number,
    paper_name,
    printed_value,
    whole,
)

FUZZ = settings(max_examples=200)


@pytest.mark.parametrize(("text", "value"), [("0", 0), ("15", 15), ("1234567", 1234567)])
def test_whole(text, value):
    assert whole(text) == value


@pytest.mark.parametrize(("text", "value"), [("0", "0"), ("12.50", "12.50"), ("0.05", "0.05"), ("100", "100")])
def test_number_keeps_the_printed_decimals(text, value):
    assert str(number(text)) == value


@FUZZ
@given(st.one_of(st.text(max_size=12), st.from_regex(r"[0-9.,+<>%() eE_-]{0,10}", fullmatch=True)))
def test_only_digits_are_numbers(text):
    for parse in (whole, number, censored_time, printed_value):
        try:
            value = parse(text)
        except CellError as error:
            assert set(error.context) == {"grammar", "code", "wrong", "expected", "cure"} and all(
                error.context.values()
            )
        else:
            assert (text.isascii() and text.strip("<>=+-NE").replace(".", "", 1).isdigit()) or text == "NE"
            assert text == "NE" or Decimal(text.strip("<>=+")) == getattr(value, "time", getattr(value, "value", value))


@pytest.mark.parametrize(
    ("text", "time", "event"), [("17", "17", True), ("6+", "6", False), ("0.5+", "0.5", False), ("0", "0", True)]
)
def test_censored_time(text, time, event):
    assert censored_time(text) == (Decimal(time), event)


@pytest.mark.parametrize(
    ("text", "value", "bound", "exact"),
    [
        ("NE", None, "", False),
        ("8", "8", "", True),
        (">8", "8", ">", False),
        ("<=6", "6", "<=", False),
        ("26+", "26", ">=", False),
        ("0.70", "0.70", "", True),
    ],
)
def test_printed_value(text, value, bound, exact):
    found = printed_value(text)
    assert (found.text, found.value, found.bound, found.exact) == (
        text,
        None if value is None else Decimal(value),
        bound,
        exact,
    )


@pytest.mark.parametrize("text", [">8+", "NR", "ne", "8-9", "> 8", "=8", ""])
def test_no_printed_value(text):
    with pytest.raises(CellError):
        printed_value(text)


@pytest.mark.parametrize("text", ["a", "0", "grade3_anemia", "a" * 60, "1e5", "12_03"])
def test_identifier(text):
    assert identifier(text) == text


@pytest.mark.parametrize("text", ["", "_a", "A", "a-b", "a b", "a" * 61, "é", "a\n", "a.b"])
def test_no_identifier(text):
    with pytest.raises(CellError):
        identifier(text)


@pytest.mark.parametrize("text", ["cr", "cr|pr", "ph_90_or_lower"])
def test_category(text):
    assert category(text) == text


@pytest.mark.parametrize("text", ["CR", "cr||pr", "cr|", "|", "Partial response", ""])
def test_no_category(text):
    with pytest.raises(CellError):
        category(text)


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("smith2001", True),
        ("abc", True),
        ("a" * 40, True),
        ("ab", False),
        ("a" * 41, False),
        ("1ab", False),
        ("a_b", False),
        ("../x", False),
        ("Smith", False),
        ("abc\n", False),
    ],
)
def test_paper_name(text, good):
    if good:
        assert paper_name(text) == text
    else:
        with pytest.raises(CellError):
            paper_name(text)


def test_free_text_has_a_length():
    assert free_text("x" * 2000)
    with pytest.raises(CellError, match="2,001 characters"):
        free_text("x" * 2001)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("6 + 7", "13"),
        ("19/34", "19/34"),
        ("2 - 3 - 4", "-5"),
        ("2 * (3 + 4) / 7", "2"),
        ("-3 + 5", "2"),
        ("1/3 + 1/6", "1/2"),
        ("0.1 + 0.2", "3/10"),
        ("8 / 4 / 2", "1"),
        ("- - 2", "2"),
        ("2 - -2", "4"),
        ("2 + 3 * 4", "14"),
        ("((1))", "1"),
    ],
)
def test_arithmetic_is_exact(expression, value):
    assert evaluate(expression) == Fraction(value)


@pytest.mark.parametrize(
    ("expression", "part"),
    [
        ("", "ends"),
        ("6 +", "ends"),
        ("(6", "not closed"),
        ("6)", "cannot follow"),
        ("1 2", "cannot follow"),
        ("1/0", "division by zero at position 2"),
        ("1/(2-2)", "division by zero"),
        ("2**3", "'\\*' at position 3"),
        ("x", "'x' at position 1"),
        ("1 + 19%", "'%' at position 7"),
        ("1e3", "'e' at position 2"),
        ("()", "stands where"),
        ("(" * 60 + "1" + ")" * 60, "nested"),
        ("-" * 60 + "1", "nested"),
        ("１", "position 1"),
        ("1\n", "position 2"),
    ],
)
def test_no_arithmetic(expression, part):
    with pytest.raises(ValueError, match=part):
        evaluate(expression)


@FUZZ
@given(
    st.recursive(
        st.integers(1, 99).map(str),
        lambda inner: st.tuples(inner, st.sampled_from("+-*"), inner).map(lambda parts: f"({' '.join(parts)})"),
        max_leaves=12,
    )
)
def test_arithmetic_agrees_with_integers(expression):
    assert evaluate(expression) == eval(expression)


@pytest.mark.parametrize(
    ("text", "value", "percent"),
    [("19", "19", False), ("56%", "56", True), ("7.50 %", "7.50", True), ("-3", "-3", False)],
)
def test_stated_value(text, value, percent):
    assert stated_value(text) == (Decimal(value), percent)


@pytest.mark.parametrize("text", ["", "%", "19/34", "about 5", "5%%", "1,5"])
def test_no_stated_value(text):
    with pytest.raises(ValueError, match="neither"):
        stated_value(text)
