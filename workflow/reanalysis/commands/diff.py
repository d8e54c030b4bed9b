"""`reanalysis diff`: the results of the last run against the accepted ones, as text, Markdown or JSON."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from reanalysis.commands.accepted import ESTIMATES, RESULTS, Differences, differences, is_stale
from reanalysis.commands.conclusions import sentences
from reanalysis.commands.terminal import DIFFERENT, DONE, coloured, tell, tell_json
from reanalysis.wording import counted, listed

_NUMBERS = ("estimate", "conf_low", "conf_high", "p_value")
_SHOWN = 5  # decimals of a number on the terminal; changes.csv has all


def run(
    project: Path, *, as_json: bool = False, markdown: bool = False, everything: bool = False, check: bool = False
) -> int:
    """Print what differs, with everything also the results that do not; returns the exit status."""
    found = differences(project)
    if is_stale(project):
        tell(
            "The data or the settings have changed since the last run: reanalysis run brings the results up to date.",
            colour="yellow",
            error=True,
        )
    unchanged = _unchanged(project, found) if everything else []
    if as_json:
        tell_json({"different": found.any, **asdict(found), **({"unchanged": unchanged} if everything else {})})
    elif markdown:
        for line in as_markdown(found, unchanged):
            tell(line)
    else:
        show(found, unchanged)
    return DIFFERENT if check and found.results else DONE


def _unchanged(project: Path, found: Differences) -> list[str]:
    from reanalysis.model.store import read_rows

    changed = {row["result_id"] for row in found.results}
    return [row["result_id"] for row in read_rows(project / RESULTS / ESTIMATES) if row["result_id"] not in changed]


def show(found: Differences, unchanged: Sequence[str], *, than: str = "the accepted ones") -> None:
    """Print differences for people: conclusions first, then data, results and settings."""
    if not found.any:
        tell(f"Nothing differs from {than.replace('the accepted ones', 'the accepted results')}.", colour="green")
    for title, lines in in_words(found):
        tell(f"{title}: {len(lines):,}", colour="bold")
        for line in lines:
            tell(f"  {line}")
    for title, rows in sections(found):
        tell(f"{title}: {len(rows):,}", colour="bold")
        for name, changes in rows:
            tell(f"  {name}")
            tell(
                "    "
                + "; ".join(f"{what}{coloured(old, 'red')} -> {coloured(new, 'green')}" for what, old, new in changes)
            )
    if unchanged:
        tell(f"Unchanged results: {len(unchanged):,}", colour="bold")
        for name in unchanged:
            tell(f"  {name}")
    if found.any:
        tell(summary(found, than=than))


def summary(found: Differences, *, than: str = "the accepted ones") -> str:
    """`1 paper is new. 1 cell and 24 results differ from the accepted ones; 1 conclusion flipped.`"""
    whole = {paper.paper for paper in found.papers}
    results = len({row["result_id"] for row in found.results if row["result_id"].partition("/")[0] not in whole})
    cells = sum(cell["paper"] not in whole for cell in found.cells)
    parts = [
        counted(number, word)
        for number, word in ((cells, "cell"), (results, "result"), (len(found.settings), "setting"))
        if number
    ]
    papers = _papers(found)
    if not parts:
        return papers
    flipped = len(found.flips) or sum(row["kind"] == "conclusion" for row in found.results)
    verb = "differs" if len(parts) == 1 and parts[0].startswith("1 ") else "differ"
    differ = listed(parts)
    said = f"{counted(flipped, 'conclusion') if flipped else 'no conclusion'} flipped"
    return f"{papers}{' ' if papers else ''}{differ} {verb} from {than}; {said}."


def _papers(found: Differences) -> str:
    """`2 papers are new. 1 paper is gone.`"""
    numbers = {"new": 0, "gone": 0}
    for paper in found.papers:
        numbers["gone" if paper.gone else "new"] += 1
    return " ".join(
        f"{counted(number, 'paper')} {'is' if number == 1 else 'are'} {word}."
        for word, number in numbers.items()
        if number
    )


def in_words(found: Differences) -> Iterator[tuple[str, list[str]]]:
    """What is said in a line each: conclusions that flipped, papers that came or went as a whole."""
    if found.flips:
        yield "Conclusions that flipped", list(sentences(found.flips))
    for title, gone in (("New papers", False), ("Papers that are gone", True)):
        lines = [
            f"{paper.paper}: {counted(paper.rows, 'row')}, {counted(paper.results, 'result')}"
            for paper in found.papers
            if paper.gone == gone
        ]
        if lines:
            yield title, lines


Section = tuple[str, list[tuple[str, list[tuple[str, str, str]]]]]


def sections(found: Differences) -> Iterator[Section]:
    """What differs, by title: each with what it is called, and what, old and new of each of its changes."""
    whole = {paper.paper for paper in found.papers}
    kinds = {
        "conclusion": "Conclusions that flipped, analysis by analysis",
        "changed": "Results that changed",
        "added": "New results",
        "removed": "Results that are gone",
    }
    cells = [cell for cell in found.cells if cell["paper"] not in whole]
    results = [row for row in found.results if row["result_id"].partition("/")[0] not in whole]
    for kind, title in kinds.items():
        rows: dict[str, list[tuple[str, str, str]]] = {}
        for row in results:
            if row["kind"] == kind:
                rows.setdefault(row["result_id"], []).append(_result_change(row))
        if rows:
            yield title, list(rows.items())
        if kind == "conclusion" and cells:
            yield "Cells of the data that changed", [(_cell_name(cell), [_cell_change(cell)]) for cell in cells]
    if found.settings:
        yield "Versions and choices that changed", [(row["setting"], [_choice_change(row)]) for row in found.settings]


def _choice_change(row: dict[str, str]) -> tuple[str, str, str]:
    return "", row["accepted"] or "not set", row["current"] or "not set"


def _result_change(row: dict[str, str]) -> tuple[str, str, str]:
    what = f"{row['column']}: " if row["kind"] == "changed" else ""
    return what, _number(row, "accepted"), _number(row, "current") + _difference(row)


def _cell_change(cell: dict[str, str]) -> tuple[str, str, str]:
    return f"{cell['column']}: ", cell["accepted"] or "blank", cell["current"] or "blank"


def _cell_name(cell: dict[str, str]) -> str:
    place = f"{cell['place']}: " if cell["place"] else f"{cell['paper']}, {cell['table']}: "
    kind = {"row_added": " (new row)", "row_removed": " (row that is gone)"}.get(cell["kind"], "")
    return f"{place}{cell['row']}{kind}" if cell["row"] or kind else place.removesuffix(": ")


def _number(row: dict[str, str], side: str) -> str:
    text = row[side]
    if not text:
        absent = (row["kind"], side) in (("added", "accepted"), ("removed", "current"))
        return "not there" if absent else "no estimate" if row["kind"] in ("added", "removed") else "blank"
    numeric = row["column"] in _NUMBERS or row["kind"] in ("added", "removed")
    return f"{float(text):.{_SHOWN}g}" if numeric else text


def _difference(row: dict[str, str]) -> str:
    if row["column"] not in _NUMBERS or not (row["accepted"] and row["current"]):
        return ""
    change = float(row["current"]) - float(row["accepted"])
    return f" ({change:+.{_SHOWN - 2}g})" if math.isfinite(change) else ""


def as_markdown(found: Differences, unchanged: Sequence[str], *, than: str = "the accepted ones") -> Iterator[str]:
    """The same for a pull request or a note."""
    yield f"## What differs from {than.replace('the accepted ones', 'the accepted results')}"
    yield ""
    yield summary(found, than=than) if found.any else "Nothing differs."
    for title, lines in in_words(found):
        yield from ("", f"### {title}", "", *(f"- {escaped(line)}" for line in lines))
    for title, rows in sections(found):
        yield from ("", f"### {title}", "", "| what | accepted | now |", "|---|---|---|")
        for name, changes in rows:
            for what, old, new in changes:
                yield f"| {escaped(name)} {escaped(what.rstrip(': '))} | {escaped(old)} | {escaped(new)} |".replace(
                    "  ", " "
                )
    if unchanged:
        yield from ("", f"### Unchanged results: {len(unchanged):,}", "", *(f"- {escaped(name)}" for name in unchanged))


def escaped(text: str) -> str:
    """Text in a cell of a Markdown table, shown as it is."""
    for character in "\\|`*_<>[]":
        text = text.replace(character, f"\\{character}")
    return text.replace("\n", " ")
