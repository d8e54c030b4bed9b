"""Content hashes: what counts, what does not, and that no import is missed."""

from __future__ import annotations

import ast
import os
from pathlib import Path

import pytest

from reanalysis import fingerprint

PACKAGE = Path(fingerprint.__file__).parent


@pytest.fixture
def package(tmp_path):
    """A small package `house`, and a script beside it."""
    files = {
        "house/__init__.py": "",
        "house/top.py": "def f():\n    from house.rooms import (\n        kitchen,  # the warm one\n        bath,\n   "
        " )\n",
        "house/rooms/__init__.py": "from house.rooms.hall import x\n",
        "house/rooms/hall.py": "x = 1\n",
        "house/rooms/kitchen.py": "from . import pans\nimport house.garden as g\n",
        "house/rooms/pans.py": "from house.rooms import kitchen\n",
        "house/rooms/bath.py": '"""from the bath import nothing (a line of prose)\nimport of water\n"""\n',
        "house/garden.py": "from ..house import outside\n",
        "house/unused.py": "",
        "script.py": "import house.top\nprint(house)\n",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    fingerprint._imports_of.cache_clear()
    return tmp_path


def test_imports_are_followed_through_packages_functions_brackets_and_circles(package):
    found = fingerprint.imported_files(package / "script.py", package / "house")
    names = {path.relative_to(package / "house").as_posix() for path in found}
    expected = {
        "__init__.py",
        "top.py",
        "rooms/__init__.py",
        "rooms/hall.py",
        "rooms/kitchen.py",
        "rooms/pans.py",
        "rooms/bath.py",
        "garden.py",
    }
    assert names == expected


def test_script_hash_changes_with_what_it_imports_and_with_nothing_else(package):
    def hashed():
        fingerprint._imports_of.cache_clear()
        return fingerprint.of_script(package / "script.py", package / "house")

    first = hashed()
    (package / "house/unused.py").write_text("x = 2\n")
    os.utime(package / "house/rooms/hall.py", (0, 0))
    assert hashed() == first
    (package / "house/rooms/hall.py").write_text("x = 2\n")
    second = hashed()
    assert second != first
    (package / "script.py").write_text("import house.top\n")
    assert hashed() not in (first, second)


def test_hash_does_not_depend_on_the_place(package, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    for path in package.rglob("*.py"):
        target = other / path.relative_to(package)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    assert fingerprint.of_script(package / "script.py", package / "house") == fingerprint.of_script(
        other / "script.py", other / "house"
    )
    assert fingerprint.of_folder(package) == fingerprint.of_folder(other)


@pytest.mark.parametrize(
    "path", sorted(PACKAGE.parent.rglob("*.py")), ids=lambda path: path.relative_to(PACKAGE.parent).as_posix()
)
def test_quick_search_finds_every_import_that_parsing_finds(path):
    def names(statements):
        return {ast.dump(node) for node in statements}

    code = path.read_text(encoding="utf-8")
    parsed = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert names(fingerprint.import_statements(code)) >= names(parsed)


def test_folder_hash_sees_content_names_and_empty_folders(tmp_path):
    seen = [fingerprint.of_folder(tmp_path)]

    def changed():
        seen.append(fingerprint.of_folder(tmp_path))
        return seen[-1] not in seen[:-1]

    (tmp_path / "miller2007").mkdir()
    assert changed()
    (tmp_path / "miller2007/counts.csv").write_text("a\n")
    assert changed()
    (tmp_path / "miller2007/counts.csv").write_text("b\n")
    assert changed()
    (tmp_path / "miller2007/counts.csv").rename(tmp_path / "miller2007/times.csv")
    assert changed()


def test_linked_folder_counts_and_is_not_entered(tmp_path):
    for name in ("raw", "elsewhere/miller2007"):
        (tmp_path / name).mkdir(parents=True)
    first = fingerprint.of_folder(tmp_path / "raw")
    (tmp_path / "raw/miller2007").symlink_to(tmp_path / "elsewhere/miller2007")
    linked = fingerprint.of_folder(tmp_path / "raw")
    (tmp_path / "elsewhere/miller2007/counts.csv").write_text("b\n")
    assert fingerprint.of_folder(tmp_path / "raw") == linked != first


def test_pipes_and_devices_are_not_read(tmp_path):
    os.mkfifo(tmp_path / "counts.csv")
    (tmp_path / "times.csv").symlink_to("/dev/zero")
    (tmp_path / "everything").symlink_to("/")
    assert fingerprint.of_file(tmp_path / "counts.csv") == fingerprint.of_file(tmp_path / "times.csv") == "unreadable"
    assert [path.name for path in fingerprint.files_below(tmp_path)] == ["counts.csv", "everything", "times.csv"]
    assert len(fingerprint.of_folder(tmp_path)) == 64


def test_folder_hash_leaves_out_what_programs_leave_behind(tmp_path):
    (tmp_path / "counts.csv").write_text("a\n")
    first = fingerprint.of_folder(tmp_path)
    for name in (".DS_Store", "~$paper.xlsx", ".counts.csv.swp"):
        (tmp_path / name).write_text("x")
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__/x.pyc").write_text("x")
    os.utime(tmp_path / "counts.csv", (0, 0))
    assert fingerprint.of_folder(tmp_path) == first


def test_what_cannot_be_read_has_a_hash_too(tmp_path):
    assert fingerprint.of_file(tmp_path / "none") == "missing"
    assert fingerprint.of_file(tmp_path) == "unreadable"
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / os.fsdecode(b"latin\xe9.csv")).write_text("x")
    assert len(fingerprint.of_folder(tmp_path)) == 64
    (tmp_path / "circle").symlink_to(tmp_path, target_is_directory=True)
    assert len(fingerprint.of_folder(tmp_path)) == 64
    assert len(fingerprint.of_folder(tmp_path / "none")) == 64


def test_paper_names_are_folders_named_as_papers_are(tmp_path):
    for name in ("miller2007", "Miller2007", "ab", "x_y2000", "{paper}", ".git", "atkins1999"):
        (tmp_path / name).mkdir()
    (tmp_path / "notapaper").write_text("")
    assert fingerprint.paper_names(tmp_path) == ["atkins1999", "miller2007"]
    assert fingerprint.paper_names(tmp_path / "none") == []


def test_rule_of_reading_declares_the_tables_of_the_models():
    text = (PACKAGE / "workflow/rules/entry.smk").read_text(encoding="utf-8")
    assert 'f"data/processed/{table}.csv" for table in (*INPUT_TABLES, "findings")' in text
