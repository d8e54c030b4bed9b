"""The names in sets.csv."""

from reanalysis.audit import audit_dataset
from reanalysis.model.config import AuditConfig
from reanalysis.model.paper import Dataset
from reanalysis.model.rows import SetMember


def test_names_of_sets(paper, outcomes, scales):
    first = paper(groups="group label n\nall All 30")
    rows = [
        ("pool_a", "synthesis", "objective_respnse"),
        ("pool_a", "synthesis", "objective_respnse"),
        ("old", "control", "objective_response"),
    ]
    members = tuple(
        SetMember(set=name, purpose=purpose, paper="smith2001", group="all", outcome=outcome, ref=f"sets.csv:{line}")
        for line, (name, purpose, outcome) in enumerate(rows, 2)
    )
    dataset = Dataset({"smith2001": first}, {}, members)
    found = [finding for finding in audit_dataset(dataset, outcomes, scales, AuditConfig()) if finding.table == "sets"]
    assert [(f.paper, f.check, f.row, f.column, f.entered, f.expected) for f in found] == [
        ("", "unknown_name", "2", "outcome", "objective_respnse", "objective_response")
    ]
    assert not [
        finding
        for finding in audit_dataset(dataset, outcomes, scales, AuditConfig(), only="smith2001")
        if finding.table == "sets"
    ]
