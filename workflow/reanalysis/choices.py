"""The settings of a review (reanalysis.toml, config/*.yaml over those of the tool) checked as a whole, with messages
for people who write them by hand."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError

from reanalysis import __version__
from reanalysis.model.config import (
    AuditConfig,
    ControlsConfig,
    Outcomes,
    RatesConfig,
    ReportConfig,
    Scale,
    SurvivalConfig,
    SynthesisConfig,
)
from reanalysis.model.layers import FOLDER, NAMES, over_base, own_file
from reanalysis.model.review import read_review
from reanalysis.wording import nearest

SECTIONS: dict[str, type[BaseModel]] = {
    "rates": RatesConfig,
    "controls": ControlsConfig,
    "survival": SurvivalConfig,
    "synthesis": SynthesisConfig,
    "audit": AuditConfig,
    "report": ReportConfig,
}


class _KeyTwice(yaml.constructor.ConstructorError):
    """A key that stands twice in one mapping."""


if TYPE_CHECKING:
    _SafeLoader = yaml.SafeLoader
else:  # the fast reader where PyYAML was built with it
    _SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_SafeLoader):
    """YAML in which a key that stands twice is an error, not the last one."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        mapping: dict[Any, Any] = super().construct_mapping(node, deep)
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for number, key in enumerate(keys):
            if key in keys[:number]:
                raise _KeyTwice(None, None, f"the key {key} stands twice", node.value[number][0].start_mark)
        return mapping


def _mapping(loader: _Loader, node: Any) -> dict[Any, Any]:
    return loader.construct_mapping(node, deep=True)


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def problems(project: Path) -> list[str]:
    """What is wrong with reanalysis.toml and the files in config/, one line each; an empty list if nothing is."""
    review = read_review(project)
    said = [*review.problems, *filter(None, [review.refusal(__version__)])]
    return said + [f"{FOLDER.as_posix()}/{name}.yaml: {text}" for name in NAMES for text in _in_file(project, name)]


def insist(review: Path, settings: Mapping[str, Any]) -> None:
    """Raise ValueError with everything that is wrong with the settings that Snakemake was given."""
    found = problems(review) or [f"config: {text}" for text in _check_sections(settings)]
    if found:
        raise ValueError("\n".join(found))


def _in_file(project: Path, name: str) -> Iterator[str]:
    path = own_file(project, name)
    if path.exists() and not path.is_file():
        yield "is no file"
        return
    try:
        own = yaml.load(path.read_bytes(), _Loader)
    except FileNotFoundError:
        own = None
    except UnicodeDecodeError:
        yield "is not UTF-8 text"
        return
    except OSError as error:
        yield f"cannot be read: {os.strerror(error.errno or 5)}"
        return
    except yaml.YAMLError as error:
        yield _yaml_message(error)
        return
    if isinstance(own, Mapping) or own is None:
        yield from _CHECKS[name](over_base(name, own))
    else:
        yield "no keys with values (key: value) could be found"


def _yaml_message(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    if isinstance(error, _KeyTwice) and mark:
        return f"line {mark.line + 1}: {error.problem}"
    # The library's own words name its inner workings, not what to mend.
    return (
        f"line {mark.line + 1}: " if mark else ""
    ) + "this is not YAML; look here and just above for a missing colon, quote or bracket, a tab, or wrong indentation"


def _check_sections(content: Mapping[Any, Any]) -> Iterator[str]:
    for name, section in content.items():
        if name in SECTIONS:
            yield from _check(SECTIONS[name], section or {}, before=(name,))
        else:
            yield _unknown(str(name), "", SECTIONS)


def _check(model: Any, content: object, *, before: tuple[str, ...] = ()) -> Iterator[str]:
    try:
        TypeAdapter(model).validate_python(content)
    except ValidationError as error:
        for problem in error.errors():
            place = problem["loc"]
            if problem["type"] == "extra_forbidden":
                yield _unknown(str(place[-1]), ".".join(map(str, before + place[:-1])), _keys_at(model, place[:-1]))
            else:
                message = problem["msg"].removeprefix("Value error, ").replace("Input", "the value")
                yield f"{'.'.join(map(str, before + place))}: {message}, entered: {problem['input']!r}"


_CHECKS: dict[str, Callable[[Mapping[str, Any]], Iterator[str]]] = {
    "config": _check_sections,
    "outcomes": lambda content: _check(Outcomes, content),
    "scales": lambda content: _check(dict[str, Scale], content),
}


def _unknown(name: str, section: str, known: Iterable[str]) -> str:
    known = list(known)
    near = nearest(name, known, 0.5)
    hint = f"the nearest is {near}" if near else f"known are {', '.join(known)}"
    return f"{section}{'.' if section else ''}{name} is not a known key; {hint}"


def _keys_at(model: object, place: tuple[Any, ...]) -> list[str]:
    """Keys that a model knows at a place in it."""
    for step in place:
        fields = getattr(model, "model_fields", None)
        model = fields[step].annotation if fields and step in fields else _inner(model)
    return list(getattr(model, "model_fields", ()))


def _inner(annotation: object) -> object:
    """What an entry of a dict or a list is, or what is optional."""
    return next((part for part in reversed(get_args(annotation)) if part not in (type(None), Ellipsis)), None)
