"""What the package carries, so that it works where only it is installed."""

from __future__ import annotations

import re
import tomllib

from reanalysis import __version__, surroundings
from reanalysis.commands import where
from reanalysis.surroundings import LOCKED, PACKAGE, SNAKEFILE

ROOT = PACKAGE.parents[1]


def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_dependencies_are_those_that_a_run_looks_at():
    named = {re.match(r"[A-Za-z0-9-]+", line)[0] for line in project()["project"]["dependencies"]}
    assert named == {*surroundings.NEEDED, *surroundings.NEEDED_TO_RUN}


def test_versions_of_the_package_are_those_of_the_lock_file():
    lock = (ROOT / "requirements/lock.txt").read_text(encoding="utf-8")
    lines = [line.removesuffix(" \\") for line in lock.splitlines() if line and not line.startswith((" ", "#"))]
    assert LOCKED.read_text(encoding="utf-8").splitlines() == lines


def test_the_version_is_that_of_the_last_release_wherever_it_stands():
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## \[(.+)\]", changes, re.MULTILINE)
    cited = re.search(r"^version: (.+)$", (ROOT / "CITATION.cff").read_text(encoding="utf-8"), re.MULTILINE)[1]
    assert headings[0] == "Unreleased"
    assert {project()["project"]["version"], cited, headings[1]} == {__version__}


def test_snakefiles_outside_the_package_only_include_it():
    for path in (ROOT / "Snakefile", ROOT / "workflow/Snakefile"):
        included = re.search(r'^include: "(.+)"$', path.read_text(encoding="utf-8"), re.MULTILINE)[1]
        assert (path.parent / included).resolve() == SNAKEFILE
    assert len(SNAKEFILE.read_text(encoding="utf-8").splitlines()) <= 60


def test_options_of_snakemake_are_the_same_in_the_package_and_here():
    name = "profiles/default/config.yaml"
    assert (SNAKEFILE.parent / name).read_bytes() == (ROOT / name).read_bytes()


def test_every_place_that_can_be_asked_for_is_there(capsys):
    for name, path in where.PLACES.items():
        where.run(name)
        assert capsys.readouterr().out == f"{path}\n"
        assert path.exists()
