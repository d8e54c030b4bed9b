"""Sets of endpoints with purpose synthesis: printed ratios, survival at a time, medians, rates, and what is refused."""

from __future__ import annotations

import pytest

from reanalysis.analyses.pooling import pool_sets
from reanalysis.model.config import SynthesisConfig, Vocabulary
from reanalysis.model.paper import Dataset
from reanalysis.model.rows import SetMember

ENDPOINT = "overall_survival"
GROUPS = "group label n\nnew New 40\nold Old 38"
HEAD = "group endpoint statistic value low high unit at n events against reported_p std_error n_at_risk"


@pytest.fixture
def pool(paper, outcomes, scales):
    """Pool sets of one paper for each line of summaries (columns of `HEAD`, blank from where a line ends)."""

    def make(*lines, against="", group="new", papers=None, more=(), **of_member):
        found = papers or [
            paper(
                f"trial{chr(97 + i)}2001",
                info={"first_author": f"Name{chr(97 + i)}"},
                groups=GROUPS,
                summaries="\n".join([HEAD, *(_full(line) for line in text.split("|"))]),
            )
            for i, text in enumerate(lines)
        ]
        members = tuple(
            SetMember(
                ref=f"sets.csv:{i + 2}", set="series", purpose="synthesis", paper=one.name, group=group,
                against=against, **({"endpoint": ENDPOINT} | of_member),
            )
            for i, one in enumerate(found)
        )  # fmt: skip
        dataset = Dataset({one.name: one for one in found}, sets=(*members, *more))
        return pool_sets(dataset, Vocabulary(outcomes, scales), SynthesisConfig())

    return make


def _full(line):
    cells = line.split()
    return " ".join(cells + ["."] * (len(HEAD.split()) - len(cells)))


def hazard(ratio, low=".", high=".", p=".", *, group="new", against="old", error="."):
    return f"{group} {ENDPOINT} hazard_ratio {ratio} {low} {high} . . . . {against} {p} {error}"


def one(result, **wanted):
    (row,) = [row for row in result.estimates if all(getattr(row, name) == value for name, value in wanted.items())]
    return row


def checks(result):
    return [finding.check for finding in result.findings]


THREE = hazard(0.6, 0.39, 0.92), hazard(0.8, 0.55, 1.16), hazard(0.75, 0.5, 1.125)


def test_printed_hazard_ratios_are_pooled_by_generic_inverse_variance(pool):
    # metafor 3.8-1: rma(log(hr), ((log(hi) - log(lo)) / (2 z))^2), REML, FE, and Knapp-Hartung with its floor
    result = pool(*THREE, against="old")
    row = one(result, measure="pooled_hazard_ratio", method="reml")
    assert (row.estimate, row.conf_low, row.conf_high) == pytest.approx(
        (0.7205754897, 0.5717927799, 0.9080720403), abs=1e-6
    )
    assert row.primary and (row.endpoint, row.outcome, row.group) == (ENDPOINT, "", "set:series")
    fixed = one(result, measure="pooled_hazard_ratio", method="inverse_variance")
    assert fixed.estimate == pytest.approx(row.estimate, abs=1e-9)  # no variance between the studies
    careful = one(result, measure="pooled_hazard_ratio", method="reml_hksj")  # test = "adhoc"
    assert (careful.conf_low, careful.conf_high) == pytest.approx((0.4336952217, 1.1972210212), abs=1e-6)
    assert one(result, measure="q").estimate == pytest.approx(1.038654541, abs=1e-8)
    assert {"sets.csv:2", "triala2001/summaries.csv:2"} <= set(row.sources) and not result.findings


def test_a_ratio_printed_the_other_way_round_is_turned(pool):
    turned = hazard(1 / 0.6, 1 / 0.92, 1 / 0.39, group="old", against="new")
    turned = turned.replace(str(1 / 0.6), "1.6666666667").replace(str(1 / 0.92), "1.0869565217")
    turned = turned.replace(str(1 / 0.39), "2.5641025641")
    found, same = (
        one(pool(first, *THREE[1:], against="old"), measure="pooled_hazard_ratio", method="reml")
        for first in (turned, THREE[0])
    )
    assert found.estimate == pytest.approx(same.estimate, abs=1e-8)


def test_a_ratio_without_limits_takes_its_p_value_and_says_so(pool):
    result = pool(hazard(0.6, p="0.0196"), *THREE[1:], against="old")
    row = one(result, measure="pooled_hazard_ratio", method="reml")
    assert row.estimate == pytest.approx(0.7205755, abs=5e-4)
    assert "the variance of Namea 2001 is from its p-value" in row.note


def test_a_ratio_with_a_bound_of_its_p_alone_is_named_and_not_pooled(pool):
    result = pool(hazard(0.6, p="<0.001"), *THREE[1:], against="old")
    assert checks(result) == ["set_without_count"]
    assert "triala2001:new" in result.findings[0].message and "<0.001" in result.findings[0].message
    assert "without triala2001:new" in one(result, measure="pooled_hazard_ratio", method="reml").note


def test_survival_at_a_time_is_pooled_on_the_log_log_scale(pool):
    # metafor 3.8-1: rma(log(-log S), (se / (S log S))^2), REML
    lines = [
        f"new {ENDPOINT} survival {100 * s:g} . . months 12 . . . . {100 * se:g}"
        for s, se in ((0.6, 0.08), (0.45, 0.07), (0.7, 0.06))
    ]
    row = one(pool(*lines), measure="pooled_survival_probability", method="reml")
    assert (row.estimate, row.conf_low, row.conf_high) == pytest.approx(
        (0.5856064521, 0.4227804926, 0.7170538271), abs=1e-6
    )
    assert (row.at, row.unit) == ("12", "months")


def test_survival_at_the_same_time_in_other_units_is_one_pool_and_other_times_are_others(pool):
    result = pool(
        f"new {ENDPOINT} survival 60 43 74 months 12|new {ENDPOINT} survival 40 25 55 months 24",
        f"new {ENDPOINT} survival 45 30 59 years 1|new {ENDPOINT} survival 30 17 44 years 2",
    )
    rows = [r for r in result.estimates if (r.measure, r.method) == ("pooled_survival_probability", "reml")]
    assert [(row.at, row.unit) for row in rows] == [("12", "months"), ("24", "months")]
    assert rows[0].estimate > rows[1].estimate and not result.findings


def test_survival_at_different_times_alone_is_refused_with_the_times(pool):
    result = pool(f"new {ENDPOINT} survival 60 43 74 months 12", f"new {ENDPOINT} survival 30 17 44 years 2")
    (row,) = result.estimates
    assert row.estimate is None and "12 months" in row.note and "24 months" in row.note
    assert checks(result) == ["set_not_pooled"]


def test_survival_of_nobody_is_named(pool):
    result = pool(
        f"new {ENDPOINT} survival 100 . . months 12",
        f"new {ENDPOINT} survival 60 43 74 months 12",
        f"new {ENDPOINT} survival 45 . . months 12 . . . . . 11",
    )
    assert checks(result) == ["set_without_count"] and "100%" in result.findings[0].message
    row = one(result, measure="pooled_survival_probability", method="reml")
    assert "from the patients at risk" in row.note


def test_medians_are_pooled_in_one_unit_and_marked_as_an_approximation(pool):
    result = pool(
        f"new {ENDPOINT} median 12 8 18 months",
        f"new {ENDPOINT} median 1 0.75 NE years",
        f"new {ENDPOINT} median 12 . . months . . 20",
    )
    row = one(result, measure="pooled_median_time", method="reml")
    assert row.estimate == pytest.approx(12) and row.unit == "months"
    assert "an approximation" in row.note and "as if the hazard was constant" in row.note
    assert one(result, measure="pooled_median_time", method="median_of_medians").estimate == 12


def test_rates_per_person_time_are_pooled_by_their_likelihood(pool):
    # metafor 3.8-1: rma.glmm(measure = "IRLN", nAGQ = 21)
    result = pool(*(f"new {ENDPOINT} person_time {t} . . months . . {x}" for x, t in ((4, 120), (7, 100), (2, 90))))
    row = one(result, measure="pooled_rate", method="poisson_glmm")
    assert row.primary and row.estimate == pytest.approx(13 / 310, rel=0.05)
    assert one(result, measure="pooled_rate", method="crude").estimate == pytest.approx(13 / 310)


def test_nothing_printed_is_refused_with_the_groups(pool, paper):
    papers = [paper(f"bare{i}001", groups=GROUPS) for i in (1, 2)]
    result = pool(papers=papers)
    (row,) = result.estimates
    assert row.estimate is None and "bare1001:new" in row.note and checks(result) == ["set_not_pooled"]


def test_two_papers_of_one_trial_are_refused_and_both_named(pool, paper):
    papers = [
        paper(name, trial="same", groups=GROUPS, summaries="\n".join([HEAD, _full(THREE[0])]))
        for name in ("one2001", "two2002")
    ]
    (row,) = pool(papers=papers, against="old").estimates
    assert row.estimate is None and "one2001" in row.note and "two2002" in row.note


def test_ratios_and_single_arms_are_not_mixed(pool):
    lone = SetMember(
        ref="sets.csv:9", set="series", purpose="synthesis", paper="triala2001", group="old", endpoint=ENDPOINT
    )
    (row,) = pool(*THREE, against="old", more=(lone,)).estimates
    assert row.estimate is None and "not one pool" in row.note


def test_a_set_of_an_outcome_without_counts_takes_the_printed_ratios(pool):
    lines = [
        f"new objective_response odds_ratio {r} {low} {high} . . . . old" for r, low, high in ((2, 1, 4), (3, 1, 9))
    ]
    result = pool(*lines, against="old", endpoint=None, outcome="objective_response")
    row = one(result, measure="pooled_odds_ratio", method="inverse_variance")
    assert 2 < row.estimate < 3 and row.outcome == "objective_response"


def test_every_row_has_an_id_of_its_own_and_every_quantity_one_primary(pool):
    rows = pool(*THREE, against="old").estimates
    assert len({row.result_id for row in rows}) == len(rows)
    assert sum(row.primary for row in rows) == len({row.quantity for row in rows})
