"""Acknowledged findings: accepted as they stand, back when a number changes, told when nothing is left."""

import csv
import io

import pytest

from reanalysis.audit import audit_dataset
from reanalysis.derive.acknowledgement import ACKNOWLEDGED_COLUMNS, acknowledge, acknowledgement_row, nothing_left
from reanalysis.model.config import AuditConfig
from reanalysis.model.finding import Finding, in_order
from reanalysis.model.paper import Dataset, Paper
from reanalysis.model.rows import Acknowledged
from reanalysis.model.store import row_of

GROUPS = "group  label  n\nall  All  {}"
COUNTS = "group  outcome  events  reported\nall  complete_response  {}  {}"


@pytest.fixture
def audited(paper, outcomes, scales):
    """A data set of one paper with a row of acknowledged.csv, and its one finding."""

    def run(n, events, reported, accepted=None):
        p = paper(groups=GROUPS.format(n), counts=COUNTS.format(events, reported))
        rows = (row_of(Acknowledged, accepted | {"ref": "smith2001/acknowledged.csv:2"}),) if accepted else ()
        p = Paper(p.name, p.info, groups=p.groups, counts=p.counts, acknowledged=rows)
        dataset = Dataset({p.name: p})
        (finding,) = audit_dataset(dataset, outcomes, scales, AuditConfig())
        return dataset, finding

    return run


def pasted(line, reason="checked in the paper", by="AB"):
    cells = dict(zip(ACKNOWLEDGED_COLUMNS, next(csv.reader(io.StringIO(line))), strict=True))
    return cells | {"reason": reason, "by": by}


def test_the_line_to_paste_accepts_the_finding_with_reason_and_initials(audited):
    dataset, finding = audited(54, 4, "4 (8)")
    assert acknowledge(finding, dataset) == finding
    row = pasted(acknowledgement_row(finding, dataset))
    assert (row["check"], row["table"], row["row"], row["entered"], row["expected"]) == (
        "percent_not_reproducible",
        "counts",
        "all complete_response",
        "4 (8)",
        "7%",
    )
    dataset, finding = audited(54, 4, "4 (8)", row)
    marked = acknowledge(finding, dataset)
    assert (marked.acknowledged, marked.acknowledged_reason, marked.acknowledged_by) == (
        "yes",
        "checked in the paper",
        "AB",
    )
    assert nothing_left(dataset, [finding]) == []


@pytest.mark.parametrize("changed", [(55, 4, "4 (8)"), (54, 5, "5 (8)"), (54, 4, "4 (9)")])
def test_it_comes_back_when_any_number_under_it_changes(audited, changed):
    dataset, finding = audited(54, 4, "4 (8)")
    dataset, finding = audited(*changed, accepted=pasted(acknowledgement_row(finding, dataset)))
    assert acknowledge(finding, dataset).acknowledged == "no"
    (note,) = nothing_left(dataset, [finding])
    assert (note.severity, note.check, note.table, note.row) == ("note", "nothing_to_acknowledge", "acknowledged", "2")
    assert "has changed since" in note.message and "look at it again" in note.message


def test_without_numbers_entered_and_expected_decide(audited):
    dataset, finding = audited(54, 4, "4 (8)")
    row = pasted(acknowledgement_row(finding, dataset)) | {"numbers": ""}
    assert acknowledge(*reversed(audited(55, 4, "4 (8)", row))).acknowledged == "yes"
    assert acknowledge(*reversed(audited(54, 3, "3 (8)", row))).acknowledged == "no"


def test_an_acknowledgement_of_nothing_is_a_note(audited):
    dataset, finding = audited(54, 4, "4 (8)")
    row = pasted(acknowledgement_row(finding, dataset)) | {"row": "all objective_response"}
    dataset, finding = audited(54, 4, "4 (8)", row)
    assert acknowledge(finding, dataset).acknowledged == "no"
    (note,) = nothing_left(dataset, [finding])
    assert "nothing is left to acknowledge" in note.message


def test_an_acknowledgement_that_is_not_in_use_accepts_nothing_and_is_no_note(audited):
    dataset, finding = audited(54, 4, "4 (8)")
    row = pasted(acknowledgement_row(finding, dataset)) | {"use": "no"}
    dataset, finding = audited(54, 4, "4 (8)", row)
    assert acknowledge(finding, dataset).acknowledged == "no"
    assert nothing_left(dataset, []) == []


def test_the_line_of_a_row_may_stand_for_its_key(audited):
    dataset, finding = audited(54, 4, "4 (8)")
    row = pasted(acknowledgement_row(finding, dataset))
    for place in ("2", "smith2001/counts.csv:2", "all, complete_response"):
        assert acknowledge(*reversed(audited(54, 4, "4 (8)", row | {"row": place}))).acknowledged == "yes"


def test_errors_and_papers_that_are_left_out_cannot_be_accepted(audited):
    dataset, _ = audited(
        54, 4, "4 (8)", {"check": "e_int", "table": "counts", "row": "2", "reason": "known", "by": "AB"}
    )
    for finding in (
        Finding(paper="smith2001", check="e_int", severity="error", table="counts", row="2"),
        Finding(paper="other1999", check="e_int", severity="note"),
    ):
        assert acknowledge(finding, dataset) == finding


def test_the_place_in_an_entry_message_is_no_number_under_it(audited):
    dataset, _ = audited(54, 4, "4 (8)")
    found = [
        Finding(
            paper="smith2001",
            check="w_limits",
            severity="warning",
            table="counts",
            row=row,
            source="smith2001/counts.csv:2",
            message=f"smith2001/counts.csv:{row}:low: W-LIMITS the lower limit 30 is above the upper limit 20",
        )
        for row in "29"
    ]
    lines = {pasted(acknowledgement_row(finding, dataset))["numbers"] for finding in found}
    assert lines == {"30; 20"}


def test_findings_stand_in_the_order_of_the_rows_not_of_their_digits():
    found = [
        Finding(paper="a2001", check="c", severity="note", table="counts", row=row, message=row)
        for row in "10 9 2".split()
    ]
    other = Finding(paper="a2001", check="c", severity="error", table="groups", row="99", message="error")
    assert [finding.row for finding in in_order([*found, other, *found])] == ["99", "2", "9", "10"]


def test_a_finding_about_no_row_can_be_acknowledged_by_its_table(audited):
    dataset, _ = audited(54, 4, "4 (8)")
    finding = Finding(paper="smith2001", check="c", severity="note", table="paper", row="", message="no 3 rows")
    row = pasted(acknowledgement_row(finding, dataset))
    assert (row["table"], row["row"], row["numbers"]) == ("paper", "", "3")
