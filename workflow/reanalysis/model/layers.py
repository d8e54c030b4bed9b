"""The settings of a review over those of the tool: a review's file holds only what differs, key by key."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from reanalysis.model.review import read_review

BASE = Path(__file__).resolve().parents[1] / "base"
FOLDER = Path("config")
NAMES = ("config", "outcomes", "scales")


def own_file(review: Path, name: str) -> Path:
    """The file of a review that stands over one of the tool: config, outcomes or scales."""
    return review / FOLDER / f"{name}.yaml"


def base_file(name: str) -> Path:
    """The tool's file of that name."""
    return BASE / f"{name}.yaml"


def merged(below: Any, above: Any) -> Any:
    """`above` over `below`: mappings key by key, anything else replaced; a key without a value leaves what is below."""
    if above is None:
        return below
    if not (isinstance(below, Mapping) and isinstance(above, Mapping)):
        return above
    return {name: merged(below.get(name), above.get(name)) for name in dict.fromkeys([*below, *above])}


def load(path: Path) -> Any:
    """The content of a YAML file, by the fast reader where PyYAML was built with it; None where there is no file."""
    return parsed(content_of(path))


def content_of(path: Path) -> bytes | None:
    """The bytes of a file; None where there is none."""
    return path.read_bytes() if path.is_file() else None


def parsed(content: bytes | None) -> Any:
    """What bytes of YAML say; None where there are none."""
    return None if content is None else yaml.load(content, getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def over_base(name: str, own: Any) -> dict[str, Any]:
    """What a review says over the tool's file of that name."""
    return laid_over(content_of(base_file(name)), own)


def laid_over(below: bytes | None, own: Any) -> dict[str, Any]:
    """What a review says over the bytes of the tool's file."""
    content: dict[str, Any] = merged(parsed(below) or {}, own)
    return content


def settings(review: Path, own: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Every choice of a review: the tool's, over them the title of reanalysis.toml, over them config/config.yaml or
    what is given in its place."""
    title = read_review(review).title
    below = merged(load(base_file("config")), {"report": {"title": title}} if title else None)
    choices: dict[str, Any] = merged(below, load(own_file(review, "config")) if own is None else own)
    return choices


def fingerprint_of(review: Path, name: str) -> str:
    """A hash of the tool's file of that name and of the review's."""
    digest = hashlib.sha256()
    for path in (base_file(name), own_file(review, name)):
        content = path.read_bytes() if path.is_file() else b""
        digest.update(f"{len(content)} ".encode() + content)
    return digest.hexdigest()
