"""The heading of a table of robustness says what stands in it."""

from __future__ import annotations

import pytest

from reanalysis.report.views.robustness import robust_title


@pytest.mark.parametrize(
    ("quantities", "title"),
    [
        (["holm", "benjamini_hochberg"], "p adjusted for several tests"),
        (["tipping_control_rate", "assumed_control_n"], "How far the control may be wrong"),
        (["holm", "tipping_reference_median"], "How far the control may be wrong, and p adjusted for several tests"),
    ],
)
def test_the_heading_names_what_is_there(quantities, title):
    assert robust_title({"quantity": quantity} for quantity in quantities) == title
