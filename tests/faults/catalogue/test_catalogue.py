"""Every bad input of the catalogue, with the whole of what a person is told. The words stand in golden/, one file for
each group of inputs.

After a wanted change: GOLDEN=write python -m pytest tests/faults/catalogue, and read the difference before you commit
it.
"""

import os
import re
from pathlib import Path

import pytest

from . import cells, files, hostile, more, structure, workbooks
from .project import PAPER, Case, Project

GOLDEN = Path(__file__).parent / "golden"
GROUPS = {
    "cells": cells.CASES,
    "workbooks": workbooks.CASES,
    "structure": structure.CASES,
    "files": files.CASES,
    "hostile": hostile.CASES,
    "more": more.CASES,
}
CATALOGUE = range(1, 84)
TESTS = Path(__file__).parents[2]
# What an entered text cannot show: where else it is tested.
ELSEWHERE = {
    60: ("faults/test_in_motion.py", "test_a_file_that_changes_while_it_is_read"),
    61: ("faults/test_in_motion.py", "test_a_folder_that_cannot_be_written"),
}
FOREIGN = re.compile(
    r"Traceback|pydantic|openpyxl|zipfile|BadZip|Input should|ValidationError|UnicodeDecodeError|yaml\.|scanner"
    r"|NoneType|object at 0x|Errno",
    re.IGNORECASE,
)


def told(case: Case, folder: Path) -> str:
    project = Project(folder)
    case.spoil(project)
    return (
        "\n".join(
            [f"## {f'{case.number}. ' if case.number else ''}{case.title}", *(project.check() or ["nothing to say"])]
        )
        + "\n"
    )


@pytest.mark.parametrize("group", GROUPS)
def test_what_is_told(group, tmp_path):
    found = "\n".join(told(case, tmp_path / str(index)) for index, case in enumerate(GROUPS[group]))
    path = GOLDEN / f"{group}.txt"
    if os.environ.get("GOLDEN") == "write":
        path.write_text(found, encoding="utf-8")
    assert found == path.read_text(encoding="utf-8")


def test_the_good_paper_is_told_nothing(tmp_path):
    assert Project(tmp_path).check() == []


def test_every_number_of_the_catalogue_is_there():
    assert {case.number for cases in GROUPS.values() for case in cases} | set(ELSEWHERE) == {0, *CATALOGUE}


@pytest.mark.parametrize(("file", "name"), ELSEWHERE.values())
def test_what_is_tested_elsewhere_is_there(file, name):
    assert f"def {name}(" in (TESTS / file).read_text(encoding="utf-8")


@pytest.mark.parametrize("group", GROUPS)
def test_titles_are_unique_and_messages_our_own(group):
    text = (GOLDEN / f"{group}.txt").read_text(encoding="utf-8")
    titles = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert len(titles) == len(set(titles)) == len(GROUPS[group])
    assert not FOREIGN.search(text)
    for line in text.splitlines():
        if line.startswith("error: "):
            assert "to mend it: " in line and re.match(
                rf"error: (?:{PAPER}|smith2003|data/raw|[^:]+)\S*: E-[A-Z0-9-]+ ", line
            ), line
