"""`reanalysis init`: a folder becomes a review. Nothing that is there is ever overwritten."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from string import Template

from reanalysis import __version__
from reanalysis.commands.places import find_project, shown
from reanalysis.commands.terminal import DONE, FAILED, USAGE, fail, tell, visible
from reanalysis.model.review import FILE

HERE = Path(__file__).resolve().parents[1]
TEMPLATES, EXAMPLES = HERE / "base/review", HERE / "examples"
ONE_PAPER = "one-paper"
KEEP = "data/raw/.gitkeep"  # git keeps no empty folder
NOT_OURS = (".git", ".DS_Store", "Thumbs.db", "desktop.ini")
MOST_NAMED = 12


def run(folder: Path, *, example: str = "", github: bool = False, add: bool = False) -> int:
    """Make a review of a folder, or add an example or the workflow of a forge to one; returns the exit status."""
    folder = folder.absolute()
    is_review = _is_review(folder)
    if is_review and not (example or github):
        fail(f"{shown(folder)} is a review already; nothing was changed.", status=FAILED)
    files = {**_example(example), **(_of_forge() if github else {})}
    if not is_review:
        _not_inside_another(folder)
        files = {**_own(folder), **files}
    there = [name for name in files if (folder / name).exists()]
    if is_review and there:
        fail(f"{shown(folder)} has {_listed(there)} already; nothing was changed.", status=FAILED)
    missing = {name: content for name, content in files.items() if name not in there}
    if not (is_review or add) and _others(folder):
        return _only_say(folder, missing, there)
    _write(folder, missing)
    _tell(folder, missing, there, is_review=is_review)
    return DONE


def _is_review(folder: Path) -> bool:
    """Whether a folder, which need not be there, is a review already; a file ends the command."""
    if folder.exists() and not folder.is_dir():
        fail(f"{shown(folder)} is a file, so it cannot be a review.", status=USAGE)
    return (folder / FILE).exists()


def named(words: Sequence[str], *, example: bool) -> tuple[Path, str]:
    """The folder and the example among the words of a call: with --example, the name of one means it."""
    names = [word for word in words if example and word in examples()]
    folders = [word for word in words if word not in names]
    if len(folders) > 1 or len(names) > 1:
        known = f" Examples are {', '.join(examples())}." if example else ""
        fail(f"One folder at most can be named, not {_listed(words)}.{known}", status=USAGE)
    if example and folders and not names:
        _no_misspelt_example(folders[0])
    return Path(folders[0] if folders else "."), names[0] if names else ONE_PAPER if example else ""


def _no_misspelt_example(word: str) -> None:
    """End where a word that is taken for a folder is all but the name of an example."""
    from reanalysis.entry.messages import nearest

    if near := nearest(word, examples()):
        fail(f"There is no example {word!r}. Did you mean {near}?", status=USAGE)


def examples() -> list[str]:
    """The names of the examples."""
    return sorted(path.name for path in EXAMPLES.iterdir() if path.is_dir() and not path.name.startswith("_"))


def _not_inside_another(folder: Path) -> None:
    place = next(path for path in (folder, *folder.parents) if path.is_dir())
    if around := find_project(place):
        fail(f"{shown(folder)} lies inside the review {around}; choose a folder beside it.", status=USAGE)


def _own(folder: Path) -> dict[str, bytes]:
    """The files of an empty review."""
    title = " ".join(folder.name.replace("_", " ").replace("-", " ").split()) or "Review"
    title = title[:1].upper() + title[1:]
    text = {path.name: path.read_text(encoding="utf-8") for path in TEMPLATES.iterdir() if path.suffix != ".yml"}
    quoted = title.replace("\\", "\\\\").replace('"', '\\"')
    return {
        FILE: Template(text[FILE]).substitute(title=quoted, requires=this_minor(__version__)).encode(),
        "README.md": Template(text["README.md"]).substitute(title=title).encode(),
        ".gitignore": text["gitignore"].encode(),
        KEEP: b"",
    }


def this_minor(version: str) -> str:
    """The range of versions that give the same numbers as this one: `>=0.1,<0.2` for 0.1.3, `>=1.2,<2` for 1.2.3."""
    major, minor = (int(part) for part in version.split(".")[:2])
    return f">={major}.{minor},<{major}.{minor + 1}" if major == 0 else f">={major}.{minor},<{major + 1}"


def _example(name: str) -> dict[str, bytes]:
    """The files of an example, by their places in a review."""
    if not name:
        return {}
    start = EXAMPLES / name
    return {path.relative_to(start).as_posix(): path.read_bytes() for path in _files(start)}


def _files(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders.sort()
        yield from (Path(place, name) for name in sorted(names))


def _of_forge() -> dict[str, bytes]:
    """The workflows that show what a pull request changes."""
    names = {"review.yml": "github.yml", "review-comment.yml": "github-comment.yml"}
    given = {"install": f"reanalysis{this_minor(__version__)}"}
    return {
        f".github/workflows/{name}": Template((TEMPLATES / file).read_text(encoding="utf-8")).substitute(given).encode()
        for name, file in names.items()
    }


def _others(folder: Path) -> list[str]:
    """What somebody keeps in the folder already."""
    return sorted(path.name for path in folder.iterdir() if path.name not in NOT_OURS) if folder.is_dir() else []


def _only_say(folder: Path, missing: Mapping[str, bytes], there: Sequence[str]) -> int:
    tell(f"{shown(folder)} is not empty. Nothing was written; this would be added:")
    for name in _shortened(missing):
        tell(f"  {name}")
    if there:
        tell(f"This is there already and would stay as it is: {_listed(there)}")
    tell("To add it: the same command with --add")
    return FAILED


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(path, "xb") as file:
            file.write(content)


def _tell(folder: Path, written: Mapping[str, bytes], there: Sequence[str], *, is_review: bool) -> None:
    where = "this folder" if shown(folder) == "." else shown(folder)
    tell(f"Added to {where}:" if is_review else f"Made {where} a review:", colour="green")
    for name in _shortened(written):
        tell(f"  {name}")
    if there:
        tell(f"As they were: {_listed(there)}")
    if where != "this folder":
        tell(f"Go there: cd {where}")
    if any(name.endswith("/paper.yaml") for name in written):
        tell("Then: reanalysis run, and open results/report.html. To enter a paper: reanalysis new smith2021")
    elif not is_review:
        tell("Then enter a paper: reanalysis new smith2021 (first author and year)")


def _shortened(files: Mapping[str, bytes]) -> list[str]:
    """Names of files, and folders of papers in one line each where there are many."""
    if len(files) <= MOST_NAMED:
        return [visible(name) for name in files]
    parts = [name.split("/") for name in files]
    short = [
        "/".join(part[:3]) + "/" if part[:2] == ["data", "raw"] and len(part) > 3 else "/".join(part) for part in parts
    ]
    return list(dict.fromkeys(short))


def _listed(names: Sequence[str]) -> str:
    return ", ".join(map(visible, names))
