"""The tables as models: columns, keys, defaults."""

import pytest
from pydantic import ValidationError

from reanalysis.model.finding import Finding, place_of
from reanalysis.model.rows import TABLES, Count, Summary, columns_of, required_columns
from reanalysis.model.store import row_of

CONTRACT = {
    "groups": ("group label", "n parent split complete formed role dose dose_unit patients_listed"),
    "counts": (
        "group outcome",
        "kind counted events n at unit reported low high conf_level population assessor confirmed criteria",
    ),
    "categories": ("group scale category count", "kind n reported population assessor confirmed criteria"),
    "patients": ("patient group", "scale category value baseline best_before assay mark"),
    "times": ("patient group endpoint time unit", "cause population assessor confirmed criteria"),
    "summaries": (
        "group statistic value",
        "endpoint at value_unit low high conf_level unit n events against reported reported_p std_error "
        "n_at_risk population assessor confirmed criteria",
    ),
    "curves": ("group endpoint time survival unit", ""),
    "at_risk": ("group endpoint time n_at_risk unit", ""),
    "comparisons": (
        "comparison group against",
        "outcome endpoint alternative margin conf_level family reported_p chosen",
    ),
    "claims": ("claim stated expression", "relation"),
    "statements": ("statement", "group"),
    "acknowledged": ("check reason by", "table row entered expected numbers"),
}


@pytest.mark.parametrize("table", CONTRACT)
def test_columns_are_those_of_the_contract(table):
    required, optional = (set(names.split()) for names in CONTRACT[table])
    model = TABLES[table]
    assert required | optional | {"source", "basis", "use", "note"} == set(columns_of(model))
    assert required | (set() if table == "acknowledged" else {"source"}) == set(required_columns(model))
    assert all(columns_of(model).values()), "every column has a description"


def test_tables_are_those_of_the_contract():
    assert list(TABLES) == list(CONTRACT)


def count(**cells):
    return row_of(Count, {"group": "all", "outcome": "a", "source": "T"} | cells)


def test_the_key_tells_assessors_apart_and_compares_times_by_value():
    assert count(assessor="investigator").key_values() != count(assessor="independent").key_values()
    assert count(at="6", unit="months").key_values() == count(at="6.0", unit="months").key_values()
    assert count(at="100", unit="days").key_values()[6] == "100"
    assert count(counted="events").key_values() != count().key_values()
    assert count(events="1").key_values() == count(events="2").key_values()


def test_defaults_are_stated():
    row = count()
    assert (row.kind, row.counted, row.basis, row.use, row.in_use, row.events, row.n) == (
        "response",
        "patients",
        "printed",
        "yes",
        True,
        None,
        None,
    )


@pytest.mark.parametrize("cells", [{"events": "x"}, {"colour": "red"}, {"population": "All"}, {"group": "A"}])
def test_models_are_strict(cells):
    with pytest.raises(ValidationError):
        count(**cells)


def test_blank_cells_are_absent():
    assert (
        row_of(
            Summary, {"group": "all", "endpoint": "", "statistic": "follow_up_median", "value": "NE", "source": "T"}
        ).endpoint
        is None
    )


@pytest.mark.parametrize(
    ("ref", "place"),
    [
        ("smith2001/counts.csv:7", ("counts", "7")),
        ("smith2001/smith2001.xlsx!at_risk!A12", ("at_risk", "12")),
        ("smith2001/paper.yaml:3", ("paper", "3")),
        ("sets.csv:2", ("sets", "2")),
    ],
)
def test_place_of(ref, place):
    assert place_of(ref) == place


def test_a_finding_has_a_severity():
    with pytest.raises(ValueError, match="fatal"):
        Finding(paper="smith2001", check="x", severity="fatal")
