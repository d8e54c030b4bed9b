"""Parametric medians and AIC."""

from itertools import pairwise

import pytest

from reanalysis.analyses.survival import summarise_survival
from reanalysis.model.config import SurvivalConfig

SIX_MP = "6 6 6 7 10 13 16 22 23 6+ 9+ 10+ 11+ 17+ 19+ 20+ 25+ 32+ 32+ 34+ 35+".split()


@pytest.fixture
def rows(dataset, outcomes, scales, paper):
    def of(times, parametric=True):
        table = "patient group endpoint time unit\n" + "\n".join(
            f"{i} all overall_survival {time} weeks" for i, time in enumerate(times)
        )
        p = paper(groups=f"group label n\nall All {len(times)}", times=table)
        found = summarise_survival(dataset(p), outcomes, scales, SurvivalConfig(parametric=parametric)).estimates
        return {(row.measure, row.method): row for row in found if row.measure in ("parametric_median", "aic")}

    return of


def test_medians_and_aic_are_those_of_survreg(rows):
    found = rows(SIX_MP)
    # for d: m <- survreg(Surv(time, event) ~ 1, dist = d); predict(m, type = "quantile", p = .5)[1]; AIC(m)
    expected = {
        "exponential": (27.648870868252899, 86.349760600737056),
        "weibull": (25.756503015023132, 87.317356953763095),
        "lognormal": (24.607903019821698, 85.360311739815756),
        "loglogistic": (24.26595263468127, 86.288207613667069),
    }
    for method, (median, aic) in expected.items():
        assert found["parametric_median", method].estimate == pytest.approx(median, rel=1e-6)
        assert found["aic", method].estimate == pytest.approx(aic, rel=1e-9)
    assert [method for (measure, method), row in found.items() if row.primary and measure == "aic"] == ["exponential"]
    assert found["parametric_median", "weibull"].unit == "weeks" and found["aic", "weibull"].unit == ""


def test_few_events_get_the_exponential_alone_and_the_others_the_reason(rows):
    found = rows(["3", "5", "8", "9", "12+"])
    assert found["aic", "exponential"].estimate is not None
    assert (
        found["parametric_median", "weibull"].estimate is None
        and "4 events" in found["parametric_median", "weibull"].note
    )
    tied = rows(["3"] * 6)
    assert "fewer than two distinct event times" in tied["aic", "lognormal"].note


def test_a_median_beyond_the_last_observation_is_called_an_extrapolation(rows):
    assert "an extrapolation" in rows(["1", "2", "3", "4", "5"] + ["6+"] * 20)["parametric_median", "exponential"].note


def test_it_can_be_switched_off(rows):
    assert rows(SIX_MP, parametric=False) == {}


def test_the_fitted_curves_are_written_down_for_the_figures(dataset, outcomes, scales, paper):
    table = "patient group endpoint time unit\n" + "\n".join(
        f"{i} all overall_survival {time} weeks" for i, time in enumerate(SIX_MP)
    )
    p = paper(groups=f"group label n\nall All {len(SIX_MP)}", times=table)
    curves = {}
    for row in summarise_survival(dataset(p), outcomes, scales, SurvivalConfig()).extra["parametric_curves"]:
        curves.setdefault(row["method"], []).append((float(row["time"]), float(row["survival"])))
    assert {method: (len(points), points[0], points[-1][0]) for method, points in curves.items()} == dict.fromkeys(
        ("exponential", "weibull", "lognormal", "loglogistic"), (41, (0.0, 1.0), 35.0)
    )
    # R: survreg(..., dist = "weibull"): pweibull(35, 1 / scale, exp(intercept), lower.tail = FALSE)
    assert curves["exponential"][-1][1] == pytest.approx(2 ** (-35 / 27.648870868252899), rel=1e-6)
    assert curves["weibull"][-1][1] == pytest.approx(0.3499985993, rel=1e-5)
    assert all(one >= other for points in curves.values() for (_, one), (_, other) in pairwise(points))
