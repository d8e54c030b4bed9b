"""The first against the second entry of a paper: rows matched by key, cells compared as they were typed.

- What is compared: every cell that at least one of the two filled in, of the tables whose rows have a key. A cell that
holds the column's
  default is as good as blank, and a blank n is the group's.
- As typed: `12.5` and `12.50` differ, since the decimals say how precisely the paper prints. Spaces never count; in
keys (`at`) 6 and 6.0
  are the same; of `reported` the parts are compared, so `15/30(50%)` is `15/30 (50 %)`, and `15` beside 15 events says
  nothing more.
- Own words (label, note, source and the like) are shown and not counted. Statements, acknowledgements, digitised points
and comparisons
  of our own (source `own`) are nothing that two people can type alike, so they are left aside.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from reanalysis.entry.blank.templates import example_row
from reanalysis.entry.messages import MOST_PROBLEMS, Problem, findings_of
from reanalysis.entry.tables.table import Table
from reanalysis.entry.typed import Typed, read_typed
from reanalysis.model.agreement import Agreement, Difference
from reanalysis.model.config import Vocabulary
from reanalysis.model.finding import Finding, place_of
from reanalysis.model.input_tables import INPUT_TABLES
from reanalysis.model.paper import LISTS, PaperInfo
from reanalysis.model.reported import parse_reported
from reanalysis.model.rows import TABLES, Group, Row
from reanalysis.model.store import cells_of

LEFT_ASIDE = tuple(name for name, table in INPUT_TABLES.items() if not table.typed_twice)
GIVEN = frozenset({"group", "label"})
#: What a row asserts, where its id is anybody's choice.
_CONTENT_KEYS = {"claims": ("expression",), "comparisons": ("group", "outcome", "endpoint", "against", "alternative")}
OWN_WORDS = frozenset({"label", "note", "source", "basis", "split", "mark", "criteria"})
INFO_WORDS = frozenset(
    "title trial journal short_name area drugs disease treatment main_outcome data_cutoff notes".split()
)
_MOST_PAIRS, _MOST_HINTS = 400, 20


@dataclass(frozen=True)
class Compared:
    """How far the entries agree, where they do not, and what is wrong in either."""

    agreement: Agreement
    differences: tuple[Difference, ...] = ()
    first_problems: tuple[Problem, ...] = ()
    second_problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Line:
    """One row of an entry as the comparison sees it: its key, its cells (blank where they say no more than the
    default), its places."""

    table: str
    ref: str
    key: tuple[tuple[str, str], ...]
    cells: Mapping[str, str]
    place: Callable[[str], str]
    words: frozenset[str]
    group_n: str = ""

    @property
    def shown_key(self) -> str:
        return ", ".join(f"{name} {value}" for name, value in self.key if value)

    @property
    def counted(self) -> dict[str, str]:
        """The cells that count, of those filled in."""
        return {name: text for name, text in self.cells.items() if text and name not in self.words}


def has_second(folder: Path) -> bool:
    """Whether a second entry of a paper was begun: a folder `second` with something in it."""
    place = folder / "second"
    if place.is_symlink() or not place.is_dir():  # a link is refused where the first entry is read
        return False
    try:
        return any(not entry.name.startswith(".") for entry in place.iterdir())
    except OSError:  # reading it says so
        return True


def compare_entries(folder: Path, first: Typed | None = None, *, names: Vocabulary | None = None) -> Compared:
    """Compare the two entries of a paper's folder; with an error in either of them, say so and compare nothing.

    A second entry in which nothing has been typed yet is none, and so is a table of it that holds the example row.
    """
    name = folder.name
    if not has_second(folder):
        return Compared(Agreement(paper=name))
    second = read_typed(folder / "second", second=True, names=names)
    if second.info is None and all(map(_holds_nothing_typed, second.tables.values())):
        return Compared(Agreement(paper=name))
    first, second = first or read_typed(folder, names=names), _without_untouched(second)
    wrong, also = _errors(first), _errors(second)
    if wrong or also:
        return Compared(Agreement(paper=name, second=True, problems=len(wrong) + len(also)), (), wrong, also)
    found = [item for table in _tables(first, second) for item in _compare_table(name, *table)]
    differences = sorted((item for item in found if isinstance(item, Difference)), key=_order)
    agreeing = sum(item for item in found if isinstance(item, int))
    return Compared(_agreement(name, agreeing, differences), tuple(differences))


def _agreement(paper: str, agreeing: int, differences: Sequence[Difference]) -> Agreement:
    """How many cells agree, and how many differ in each way."""

    def cells(kind: str) -> int:
        return sum(item.cells for item in differences if item.kind == kind)

    return Agreement(
        paper=paper,
        second=True,
        cells_agreeing=agreeing,
        cells_differing=cells("differs"),
        only_first=cells("only_first"),
        only_second=cells("only_second"),
        texts_differing=cells("text"),
    )


def _errors(typed: Typed) -> tuple[Problem, ...]:
    return tuple(problem for problem in typed.problems if problem.severity == "error")


def _holds_nothing_typed(table: Table) -> bool:
    """Whether every row is the example, or holds no more than the second person was given: a group and its label."""
    return all(
        _is_example(table, cells)
        or {name for name, place in table.columns.items() if cells[place : place + 1] not in ([], [""])} <= GIVEN
        for _, cells in table.data
    )


def _is_example(table: Table, cells: list[str]) -> bool:
    example = example_row(table.model.table)
    return all(cells[place : place + 1] == [example[name]] for name, place in table.columns.items())


def _without_untouched(typed: Typed) -> Typed:
    """The entry without tables that hold the example row alone."""
    left = {
        name
        for name, table in typed.tables.items()
        if table.data and all(_is_example(table, cells) for _, cells in table.data)
    }
    return replace(
        typed,
        tables={name: table for name, table in typed.tables.items() if name not in left},
        problems=[problem for problem in typed.problems if problem.place.table not in left],
    )


def _order(item: Difference) -> tuple[object, ...]:
    return (
        ("paper", *TABLES).index(item.table),
        item.kind == "text",
        item.key,
        item.column,
        item.kind,
        item.first,
        item.second,
    )


def _tables(first: Typed, second: Typed) -> Iterator[tuple[list[Line], list[Line]]]:
    """The rows of both entries, table by table; paper.yaml only where both have one."""
    if first.info is not None and second.info is not None:
        yield [_info_line(first, first.info)], [_info_line(second, second.info)]
    for table in TABLES:
        if table not in LEFT_ASIDE:
            yield _lines(first, table), _lines(second, table)


def _lines(typed: Typed, name: str) -> list[Line]:
    table = typed.tables.get(name)
    if table is None:
        return []
    sizes = {row.group: row.n for row in typed.tables["groups"].of(Group)} if "groups" in typed.tables else {}
    rows = [row for row in table.rows if not (name == "comparisons" and row.source.casefold() == "own")]
    own = [sizes.get(getattr(row, "group", "")) for row in rows]
    return [_line(table, row, "" if n is None else str(n)) for row, n in zip(rows, own, strict=True)]


def _line(table: Table, row: Row, group_n: str) -> Line:
    typed, columns = cells_of(row), _CONTENT_KEYS.get(row.table, row.key)
    cells = {
        name: text for name, text in typed.items() if name not in (*row.key, *columns) and not _is_default(row, name)
    }
    if cells.get("reported") and cells["reported"] == cells.get("events", cells.get("count")):
        cells["reported"] = ""
    words = OWN_WORDS | {"reported"} if row.table == "summaries" else OWN_WORDS
    return Line(
        row.table,
        row.ref,
        tuple(
            (name, value if not _is_default(row, name) else "")
            for name, value in (
                [(name, typed[name].replace(" ", "")) for name in columns]
                if columns is not row.key
                else zip(row.key, row.key_values(), strict=True)
            )
        ),
        cells,
        lambda column: str(table.place(row, column)),
        words,
        group_n if row.table in ("counts", "categories") else "",
    )


def _is_default(row: Row, column: str) -> bool:
    field = type(row).model_fields[column]
    return not field.is_required() and getattr(row, column) == field.default


def _info_line(typed: Typed, info: PaperInfo) -> Line:
    cells = {name: "" if value is None else str(value) for name, value in info.model_dump(exclude=set(LISTS)).items()}
    file = f"{typed.folder}/paper.yaml"
    return Line("paper", file, (), cells, lambda column: f"{file}:{typed.lines.get(column, 1)}:{column}", INFO_WORDS)


def _compare_table(paper: str, first: Sequence[Line], second: Sequence[Line]) -> Iterator[Difference | int]:
    """Differences, and for each pair of rows the number of cells that agree."""
    buckets: dict[tuple[tuple[str, str], ...], tuple[list[Line], list[Line]]] = defaultdict(lambda: ([], []))
    for side, lines in enumerate((first, second)):
        for line in lines:
            buckets[line.key][side].append(line)
    single: tuple[list[Line], list[Line]] = ([], [])
    for ours, theirs in buckets.values():
        for one, other in _pairs(ours, theirs):
            yield from _compare_rows(paper, one, other)
        single[0].extend(ours)
        single[1].extend(theirs)
    yield from _single_rows(paper, *single)


def _pairs(ours: list[Line], theirs: list[Line]) -> list[tuple[Line, Line]]:
    """Rows with the same key in pairs, those that agree most first (a number printed several times has several rows);
    paired rows are taken out."""
    ours.sort(key=_content)
    theirs.sort(key=_content)
    pairs = []
    for one in list(ours) if len(ours) > 1 else []:
        same = bisect_left(theirs, _content(one), key=_content)
        if same < len(theirs) and theirs[same].cells == one.cells:
            pairs.append((one, theirs.pop(same)))
            ours.remove(one)
    while ours and theirs:
        few = len(ours) * len(theirs) <= _MOST_PAIRS
        best = (
            max(((one, other) for one in ours for other in theirs), key=lambda pair: _likeness(*pair))
            if few
            else (ours[0], theirs[0])
        )
        ours.remove(best[0])
        theirs.remove(best[1])
        pairs.append(best)
    return pairs


def _content(line: Line) -> list[tuple[str, str]]:
    """What puts rows with the same key into an order that does not depend on where they stand."""
    return sorted(line.cells.items())


def _likeness(one: Line, other: Line) -> tuple[Any, ...]:
    """How alike two rows are; their content comes last, so that the order of rows never decides."""
    same = sum(_same(name, text, other.cells.get(name, "")) for name, text in one.counted.items())
    return same - len(one.counted.keys() ^ other.counted.keys()), same, _content(one), _content(other)


def _compare_rows(paper: str, one: Line, other: Line) -> Iterator[Difference | int]:
    agreeing = 0
    for column in (*one.cells, *(name for name in other.cells if name not in one.cells)):
        texts = _with_default_n(one, other, column)
        if not any(texts):
            continue
        if _same(column, *texts):
            agreeing += column not in one.words
            continue
        kind = (
            "text"
            if column in one.words or (column == "reported" and _is_own_words(texts))
            else "differs"
            if all(texts)
            else "only_first"
            if texts[0]
            else "only_second"
        )
        yield Difference(
            paper=paper,
            table=one.table,
            key=one.shown_key,
            column=column,
            kind=kind,
            first=texts[0],
            second=texts[1],
            first_place=one.place(column),
            second_place=other.place(column),
            ref=one.ref,
        )
    yield agreeing


def _with_default_n(one: Line, other: Line, column: str) -> tuple[str, str]:
    """The texts of both; a blank n stands for the group's where the other entry fills it in."""
    first, second = one.cells.get(column, ""), other.cells.get(column, "")
    if column == "n" and bool(first) != bool(second):
        return first or one.group_n, second or other.group_n
    return first, second


def _same(column: str, first: str, second: str) -> bool:
    if column == "reported":
        parsed = parse_reported(first)
        return first == second or (parsed is not None and parsed == parse_reported(second))
    return first == second or (column == "expression" and first.replace(" ", "") == second.replace(" ", ""))


def _is_own_words(texts: Sequence[str]) -> bool:
    return all(text and parse_reported(text) is None for text in texts)


def _single_rows(paper: str, first: Sequence[Line], second: Sequence[Line]) -> Iterator[Difference]:
    """Rows that stand in one entry only, with the row of the other entry that they may be meant to be."""
    for side, lines, others in (("first", first, second), ("second", second, first)):
        near = _all_but_one(others)
        for line in lines:
            text = ", ".join(f"{name} {value}" for name, value in line.counted.items())
            yield Difference(
                paper=paper,
                table=line.table,
                key=line.shown_key,
                column="",
                kind=f"only_{side}",
                first=text if side == "first" else "",
                second=text if side == "second" else "",
                first_place=line.place("") if side == "first" else "",
                second_place=line.place("") if side == "second" else "",
                cells=max(1, len(line.counted)),
                hint=_hint(line, near),
                ref=line.ref,
            )


def _all_but_one(lines: Sequence[Line]) -> dict[Hashable, list[Line]]:
    """Rows by every part of their key that leaves one column out."""
    found: dict[Hashable, list[Line]] = defaultdict(list)
    for line in lines:
        for position in range(len(line.key)):
            found[position, line.key[:position], line.key[position + 1 :]].append(line)
    return found


def _hint(line: Line, near: Mapping[Hashable, Sequence[Line]]) -> str:
    found = [
        (position, other)
        for position in range(len(line.key))
        if len(line.key) > 1
        for other in near.get((position, line.key[:position], line.key[position + 1 :]), ())[:_MOST_HINTS]
    ]
    if not found:
        return ""
    position, other = max(found, key=lambda pair: _likeness(line, pair[1]))
    name, value = other.key[position]
    return f"may be {other.place('')}, which has {name} {value or '(blank)'}"


def findings_of_second(compared: Compared) -> list[Finding]:
    """What the comparison says, for the audit: none of it leaves the paper out."""
    wrong = [
        replace(finding, severity="warning", check=f"w_second_{finding.check}")
        for finding in findings_of(compared.second_problems)
    ]
    apart = [_finding(item) for item in compared.differences if item.kind == "differs"]
    agreement, more = compared.agreement, len(apart) - MOST_PROBLEMS
    if more > 0:
        message = f"{more:,} more cells differ between the two entries: reanalysis compare {agreement.paper} lists them"
        apart[MOST_PROBLEMS:] = [
            Finding(paper=agreement.paper, check="entries_differ", severity="warning", message=message)
        ]
    if agreement.only_first or agreement.only_second:
        message = (
            f"{agreement.only_first} cells stand in the first entry only and {agreement.only_second} in the "
            "second only, so these were typed once: "
            f"reanalysis compare {agreement.paper} lists them"
        )
        apart.append(Finding(paper=agreement.paper, check="entries_incomplete", severity="note", message=message))
    return wrong + apart


def _finding(item: Difference) -> Finding:
    message = (
        f"{item.key}{': ' if item.key else ''}the first entry has {item.column} {item.first}, the second "
        f"{item.second} ({item.second_place}); which one does the paper print?"
    )
    return Finding(
        paper=item.paper,
        check="entries_differ",
        severity="warning",
        table=item.table,
        row=place_of(item.ref)[1] if item.key else "",
        column=item.column,
        entered=item.first,
        expected=item.second,
        message=message,
        source=item.ref,
    )


def names_for_second(folder: Path) -> tuple[dict[str, list[dict[str, str]]], list[str]]:
    """What a second person is given of the first entry: the ids and labels of its groups, and which tables there
    are."""
    first = read_typed(folder)
    groups = first.tables.get("groups")
    given = [{"group": row.group, "label": row.label} for row in groups.of(Group)] if groups else []
    there = [table for table in TABLES if table in first.tables and table not in (*LEFT_ASIDE, "comparisons")]
    return {"groups": given} if given else {}, there or ["groups"]
