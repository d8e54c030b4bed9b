"""The numbers on the pages are those of estimates.csv, rounded half away from zero and onto no value that they are
not."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest

from reanalysis.model.store import read_rows

NUMBER = re.compile(r"[\u2212+]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")
SHARES = {
    "proportion",
    "category_proportion",
    "survival_probability",
    "cumulative_incidence",
    "posterior_proportion",
    "probability_superior",
    "risk_difference",
}


def printed(text):
    """Numbers of a text as decimals; `p < 0.0001` and levels of intervals are no values."""
    plain = re.sub(r"[<>]\s*[0-9.]+|first at or below:|[0-9.]+% (?=interval|CI)", " ", text.replace("\u00a0", " "))
    return [Decimal(found.replace("\u2212", "-").replace(",", "")) for found in NUMBER.findall(plain)]


def values(row):
    """What a row may print as, as exact fractions: percentages, points, counts, p-values, times, and what its note
    says."""
    scale = 100 if row["measure"] in SHARES else 1
    exact = [
        Fraction(row[name]) * scale
        for name in ("estimate", "conf_low", "conf_high")
        if row[name] and row[name] != "inf"
    ]
    if row["measure"] in ("proportion", "category_proportion") and row["events"] and row["n"]:
        exact.append(Fraction(int(row["events"]), int(row["n"])) * 100)
    if row["against"] and row["measure"] == "proportion":
        exact.append(Fraction(row["estimate"]) * 100 - Fraction(row["at"].split()[0]) * 100)
    exact += [Fraction(row[name]) for name in ("events", "n", "p_value") if row[name]]
    exact += [abs(value) for value in exact]
    return exact + [Fraction(found) for found in re.findall(r"[0-9]+(?:\.[0-9]+)?", row["note"])]


def is_rounded(shown, exact):
    """Whether a printed decimal is a value rounded half away from zero at the printed place."""
    place = Decimal(1).scaleb(shown.as_tuple().exponent)
    unrounded = Decimal(exact.numerator) / Decimal(exact.denominator)
    return unrounded.quantize(place, ROUND_HALF_UP) == shown


def wrong(page, rows):
    """Numbers of a page that no value of their row prints as."""
    found = []
    for node in page.all("a", "span"):
        if "data-result-id" in node.attributes and not node.inside("figure") and not node.inside("caption"):
            row = rows[node.attributes["data-result-id"]]
            exact = values(row)
            found += [
                (node.attributes["data-result-id"], node.text, str(number))
                for number in printed(node.text)
                if not any(is_rounded(number, value) for value in exact)
            ]
    return found


def test_every_number_with_a_result_is_a_value_of_its_row(pages, results):
    rows = {row["result_id"]: row for row in read_rows(results / "estimates.csv")}
    assert [wrong(page, rows) for page in pages.values()] == [[] for _ in pages]


def test_the_check_finds_a_number_that_is_not_in_its_row(pages, results):
    rows = {
        row["result_id"]: row | {"estimate": "0.4", "events": "12", "note": ""}
        for row in read_rows(results / "estimates.csv")
    }
    assert any(wrong(page, rows) for page in pages.values())


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("31.3\u201368.7%", ["31.3", "68.7"]),
        ("\u22127.6 to +30.5", ["-7.6", "30.5"]),
        ("p\u00a0<\u00a00.0001", []),
        ("1,234 of 5,678", ["1234", "5678"]),
    ],
)
def test_numbers_are_read_as_they_are_printed(text, numbers):
    assert [str(number) for number in printed(text)] == numbers
