"""`reanalysis where`: the places of the tool's own files, for Snakemake, pip and whoever wants to read them."""

from __future__ import annotations

from reanalysis.commands.terminal import DONE, USAGE, fail, tell
from reanalysis.surroundings import LOCKED, PACKAGE, SNAKEFILE

PLACES = {"snakefile": SNAKEFILE, "lock": LOCKED, "templates": PACKAGE / "templates", "base": PACKAGE / "base"}


def run(what: str) -> int:
    """Print the place of a part of the tool; returns the exit status."""
    if what not in PLACES:
        fail(f"There is no place called {what!r}; there are {', '.join(PLACES)}.", status=USAGE)
    tell(str(PLACES[what]))
    return DONE
