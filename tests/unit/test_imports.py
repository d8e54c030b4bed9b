"""Imports point one way: scripts -> analyses, audit, entry, report, accepted, figures -> derive -> stats, model.

Inside report, entry and analyses they point down the floors of FLOORS, and no two modules import each other.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from reanalysis import fingerprint

PACKAGE = Path(fingerprint.__file__).parent
STATS = PACKAGE / "stats"
WORKFLOW = PACKAGE / "workflow"
SCRIPTS = WORKFLOW / "scripts"
ON_TOP = {
    "choices",
    "cli",
    "commands",
    "fingerprint",
    "manifest",
    "notebook",
    "provenance",
    "runner",
    "summary",
    "surroundings",
}
ALLOWED = {
    "stats": {"stats"},
    "methods": {"methods", "wording"},
    "model": {"model", "methods", "wording"},
    "wording": {"wording"},
    "derive": {"derive", "wording", "stats", "model"},
    "entry": {"entry", "wording", "stats", "model"},
    "accepted": {"accepted", "wording", "stats", "model"},
    "audit": {"audit", "derive", "wording", "stats", "model"},
    "figures": {"figures", "wording", "stats", "model"},
    "analyses": {"analyses", "derive", "methods", "wording", "stats", "model"},
    "report": {"report", "accepted", "figures", "derive", "methods", "wording", "stats", "model"},
}
# The subrooms of a room from the ground up: a module imports from its own and from those before it.
FLOORS = {
    "report": "results answer_rows text gather site page methods views pictures html exports pdf render".split(),
    "entry": "characters words_typed messages cells grid blank sources tables rules typed second read".split(),
    "analyses": (
        "result identity settled reported_intervals reported rates times comparisons synthesis controls survival "
        "pooling answers"
    ).split(),
}
LIGHT = {"fingerprint", "surroundings", "model/input_tables"}
SHORT = 5  # lines of a function in a script
MODULES = sorted(set(PACKAGE.rglob("*.py")) - set(SCRIPTS.glob("*.py")))


def imported(path: Path) -> set[str]:
    """Dotted names that a module imports, wherever the import stands; `from a import b` gives `a.b`.

    Imports are absolute, but for those of a neighbour inside stats, so that its folder can be copied alone.
    """
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level <= (path.parent == STATS), f"{path}: relative import"
            module = f"reanalysis.stats.{node.module}" if node.level else node.module
            names |= {f"{module}.{alias.name}" for alias in node.names}
    return names


def parts_of(names: set[str]) -> set[str]:
    """The parts of the package that are imported: `stats` for reanalysis.stats.proportion."""
    return {name.split(".")[1] for name in names if name.startswith("reanalysis.")}


def part_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def label(path: Path) -> str:
    return path.relative_to(PACKAGE.parent).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=label)
def test_imports_point_one_way(path):
    part = part_of(path)
    if part in ON_TOP or part == "__init__":
        return
    assert parts_of(imported(path)) <= ALLOWED[part]


def subroom_of(dotted: str) -> tuple[str, str]:
    """Room and subroom of a dotted name: (report, text) for reanalysis.report.text.formatting."""
    _, room, *rest = dotted.split(".")
    return room, rest[0] if rest else "__init__"


@pytest.mark.parametrize("path", [path for path in MODULES if part_of(path) in FLOORS], ids=label)
def test_imports_inside_a_room_point_down_its_floors(path):
    room = part_of(path)
    parts = path.relative_to(PACKAGE / room).with_suffix("").parts
    if parts == ("__init__",):
        return
    floors = FLOORS[room]
    below = floors[: floors.index(parts[0]) + 1]
    names = [name for name in imported(path) if name.startswith(f"reanalysis.{room}.")]
    backwards = {name for name in names if subroom_of(name)[1] not in below}
    assert not backwards


@pytest.mark.parametrize("path", MODULES, ids=label)
def test_package_knows_nothing_of_snakemake(path):
    assert not any(name.split(".")[0] == "snakemake" for name in imported(path))


@pytest.mark.parametrize("path", [path for path in MODULES if part_of(path) == "stats"], ids=label)
def test_stats_has_no_tables_files_or_settings(path):
    assert not {name.split(".")[0] for name in imported(path)} & {
        "pandas",
        "pathlib",
        "os",
        "io",
        "csv",
        "json",
        "yaml",
    }


@pytest.mark.parametrize("path", sorted(STATS.glob("*.py")), ids=label)
def test_stats_imports_its_own_modules_as_neighbours(path):
    absolute = [
        node for node in ast.walk(ast.parse(path.read_bytes())) if isinstance(node, ast.ImportFrom | ast.Import)
    ]
    names = {name for node in absolute for name in (getattr(node, "module", None), *(a.name for a in node.names))}
    assert not [name for name in names if name and name.split(".")[0] == PACKAGE.name]


@pytest.mark.parametrize("name", sorted(LIGHT))
def test_what_the_snakefile_imports_needs_the_standard_library_only(name):
    import sys

    assert {name.split(".")[0] for name in imported(PACKAGE / f"{name}.py")} <= sys.stdlib_module_names | {"__future__"}


@pytest.mark.parametrize("path", sorted(SCRIPTS.glob("*.py")), ids=lambda path: path.name)
def test_scripts_hold_no_logic(path):
    tree = ast.parse(path.read_bytes())
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 40
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.If | ast.For | ast.While | ast.Try)]
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    assert all(node.end_lineno - node.lineno < SHORT for node in functions)


@pytest.mark.parametrize("path", sorted((WORKFLOW / "rules").glob("*.smk")), ids=lambda path: path.name)
def test_rule_files_open_with_what_they_need_and_give(path):
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert "\n# needs  " in text and "\n# gives  " in text
    assert text.count("\nrule ") == text.count("    log:\n") == text.count("    script:\n")
    assert "run:" not in text and "shell:" not in text


@pytest.mark.parametrize("path", MODULES, ids=label)
def test_no_import_hides_from_the_fingerprint(path):
    hidden = {"importlib.import_module", "importlib.util", "runpy.run_path", "runpy.run_module"}
    if path == STATS / "__init__.py":  # the face, which imports on demand, and which nobody inside the package uses
        hidden -= {"importlib.import_module"}
    assert not imported(path) & hidden
    of_stats = {name.split(".")[2] for name in imported(path) if name.startswith("reanalysis.stats.")}
    assert not {name for name in of_stats if not (STATS / f"{name}.py").is_file()}
    assert "reanalysis.stats" not in imported(path)
    assert not [
        node
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.Name) and node.id == "__import__"
    ]
