"""How fragile a conclusion is: all analyses, borrowing, two-stage designs, trends and robustness on the pages of a run
that has all of them."""

from __future__ import annotations

import pytest

from reanalysis.model import store
from reanalysis.model.estimate import Estimate
from reanalysis.model.finding import Finding
from reanalysis.model.naming import group_named, set_named
from reanalysis.model.rows import SetMember, columns_of
from reanalysis.model.store import cells_of
from reanalysis.report.views.comparisons import beside

from ..conftest import FINDINGS, INFO, ROBUST, TABLES_OF, estimates, read_page, render, write_run
from ..test_pages import (  # noqa: F401  these hold for every run
    test_every_link_inside_the_report_leads_somewhere,
    test_every_number_in_a_result_table_has_a_source,
    test_figures_have_a_text_alternative,
    test_headings_are_in_order_and_one_is_first,
    test_ids_are_unique,
    test_nothing_is_styled_or_loaded_in_a_way_that_the_policy_refuses,
    test_nothing_of_the_machinery_shows,
    test_result_ids_are_those_of_the_table,
    test_tables_have_captions_and_scopes,
)
from ..text.test_words import RATE

MULTIVERSE = (
    "paper",
    "group",
    "outcome",
    "comparison",
    "control",
    "label",
    "denominator",
    "method",
    "events",
    "n",
    "difference",
    "p_value",
    "stands",
)
ALPHA = TABLES_OF["alpha2001"] | {
    "groups": """group,label,n,parent,split,role,dose,dose_unit,source
all,All patients,30,,,treatment,,,Abstract
low,Low dose,10,all,dose,,1,mg,Abstract
middle,Middle dose,10,all,dose,,2,mg,Abstract
high,High dose,10,all,dose,,3,mg,Abstract
control,Historical control,,,,historical_control,,,Abstract""",
    "comparisons": """comparison,group,outcome,against,family,source
vs_history,all,objective_response,control,main,own
vs_set,all,objective_response,set:old_controls,main,own
vs_gone,all,objective_response,set:gone,,own""",
}
SOURCES = ("alpha2001/counts.csv:2", "alpha2001/groups.csv:2")
SET = ("alpha2001/comparisons.csv:3", "sets.csv:2", "beta2002/groups.csv:2")
ABOUT = {"paper": "alpha2001", "group": "all", "outcome": "objective_response", "events": 15, "n": 30}
MEMBERS = [
    SetMember(
        ref=f"sets.csv:{line}",
        set="old_controls",
        purpose="control",
        paper=name,
        group="all",
        outcome="objective_response",
    )
    for line, name in ((2, "beta2002"), (3, "gamma2003"))
]


def borrowing():
    """What the borrowing stage writes for a known rate, a set of two and a set that is gone."""
    known = ABOUT | {
        "against": "control",
        "at": "0.25",
        "facts": {"control_rate": "0.25"},
        "method": "beta_uniform",
        "derived": "from_percent",
        "primary": True,
        "sources": (*SOURCES, "alpha2001/comparisons.csv:2"),
    }
    interval = {"conf_level": 0.95, "conf_low": 0.05, "conf_high": 0.9}
    yield Estimate(**known, measure="posterior_proportion", estimate=0.5, alternative="two_sided", **interval)
    yield Estimate(**known, measure="probability_superior", estimate=0.9987)
    shared = ABOUT | {"against": "set:old_controls", "derived": "pooled", "sources": (*SOURCES, *SET)}
    yield Estimate(
        **shared,
        measure="probability_superior",
        method="beta_uniform",
        estimate=0.875,
        note="all controls pooled as one",
    )
    for method, at, superior, known in (
        ("map", "", 0.693, {"tau_scale": "1"}),
        ("map", "tau_scale=0.5", 0.763, {"tau_scale": "0.5"}),
        ("robust_map", "0.2", 0.65, {"weight": "0.2"}),
        ("power_prior", "0.25", 0.8, {"a0": "0.25"}),
        ("power_prior", "1", 0.99997, {"a0": "1"}),
    ):
        facts = {"controls": "43/112; 3/4"} | known
        yield Estimate(
            **shared,
            measure="posterior_proportion",
            method=method,
            at=at,
            estimate=0.4,
            alternative="two_sided",
            primary=True,
            facts=facts,
            **interval,
        )
        yield Estimate(
            **shared, measure="probability_superior", method=method, at=at, estimate=superior, primary=True, facts=facts
        )
    yield Estimate(**shared, measure="effective_sample_size", method="map_elir", estimate=7.74, primary=True)
    yield Estimate(**shared, measure="effective_sample_size", method="robust_map_elir", note="not defined")
    gone = ABOUT | {
        "against": "set:gone",
        "derived": "pooled",
        "sources": (*SOURCES, "alpha2001/comparisons.csv:4"),
        "note": "data/raw/sets.csv has no groups of a set gone",
    }
    yield from (
        Estimate(**gone, measure=measure, method="map", primary=True)
        for measure in ("posterior_proportion", "probability_superior")
    )


def compared():
    """The set as one and its worst group, as the comparison stage writes them."""
    shared = ABOUT | {"against": "set:old_controls", "derived": "pooled", "sources": (*SOURCES, *SET)}
    for counts, difference, which in (("46/116", 0.103, "all"), ("3/4", -0.25, "highest")):
        events, _, n = counts.partition("/")
        facts = {"control_part": which, "control_events": events, "control_n": n}
        yield Estimate(
            **shared,
            measure="risk_difference",
            method="newcombe",
            at=f"against {counts}",
            estimate=difference,
            conf_level=0.95,
            conf_low=-0.4,
            conf_high=0.4,
            alternative="two_sided",
            primary=True,
            facts=facts,
        )
        yield Estimate(
            **shared,
            measure="association",
            method="boschloo",
            at=f"against {counts}",
            p_value=0.3,
            alternative="two_sided",
            primary=True,
            facts=facts,
        )


def trends():
    """A trend by doses, and one that is not defined."""
    shared = {
        "paper": "alpha2001",
        "group": "all",
        "measure": "trend",
        "alternative": "two_sided",
        "n": 30,
        "sources": ("alpha2001/counts.csv:2", "alpha2001/groups.csv:3"),
    }
    for at in ("scores=dose", "scores=rank"):
        for method, p in (
            ("cochran_armitage_exact", 0.031),
            ("cochran_armitage_mid_p", 0.022),
            ("cochran_armitage", 0.019),
        ):
            facts = {
                "scores": at.removeprefix("scores="),
                "counts": "2/10; 5/10; 8/10",
                "doses": "1; 2; 3",
                "dose_unit": "mg",
            } | ({"z": "2.3"} if method == "cochran_armitage" else {})
            yield Estimate(
                **shared,
                outcome="objective_response",
                at=at,
                method=method,
                p_value=p,
                events=15,
                primary=method == "cochran_armitage_exact",
                facts=facts,
            )
    for method in ("cochran_armitage_exact", "cochran_armitage"):
        yield Estimate(
            **shared,
            outcome="partial_response",
            at="scores=dose",
            method=method,
            events=0,
            primary=method == "cochran_armitage_exact",
            facts={"scores": "dose", "counts": "0/10; 0/10; 0/10", "doses": "1; 2; 3", "dose_unit": "mg"},
        )


def two_stage():
    """Rates after a two-stage design, one of them not computed."""
    shared = ABOUT | {
        "measure": "proportion",
        "alternative": "greater",
        "derived": "from_percent",
        "sources": (*SOURCES, "alpha2001/paper.yaml:1"),
    }
    yield Estimate(
        **shared,
        method="two_stage_umvue",
        estimate=0.478,
        conf_level=0.9,
        conf_low=0.33,
        conf_high=0.66,
        p_value=0.0032,
    )
    yield Estimate(**shared, method="two_stage_median_unbiased", note="not computed: the counts do not fit")


def robust():
    """Rows of the further quantities of robustness.csv."""
    about = {
        "paper": "alpha2001",
        "comparison": "vs_history",
        "events": "15",
        "n": "30",
        "control": "0.25",
        "derived": "from_percent",
    }
    limits = {"conf_low": "0.3", "conf_high": "0.7"}
    rows = [
        {"quantity": f"unevaluable_{way}", "at": "4", "value": value, "p_value": p, **limits}
        for way, value, p in (
            ("as_failures", "0.5", "0.0055"),
            ("as_successes", "0.63", "0.0001"),
            ("left_out", "0.58", "0.0002"),
        )
    ]
    rows += [
        {"quantity": "unevaluable_tipping", "at": "0.05"},
        {
            "quantity": "non_inferiority",
            "at": "0.1",
            "value": "0.25",
            "p_value": "0.01",
            "conf_low": "0.06",
            "conf_high": "0.44",
        },
        {"quantity": "holm", "at": "main", "value": "0.005499068328280774", "p_value": "0.011"},
        {"quantity": "benjamini_hochberg", "at": "main", "value": "0.0055", "p_value": "0.011"},
        {"quantity": "unheard_of", "at": "3", "value": "2"},
    ]
    return [about | row for row in rows]


def multiverse():
    """Five analyses: two against the known rate, three against the set; one without a p and one of a comparison that is
    gone are no analyses."""
    tests = [
        ("control (25%, taken as known)", "exact_binomial", "0.0055", "yes"),
        ("control (25%, if 5 of 20 patients)", "boschloo", "0.082", "no"),
        *(
            ("set:old_controls (46/116)", method, p, "no")
            for method, p in (("boschloo", "0.26"), ("fisher", "0.30"), ("fisher_mid_p", "0.31"), ("blank", ""))
        ),
    ]
    rows = [
        dict(
            zip(
                MULTIVERSE,
                (
                    "alpha2001",
                    "all",
                    "objective_response",
                    "vs_set" if "set" in control else "vs_history",
                    control,
                    "as the paper counts",
                    "as printed",
                    method,
                    "15",
                    "30",
                    "0.25" if "25" in control else "0.103",
                    p,
                    stands,
                ),
                strict=True,
            )
        )
        for control, method, p, stands in tests
    ]
    return [*rows, rows[0] | {"comparison": "gone"}, rows[0] | {"paper": "delta2004"}]


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """Results of a run with every kind of fragility."""
    stages = estimates()
    stages |= {
        "response_rates": [*stages["response_rates"], *two_stage()],
        "comparisons": [*stages["comparisons"], *compared()],
        "borrowing": list(borrowing()),
        "trends": list(trends()),
    }
    found = Finding(
        paper="alpha2001",
        check="set_member_without_counts",
        severity="warning",
        table="comparisons",
        row="3",
        column="against",
        message=f"{group_named('gamma2003', 'all')} of {set_named('old_controls')} gives no count with a denominator "
        "and is not in the pool",
        source="alpha2001/comparisons.csv:3",
    )
    project = write_run(
        tmp_path_factory.mktemp("fragile"),
        tables=TABLES_OF | {"alpha2001": ALPHA},
        info=INFO,
        findings=[*FINDINGS, found],
        stages=stages,
    )
    tables = project / "results/tables"
    store.write_rows(tables / "multiverse.csv", MULTIVERSE, multiverse())
    store.write_rows(
        tables / "robustness.csv",
        ROBUST,
        [*store.read_rows(tables / "robustness.csv"), *(dict.fromkeys(ROBUST, "") | row for row in robust())],
    )
    store.write_rows(
        project / "data/processed/sets.csv",
        ["ref", *columns_of(SetMember)],
        [{"ref": row.ref} | cells_of(row) for row in MEMBERS],
    )
    return render(project)


@pytest.fixture(scope="module")
def pages(results):
    return {
        path.relative_to(results).as_posix(): read_page(path)
        for path in [results / "report.html", *sorted((results / "papers").glob("*.html"))]
    }


def article(pages, anchor):
    [node] = [
        node for node in pages["papers/alpha2001.html"].all("article", "section") if node.attributes.get("id") == anchor
    ]
    return node


def rows_of(node, name):
    [table] = [table for table in node.all("table") if name in table.classes]
    return [row.text for row in table.all("tbody")[0].all("tr")]


def test_all_analyses_stand_on_top_in_one_sentence(pages):
    node = article(pages, "multiverse-all-objective_response")
    assert (
        "The conclusion that the rate is higher stands in some analyses against 1 of 2 controls and no analysis "
        "against 1 of 2 controls; the control matters most: it stands in "
        "1 of 2 against Historical control (25%); "
        "none of 3 against the controls \u201cold controls\u201d (46/116)." in node.text
    )
    assert "3 controls and 4 tests" in node.text
    assert len(node.all("tbody")[0].all("tr")) == 5 and "0.082" in node.text and node.all("figure")
    sections = [n.attributes["id"] for n in article(pages, "comparisons").all("article")]
    assert sections == [
        "multiverse-all-objective_response",
        "comparison-vs_history",
        "comparison-vs_set",
        "comparison-vs_gone",
    ]


def test_borrowing_has_every_prior_with_its_worth_and_probability(pages):
    node = article(pages, "comparison-vs_set")
    assert (
        "the probability that the rate is higher is 69%; if all their patients counted in full, 99.997%." in node.text
    )
    assert "Gamma 2003, All patients of the set \u201cold controls\u201d gives no count" in node.text
    rows = rows_of(node, "borrowing")
    assert len(rows) == 7
    assert "All taken as one group 46/116 116 88% 39.7%" in rows[0] and rows[1].startswith(
        "The one with the highest rate alone 3/4 4 75.0%"
    )
    assert "MAP prior between controls: half-normal(1) 7.7 69% 40.0%" in rows[2] and "half-normal(0.5)" in rows[3]
    assert "weight 0.2" in rows[4] and "counts 25% 29 80%" in rows[5] and "counts in full 116 99.997%" in rows[6]
    assert (
        "all taken as one: Control rate 39.7% (46/116)" in node.text
        and "the one with the highest rate alone: Control rate 75.0% (3/4)" in node.text
    )


def test_a_set_that_cannot_be_used_says_why(pages):
    node = article(pages, "comparison-vs_gone")
    assert "Nothing was borrowed: data/raw/sets.csv has no groups of a set gone." in node.text and not [
        t for t in node.all("table") if "borrowing" in t.classes
    ]


def test_an_ordinary_comparison_has_one_line_on_the_probability(pages):
    text = article(pages, "comparison-vs_history").text
    assert (
        "The probability that the group\u2019s rate is higher is 99.9% (a uniform prior, the control\u2019s rate "
        "taken as known)." in text
    )


def test_two_stage_estimates_stand_below_the_naive_rate(pages):
    rows = [row.text for row in article(pages, "response").all("tr")]
    place = next(number for number, text in enumerate(rows) if text.startswith("All patients"))
    assert (
        "unbiased (UMVUE)" in rows[place + 1]
        and "Koyama\u2013Chen interval at 90%" in rows[place + 1]
        and "33.0\u201366.0%" in rows[place + 1]
    )
    assert "one-sided p\u00a0=\u00a00.0032 against the design\u2019s p0".replace("\u00a0", " ") in rows[
        place + 1
    ].replace("\u00a0", " ")
    assert "median unbiased" in rows[place + 2] and "not computed: the counts do not fit" in rows[place + 2]


def test_trends_have_counts_direction_scores_and_three_tests(pages):
    rows = rows_of(article(pages, "trends"), "trends")
    assert len(rows) == 3
    for said in (
        "Objective response",
        "2/10 at 1, 5/10 at 2, 8/10 at 3 mg",
        "rises with the dose",
        "the doses",
        "0.031 0.022 0.019",
    ):
        assert said in rows[0], said
    assert "their ranks" in rows[1] and "0/10 at 3 mg" in rows[2] and "rises" not in rows[2] and "falls" not in rows[2]


def test_further_robustness_is_in_words(pages):
    text = article(pages, "comparison-vs_history").text
    for said in (
        "Counting any number of the 4 unevaluable patients as successes instead of failures does not take the "
        "two-sided p across 0.05",
        "Adjusted by Holm within the family \u201cmain\u201d, p\u00a0=\u00a00.011; unadjusted 0.0055".replace(
            "\u00a0", " "
        ),
        "unevaluable patients (4) left out",
        "58.0%",
        "non-inferiority margin of 10.0 points",
        "+25.0",
        "adjusted by Benjamini\u2013Hochberg",
        "within the declared family",
        "unheard of at 3",
    ):
        assert said in text.replace("\u00a0", " "), said


def test_sets_are_shown_as_entered_and_numbers_lead_to_them(pages):
    assert {"src-sets-2", "src-sets-3"} <= {row.attributes.get("id") for row in pages["report.html"].all("tr")}


def test_the_methods_name_what_was_used(pages):
    text = pages["report.html"].text
    for said in (
        "Schmidli",
        "Neuenschwander",
        "Ibrahim",
        "Koyama T",
        "Jung SH",
        "Simon R",
        "Cochran WG",
        "Armitage P",
        "Holm S",
        "Benjamini",
        "laid side by side",
    ):
        assert said in text, said


def test_an_adjusted_p_stands_only_beside_the_p_that_was_adjusted():
    adjusted = dict.fromkeys(ROBUST, "") | {"quantity": "holm", "at": "main", "value": "0.0054991", "p_value": "0.011"}
    assert [title for _, title in beside((adjusted,), RATE, "0.25", RATE)] == ["Holm\u2019s adjustment"]
    assert beside((adjusted,), RATE, "0.25", None) == [] == beside((adjusted | {"value": "0.02"},), RATE, "0.25", RATE)
