"""The pages for people who change the code: the files they name are there, every room is named, and the picture of the
rooms is the one that the import rule gives."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
PACKAGE = REPOSITORY / "workflow/reanalysis"
PAGES = [
    REPOSITORY / "README.md",
    REPOSITORY / "CONTRIBUTING.md",
    REPOSITORY / "docs/architecture.md",
    *sorted((REPOSITORY / "docs/decisions").glob("*.md")),
]
NAMED = re.compile(r"`([\w.-]+(?:/[\w.-]*)*(?:/|\.(?:py|md|csv|yaml|j2|typ|css|js|toml|smk|txt|svg)))`")
LINKED = re.compile(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)")
# Results are made by a run, the tables of a paper and its folder are anybody's.
MADE = ("results/", "data/processed/", "data/accepted/", "logs/", "data/raw/", "second/")


def drawing():
    spec = importlib.util.spec_from_file_location("rooms", REPOSITORY / "docs/rooms.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_that_a_page_names_are_there(page):
    text = page.read_text(encoding="utf-8")
    tables = {path.name for path in (PACKAGE / "examples/five-trials/data/raw").rglob("*.*")}
    gone = [
        name
        for name in NAMED.findall(text)
        if not (name.startswith(MADE) or (REPOSITORY / name).exists() or (PACKAGE / name).exists() or name in tables)
    ]
    gone += [name for name in LINKED.findall(text) if not (page.parent / name).exists()]
    assert gone == []


def test_every_room_and_every_module_of_the_ground_floor_is_named():
    text = (REPOSITORY / "docs/architecture.md").read_text(encoding="utf-8")
    rooms = [f"{path.name}/" for path in PACKAGE.iterdir() if (path / "__init__.py").exists()]
    subrooms = [
        f"{room}{path.name}" for room in rooms for path in (PACKAGE / room).iterdir() if (path / "__init__.py").exists()
    ]
    modules = [path.name for path in PACKAGE.glob("*.py") if path.stem != "__init__"]
    assert [name for name in (*rooms, *subrooms, *modules) if f"`{name}" not in text] == []


def test_the_picture_of_the_rooms_is_that_of_the_rule():
    rooms = drawing()
    assert (rooms.DOCS / rooms.PICTURE).read_text(encoding="utf-8") == rooms.drawn(), "run make docs"


def test_arrows_that_follow_from_others_are_left_out_and_all_point_down():
    rooms = drawing()
    arrows = rooms.reduced({"a": {"a", "b", "c"}, "b": {"b", "c"}, "c": {"c"}})
    assert arrows == {"a": {"b"}, "b": {"c"}, "c": set()}
    assert rooms.floors(arrows) == [["a"], ["b"], ["c"]]
    for room, others in rooms.reduced(rooms.rule().ALLOWED).items():
        assert room not in others
