"""Times that look like another unit."""

import pytest

from reanalysis.audit import audit_dataset
from reanalysis.model.config import AuditConfig


@pytest.fixture
def found(dataset, outcomes, scales, paper):
    def of(**tables):
        p = paper(**({"groups": "group label n parent split\nall All 30 . .\na A 15 all arm\nb B 15 all arm"} | tables))
        return [(finding.row, finding.entered) for finding in audit_dataset(dataset(p), outcomes, scales, AuditConfig()) if finding.check == "looks_like_another_unit"]

    return of


@pytest.mark.parametrize(("one", "other", "many"), [
    ("7.7 months", "33.5 months", 1), ("7.7 months", "7.6 years", 1), ("7.7 months", "53.9 months", 1), ("10 weeks", "304 weeks", 1), ("1 months", "365 months", 1),
    ("7.7 months", "33.5 weeks", 0), ("7.7 months", "15.4 months", 0), ("7.7 months", "NE months", 0),
])
def test_medians_of_sibling_groups(found, one, other, many):
    rows = found(summaries=f"group endpoint statistic value unit\na overall_survival median {one}\nb overall_survival median {other}")
    assert rows == [("3", other)] * many


def test_other_endpoints_and_groups_that_are_no_siblings_are_not_compared(found):
    assert found(summaries="group endpoint statistic value unit\na overall_survival median 7 months\nb progression_free_survival median 49 months\nall overall_survival median 49 months") == []


def test_a_median_outside_its_range_that_would_fit_in_another_unit(found):
    summaries = "group endpoint statistic value unit\na overall_survival median 26 months\na overall_survival min 2 months\na overall_survival max 20 months"
    assert found(summaries=summaries) == [("2", "26 months")]
    assert found(summaries=summaries.replace("26", "12")) == []


def test_the_longest_listed_time_against_the_largest_printed_one(found):
    tables = {"summaries": "group endpoint statistic value unit\na overall_survival max 26 months", "times": "patient group endpoint time unit\n1 a overall_survival 26+ weeks\n2 a overall_survival 3 weeks"}
    assert found(**tables) == [("2", "26 weeks")]
    assert found(**tables | {"times": tables["times"].replace("weeks", "months")}) == []
