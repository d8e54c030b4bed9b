"""The tools of `make lint` notice what they are there for."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

TOOLS = Path(__file__).resolve().parents[2] / "tools"
SAID = """\
workflow/reanalysis/audit/sums.py:12: error: Item "None" of "int | None" has no attribute  [union-attr]
workflow/reanalysis/audit/sums.py:13: note: a note is no error
workflow/reanalysis/report/views/front.py:1: error: Missing type arguments  [type-arg]
workflow/reanalysis/cli.py:7: error: Missing type arguments  [type-arg]
tools/form.py:7: error: Missing type arguments  [type-arg]
workflow/reanalysis/audit/trees.py:2: error: Missing type arguments  [type-arg]
"""


def tool(name: str) -> dict:
    return runpy.run_path(str(TOOLS / f"{name}.py"))


def test_errors_of_mypy_are_counted_by_room():
    assert tool("ratchet")["rooms_of"](SAID) == {"audit": 2, "report": 1, "cli.py": 1, "tools": 1}


@pytest.mark.parametrize(
    ("found", "allowed", "more", "fewer"),
    [
        ({"audit": 2}, {"audit": 2}, [], []),
        ({"audit": 3}, {"audit": 2}, ["audit"], []),
        ({"stats": 1}, {"audit": 2}, ["stats"], ["audit"]),
        ({}, {"audit": 2}, [], ["audit"]),
    ],
)
def test_the_ratchet_goes_down_only(found, allowed, more, fewer):
    assert tool("ratchet")["judged"](found, allowed) == (more, fewer)


def test_a_long_line_and_a_complex_function_are_named(tmp_path, monkeypatch):
    form = tool("form")
    for function in ("long_lines", "complex_functions"):
        monkeypatch.setitem(form[function].__globals__, "PROJECT", tmp_path)
    path = tmp_path / "code.py"
    branches = "".join(f"    if x == {number}:\n        return {number}\n" for number in range(15))
    path.write_text(f"def f(x):\n{branches}\n\ntext = '{'a' * 111}'\nname = '{'a' * 112}'\n", encoding="utf-8")
    assert list(form["long_lines"](path)) == ["code.py:35: 121 characters"]
    assert list(form["complex_functions"](path)) == [("code.py: f", 16)]
    path.write_text(
        path.read_text(encoding="utf-8").replace("    if x == 0:\n        return 0\n", ""), encoding="utf-8"
    )
    assert not list(form["complex_functions"](path))


def test_remarks_of_snakemake_are_held_against_the_comments():
    lint = tool("workflow_lint")
    said = "Lints for rule one:\n    * Do not do this.:\n      Reason: it\n    * Nor that:\n      Why\n"
    assert lint["remarks"](said) == {"Do not do this", "Nor that"}
    assert lint["answers"]("# lint: Do not do this: we must.\n# lint: Nor that:\n# other\n") == {"Do not do this"}
