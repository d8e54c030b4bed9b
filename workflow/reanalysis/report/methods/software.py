"""The software behind a run, with the versions that ran: for the methods text, references.bib and the metadata of the
results."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import metadata

import reanalysis

# A package that works beside a method: the weighted log-rank tests that a printed p-value is held against.
_WITH = {"log_rank": "lifelines"}
_COMPUTING, _WRITING = ("numpy", "scipy", "statsmodels"), ("snakemake", "matplotlib", "typst")
_TITLES = {
    "numpy": ("NumPy", "The NumPy developers"),
    "scipy": ("SciPy", "The SciPy developers"),
    "statsmodels": ("statsmodels", "The statsmodels developers"),
    "lifelines": ("lifelines", "The lifelines developers"),
    "snakemake": ("Snakemake", "The Snakemake developers"),
    "matplotlib": ("Matplotlib", "The Matplotlib development team"),
    "typst": ("Typst for Python", "The typst-py developers"),
}


@dataclass(frozen=True, kw_only=True)
class Package:
    """A package under the name by which it is installed; its publication, where it has one, stands among the references
    under that name."""

    name: str
    title: str
    authors: str
    version: str


def software(used: Iterable[str]) -> list[Package]:
    """This software first, then the packages that computed, ran and drew, given the methods that were used."""
    names = [*_COMPUTING, *sorted({_WITH[method] for method in used if method in _WITH}), *_WRITING]
    own = Package(
        name="reanalysis",
        title="Reanalysis: audit and re-analysis of small published clinical trials",
        authors="The Reanalysis developers",
        version=reanalysis.__version__,
    )
    return [
        own,
        *(
            Package(name=name, title=_TITLES[name][0], authors=_TITLES[name][1], version=metadata.version(name))
            for name in names
        ),
    ]
