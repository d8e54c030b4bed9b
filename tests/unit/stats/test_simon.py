"""Simon's designs against a plain search, and operating characteristics against every course of the trial."""

from __future__ import annotations

from math import comb

import pytest

from reanalysis.stats.simon import operating_characteristics, simon_designs


def point(n, k, rate):
    return comb(n, k) * rate**k * (1 - rate) ** (n - k)


def rejection(rate, r1, n1, r, n):
    every = ((k, j) for k in range(r1 + 1, n1 + 1) for j in range(n - n1 + 1) if k + j > r)
    return sum(point(n1, k, rate) * point(n - n1, j, rate) for k, j in every)


def expected_n(rate, r1, n1, n):
    return n1 + (n - n1) * (1 - sum(point(n1, k, rate) for k in range(r1 + 1)))


def plain_search(p0, p1, alpha, beta, n_max):
    """Every design that keeps both errors."""
    for n in range(2, n_max + 1):
        for n1 in range(1, n):
            for r1 in range(n1):
                for r in range(r1 + 1, n):
                    if rejection(p0, r1, n1, r, n) <= alpha:
                        if rejection(p1, r1, n1, r, n) >= 1 - beta:
                            yield r1, n1, r, n
                        break


@pytest.mark.parametrize(
    "problem", [(0.1, 0.5, 0.1, 0.2, 14), (0.3, 0.7, 0.1, 0.1, 15), (0.05, 0.4, 0.05, 0.2, 12), (0.1, 0.3, 0.6, 0.3, 9)]
)
def test_designs_as_a_plain_search(problem):
    p0, p1, alpha, beta, n_max = problem
    feasible = list(plain_search(*problem))
    designs = simon_designs(p0, p1, alpha=alpha, beta=beta, n_max=n_max)

    def size(design):
        return expected_n(p0, design[0], design[1], design[3])

    smallest = min(design[3] for design in feasible)
    best = min(feasible, key=size)
    best_of_smallest = min((design for design in feasible if design[3] == smallest), key=size)
    for found, expected in [(designs.optimal, best), (designs.minimax, best_of_smallest)]:
        assert (found.r1, found.n1, found.r, found.n) == expected
        assert found.expected_n == pytest.approx(size(expected), rel=1e-12)
        assert found.type_1_error == pytest.approx(rejection(p0, *expected), rel=1e-12)
        assert found.power == pytest.approx(rejection(p1, *expected), rel=1e-12)


@pytest.mark.parametrize("rate", [0.0, 0.03, 0.4, 0.97, 1.0])
@pytest.mark.parametrize("design", [(0, 1, 0, 2), (1, 4, 3, 9), (3, 4, 3, 6), (2, 5, 8, 9)])
def test_operating_characteristics_from_every_course(design, rate):
    r1, n1, r, n = design
    found = operating_characteristics(rate, r1=r1, n1=n1, r=r, n=n)
    assert found.rejection == pytest.approx(rejection(rate, *design), rel=1e-12)
    assert found.early_stop == pytest.approx(sum(point(n1, k, rate) for k in range(r1 + 1)), rel=1e-12)
    assert found.expected_n == pytest.approx(expected_n(rate, r1, n1, n), rel=1e-12)


def test_an_error_that_is_met_exactly_is_kept():
    found = simon_designs(0.1, 0.5, alpha=0.1, beta=0.2, n_max=14).optimal
    # the same numbers as printed, to 15 digits, ask for the same design
    alpha, beta = float(f"{found.type_1_error:.15g}"), float(f"{1 - found.power:.15g}")
    assert simon_designs(0.1, 0.5, alpha=alpha, beta=beta, n_max=14).optimal == found


def test_designs_keep_their_errors_and_the_minimax_is_no_larger():
    designs = simon_designs(0.2, 0.4, alpha=0.05, beta=0.1, n_max=60)
    for design in (designs.optimal, designs.minimax):
        assert design.type_1_error <= 0.05
        assert design.power >= 0.9
        again = operating_characteristics(0.2, r1=design.r1, n1=design.n1, r=design.r, n=design.n)
        assert (again.rejection, again.expected_n) == pytest.approx((design.type_1_error, design.expected_n), rel=1e-12)
    assert designs.minimax.n <= designs.optimal.n
    assert designs.optimal.expected_n <= designs.minimax.expected_n


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((0.4, 0.2, 0.05, 0.2, 50), "0 < p0 < p1 < 1"),
        ((0.0, 0.2, 0.05, 0.2, 50), "0 < p0 < p1 < 1"),
        ((0.2, 0.4, 0.0, 0.2, 50), "alpha"),
        ((0.2, 0.25, 0.05, 0.2, 30), "no two-stage design of at most 30"),
        ((0.95, 0.99, 0.001, 0.2, 3), "no two-stage design"),
    ],
)
def test_a_search_that_cannot_succeed_is_refused(arguments, message):
    p0, p1, alpha, beta, n_max = arguments
    with pytest.raises(ValueError, match=message):
        simon_designs(p0, p1, alpha=alpha, beta=beta, n_max=n_max)


@pytest.mark.parametrize("design", [(1, 1, 1, 3), (-1, 2, 1, 4), (0, 4, 1, 4), (2, 4, 1, 9), (0, 2, 4, 4)])
def test_what_is_no_design_is_refused(design):
    r1, n1, r, n = design
    with pytest.raises(ValueError, match="a two-stage design has"):
        operating_characteristics(0.2, r1=r1, n1=n1, r=r, n=n)
