"""The results of a review as pandas DataFrames, for notebooks: `reanalysis.load(folder)`.

Nothing is computed here and nothing is written: the tables are those of the last run in `results/`. This is the only
module of the package that imports pandas.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from reanalysis.model import result_tables
from reanalysis.model.columns import COUNT_OR_BOUND, schema_of, type_of
from reanalysis.model.finding import SEVERITIES
from reanalysis.model.paper import Dataset, PaperInfo
from reanalysis.model.result_tables import NUMBER, WHOLE, YES_NO
from reanalysis.model.rows import TABLES, Row, columns_of
from reanalysis.model.sources import rows_at
from reanalysis.model.store import cells_of, load_dataset

_CATEGORIES = ("paper", "group", "outcome", "endpoint", "measure", "method", "unit", "check")
_ORDERED = {"severity": SEVERITIES[::-1]}


class NoResults(FileNotFoundError):
    """There are no results in the folder: `reanalysis run` makes them."""


def load(folder: str | Path = ".") -> Results:
    """The results of the last run of a review.

    Parameters
    ----------
    folder
        The folder of the review, which holds `results`.

    Returns
    -------
    Results
        Tables as DataFrames, read when they are first asked for.

    Raises
    ------
    NoResults
        If there was no run yet.
    """
    place = Path(folder)
    if not (place / "results/estimates.csv").is_file():
        raise NoResults(f"there are no results in {place}: call reanalysis run in it first")
    return Results(place)


@dataclass(frozen=True)
class Results:
    """What the last run of a review left.

    Each table is a DataFrame with typed columns: numbers are float, counts are nullable Int64, yes and no are nullable
    boolean, names of which there are few are categories, and what is missing is missing (NaN, NA) and never a text or a
    zero. Every call of `table` reads the file again; the attributes are read once.
    """

    folder: Path

    @cached_property
    def estimates(self) -> pd.DataFrame:
        """Every estimate of the run, one in each row, with `result_id` as index."""
        return self.table("estimates").set_index("result_id", drop=False, verify_integrity=True)

    @cached_property
    def answers(self) -> pd.DataFrame:
        """The answer for each trial, main outcome and control."""
        return self.table("answers")

    @cached_property
    def findings(self) -> pd.DataFrame:
        """What the audit noticed; `severity` is ordered from note to error."""
        return self.table("findings")

    @cached_property
    def papers(self) -> pd.DataFrame:
        """The papers and what became of them, with `paper` as index."""
        return self.table("papers").set_index("paper", drop=False, verify_integrity=True)

    @cached_property
    def survival_curves(self) -> pd.DataFrame:
        """Kaplan-Meier curves, a row for each step."""
        return self.table("survival_curves")

    @property
    def tables(self) -> list[str]:
        """Names of all tables that `table` can read."""
        return ["estimates", *sorted(path.stem for path in (self.folder / "results/tables").glob("*.csv"))]

    def table(self, name: str) -> pd.DataFrame:
        """A table of the results by its name, as `robustness`.

        Raises
        ------
        KeyError
            If the last run left no such table.
        """
        if name not in self.tables:
            raise KeyError(f"there is no table {name!r}; there are {', '.join(self.tables)}")
        path = self.folder / "results" / ("estimates.csv" if name == "estimates" else f"tables/{name}.csv")
        known = result_tables.TABLES.get(name)
        return _typed(_texts(path), {} if known is None else {name: kind for name, (kind, _) in known.columns.items()})

    def sources(self, result_id: str) -> pd.DataFrame:
        """The cells of data/raw that an estimate rests on: one cell in each row.

        Returns
        -------
        DataFrame
            Columns `ref` (where the row stands, `smith2001/counts.csv:7`), `paper`, `table`, `row` (the line, or the
            row of the sheet), `column` and `value` (the text as it was read).

        Raises
        ------
        KeyError
            If there is no such estimate.
        """
        if result_id not in self.estimates.index:
            raise KeyError(f"there is no result {result_id!r}")
        rows = rows_at(self._dataset, str(self.estimates.at[result_id, "sources"]))
        cells = [
            (row.ref, row.paper, row.table, row.row, column, text) for row in rows for column, text in row.cells.items()
        ]
        return pd.DataFrame(cells, columns=["ref", "paper", "table", "row", "column", "value"], dtype="string")

    def changes(self) -> pd.DataFrame:
        """What differs from the accepted results, number by number; empty where nothing does or nothing was accepted.

        `change` is the difference of two numbers, missing where one of the two is none.
        """
        found = self.table("changes")
        numbers = [pd.to_numeric(found[side], errors="coerce") for side in ("accepted", "current")]
        return found.assign(change=numbers[1] - numbers[0])

    def paper(self, name: str) -> PaperResults:
        """One paper: what was entered, and what the run says of it.

        Raises
        ------
        KeyError
            If there is no such paper in the results.
        """
        if name not in self.papers.index:
            raise KeyError(f"there is no paper {name!r} in the results; there are {', '.join(self.papers.index)}")
        return PaperResults(name, self)

    @cached_property
    def _dataset(self) -> Dataset:
        return load_dataset(self.folder / "data/processed")


@dataclass(frozen=True)
class PaperResults:
    """One paper of a review: its tables as they were entered, and its part of the results."""

    name: str
    of: Results

    @property
    def state(self) -> str:
        """analysed, left_out or nothing_to_analyse."""
        return str(self.of.papers.at[self.name, "state"])

    @property
    def info(self) -> dict[str, object]:
        """paper.yaml; empty for a paper that was left out."""
        paper = self.of._dataset.papers.get(self.name)
        return {} if paper is None else paper.info.model_dump(mode="json", exclude_defaults=True)

    @property
    def estimates(self) -> pd.DataFrame:
        """Its estimates."""
        return self._own(self.of.estimates)

    @property
    def answers(self) -> pd.DataFrame:
        """The answers on its trial."""
        answers = self.of.answers
        return answers[[self.name in str(papers).replace(";", " ").split() for papers in answers["papers"]]]

    @property
    def findings(self) -> pd.DataFrame:
        """What the audit noticed in it."""
        return self._own(self.of.findings)

    def entered(self, table: str) -> pd.DataFrame:
        """A table of the paper as it was entered, as `counts`; `ref` says where each row stands.

        A count of which only a bound is printed stands in `events_bound`, as `<5`, and is missing in `events`.

        Raises
        ------
        KeyError
            If no such table can be entered.
        """
        if table not in TABLES:
            raise KeyError(f"there is no table {table!r}; there are {', '.join(TABLES)}")
        model, paper = TABLES[table], self.of._dataset.papers.get(self.name)
        rows: tuple[Row, ...] = getattr(paper, table) if paper is not None else ()
        texts = pd.DataFrame(
            [{"ref": row.ref, **cells_of(row)} for row in rows], columns=["ref", *columns_of(model)], dtype="string"
        )
        texts, kinds = texts.replace("", pd.NA), {name: _kind(model, name) for name in columns_of(model)}
        for name in [name for name, kind in kinds.items() if kind == COUNT_OR_BOUND]:
            texts = bounds_apart(texts, name)
            kinds[name] = WHOLE
        return _typed(texts, kinds)

    def _own(self, table: pd.DataFrame) -> pd.DataFrame:
        return table[table["paper"] == self.name]


def _kind(model: type[Row] | type[PaperInfo], column: str) -> str:
    """The kind of an entered column, in the words of the result tables."""
    words = schema_of(model, column).get("enum")
    return YES_NO if words == ["yes", "no"] else ", ".join(words) if words else type_of(model, column)


def bounds_apart(texts: pd.DataFrame, name: str) -> pd.DataFrame:
    """The table with the bounds of a column of counts in a column of their own, `<name>_bound`."""
    found = texts.copy()
    counts = texts[name].str.fullmatch("[0-9]+").fillna(False).astype(bool)
    found.insert(list(texts.columns).index(name) + 1, f"{name}_bound", texts[name].mask(counts))
    found[name] = texts[name].where(counts)
    return found


def _texts(path: Path) -> pd.DataFrame:
    """A table with every cell as text; only a blank cell is missing, so that NA may be somebody's name."""
    return pd.read_csv(path, dtype="string", keep_default_na=False, na_values=[""], encoding="utf-8")


def _typed(texts: pd.DataFrame, kinds: Mapping[str, str]) -> pd.DataFrame:
    """The table with the type of each column."""
    return pd.DataFrame({name: _column(name, texts[name], kinds.get(name, "")) for name in texts.columns})


def _column(name: str, texts: pd.Series, kind: str) -> pd.Series:
    if kind == NUMBER:
        return texts.astype("Float64").astype("float64")
    if kind == WHOLE:
        return texts.astype("Int64")
    if kind == YES_NO:
        return texts.map({"yes": True, "no": False}).astype("boolean")
    if name in _ORDERED:
        return texts.astype(pd.CategoricalDtype(list(_ORDERED[name]), ordered=True))
    words = kind.split(", ")
    if len(words) > 1 and set(texts.dropna()) <= set(words):
        return texts.astype(pd.CategoricalDtype(words))
    return texts.astype("category") if name in _CATEGORIES else texts
