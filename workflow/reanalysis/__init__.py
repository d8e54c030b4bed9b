"""Reanalysis of small published trials. `load` opens the results of a review in a notebook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reanalysis.notebook import Results

__version__ = "0.2.0"
__all__ = ["__version__", "load"]


def load(folder: str | Path = ".") -> Results:
    """The results of the last run of a review, as pandas DataFrames; see `reanalysis.notebook.Results`."""
    from reanalysis.notebook import load as open_results

    return open_results(folder)
