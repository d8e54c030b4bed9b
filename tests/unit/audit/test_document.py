"""docs/checks.md is what the checks themselves say."""

import inspect
import re
from pathlib import Path

import pytest

from reanalysis.audit import CHECKS
from reanalysis.audit.document import main, page

ROOT = Path(__file__).parents[3]


def test_the_document_is_in_step_with_the_checks(tmp_path):
    main(tmp_path)
    assert (tmp_path / "checks.md").read_text(encoding="utf-8") == (ROOT / "docs/checks.md").read_text(
        encoding="utf-8"
    ), "make docs"


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_each_check_says_what_it_looks_for(check):
    start = " ".join((inspect.getdoc(check) or "").split()).partition(" (INSPECT-SR")[0][:20].rstrip(".")
    assert start and f"| {start}" in page()


def test_no_check_runs_twice_and_all_that_are_public_run():
    assert len(set(CHECKS)) == len(CHECKS)
    modules = {inspect.getmodule(check) for check in CHECKS}
    public = {
        function
        for module in modules
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__
        and not name.startswith("_")
        and list(inspect.signature(function).parameters) == ["context"]
        and re.search("Iterator", str(function.__annotations__["return"]))
    }
    assert public == set(CHECKS)
