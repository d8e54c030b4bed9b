"""Cumulative incidence by cause."""

import pytest

from reanalysis.analyses.survival import summarise_survival
from reanalysis.model.config import SurvivalConfig

TIMES = """
patient group endpoint time unit cause
1 all overall_survival 1+ months .
2 all overall_survival 2 months relapse
3 all overall_survival 2+ months .
4 all overall_survival 3 months toxicity
5 all overall_survival 3+ months .
6 all overall_survival 3 months toxicity
7 all overall_survival 5+ months .
8 all overall_survival 6 months toxicity
"""


@pytest.fixture
def rows(dataset, outcomes, scales, paper):
    def of(times):
        found = summarise_survival(
            dataset(paper(groups="group label n\nall All 8", times=times)), outcomes, scales, SurvivalConfig()
        ).estimates
        assert len({row.result_id for row in found}) == len(found)
        return {(row.outcome, row.at): row for row in found if row.measure == "cumulative_incidence"}

    return of


def test_incidence_of_each_cause_at_the_landmarks(rows):
    found = rows(TIMES)
    # summary(survfit(Surv(t, factor(cause, 0:2)) ~ 1, conf.type = "log-log"), times = c(3, 6)), data of survival's
    # tests/testci.R
    assert found["relapse", "3"].estimate == pytest.approx(1 / 7)
    assert found["toxicity", "3"].estimate == pytest.approx(12 / 35)
    assert found["toxicity", "6"].estimate == pytest.approx(6 / 7)
    assert (found["toxicity", "6"].conf_low, found["toxicity", "6"].conf_high) == pytest.approx(
        (0.334053879292222078, 0.97856105852617548)
    )
    assert (found["relapse", "3"].conf_low, found["relapse", "3"].conf_high) == pytest.approx(
        (0.0071238640762384597, 0.46494135531550684)
    )
    assert found["relapse", "3"].events == 1 and found["toxicity", "3"].n == 8
    assert all(row.note.startswith(f"cause: {cause}") and row.primary for (cause, _), row in found.items())


def test_the_naive_value_is_a_warning_in_the_note(rows):
    # 1 - summary(survfit(Surv(t, cause == 2) ~ 1), times = 3)$surv = 2/5
    assert "would give 0.4000, too much" in rows(TIMES)["toxicity", "3"].note


def test_nothing_is_given_beyond_the_last_observation(rows):
    row = rows(TIMES.replace("8 all overall_survival 6 months toxicity", "8 all overall_survival 6+ months ."))[
        "relapse", "12"
    ]
    assert row.estimate is None and "beyond the last observation at 6 months" in row.note


def test_once_everybody_had_some_event_the_incidences_are_known_and_sum_to_1(rows):
    found = rows(TIMES)
    for time in ("6", "12", "24"):
        both = [found[cause, time].estimate for cause in ("relapse", "toxicity")]
        assert both == pytest.approx([1 / 7, 6 / 7])


def test_events_without_a_cause_are_a_cause_of_their_own_and_times_without_causes_have_no_rows(rows):
    assert {cause for cause, _ in rows(TIMES.replace("6 months toxicity", "6 months ."))} == {
        "relapse",
        "toxicity",
        "unstated",
    }
    assert rows(TIMES.replace("relapse", ".").replace("toxicity", ".")) == {}


def test_without_another_cause_before_it_the_naive_value_is_the_same(rows):
    assert "would give 0.1429, the same" in rows(TIMES)["relapse", "3"].note


ARMS = """
patient group endpoint time unit cause
1 one overall_survival 2 months relapse
2 one overall_survival 3 months death
3 one overall_survival 9+ months .
4 two overall_survival 2 months relapse
5 two overall_survival 9+ months .
6 none overall_survival 9+ months .
7 blank overall_survival 4 months .
8 blank overall_survival 9+ months .
"""


def test_a_cause_that_only_another_arm_had_has_its_row(dataset, outcomes, scales, paper):
    p = paper(groups="group label n\none One 3\ntwo Two 2\nnone None 1\nblank Blank 2", times=ARMS)
    found = summarise_survival(dataset(p), outcomes, scales, SurvivalConfig()).estimates
    at_six = {
        (row.group, row.outcome): (row.estimate, row.events)
        for row in found
        if row.measure == "cumulative_incidence" and row.at == "6"
    }
    assert at_six == {
        ("one", "death"): (pytest.approx(1 / 3), 1),
        ("one", "relapse"): (pytest.approx(1 / 3), 1),
        ("two", "death"): (0, 0),
        ("two", "relapse"): (0.5, 1),
        ("none", "death"): (0, 0),
        ("none", "relapse"): (0, 0),
    }
