"""Content hashes of what a result depends on: files, folders, and a script with all modules of the package that it
imports.

Snakemake compares modification times and the script's own; it does not notice an edited module, nor a changed file with
an older date. The Snakefile imports this module at every start, so it needs the standard library only and runs no code
it hashes.
"""

from __future__ import annotations

import ast
import hashlib
import os
import re
import stat
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

PAPER_NAME = re.compile(r"[a-z][a-z0-9]{2,39}")
_PACKAGE = Path(__file__).resolve().parent
_IMPORT = re.compile(
    r"^[ \t]*((?:from[ \t]+[\w.]+[ \t]+import[ \t]*(?:\([^)]*\)|[^\n(]+))|import[ \t]+[^\n]+)", re.MULTILINE
)


def of_file(path: Path) -> str:
    """SHA-256 of a file's content, in hexadecimal; a word where there is no file or it cannot be read. A pipe is not
    waited for."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return "unreadable"
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return "missing"
    except OSError:
        return "unreadable"


def files_below(folder: Path) -> Iterator[Path]:
    """Files below a folder, and links to folders, which are not followed: one may lead anywhere.

    The order is the same everywhere; hidden files, lock files of Office and bytecode are left out.
    """
    for place, folders, names in os.walk(folder):
        links = [name for name in folders if os.path.islink(os.path.join(place, name))]
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__pycache__")))
        yield from (Path(place, name) for name in sorted([*names, *links]) if not name.startswith((".", "~$")))


def of_folder(folder: Path) -> str:
    """One hash of the names and contents of all files below a folder, and of the names of its folders."""
    names = [f"{name}/" for name in paper_names(folder)]
    return joined([*names, *(f"{path.relative_to(folder).as_posix()} {of_file(path)}" for path in files_below(folder))])


def paper_names(raw: Path) -> list[str]:
    """Folders that are named as papers are, sorted."""
    names = os.listdir(raw) if raw.is_dir() else []
    return sorted(name for name in names if PAPER_NAME.fullmatch(name) and os.path.isdir(raw / name))


def of_script(script: Path, package: Path = _PACKAGE) -> str:
    """One hash of a script and of all modules of the package that it imports, directly or not."""
    files = sorted(imported_files(script, package))
    return joined([of_file(script), *(f"{path.relative_to(package).as_posix()} {of_file(path)}" for path in files)])


def imported_files(script: Path, package: Path = _PACKAGE) -> set[Path]:
    """Files of the package that a script imports, directly or not, wherever in it an import stands."""
    found: set[Path] = set()
    waiting = [script]
    while waiting:
        new = set(_imports_of(waiting.pop(), package)) - found
        found |= new
        waiting.extend(new)
    return found


@cache
def _imports_of(path: Path, package: Path) -> tuple[Path, ...]:
    found: set[Path] = set()
    for statement in import_statements(path.read_text(encoding="utf-8")):
        if isinstance(statement, ast.Import):
            names = [alias.name for alias in statement.names]
        else:  # `from a import b` may name a module or something in one
            module = _absolute(statement, path, package)
            names = [module, *(f"{module}.{alias.name}" for alias in statement.names)]
        for name in names:
            found.update(_files_of(name, package))
    return tuple(found)


def import_statements(code: str) -> Iterator[ast.Import | ast.ImportFrom]:
    """Import statements of a module, those inside functions too.

    They are found by their look and parsed one by one: parsing whole modules takes ten times as long, at every start.
    A test compares the two over the package.
    """
    for match in _IMPORT.finditer(code):
        try:
            statement = ast.parse(match[1]).body[0]
        except SyntaxError:  # a line of prose
            continue
        if isinstance(statement, ast.Import | ast.ImportFrom):
            yield statement


def _absolute(node: ast.ImportFrom, path: Path, package: Path) -> str:
    if not node.level:
        return node.module or ""
    parents = path.relative_to(package.parent).with_suffix("").parts[: -node.level]
    return ".".join([*parents, *([node.module] if node.module else [])])


def _files_of(name: str, package: Path) -> Iterator[Path]:
    """The files that importing a dotted name runs: __init__ of each package on the way, and the module."""
    first, *rest = name.split(".")
    if first != package.name:
        return
    place = package
    yield from _if_file(place / "__init__.py")
    for part in rest:
        yield from _if_file(place / f"{part}.py")
        place = place / part
        yield from _if_file(place / "__init__.py")


def _if_file(path: Path) -> Iterable[Path]:
    return (path,) if path.is_file() else ()


def joined(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogateescape")).hexdigest()
