"""Names, numbers and lists in sentences: one way, and no second one beside it."""

import ast
from pathlib import Path

import pytest

from reanalysis import wording

PACKAGE = Path(wording.__file__).parent


def test_numbers_with_their_nouns():
    assert [wording.counted(n, "event") for n in (0, 1, 2, 9999, 12000)] == [
        "0 events",
        "1 event",
        "2 events",
        "9999 events",
        "12,000 events",
    ]
    assert wording.counted(2, "study", "studies") == "2 studies" and wording.counted(1, "study", "studies") == "1 study"


def test_lists():
    assert [wording.listed(words) for words in ([], ["a"], ["a", "b"], iter("abc"))] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
    assert wording.listed([4, 5, 6], "or") == "4, 5 or 6" and wording.listed([], none="none") == "none"


def test_the_nearest_name_is_the_same_whatever_the_order():
    known = ["placebo", "placebo_b", "high"]
    assert wording.nearest("placbo", known) == wording.nearest("placbo", known[::-1]) == "placebo"
    assert wording.nearest("xyz", known) == ""


def test_ids_as_words(paper):
    assert wording.in_words("objective_response") == "objective response" and wording.in_words(None) == ""
    assert wording.label(paper(groups="group  label  n\nall  All patients  30"), "all") == '"All patients"'


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_module_has_a_way_of_its_own(path):
    if path == Path(wording.__file__) or "stats" in path.relative_to(PACKAGE).parts:
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = [alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names]
    assert "get_close_matches" not in names
    text = path.read_text(encoding="utf-8")
    assert ".get_close_matches" not in text and "[:-1])} {last}" not in text and "[:-1])} and {" not in text
