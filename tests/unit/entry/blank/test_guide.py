"""What docs/guide.md shows is what the program reads and offers."""

import re
from pathlib import Path

import pytest

from reanalysis import cli
from reanalysis.entry.blank.templates import EXAMPLE, info_text
from reanalysis.model.rows import TABLES

DOCS = Path(cli.__file__).resolve().parents[2] / "docs"
GUIDE = (DOCS / "guide.md").read_text(encoding="utf-8")


def test_its_tables_can_be_read(paper):
    groups, counts = re.findall(r"```csv\n(.*?)```", GUIDE, re.DOTALL)
    for name in ("times.csv", "summaries.csv"):
        (paper.path / name).unlink()
    found, findings = paper.write("groups.csv", groups).write("counts.csv", counts).read()
    assert not findings and [row.n for row in found.groups] == [30, 12, 18, None] and found.is_rate_only("history")


def test_its_piece_of_paper_yaml_is_that_of_the_template():
    (piece,) = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
    comments = [line for line in piece.splitlines() if line.startswith("#")]
    assert comments and all(line in info_text("smith2021").splitlines() for line in comments)


def test_it_names_the_example_row_as_it_is():
    assert f"`{EXAMPLE}`" in GUIDE


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`?reanalysis ([a-z]+)[ `\n]", GUIDE))))
def test_its_commands_are_there(name):
    assert name in {command.name or command.callback.__name__ for command in cli.app.registered_commands}


@pytest.mark.parametrize("target", re.findall(r"\]\(([^)]+)\)", GUIDE))
def test_its_links_lead_somewhere(target):
    assert (DOCS / target).is_file()


def test_it_lists_every_table():
    rows = re.findall(r"^\| (.+?) \|", GUIDE.partition("## The tables")[2], re.MULTILINE)
    assert set(re.findall(r"`(\w+)`", " ".join(rows))) == set(TABLES)
