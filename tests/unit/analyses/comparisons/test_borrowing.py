"""Bayesian comparisons and borrowing from sets of historical controls."""

from dataclasses import replace

import pytest

from reanalysis.analyses.comparisons.borrowing import borrow
from reanalysis.analyses.controls import compare_controls
from reanalysis.model.config import ControlsConfig
from reanalysis.model.paper import Dataset
from reanalysis.model.rows import SetMember

# Ankylosing spondylitis in RBesT: historical placebo groups
AS = [(23, 107), (12, 44), (19, 51), (9, 39), (39, 139), (6, 20), (9, 78), (10, 35)]


def historical(paper, controls):
    """A paper for each control, events of n."""
    return [
        paper(
            f"old{chr(97 + i)}2001",
            groups=f"group label n\nplacebo Placebo {n}",
            counts=f"group outcome events\nplacebo objective_response {x}",
        )
        for i, (x, n) in enumerate(controls)
    ]


def set_of(name, papers):
    """The placebo groups of some papers as a set of controls."""
    return tuple(
        SetMember(
            ref=f"sets.csv:{i + 2}",
            set=name,
            purpose="control",
            paper=p.name,
            group="placebo",
            outcome="objective_response",
        )
        for i, p in enumerate(papers)
    )


@pytest.fixture
def ankylosing(paper):
    def make(control="", against="set:as", without=()):
        papers = historical(paper, AS)
        papers += [
            paper(
                name,
                groups="group label role\nplacebo Placebo control",
                counts="group outcome reported\nplacebo objective_response 25%",
            )
            for name in without
        ]
        treated = paper(
            "new2010",
            groups="group label n parent split role\nall All 30 . . .\ntreated Treated 24 all arm treatment"
            + ("\nplacebo Placebo 6 all arm control" if control else ""),
            counts="group outcome events\ntreated objective_response 14"
            + (f"\nplacebo objective_response {control}" if control else ""),
            comparisons=f"comparison group outcome against source\nmain treated objective_response {against} own",
        )
        members = set_of("as", papers)
        return Dataset({p.name: p for p in [treated, *papers]}, sets=members)

    return make


def run(dataset, outcomes, scales, **config):
    return borrow(dataset, outcomes, scales, ControlsConfig(**config))


def one(rows, **wanted):
    (row,) = [row for row in rows if all(getattr(row, name) == value for name, value in wanted.items())]
    return row


def test_map_prior_of_the_published_example(ankylosing, outcomes, scales):
    rows = run(ankylosing(), outcomes, scales).estimates
    control = one(rows, measure="posterior_proportion", method="map", at="")
    # RBesT's model by quadrature: mean, 2.5% and 97.5% of the predictive distribution
    assert [control.estimate, control.conf_low, control.conf_high] == pytest.approx(
        [0.258277, 0.110853, 0.471431], abs=1e-5
    )
    assert one(rows, measure="effective_sample_size", method="map_elir", at="").estimate == pytest.approx(37, abs=0.1)
    assert (
        control.derived == "pooled" and "sets.csv:2" in control.sources and "olda2001/counts.csv:2" in control.sources
    )
    assert {row.at for row in rows if row.method == "power_prior"} == {"0", "0.25", "0.5", "1"}
    assert {row.at for row in rows if row.method == "robust_map"} == {"0.2", "0.1", "0.5"}
    assert len({row.result_id for row in rows}) == len(rows)
    assert all(
        sum(row.primary for row in rows if row.quantity == quantity) == 1 for quantity in {row.quantity for row in rows}
    )


def test_a_concurrent_control_is_added_and_a_conflict_said(ankylosing, outcomes, scales):
    agreeing = run(ankylosing(control="1"), outcomes, scales)
    assert one(
        agreeing.estimates, measure="probability_superior", method="robust_map", at="0.2"
    ).estimate == pytest.approx(0.9917, abs=2e-3)  # RBesT's mixture: .99172 with Beta(.5, 1)
    assert [finding.severity for finding in agreeing.findings] == ["note"]
    assert [
        (finding.check, finding.severity) for finding in run(ankylosing(control="6"), outcomes, scales).findings
    ] == [("prior_data_conflict", "warning")]


def test_power_prior(ankylosing, outcomes, scales):
    rows = run(ankylosing(), outcomes, scales).estimates
    half = one(rows, measure="posterior_proportion", method="power_prior", at="0.5")
    assert half.estimate == pytest.approx((1 + 127 / 2) / (2 + 513 / 2), abs=1e-12)


def test_the_pooled_and_the_worst_single_control_stand_beside(ankylosing, outcomes, scales):
    rows = compare_controls(ankylosing(), outcomes, scales, ControlsConfig()).estimates
    assert [row.at for row in rows if row.method == "boschloo"] == ["against 127/513", "against 19/51"]
    assert {row.derived for row in rows} == {"pooled"}


def test_a_group_known_only_as_a_rate_is_named_and_not_pooled(ankylosing, outcomes, scales):
    result = run(ankylosing(without=("rate2002",)), outcomes, scales)
    assert [finding.check for finding in result.findings] == ["set_member_without_counts"]
    assert '"Placebo" in rate2002 of the set' in result.findings[0].message


@pytest.mark.parametrize("change", ["missing", "left_out", "same_trial"])
def test_a_set_is_never_silently_smaller(ankylosing, outcomes, scales, change):
    data = ankylosing()
    if change == "same_trial":
        trial = data.papers["new2010"].info.trial
        data.papers["olda2001"] = replace(
            data.papers["olda2001"], info=data.papers["olda2001"].info.model_copy(update={"trial": trial})
        )
    else:
        papers = {name: p for name, p in data.papers.items() if name != "olda2001"}
        data = Dataset(papers, {"olda2001": 1} if change == "left_out" else {}, data.sets)
    rows = run(data, outcomes, scales).estimates
    assert rows and all(row.estimate is None and "olda2001" in row.note for row in rows)
    compared = compare_controls(data, outcomes, scales, ControlsConfig())
    assert [finding.check for finding in compared.findings] == ["set_not_usable"] and all(
        row.estimate is None for row in compared.estimates
    )


def test_nothing_borrowed_against_a_known_rate(paper, dataset, outcomes, scales):
    p = paper(
        groups="group label n\nall All 30",
        counts="group outcome events\nall objective_response 15",
        comparisons="comparison group outcome against source\nmain all objective_response 25% own",
    )
    rows = borrow(dataset(p), outcomes, scales, ControlsConfig()).estimates
    assert one(rows, measure="probability_superior", method="beta_uniform").estimate == pytest.approx(
        0.9986983746, abs=1e-9
    )
    assert one(rows, measure="probability_superior", method="beta_jeffreys").estimate == pytest.approx(
        0.9984763455, abs=1e-9
    )


def test_comparisons_that_differ_only_in_alternative_or_level_share_rows(paper, dataset, outcomes, scales):
    p = paper(
        groups="group label n\nall All 30",
        counts="group outcome events\nall objective_response 15",
        comparisons="""
        comparison  group  outcome             against  source  alternative  conf_level
        one         all    objective_response  25%      own     two_sided    .
        two         all    objective_response  25%      own     greater      .
        three       all    objective_response  25%      own     two_sided    90
    """,
    )
    rows = borrow(dataset(p), outcomes, scales, ControlsConfig()).estimates
    assert len({row.result_id for row in rows}) == len(rows) == 2 * 2 + 2
    assert all(
        sum(row.primary for row in rows if row.quantity == quantity) == 1 for quantity in {row.quantity for row in rows}
    )


@pytest.fixture
def against_set(paper):
    """A group of 15/30 against a set of such controls."""

    def made(*controls):
        papers = historical(paper, controls)
        treated = paper(
            "new2010",
            groups="group label n\nall All 30",
            counts="group outcome events\nall objective_response 15",
            comparisons="comparison group outcome against source\nmain all objective_response set:old own",
        )
        members = set_of("old", papers)
        return Dataset({p.name: p for p in [treated, *papers]}, sets=members)

    return made


def test_one_control_is_borrowed_over_a_range_of_priors(against_set, outcomes, scales):
    found = run(against_set((43, 112)), outcomes, scales).estimates
    superior = {
        one.fact("tau_scale"): one.estimate
        for one in found
        if one.measure == "probability_superior" and one.method == "map"
    }
    assert sorted(superior, key=float) == ["0.1", "0.25", "0.5", "1", "2"]
    falling = [superior[scale] for scale in sorted(superior, key=float)]
    assert falling == sorted(falling, reverse=True)
    # RBesT's published model by two quadratures: half-normal(1) and half-normal(0.5)
    assert superior["1"] == pytest.approx(0.693197, abs=1e-4) and superior["0.5"] == pytest.approx(0.763246, abs=1e-4)
    several = run(against_set((43, 112), (20, 60)), outcomes, scales).estimates
    assert {one.fact("tau_scale") for one in several if one.method == "map"} == {"1", "0.5"}


def test_priors_that_borrow_nothing_or_cannot_adapt_say_so(against_set, outcomes, scales):
    found = run(against_set((43, 112)), outcomes, scales).estimates
    nothing = one(found, measure="probability_superior", method="power_prior", at="0")
    assert "uniform prior" in nothing.note and nothing.estimate == pytest.approx(0.5, abs=1e-9)
    robust = one(found, measure="probability_superior", method="robust_map", at="0.2")
    assert "cannot adapt without a concurrent control" in robust.note
    assert "from 1 historical control:" in robust.note


@pytest.mark.parametrize(
    ("controls", "told"), [([(5, 100), (45, 90)], True), ([(30, 100), (45, 90)], False), ([(5, 100)], False)]
)
def test_controls_that_contradict_each_other_are_a_finding(against_set, outcomes, scales, controls, told):
    findings = [f for f in run(against_set(*controls), outcomes, scales).findings if f.check == "controls_contradict"]
    assert bool(findings) == told
    if (
        told
    ):  # R: binom.test(5, 100, conf.level = .975) 1.4 to 12.1%, binom.test(45, 90, conf.level = .975) 37.8 to 62.2%
        assert "5/100 (1 to 12%) and 45/90 (38 to 62%) have 97.5% limits" in findings[0].message
