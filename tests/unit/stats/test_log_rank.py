"""Log-rank test: its definition in rational numbers, identities, and what happens without events."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reanalysis.stats._normal import normal_p_value
from reanalysis.stats.log_rank import NO_CONTRAST, LogRank, log_rank, risk_table

Patients = list[tuple[float, int]]
QUICK = settings(derandomize=True, deadline=None, max_examples=100)
EPSILON = 1e-10

patients = st.lists(st.tuples(st.integers(0, 12).map(float), st.integers(0, 1)), min_size=1, max_size=15)
alternatives = st.sampled_from(["two_sided", "greater", "less"])


def compare(first: Patients, second: Patients, alternative: str = "two_sided") -> LogRank:
    (times, events), (against_times, against_events) = (tuple(zip(*sample, strict=True)) for sample in (first, second))
    return log_rank(times, events, against_times=against_times, against_events=against_events, alternative=alternative)


def by_definition(first: Patients, second: Patients) -> tuple[Fraction, Fraction]:
    """Expected events of the first group and the variance, patient by patient."""
    expected = variance = Fraction(0)
    everybody = first + second
    for time in {time for time, event in everybody if event}:
        n = sum(other >= time for other, _ in everybody)
        n_first = sum(other >= time for other, _ in first)
        d = sum(event for other, event in everybody if other == time)
        expected += Fraction(d * n_first, n)
        if n > 1:
            variance += Fraction(d * n_first * (n - n_first) * (n - d), n * n * (n - 1))
    return expected, variance


@QUICK
@given(patients, patients)
def test_equals_the_definition(first: Patients, second: Patients) -> None:
    found = compare(first, second)
    expected, variance = by_definition(first, second)
    assert found.expected == pytest.approx(float(expected), abs=EPSILON)
    assert found.variance == pytest.approx(float(variance), abs=EPSILON)
    assert found.observed == sum(event for _, event in first)
    statistic = float((found.observed - expected) ** 2 / variance) if variance else 0.0
    assert found.statistic == pytest.approx(statistic, abs=1e-8)


@QUICK
@given(patients, patients)
def test_exchanging_the_groups_turns_the_sign(first: Patients, second: Patients) -> None:
    there, back = compare(first, second, "greater"), compare(second, first, "less")
    assert there.statistic == pytest.approx(back.statistic, abs=EPSILON)
    assert there.p_value == pytest.approx(back.p_value, abs=EPSILON)
    assert (there.observed, there.observed_against) == (back.observed_against, back.observed)
    assert there.expected == pytest.approx(back.expected_against, abs=EPSILON)


@QUICK
@given(patients, patients)
def test_observed_and_expected_have_one_sum(first: Patients, second: Patients) -> None:
    found = compare(first, second)
    assert found.observed + found.observed_against == pytest.approx(found.expected + found.expected_against)


@QUICK
@given(patients, patients, st.sampled_from([7.0, 30.4375, 1 / 365.25]))
def test_the_unit_of_time_does_not_matter(first: Patients, second: Patients, unit: float) -> None:
    in_other_unit = [[(time * unit, event) for time, event in sample] for sample in (first, second)]
    assert compare(*in_other_unit) == compare(first, second)


@QUICK
@given(patients)
def test_a_group_does_not_differ_from_itself(sample: Patients) -> None:
    found = compare(sample, sample)
    assert found.statistic == pytest.approx(0.0, abs=EPSILON)
    assert found.p_value == pytest.approx(1.0)


@QUICK
@given(patients, patients)
def test_one_sided_p_values_add_up(first: Patients, second: Patients) -> None:
    two, greater, less = (compare(first, second, name).p_value for name in ("two_sided", "greater", "less"))
    if compare(first, second).note:
        assert (two, greater, less) == (1.0, 1.0, 1.0)
    else:
        assert greater + less == pytest.approx(1.0)
        assert two == pytest.approx(2 * min(greater, less))


@QUICK
@given(patients, patients)
def test_risk_table_counts_everybody(first: Patients, second: Patients) -> None:
    (times, events), (others, other_events) = (tuple(zip(*sample, strict=True)) for sample in (first, second))
    table = risk_table(times, events, against_times=others, against_events=other_events)
    assert table.at_risk[0] == len(first) + len(second)
    assert table.at_risk_first[0] == len(first)
    assert table.events_first.sum() == sum(events)
    assert table.time[table.rank].tolist() == [*times, *others]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ([(3, 0), (5, 0)], [(4, 0)]),  # no event
        ([(3, 0)], [(4, 1)]),  # the only event after the first group has left
        ([(5, 1), (5, 1)], [(5, 1)]),  # all tied
        ([(0, 1)], [(0, 1)]),
    ],
)
def test_no_contrast_gives_p_1(first: Patients, second: Patients) -> None:
    for alternative in ("two_sided", "greater", "less"):
        found = compare(first, second, alternative)
        assert (found.statistic, found.variance, found.p_value, found.note) == (0.0, 0.0, 1.0, NO_CONTRAST)


def test_one_patient_in_each_group() -> None:
    found = compare([(3, 1)], [(5, 0)])
    assert (found.statistic, found.expected, found.variance) == (1.0, 0.5, 0.25)


def test_times_equal_up_to_rounding_are_tied() -> None:
    assert compare([(0.1 + 0.2, 1), (1, 1)], [(0.3, 1)]) == compare([(0.3, 1), (1, 1)], [(0.3, 1)])


def test_bad_input() -> None:
    for times, events in (([], []), ([-1], [1]), ([1], [2])):
        with pytest.raises(ValueError):
            log_rank(times, events, against_times=[1], against_events=[1], alternative="two_sided")
        with pytest.raises(ValueError):
            log_rank([1], [1], against_times=times, against_events=events, alternative="two_sided")
    with pytest.raises(ValueError, match="alternative"):
        log_rank([1], [1], against_times=[1], against_events=[1], alternative="two-sided")


def test_far_tails_keep_their_digits() -> None:
    assert normal_p_value(-10.0, "less") == pytest.approx(7.619853024160593e-24, rel=1e-12)  # R pnorm(-10)
    assert normal_p_value(10.0, "greater") == normal_p_value(-10.0, "less")
    assert normal_p_value(0.0, "two_sided") == 1.0
    assert math.isclose(normal_p_value(1.959963984540054, "two_sided"), 0.05)
