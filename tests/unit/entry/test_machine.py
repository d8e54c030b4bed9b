"""A paper that a machine typed is analysed only when a person has agreed with it."""

from __future__ import annotations

import shutil

import pytest

from reanalysis.audit import audit_dataset
from reanalysis.entry.read import read_raw
from reanalysis.model.config import AuditConfig, Outcomes

TABLES = {
    "groups.csv": "group,label,n,source\nall,All,30,T\n",
    "counts.csv": "group,outcome,events,source\nall,objective_response,12,T\n",
}


@pytest.fixture
def entered(tmp_path):
    def typed(said, second=None):
        folder = tmp_path / "raw/smith2001"
        folder.mkdir(parents=True)
        start = "source_kind: abstract\ntrial: t\ntitle: A trial\nfirst_author: Smith\nyear: 2001\n"
        (folder / "paper.yaml").write_text(start + said)
        for name, text in TABLES.items():
            (folder / name).write_text(text)
        if second is not None:
            shutil.copytree(folder, folder / "second")
            (folder / "second/counts.csv").write_text(TABLES["counts.csv"].replace("12", second))
        return read_raw(tmp_path / "raw")

    return typed


@pytest.mark.parametrize(
    ("said", "second", "analysed"),
    [
        ("", None, True),
        ("entered_by: person\n", None, True),
        ("entered_by: machine\n", None, False),
        ("entered_by: machine\n", "13", False),
        ("entered_by: machine\n", "12", True),
        ("entered_by: machine\nconfirmed_by: AB\n", None, True),
    ],
)
def test_what_a_machine_typed_needs_a_person(entered, said, second, analysed):
    entry = entered(said, second)
    assert ("smith2001" in entry.dataset.papers) == analysed
    told = [finding for finding in entry.findings if finding.check == "e_machine"]
    assert [finding.column for finding in told] == ["entered_by"] * (not analysed)
    assert (entry.dataset.left_out == {}) == analysed


def test_it_is_shown_who_confirmed_it(entered):
    entry = entered("entered_by: machine\nconfirmed_by: AB\n")
    found = audit_dataset(entry.dataset, Outcomes(), {}, AuditConfig())
    (finding,) = [one for one in found if one.check == "entered_by_machine"]
    assert "AB held it against what is printed" in finding.message and finding.severity == "note"
