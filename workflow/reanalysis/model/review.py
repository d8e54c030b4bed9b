"""reanalysis.toml: what makes a folder a review, and what it says of itself. Every key may be left out."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reanalysis.wording import nearest

FILE = "reanalysis.toml"
KEYS = ("title", "people", "licence", "requires")


@dataclass(frozen=True)
class Review:
    """What a review says of itself; `problems` is what is wrong in its file."""

    title: str = ""
    people: tuple[str, ...] = ()
    licence: str = ""
    requires: str = ""
    problems: tuple[str, ...] = field(default=())

    def refusal(self, version: str) -> str:
        """Why this version of the tool must not work here; blank where it may."""
        if not self.requires:
            return ""
        from packaging.specifiers import SpecifierSet

        if SpecifierSet(self.requires).contains(version, prereleases=True):
            return ""
        return (
            f"{FILE} requires reanalysis {self.requires}, and this is {version}. Install a version that it allows, or "
            f"look what would change (reanalysis upgrade --preview) and change `requires`."
        )


def read_review(folder: Path) -> Review:
    """The review of a folder; one that says nothing where there is no file."""
    path = folder / FILE
    if not path.is_file():
        return Review()
    try:
        content = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError:
        return Review(problems=(f"{FILE}: is not UTF-8 text",))
    except tomllib.TOMLDecodeError as error:
        return Review(problems=(f"{FILE}: this is not TOML: {error}",))
    return _checked(content)


def _checked(content: Mapping[str, Any]) -> Review:
    found = [_unknown(name) for name in content if name not in KEYS]
    texts = {}
    for name in ("title", "licence", "requires"):
        value = content.get(name, "")
        if isinstance(value, str):
            texts[name] = value.strip()
        else:
            found.append(f'{FILE}: {name}: a text in quotation marks is needed, such as {name} = "..."')
    people = content.get("people", [])
    if not (isinstance(people, list) and all(isinstance(name, str) for name in people)):
        found.append(f'{FILE}: people: a list of names is needed, such as people = ["A. Smith", "B. Jones"]')
        people = []
    if texts.get("requires") and not _is_range(texts["requires"]):
        found.append(f'{FILE}: requires: {texts.pop("requires")!r} is no range of versions; write it as ">=0.1,<0.2"')
    return Review(people=tuple(people), problems=tuple(found), **texts)


def _is_range(text: str) -> bool:
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        SpecifierSet(text)
    except InvalidSpecifier:
        return False
    return True


def _unknown(name: str) -> str:
    near = nearest(name, KEYS)
    return f"{FILE}: {name} is not a known key; " + (
        f"the nearest is {near}" if near else f"known are {', '.join(KEYS)}"
    )
