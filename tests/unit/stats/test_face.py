"""stats as something that could be published alone: what it offers, that its examples are true, and what it needs."""

from __future__ import annotations

import ast
import doctest
import inspect
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from reanalysis import stats

FOLDER = Path(stats.__file__).parent
PUBLIC = {path.stem: ast.parse(path.read_bytes()) for path in sorted(FOLDER.glob("[a-z]*.py"))}
OFFERED = {module: names for modules in stats.TOPICS.values() for module, names in modules.items()}
FUNCTIONS = [(module, name) for module, names in OFFERED.items() for name in names if name[0].islower()]
# The four counts of a table and the like are one thing.
TABLES = ({"events_1", "n_1", "events_0", "n_0"}, {"events_1", "n_1", "events_2", "n_2"})
MOST_POSITIONAL = 3
# Names of the examples: every function and class, whichever module it stands in.
NAMES = {name: getattr(getattr(stats, module), name) for module, names in OFFERED.items() for name in names}
every_function = pytest.mark.parametrize(("module", "name"), FUNCTIONS, ids=lambda value: value)


def defined(tree: ast.Module) -> set[str]:
    names = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    return {name for name in names if not name.startswith("_")}


def test_the_list_holds_every_public_name_and_no_other():
    assert {module: set(names) for module, names in OFFERED.items()} == {
        module: defined(tree) for module, tree in PUBLIC.items() if module != "kaplan_meier"
    }
    assert set(stats.__all__) == {"TOPICS", *PUBLIC} == set(dir(stats))


def test_a_name_that_is_not_offered_is_none():
    with pytest.raises(AttributeError, match=r"reanalysis\.stats.*no attribute 'wilson'"):
        stats.wilson  # noqa: B018


@every_function
def test_a_method_has_an_example_that_is_true(module, name):
    function = NAMES[name] if NAMES[name].__module__.endswith(f".{module}") else getattr(getattr(stats, module), name)
    found = doctest.DocTestFinder(recurse=False).find(
        function, name, globs={**NAMES, **vars(sys.modules[function.__module__])}
    )
    examples = [test for test in found if test.examples]
    assert examples, f"{module}.{name} has no example"
    told: list[str] = []
    failed, _ = doctest.DocTestRunner(verbose=False).run(examples[0], out=told.append)
    assert not failed, "".join(told)


@every_function
def test_a_method_says_what_it_takes_and_gives(module, name):
    function = getattr(getattr(stats, module), name)
    text = inspect.getdoc(function) or ""
    sections = ["Parameters", "Returns", "Examples"] if inspect.signature(function).parameters else ["Examples"]
    missing = [section for section in sections if f"{section}\n{'-' * len(section)}\n" not in text]
    assert not missing, f"{module}.{name} has no section on {', '.join(missing)}"


@every_function
def test_a_method_has_few_positional_arguments(module, name):
    parameters = inspect.signature(getattr(getattr(stats, module), name)).parameters.values()
    positional = {parameter.name for parameter in parameters if parameter.kind is parameter.POSITIONAL_OR_KEYWORD}
    assert len(positional - next((table for table in TABLES if table <= positional), set())) <= MOST_POSITIONAL


def test_a_copy_of_the_folder_works_alone_and_imports_no_more_than_it_needs(tmp_path):
    shutil.copytree(FOLDER, tmp_path / "small_trials", ignore=shutil.ignore_patterns("__pycache__"))
    code = """
import json, sys
heavy = lambda: sorted({"numpy", "scipy", "statsmodels", "lifelines", "pandas", "reanalysis"} & set(sys.modules))
import small_trials
seen = {"face": heavy()}
from small_trials import kaplan_meier
kaplan_meier.kaplan_meier([1, 2], [1, 0])
seen["curve"] = heavy()
from small_trials.exact_2x2 import boschloo
assert 0.03 < boschloo(7, 34, 1, 34, alternative="two_sided").p_value < 0.04
seen["boschloo"] = heavy()
from small_trials import *
seen["all"] = heavy()
print(json.dumps(seen))
"""
    found = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)}, capture_output=True, text=True
    )
    assert found.returncode == 0, found.stderr
    assert json.loads(found.stdout) == {
        "face": [],
        "curve": ["numpy"],
        "boschloo": ["numpy", "scipy"],
        "all": ["numpy", "pandas", "scipy", "statsmodels"],
    }
