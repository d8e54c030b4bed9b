"""What a stage writes is what the next one reads."""

import pytest

from reanalysis.model.finding import Finding
from reanalysis.model.paper import Dataset, Paper, PaperInfo, TwoStage
from reanalysis.model.rows import TABLES, SetMember
from reanalysis.model.store import (
    cells_of,
    load_dataset,
    read_findings,
    read_rows,
    row_of,
    write_dataset,
    write_findings,
    write_rows,
    write_text,
)

ROWS = {
    "groups": [
        {"group": "all", "label": 'All, "both"', "n": "30"},
        {"group": "low", "label": "=Low", "parent": "all", "split": "dose", "dose": "1.50"},
    ],
    "counts": [
        {"group": "all", "outcome": "a", "events": "0", "at": "6.0", "unit": "months", "reported": "0%"},
        {"group": "all", "outcome": "b", "reported": "é 🙂 −"},
    ],
    "categories": [{"group": "all", "scale": "recist", "category": "cr|pr", "count": "3"}],
    "patients": [{"patient": "1", "group": "all", "category": "#"}],
    "times": [
        {"patient": "1", "group": "all", "endpoint": "os", "time": "6+", "unit": "months"},
        {"patient": "2", "group": "all", "endpoint": "os", "time": "17", "unit": "months"},
    ],
    "summaries": [
        {
            "group": "all",
            "endpoint": "os",
            "statistic": "median",
            "value": "NE",
            "low": ">8",
            "high": "26+",
            "unit": "months",
        }
    ],
    "curves": [{"group": "all", "endpoint": "os", "time": "0", "survival": "1", "unit": "years"}],
    "at_risk": [{"group": "all", "endpoint": "os", "time": "0", "n_at_risk": "30", "unit": "years"}],
    "comparisons": [{"comparison": "c", "group": "all", "outcome": "a", "against": "10-20%", "margin": "0.10"}],
    "claims": [{"claim": "c", "stated": "56%", "relation": ">=", "expression": "19/34"}],
    "statements": [{"statement": " -- "}],
    "acknowledged": [{"check": "sums", "table": "counts", "row": "all", "reason": "known", "by": "ab"}],
}


@pytest.fixture
def dataset():
    tables = {
        name: tuple(
            row_of(TABLES[name], {"source": "T", "ref": f"smith2001/{name}.csv:{number}"} | cells)
            for number, cells in enumerate(rows, 2)
        )
        for name, rows in ROWS.items()
    }
    design = TwoStage.model_validate({"group": "all", "outcome": "a", "p0": "0.20", "r1": "3", "n1": "13"})
    info = PaperInfo.model_validate(
        {
            "source_kind": "abstract",
            "trial": "t",
            "title": "=x\ny",
            "first_author": "É",
            "year": "2001",
            "enrolled": "0",
        }
    )
    paper = Paper("smith2001", info.model_copy(update={"two_stage": (design,)}), **tables)
    sets = (
        row_of(
            SetMember,
            {
                "set": "s",
                "purpose": "control",
                "paper": "smith2001",
                "group": "all",
                "outcome": "a",
                "x": "1.0",
                "ref": "sets.csv:2",
            },
        ),
    )
    return Dataset({"smith2001": paper, "empty2002": Paper("empty2002", info)}, {"a; b": 3}, sets)


def test_every_table_has_a_row_here():
    assert list(ROWS) == list(TABLES)


def test_round_trip(dataset, tmp_path):
    write_dataset(tmp_path, dataset, [])
    found = load_dataset(tmp_path)
    assert found == dataset
    assert str(found.papers["smith2001"].groups[1].dose) == "1.50"
    assert found.papers["smith2001"].times[0].time.event is False


def test_the_same_bytes_twice(dataset, tmp_path):
    for name in ("one", "two"):
        write_dataset(tmp_path / name, dataset, [])
    for path in sorted((tmp_path / "one").iterdir()):
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()
        assert b"\r" not in path.read_bytes()


def test_findings_round_trip(tmp_path):
    findings = [
        Finding(
            paper="smith2001",
            check="e_int",
            severity="error",
            table="counts",
            row="7",
            entered='=1,"2"',
            message="a; b",
        )
    ]
    write_findings(tmp_path / "findings.csv", findings)
    assert read_findings(tmp_path / "findings.csv") == findings


def test_files_are_whole_or_absent(tmp_path):
    write_text(tmp_path / "a" / "x.txt", "old")
    with pytest.raises(UnicodeEncodeError):
        write_text(tmp_path / "a" / "x.txt", "\udce9")
    with pytest.raises(ValueError, match="dict contains fields"):
        write_rows(tmp_path / "a" / "x.txt", ["a"], [{"b": "1"}])
    assert (tmp_path / "a" / "x.txt").read_text() == "old"


def test_rows_are_text(tmp_path):
    write_rows(tmp_path / "x.csv", ["a", "b"], [{"a": "007"}, {"a": "1e5", "b": "NA"}])
    assert read_rows(tmp_path / "x.csv") == [{"a": "007", "b": ""}, {"a": "1e5", "b": "NA"}]


@pytest.mark.parametrize("text", ["0.0000000000000001", "12.50", "100000000000000000", "0.00"])
def test_a_number_at_the_ends_of_the_grammar_is_written_as_it_is_read(tmp_path, text):
    row = row_of(
        TABLES["curves"],
        {
            "ref": "a2001/curves.csv:2",
            "group": "all",
            "endpoint": "os",
            "time": text,
            "survival": "1",
            "unit": "years",
            "source": "Figure 1",
        },
    )
    assert cells_of(row)["time"] == text
    assert row_of(TABLES["curves"], cells_of(row) | {"ref": row.ref}).time == row.time


def test_a_cell_longer_than_the_limit_of_the_csv_module_is_read(tmp_path):
    long = ";".join(f"a2001/patients.csv:{line}" for line in range(20_000))
    write_rows(tmp_path / "long.csv", ["sources"], [{"sources": long}])
    assert read_rows(tmp_path / "long.csv") == [{"sources": long}]
