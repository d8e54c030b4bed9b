"""Small data sets written as aligned text: `paper1.counts = '''group outcome events ...'''`."""

import pytest

from reanalysis.model.config import Outcomes, Scale
from reanalysis.model.paper import Dataset, Paper, PaperInfo
from reanalysis.model.rows import TABLES
from reanalysis.model.store import row_of


def table(text, paper, name):
    """Rows from lines of cells separated by two or more spaces (or a single one where no cell holds a space); `.` is a
    blank cell."""
    lines = [line.strip() for line in text.strip().splitlines()]
    split = (
        (lambda line: [cell.strip() for cell in line.split("  ") if cell.strip()])
        if any("  " in line for line in lines)
        else str.split
    )
    header = split(lines[0])
    rows = []
    for number, line in enumerate(lines[1:], 2):
        cells = ["" if cell == "." else cell for cell in split(line)]
        assert len(cells) == len(header), f"{name} line {number}: {cells}"
        row = dict(zip(header, cells, strict=True)) | {"ref": f"{paper}/{name}.csv:{number}"}
        rows.append(row_of(TABLES[name], {"source": f"Table of {name}"} | row))
    return tuple(rows)


def make_paper(name="smith2001", *, trial=None, info=None, **tables):
    """A paper from text tables."""
    fields = {
        "source_kind": "full_text",
        "trial": trial or f"{name}_trial",
        "title": name,
        "first_author": "Smith",
        "year": "2001",
    } | (info or {})
    return Paper(
        name, PaperInfo.model_validate(fields), **{key: table(text, name, key) for key, text in tables.items()}
    )


@pytest.fixture
def paper():
    return make_paper


@pytest.fixture
def dataset():
    return lambda *papers, left_out=None: Dataset({paper.name: paper for paper in papers}, left_out or {})


@pytest.fixture
def outcomes():
    return Outcomes.model_validate(
        {
            "outcomes": {
                "complete_response": {"label": "Complete response"},
                "objective_response": {"label": "Objective response", "contains": ["complete_response"]},
                "clinical_benefit": {"label": "Clinical benefit", "contains": ["objective_response"]},
                "sex_female": {"label": "Female", "kind": "baseline", "direction": "neutral"},
            },
            "endpoints": {
                "duration_of_response": {"label": "Duration of response", "among": "responders"},
                "overall_survival": {"label": "Overall survival"},
                "progression_free_survival": {"label": "Progression-free survival"},
            },
        }
    )


@pytest.fixture
def scales():
    return {
        "recist": Scale.model_validate(
            {
                "label": "Best response",
                "categories": {
                    "cr": {"label": "Complete", "aliases": ["CR"], "response": True},
                    "pr": {"label": "Partial", "aliases": ["PR"], "response": True},
                    "sd": {"label": "Stable"},
                    "pd": {"label": "Progressive"},
                    "ne": {"label": "Not evaluable", "evaluable": False},
                },
                "outcomes": {
                    "complete_response": ["cr"],
                    "objective_response": ["cr", "pr"],
                    "clinical_benefit": ["cr", "pr", "sd"],
                },
            }
        ),
        "cytogenetic": Scale.model_validate(
            {
                "label": "Cytogenetic response",
                "categories": {
                    "complete": {"label": "Complete", "aliases": ["CR"], "response": True},
                    "partial": {"label": "Partial", "aliases": ["PR"], "response": True},
                    "minor": {"label": "Minor", "response": True},
                    "none": {"label": "None"},
                },
                "outcomes": {"complete_cytogenetic": ["complete"], "major_cytogenetic": ["complete", "partial"]},
                "definition": {
                    "value": "Ph-positive, percent",
                    "assays": ["karyotype"],
                    "ranges": {"complete": "[0, 0]", "partial": "(0, 35)", "minor": "[35, 90]", "none": "(90, 100]"},
                },
            }
        ),
    }
