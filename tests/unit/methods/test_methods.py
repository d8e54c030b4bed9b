"""The list of methods: every entry whole, every function there, every reader of it fed."""

import inspect
import re
from importlib import import_module

import pytest

from reanalysis import methods
from reanalysis.choices import problems
from reanalysis.methods import METHODS
from reanalysis.model.config import ControlsPrimary, RatesPrimary, SurvivalPrimary

BY_ENTRY = pytest.mark.parametrize(
    "method", METHODS, ids=lambda method: f"{method.name}-{'-'.join(method.measures) or 'any'}"
)
#: What the functions of a task are given.
TAKES = {
    "one_proportion": {"events", "n", "conf_level"},
    "known_rate": {"events", "n", "rate", "alternative"},
    "effect": {"events_1", "n_1", "events_0", "n_0", "conf_level"},
    "association": {"events_1", "n_1", "events_0", "n_0", "alternative"},
    "own_prior": {"events", "n"},
}


@BY_ENTRY
def test_the_function_of_an_entry_is_one_of_stats_and_takes_what_its_task_gives(method):
    if not method.function:
        assert method.name == "reported"
        return
    module, _, name = method.function.partition(".")
    function = getattr(import_module(f"reanalysis.stats.{module}"), name)
    if method.task in TAKES:
        needed = inspect.signature(function).parameters.values()
        assert {one.name for one in needed if one.default is one.empty} == TAKES[method.task]


@BY_ENTRY
def test_what_an_entry_names_is_there(method):
    names = {other.name for other in METHODS}
    assert set(method.cites) <= set(methods.literature())
    assert {*method.told_with, *filter(None, [method.limits_of])} <= names
    if not method.recognised_only and method.name != "reported":
        assert method.cites, "a method without a source cannot be checked by a reader"


def test_an_entry_stands_once_for_a_measure():
    keys = [(method.task, measure, method.name) for method in METHODS for measure in method.measures]
    assert len(keys) == len(set(keys))
    for name in {method.name for method in METHODS}:
        assert len({method.label for method in methods.entries(name) if not method.recognised_only}) <= 1


@pytest.mark.parametrize("name", sorted(methods.literature()))
def test_a_doi_has_the_form_of_one(name):
    doi = methods.literature()[name].doi
    assert not doi or re.fullmatch(r"10\.[0-9]{4,5}/[^\s\"{}]+", doi)


@pytest.mark.parametrize("primary", [RatesPrimary(), ControlsPrimary(), SurvivalPrimary()])
def test_the_method_that_leads_by_default_may_lead(primary):
    for measure, name in primary:
        assert name in methods.may_lead("survival_probability" if measure == "survival" else measure)


def test_a_method_that_may_not_lead_is_told_with_those_that_may(tmp_path):
    for name, text in (
        ("config", "rates: {primary: {proportion: wald}}\n"),
        ("outcomes", "outcomes: {}\n"),
        ("scales", "{}\n"),
    ):
        (tmp_path / "config").mkdir(exist_ok=True)
        (tmp_path / f"config/{name}.yaml").write_text(text, encoding="utf-8")
    (told,) = problems(tmp_path)
    assert told == (
        "config/config.yaml: rates.primary.proportion: the value should be 'clopper_pearson', 'wilson', 'jeffreys', "
        "'mid_p', 'agresti_coull' or 'blaker', entered: 'wald'"
    )


def test_reading_the_list_loads_no_library_of_statistics():
    import subprocess
    import sys

    code = (
        "import sys, reanalysis.model.config; print([name for name in ('scipy', 'statsmodels') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
