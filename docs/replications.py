"""docs/replications.md: published pools, made again from their data by the whole way that a user goes.

Each sheet of docs/replications is imported with its map into a review of its own, read, and pooled; published.csv has
what was published, where, and to how many places.

usage: python docs/replications.py [FOLDER]
"""

from __future__ import annotations

import csv
import io
import sys
import tempfile
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from reanalysis.analyses.pooling import pool_sets
from reanalysis.analyses.result import Result
from reanalysis.commands import import_table
from reanalysis.commands.sheet import apply_map, read_map, read_sheet
from reanalysis.entry.read import read_raw
from reanalysis.model import store
from reanalysis.model.config import SynthesisConfig

SHEETS, DOCUMENT = Path(__file__).parent / "replications", "replications.md"
START = """# Replications

Published pools, made again. Each sheet of [replications/](replications/) goes the way of any sheet:
`reanalysis import table SHEET --map MAP` into a review, entry, pools. Nothing is typed between.
Written by `make docs`; a test fails when a value below is not the published one at its printed places.

| sheet | papers | what | published | here | limits here | where | |
|---|--:|---|--:|--:|---|---|---|
"""


def main(folder: Path) -> None:
    """Write the document."""
    (folder / DOCUMENT).write_text(document(), encoding="utf-8")


def document() -> str:
    """The document with every value computed now."""
    found = {name: pooled(name) for name in dict.fromkeys(row["sheet"] for row in published())}
    return START + "".join(f"{line_of(row, *found[row['sheet']])}\n" for row in published())


def published() -> list[dict[str, str]]:
    """What was published."""
    return list(csv.DictReader(io.StringIO((SHEETS / "published.csv").read_text(encoding="utf-8"))))


def pooled(name: str) -> tuple[Result, int]:
    """The pools of a sheet, and how many papers it became."""
    with tempfile.TemporaryDirectory() as place:
        review = Path(place)
        sheet, mapping = read_sheet(SHEETS / f"{name}.csv"), read_map(SHEETS / f"{name}.map.yaml")
        import_table.write(review, sheet, mapping, apply_map(sheet, mapping))
        dataset = read_raw(review / "data/raw").dataset
        return pool_sets(dataset, store.load_vocabulary(review, dataset), SynthesisConfig()), len(dataset.papers)


def value_of(row: dict[str, str], result: Result) -> tuple[float, float, float]:
    """Estimate and limits of a published pool as they come out here, in its unit."""
    times = float(row["times"])
    if row["choice"] not in ("", "all"):
        (found,) = [
            one
            for one in result.extra["synthesis_choices"]
            if (one["choice"], one["method"]) == (row["choice"], row["method"])
        ]
        return tuple(times * float(found[name]) for name in ("estimate", "conf_low", "conf_high"))  # type: ignore[return-value]
    (one,) = [
        one
        for one in result.estimates
        if (one.outcome or one.endpoint, one.measure, one.method) == (row["outcome"], row["measure"], row["method"])
    ]
    return times * (one.estimate or 0), times * (one.conf_low or 0), times * (one.conf_high or 0)


def rounded(value: float, places: int) -> str:
    """A value at the places at which another is printed."""
    return str(Decimal(repr(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def line_of(row: dict[str, str], result: Result, papers: int) -> str:
    """The line of the document on one published pool."""
    places = int(row["places"])
    value, low, high = (rounded(number, places) for number in value_of(row, result))
    cells = (row["sheet"], str(papers), row["what"], row["published"], value, f"{low} to {high}", row["where"])
    return f"| {' | '.join((*cells, row['explained']))} |".replace("|  |", "| |")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else SHEETS.parent)
