"""The one list of methods: what is computed, by which function of stats, and what is said and cited for it.

Configuration, analyses, the recognition of printed numbers, names, formulas, the methods section and references.bib
read it, each when it needs it. It holds the functions of stats by name and imports none of them, so that reading a
setting loads no library, and a stage depends on those parts of stats alone that it computes with.
"""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

from reanalysis.methods.designs import BORROWING, DESIGNS
from reanalysis.methods.literature import LITERATURE
from reanalysis.methods.method import Method
from reanalysis.methods.one_group import ONE_GROUP
from reanalysis.methods.pools import POOLS
from reanalysis.methods.reference import Reference
from reanalysis.methods.times import TIMES
from reanalysis.methods.two_groups import TWO_GROUPS
from reanalysis.wording import in_words

METHODS: tuple[Method, ...] = (*ONE_GROUP, *TWO_GROUPS, *DESIGNS, *BORROWING, *TIMES, *POOLS)


def entries(name: str) -> tuple[Method, ...]:
    """All entries of a name: one for each way in which it comes to a measure."""
    return tuple(method for method in METHODS if method.name == name)


def of_task(task: str, *, recognised: bool = False) -> tuple[Method, ...]:
    """The methods of a task in their order: those that are computed, and with `recognised` those only recognised."""
    return tuple(method for method in METHODS if method.task == task and (recognised or not method.recognised_only))


def functions(task: str, *modules: ModuleType, recognised: bool = False) -> dict[tuple[str, str], Callable[..., Any]]:
    """The functions of the methods of a task by (measure, name), out of the modules of stats that hold them."""
    places = {module.__name__.rpartition(".")[2]: module for module in modules}
    found = {}
    for method in of_task(task, recognised=recognised):
        module, _, function = method.function.partition(".")
        for measure in method.measures:
            found[measure, method.name] = getattr(places[module], function)
    return found


def by_name(task: str, *modules: ModuleType, recognised: bool = False) -> dict[str, Callable[..., Any]]:
    """The functions of a task whose methods differ by name alone."""
    return {name: function for (_, name), function in functions(task, *modules, recognised=recognised).items()}


def may_lead(measure: str) -> tuple[str, ...]:
    """Names of the methods that config.yaml may choose to lead for a measure."""
    return tuple(method.name for method in METHODS if method.may_lead and measure in method.measures)


def label(name: str, measure: str = "") -> str:
    """A method in words, of the measure where it is given; the name as words where it is not in the list."""
    found = entries(name)
    fitting = [one for one in found if measure in one.measures] or [one for one in found if not one.recognised_only]
    return (fitting or found)[0].label if found else in_words(name)


def formula(measure: str, name: str) -> str:
    """How a method comes to a measure, in one line; blank for a method that is not in the list."""
    found = entries(name)
    return next((one.formula for one in found if measure in one.measures), found[0].formula if found else "")


def cites(name: str) -> tuple[str, ...]:
    """Keys of the references that are cited for a method."""
    return tuple(dict.fromkeys(key for method in entries(name) for key in method.cites))


def literature() -> dict[str, Reference]:
    """All publications that can be cited, by key: those of the list under the names of their methods."""
    return {method.name: method.source for method in METHODS if method.source} | LITERATURE
