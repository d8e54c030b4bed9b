"""Bytes to rows: strict reading of data/raw."""

from reanalysis.entry.read import Entry, read_paper, read_raw

__all__ = ["Entry", "read_paper", "read_raw"]
