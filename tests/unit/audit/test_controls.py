"""Controls that are not there: told by the audit in the words of the analyses, so that a run tells them once."""

import pytest

from reanalysis.analyses.controls import compare_controls
from reanalysis.analyses.survival import summarise_survival
from reanalysis.audit import audit_dataset
from reanalysis.model.config import AuditConfig, ControlsConfig, SurvivalConfig
from reanalysis.model.finding import in_order
from reanalysis.model.paper import Dataset
from reanalysis.model.rows import SetMember

GROUPS = "group label n\nall All 30\nlow Low 10"
CASES = [
    ("othr2020:all", "unknown_control", "there is no paper othr2020; the nearest is other2020"),
    ("other2020:lo", "unknown_control", "other2020 has no group lo; the nearest is low"),
    ("nobody", "unknown_control", "smith2001 has no group nobody"),
    ("broken2000:all", "control_left_out", "broken2000 was left out because of errors"),
    ("set:histori", "set_not_usable", "the nearest is historic"),
    ("set:synthetic", "set_not_usable", "no groups of a set synthetic"),
    ("set:historic", "", ""),
    ("other2020:low", "", ""),
    ("25%", "", ""),
    ("10-20%", "", ""),
    ("design", "", ""),
]


@pytest.mark.parametrize("of", ["outcome objective_response", "endpoint overall_survival"])
@pytest.mark.parametrize(("against", "check", "text"), CASES)
def test_controls_that_are_not_there(paper, outcomes, scales, of, against, check, text):
    column, name = of.split()
    tables = {
        "groups": GROUPS,
        "counts": "group outcome events\nall objective_response 15\nlow objective_response 3",
        "times": "patient group endpoint time unit\n1 all overall_survival 5 weeks\n2 all overall_survival 7 weeks\n3 "
        "low overall_survival 8 weeks",
    }
    first = paper(**tables, comparisons=f"comparison group {column} against\none all {name} {against}")
    sets = tuple(
        SetMember(set=of, purpose=purpose, paper="other2020", group="low", ref="sets.csv:2")
        for of, purpose in (("historic", "control"), ("synthetic", "synthesis"))
    )
    dataset = Dataset({"smith2001": first, "other2020": paper("other2020", **tables)}, {"broken2000": 1}, sets)
    audited = [
        finding
        for finding in audit_dataset(dataset, outcomes, scales, AuditConfig(), only="smith2001")
        if finding.table == "comparisons"
    ]
    assert [finding.check for finding in audited] == [check] * bool(check) and all(
        text in finding.message for finding in audited
    )
    run = (
        compare_controls(dataset, outcomes, scales, ControlsConfig())
        if column == "outcome"
        else summarise_survival(dataset, outcomes, scales, SurvivalConfig())
    )
    told = [
        finding
        for finding in run.findings
        if finding.check in ("unknown_control", "control_left_out", "set_not_usable")
    ]
    assert in_order([*audited, *told]) == audited and len(told) == bool(check)
