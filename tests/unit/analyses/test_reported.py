"""Printed intervals and p-values."""

import pytest

from reanalysis.analyses.controls import compare_controls
from reanalysis.analyses.rates.rates import estimate_rates
from reanalysis.model.config import ControlsConfig, RatesConfig
from reanalysis.stats.recognised import chi_square, minimum_likelihood_binomial, wald, yates


def test_recognised_methods_against_r():
    # R 4.2: prop.test(c(7, 1), c(34, 34), correct = FALSE / TRUE), binom.test(51, 235, 1/6)
    assert chi_square(7, 34, 1, 34, alternative="two_sided").p_value == pytest.approx(0.0239258435, abs=1e-8)
    assert yates(7, 34, 1, 34, alternative="two_sided").p_value == pytest.approx(0.0598452990, abs=1e-8)
    assert minimum_likelihood_binomial(51, 235, 1 / 6, alternative="two_sided").p_value == pytest.approx(
        0.0437479702, abs=1e-8
    )
    assert chi_square(0, 10, 0, 20, alternative="two_sided").p_value == 1
    assert chi_square(7, 34, 1, 34, alternative="less").p_value == pytest.approx(1 - 0.0239258435 / 2, abs=1e-8)
    assert (wald(0, 20, conf_level=0.95).conf_low, wald(0, 20, conf_level=0.95).conf_high) == (0, 0)


@pytest.mark.parametrize(
    ("reported", "check", "text"),
    [
        ("16% (95% CI, 12%-21%)", "interval_reproduced", "Clopper\u2013Pearson"),
        ("15.9% (95% CI, 11.6-20.3)", "interval_reproduced", "Wald"),
        ("16% (95% CI, 10-21)", "interval_not_reproducible", "nearest"),
    ],
)
def test_printed_intervals(paper, dataset, outcomes, scales, reported, check, text):
    p = paper(
        groups="group  label  n\nall  All  270",
        counts=f"group  outcome  events  reported\nall  objective_response  43  {reported}",
    )
    (finding,) = estimate_rates(dataset(p), outcomes, scales, RatesConfig()).findings
    assert finding.check == check and text in finding.message


@pytest.mark.parametrize(
    ("printed", "checks"),
    [
        (".024", ["p_reproduced"]),
        ("P = 0.038", ["p_reproduced"]),
        ("P < .05", ["p_reproduced"]),
        (".001", ["p_not_reproducible"]),
        ("0.5", ["p_not_reproducible", "conclusion_differs"]),
        ("NS", ["not_parsed"]),
        (">.05", ["p_reproduced", "conclusion_differs"]),
        ("<0.2", ["p_reproduced"]),
    ],
)
def test_printed_p_values(paper, dataset, outcomes, scales, printed, checks):
    p = paper(
        groups="group label n\na A 34\nb B 34",
        counts="group outcome events\na objective_response 7\nb objective_response 1",
        comparisons="comparison  group  outcome  against  source  reported_p\nmain  a  objective_response  b  own  "
        f"{printed}",
    )
    assert [
        finding.check for finding in compare_controls(dataset(p), outcomes, scales, ControlsConfig()).findings
    ] == checks
