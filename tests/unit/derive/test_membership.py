"""Membership of a set of controls: one decision for outcomes and for endpoints."""

from dataclasses import replace

import pytest

from reanalysis.analyses.comparisons.borrowing import borrow
from reanalysis.analyses.controls import compare_controls
from reanalysis.analyses.survival import summarise_survival
from reanalysis.audit import audit_dataset
from reanalysis.derive.membership import members_of, membership
from reanalysis.model.config import AuditConfig, ControlsConfig, SurvivalConfig
from reanalysis.model.rows import SetMember

RESPONSE, SURVIVAL = "objective_response", "overall_survival"


def members(*rows, purpose="control"):
    """Members of the set `old`: `paper group column name`."""
    made = []
    for line, row in enumerate(rows, 2):
        paper, group, column, name = row.split()
        made.append(
            SetMember.model_validate(
                {"set": "old", "purpose": purpose, "paper": paper, "group": group, column: name}
                | {"ref": f"sets.csv:{line}"}
            )
        )
    return tuple(made)


def control(paper, name, events, *, trial=None):
    """A paper of 30 patients with a part of 10, responses and times of both."""
    return paper(
        name,
        trial=trial,
        groups="group label n parent\nall All 30 .\nyoung Young 10 all",
        counts=f"group outcome events\nall {RESPONSE} {events}\nyoung {RESPONSE} 2",
        times="patient group endpoint time unit\n"
        + "\n".join(f"{i} {'young' if i > 20 else 'all'} {SURVIVAL} {i} weeks" for i in range(1, 31)),
    )


@pytest.fixture
def run(paper, dataset, outcomes, scales):
    """Rows and findings of the comparisons of a response and of survival with the set `old`."""

    def of(*rows, trial=None):
        treated = paper(
            groups="group label n\nall All 30",
            counts=f"group outcome events\nall {RESPONSE} 20",
            times="patient group endpoint time unit\n"
            + "\n".join(f"{i} all {SURVIVAL} {20 + i} weeks" for i in range(1, 31)),
            comparisons="comparison group outcome endpoint against\n"
            f"rate all {RESPONSE} . set:old\ntime all . {SURVIVAL} set:old",
        )
        papers = (treated, control(paper, "jones1999", 5), control(paper, "young2000", 25, trial=trial))
        whole = replace(dataset(*papers), sets=members(*rows))
        counts = compare_controls(whole, outcomes, scales, ControlsConfig())
        times = summarise_survival(whole, outcomes, scales, SurvivalConfig())
        borrowed = borrow(whole, outcomes, scales, ControlsConfig())
        return whole, counts, times, borrowed

    return of


def pooled_counts(counts):
    """The counts of the control as one, as the rows of the primary difference name them."""
    return [row.note for row in counts.estimates if row.method == "newcombe" and row.estimate is not None]


def test_a_member_for_survival_is_not_pooled_into_the_responses(run):
    _, counts, times, borrowed = run(f"jones1999 all outcome {RESPONSE}", f"young2000 all endpoint {SURVIVAL}")
    assert len(pooled_counts(counts)) == 1 and "20/30 against 5/30" in pooled_counts(counts)[0]
    assert not [row for row in (*counts.estimates, *borrowed.estimates) if "sets.csv:3" in row.sources]
    tests = [row for row in times.estimates if row.measure == "log_rank" and row.p_value is not None]
    assert tests and not [row for row in tests if "sets.csv:2" in row.sources]


def test_one_row_each_for_response_and_survival_of_a_group_is_a_set_for_both(run):
    _, counts, times, borrowed = run(f"jones1999 all outcome {RESPONSE}", f"jones1999 all endpoint {SURVIVAL}")
    assert "20/30 against 5/30" in pooled_counts(counts)[0]
    assert [row for row in times.estimates if row.method == "log_rank" and row.p_value is not None]
    assert all(row.estimate is not None for row in borrowed.estimates if row.measure == "probability_superior")
    assert not [one for one in (*counts.findings, *times.findings) if one.check == "set_not_usable"]


@pytest.mark.parametrize(
    ("second", "trial"),
    [("young2000 all", "jones1999_trial"), ("jones1999 young", None), ("jones1999 all", None)],
    ids=["two papers of one trial", "a group and its parent", "one group twice"],
)
def test_nobody_is_pooled_twice(run, second, trial):
    _, counts, times, borrowed = run(
        f"jones1999 all outcome {RESPONSE}",
        f"{second} outcome {RESPONSE}",
        f"jones1999 all endpoint {SURVIVAL}",
        f"{second} endpoint {SURVIVAL}",
        trial=trial,
    )
    for result in (counts, times):
        (told,) = [one for one in result.findings if one.check == "set_not_usable"]
        assert "can share patients: nobody is pooled twice" in told.message
    against = [row for row in (*counts.estimates, *times.estimates, *borrowed.estimates) if row.against]
    assert against and all(row.estimate is None and row.p_value is None for row in against)


def test_a_member_of_the_own_trial_makes_the_set_unusable(run):
    _, counts, times, borrowed = run(
        *(f"{name} all outcome {RESPONSE}" for name in ("jones1999", "young2000")),
        *(f"{name} all endpoint {SURVIVAL}" for name in ("jones1999", "young2000")),
        trial="smith2001_trial",
    )
    for result in (counts, times):
        (told,) = [one for one in result.findings if one.check == "set_not_usable"]
        assert "reports on the same trial" in told.message
    against = [row for row in (*counts.estimates, *times.estimates, *borrowed.estimates) if row.against]
    assert against and all(row.estimate is None and row.p_value is None for row in against)


def test_a_set_is_not_pooled_without_a_member_that_was_left_out(run):
    whole, *_ = run()
    left = replace(whole, left_out={"gone2000": 3})
    (kept,) = members(f"jones1999 all outcome {RESPONSE}")
    gone = kept.model_copy(update={"paper": "gone2000", "ref": "sets.csv:9"})
    found = membership(left, left.papers["smith2001"], "old", (kept, gone), lambda paper, row: 7)
    assert "was left out because of errors" in found.reason
    assert found.sources == ("sets.csv:9",) and not found.given and not found.members
    nobody = kept.model_copy(update={"group": "nobody"})
    found = membership(left, left.papers["smith2001"], "old", (nobody,), lambda paper, row: 7)
    assert found.reason == "the set old names jones1999:nobody, which does not exist"


def test_two_trials_are_pooled(run):
    _, counts, times, _ = run(
        f"jones1999 all outcome {RESPONSE}",
        f"young2000 all outcome {RESPONSE}",
        f"jones1999 all endpoint {SURVIVAL}",
        f"young2000 all endpoint {SURVIVAL}",
    )
    assert any("20/30 against 30/60" in note for note in pooled_counts(counts))
    assert not [one for one in (*counts.findings, *times.findings) if one.check == "set_not_usable"]


def test_the_own_trial_in_a_row_for_another_outcome_is_no_finding(run, outcomes, scales):
    rows = (f"jones1999 all outcome {RESPONSE}", f"young2000 all endpoint {SURVIVAL}")
    whole, *_ = run(*rows, trial="smith2001_trial")
    found = [one for one in audit_dataset(whole, outcomes, scales, AuditConfig()) if one.check == "same_trial_control"]
    assert [one.source for one in found] == ["smith2001/comparisons.csv:3"]


def test_a_set_for_synthesis_is_no_control(run):
    whole, *_ = run()
    whole = replace(whole, sets=members(f"jones1999 all outcome {RESPONSE}", purpose="synthesis"))
    assert members_of(whole, "old", outcome=RESPONSE) == ()


def test_a_row_that_names_neither_is_of_every_outcome_and_endpoint(run):
    whole, *_ = run()
    (row,) = members(f"jones1999 all outcome {RESPONSE}")
    whole = replace(whole, sets=(row.model_copy(update={"outcome": None}),))
    assert len(members_of(whole, "old", outcome=RESPONSE)) == len(members_of(whole, "old", endpoint=SURVIVAL)) == 1
    assert members_of(whole, "young", outcome=RESPONSE) == ()


def test_what_a_member_gives_stands_beside_it(run):
    whole, *_ = run(f"jones1999 all outcome {RESPONSE}", f"young2000 all outcome {RESPONSE}")
    rows = members_of(whole, "old", outcome=RESPONSE)
    found = membership(
        whole, whole.papers["smith2001"], "old", rows, lambda paper, row: None if paper.name == "young2000" else 7
    )
    assert [row.paper for row in found.members] == ["jones1999"] and found.given == (7,)
    assert [row.paper for row in found.without] == ["young2000"] and not found.reason
    assert found.sources == ("sets.csv:2", "sets.csv:3")
