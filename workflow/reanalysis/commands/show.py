"""`reanalysis show`: what the last run says of a paper, or one number with the cells that it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reanalysis.commands.accepted import ESTIMATES, PROCESSED, RESULTS, is_stale
from reanalysis.commands.places import paper_folder
from reanalysis.commands.terminal import DONE, USAGE, coloured, fail, tell, tell_json
from reanalysis.wording import counted, in_words

if TYPE_CHECKING:
    from reanalysis.model.paper import Paper

_NUMBERS = ("estimate", "conf_low", "conf_high", "p_value")
_FIELDS = ("measure", "method", "at", "unit", *_NUMBERS, "conf_level", "alternative", "events", "n", "derived", "basis")
_SHOWN = 6  # digits of a number on the terminal; --json has all
_OFFERED = 8
_FIRST = 5
_MOST_ROWS = 40  # of the cells behind a number; --json has all


def run(project: Path, what: str, *, as_json: bool = False, everything: bool = False) -> int:
    """Print the answers and leading numbers of a paper, or a result with its cells; returns the exit status."""
    from reanalysis.model.store import load_dataset, read_rows

    path = project / RESULTS / ESTIMATES
    if not path.exists():
        fail("There are no results yet: reanalysis run makes them.")
    estimates = read_rows(path)
    if is_stale(project):
        tell("The data or the settings have changed since the last run.", colour="yellow", error=True)
    found = [row for row in estimates if row["result_id"] == what]
    if found:
        from reanalysis.model.sources import rows_at

        cells = rows_at(load_dataset(project / PROCESSED), found[0]["sources"])
        shown = [{"ref": row.ref, "table": row.table, "cells": row.cells} for row in cells]
        if as_json:
            tell_json({"result": found[0], "cells": shown})
        else:
            show_result(found[0], shown)
        return DONE
    if "/" in what.rstrip("/") and not (project / what).exists():
        fail(_no_result(what, estimates), status=USAGE)
    return _paper(project, paper_folder(project, what).name, estimates, as_json=as_json, everything=everything)


def _no_result(what: str, estimates: Sequence[Mapping[str, str]]) -> str:
    """That there is no such result, with those whose names begin alike."""
    parts = what.split("/")
    while parts:
        like = [row["result_id"] for row in estimates if row["result_id"].startswith("/".join(parts))]
        if like:
            more = f"\n  and {len(like) - _OFFERED:,} more" if len(like) > _OFFERED else ""
            return f"No result {what!r}. There are:\n  " + "\n  ".join(like[:_OFFERED]) + more
        parts.pop()
    return f"No result {what!r} in results/estimates.csv."


def show_result(row: Mapping[str, str], cells: Sequence[Mapping[str, Any]]) -> None:
    """One number, then each row of data/raw that it rests on with what is filled in."""
    tell(coloured(row["result_id"], "bold"))
    for name in _FIELDS:
        if text := row.get(name, ""):
            tell(f"  {name:<12}{short(text) if name in _NUMBERS else text}")
    if row["note"]:
        tell(f"  {'note':<12}{row['note']}")
    tell(f"Rests on {counted(len(cells), 'row')} of data/raw:")
    for cell in cells[:_MOST_ROWS]:
        typed = ", ".join(f"{name} {text}" for name, text in cell["cells"].items())
        tell(f"  {cell['ref']}: {typed or 'nothing stands there any more'}")
    if len(cells) > _MOST_ROWS:
        tell(f"  and {len(cells) - _MOST_ROWS:,} more: --json shows all")


def short(text: str) -> str:
    """A number as it is shown, with fewer digits than the table has."""
    return f"{float(text):.{_SHOWN}g}"


def _paper(project: Path, name: str, estimates: Sequence[Mapping[str, str]], *, as_json: bool, everything: bool) -> int:
    from reanalysis.model.store import load_dataset, rows_if_there

    tables = project / RESULTS / "tables"
    state = next((row for row in rows_if_there(tables / "papers.csv") if row["paper"] == name), None)
    if state is None:
        fail(f"{name} is not in the results yet: reanalysis run brings it in.")
    answers = [row for row in rows_if_there(tables / "answers.csv") if name in row["papers"].replace(";", " ").split()]
    leading = [row for row in estimates if row["paper"] == name and row["primary"] == "yes"]
    if as_json:
        tell_json({"paper": dict(state), "answers": answers, "leading": leading})
        return DONE
    tell(coloured(name, "bold") + f": {_state(state)}")
    paper = load_dataset(project / PROCESSED).papers.get(name)
    if paper is None:
        return DONE
    tell(f"  {paper.info.title}")
    for answer in answers:
        tell(f"  {answer['sentence']}")
    _show_leading(paper, leading, everything=everything)
    return DONE


def _show_leading(paper: Paper, leading: Sequence[Mapping[str, str]], *, everything: bool) -> None:
    """The leading numbers of a paper, those of its main outcome if not all are asked for."""
    labels = {row.group: row.label for row in paper.groups}
    shown = leading if everything else _foremost(leading, paper.info.main_outcome or "")
    for row in shown:
        tell(f"  {_of(row, labels)}: {_value(row)}")
        tell(f"    {coloured(row['result_id'], 'dim')}")
    if len(shown) < len(leading):
        tell(f"  and {counted(len(leading) - len(shown), 'other number')}: reanalysis show {paper.name} --all")


def _foremost(leading: Sequence[Mapping[str, str]], main: str) -> Sequence[Mapping[str, str]]:
    """The numbers of the main outcome; the first ones where there is none."""
    return [row for row in leading if main and main in (row["outcome"], row["endpoint"])] or leading[:_FIRST]


def _state(state: Mapping[str, str]) -> str:
    words = in_words(state["state"])
    return f"{words}; {state['problems']}" if state["problems"] else words


def _of(row: Mapping[str, str], labels: Mapping[str, str]) -> str:
    """What a number is of: group, outcome or endpoint, and against what."""
    what = " ".join(part for part in (row["outcome"], row["endpoint"]) if part).replace("_", " ")
    at = f" at {row['at']} {row['unit']}".rstrip() if row["at"] else ""
    against = f" against {labels.get(row['against'], row['against'])}" if row["against"] else ""
    return f"{labels.get(row['group'], row['group'])}, {what}, {in_words(row['measure'])}{at}{against}"


def _value(row: Mapping[str, str]) -> str:
    """`0.5 (0.313 to 0.687; 95%), 15/30`, as far as it is known."""
    parts = [short(row["estimate"]) if row["estimate"] else "no estimate"]
    if row["conf_low"] or row["conf_high"]:
        low, high = (short(row[side]) if row[side] else "?" for side in ("conf_low", "conf_high"))
        parts.append(
            f"({low} to {high}; {100 * float(row['conf_level']):g}%)" if row["conf_level"] else f"({low} to {high})"
        )
    if row["events"]:
        parts.append(f"{row['events']}/{row['n']}" if row["n"] else f"{row['events']} events")
    if row["p_value"]:
        parts.append(f"p = {short(row['p_value'])}")
    return " ".join(parts)
