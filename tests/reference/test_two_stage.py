"""Two-stage designs and the inference after them: published and independently computed values."""

from __future__ import annotations

import pytest

from reanalysis.stats.simon import simon_designs
from reanalysis.stats.two_stage import koyama_chen, two_stage_median_unbiased, two_stage_umvue

CLINFUN = "R's clinfun 1.1.5, limits and median-unbiased estimate by exact roots of its p-value"
KOYAMA = "the R code of Koyama and Chen (last change 2021), uniroot with tol = 1e-13, R 4.2.2"

# x, design, p0, alpha, then UMVUE, p-value, lower and upper limit, median-unbiased estimate.
INFERENCE = [
    # The example of Koyama and Chen 2008, section 3.4.
    (6, (1, 10, 29), 0.1, 0.05, (0.26130853, 0.04708631, 0.1015048, 0.4007358, 0.2146809), CLINFUN),
    # Tchekmedyian 2019 (lenvatinib), in the vignette of clinfun.
    (5, (0, 18, 32), 0.05, 0.1, (0.157818973, 0.020184134, 0.07818069, 0.235218, 0.144823), CLINFUN),
]

# n1, r1, planned n, r, patients in stage two, x1, x2, then p at 0.3 and 0.1, lower limit at 5%, median, upper at 95%.
RESIZED = [
    # The first is the example of sections 4.1 and 4.2 of Koyama and Chen 2008.
    ((19, 6, 39, 16, 23, 7, 10), (0.082786608368, 0.000000178321, 0.282072005971, 0.404607455100, 0.546039781344)),
    ((10, 1, 29, 5, 15, 3, 4), (0.622791040018, 0.008661538536, 0.142272899156, 0.270672873730, 0.440706266897)),
    ((13, 0, 20, 2, 9, 1, 2), (0.974471118453, 0.368163237875, 0.038875008292, 0.122120170740, 0.267014946223)),
    ((10, 1, 29, 5, 25, 2, 1), (0.850655958147, 0.248715226620, 0.044781296523, 0.163316144108, 0.394164120566)),
    ((15, 5, 46, 18, 28, 9, 8), (0.086694012356, 0.000000289887, 0.279654068686, 0.409742681829, 0.579826588311)),
]

# p0, p1, alpha, beta, then r1, n1, r, n, expected n, probability of early stopping: minimax and optimal.
PH2SIMON = "R's clinfun 1.1.5, ph2simon"
DESIGNS = [
    ((0.3, 0.5, 0.05, 0.2), (6, 19, 16, 39, 25.69, 0.6655), (5, 15, 18, 46, 23.63, 0.7216), PH2SIMON),
    ((0.25, 0.45, 0.05, 0.2), (4, 17, 13, 36, 25.10, 0.5739), (5, 17, 14, 41, 22.63, 0.7653), PH2SIMON),
    ((0.05, 0.25, 0.05, 0.2), (0, 12, 2, 16, 13.84, 0.5404), (0, 9, 2, 17, 11.96, 0.6302), PH2SIMON),
    ((0.2, 0.4, 0.1, 0.1), (3, 19, 10, 36, 28.26, 0.4551), (3, 17, 10, 37, 26.02, 0.5489), PH2SIMON),
    # The second example on the help page of ph2simon: the best of at most 100 patients.
    ((0.2, 0.35, 0.05, 0.05), (15, 68, 25, 95, 75.44, 0.7244), (11, 53, 26, 99, 69.88, 0.6330), PH2SIMON),
]


@pytest.mark.parametrize(("x", "design", "p0", "alpha", "expected", "source"), INFERENCE)
def test_inference_after_the_planned_second_stage(x, design, p0, alpha, expected, source):
    r1, n1, n = design
    umvue = two_stage_umvue(x, r1=r1, n1=n1, n=n, p0=p0, alpha=alpha)
    median = two_stage_median_unbiased(x, r1=r1, n1=n1, n=n, p0=p0, alpha=alpha)
    found = (umvue.estimate, umvue.p_value, umvue.conf_low, umvue.conf_high, median.estimate)
    # Half a unit of the last printed place of each.
    assert found == pytest.approx(expected, abs=1e-7), source


@pytest.mark.parametrize(("case", "expected"), RESIZED)
def test_inference_after_a_resized_second_stage(case, expected):
    n1, r1, n, r, n2, x1, x2 = case
    trial = {"r1": r1, "n1": n1, "n": n, "r": r, "n_actual": n1 + n2, "x1": x1, "alpha": 0.05}
    result = koyama_chen(x1 + x2, p0=0.3, **trial)
    p_at_tenth = koyama_chen(x1 + x2, p0=0.1, **trial).p_value
    found = (result.p_value, p_at_tenth, result.conf_low, result.estimate, result.conf_high)
    assert found == pytest.approx(expected, abs=1e-12), KOYAMA


@pytest.mark.parametrize(("problem", "minimax", "optimal", "source"), DESIGNS)
def test_simon_designs(problem, minimax, optimal, source):
    p0, p1, alpha, beta = problem
    designs = simon_designs(p0, p1, alpha=alpha, beta=beta, n_max=100)
    for design, expected in [(designs.minimax, minimax), (designs.optimal, optimal)]:
        assert (design.r1, design.n1, design.r, design.n) == expected[:4], source
        assert design.expected_n == pytest.approx(expected[4], abs=0.006)
        assert design.early_stop == pytest.approx(expected[5], abs=6e-5)
