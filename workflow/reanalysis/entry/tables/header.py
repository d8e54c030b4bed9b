"""The header row: found, checked against the table's columns, mapped to positions."""

from __future__ import annotations

from reanalysis.entry.characters import first_foreign, plain
from reanalysis.entry.grid import Grid
from reanalysis.entry.messages import Problem, one_of, shown
from reanalysis.model.cells import name_of
from reanalysis.model.rows import Row, columns_of, required_columns

_SEARCHED = 10


def find_header(grid: Grid, model: type[Row]) -> tuple[int, list[Problem]]:
    """Index of the header among the grid's rows, with a problem if it is not the first; -1 if there is none."""
    known = set(columns_of(model))
    needed = min(2, len(known))
    hits = [sum(_plain(cell) in known for cell in cells) for _, cells in grid.rows[:_SEARCHED]]
    if not hits:
        return -1, [
            Problem(
                place=grid.place(1),
                code="E-EMPTY",
                wrong="the table is empty, 0 rows",
                expected="a header row and at least one row",
                cure="fill it in, or delete it if the paper does not need it",
            )
        ]
    turned = {_plain(cells[0]) for _, cells in grid.rows if cells} & known
    if len(turned) > 2 and len(turned) > max(hits):
        return -1, [
            Problem(
                place=grid.place(1),
                code="E-HEADER",
                wrong="the table is turned: the names of its columns stand below each other",
                entered=",".join(grid.rows[0][1]),
                expected=f"a header in row 1 with {', '.join(required_columns(model))}",
                cure="turn it (in a spreadsheet: copy, paste special, transpose): a row for each number",
            )
        ]
    best = next((index for index, hit in enumerate(hits) if hit >= needed), -1)
    if best == 0:
        return 0, []
    _, cells = grid.rows[0]
    expected = f"a header in row 1 with {', '.join(required_columns(model))}"
    if best < 0:
        return -1, [
            Problem(
                place=grid.place(1),
                code="E-HEADER",
                wrong="row 1 is not the header of this table",
                entered=",".join(cells),
                expected=expected,
                cure="write the names of the columns into row 1",
            )
        ]
    return best, [
        Problem(
            place=grid.place(1),
            code="E-HEADER",
            wrong=f"the header stands in row {grid.rows[best][0]}",
            entered=",".join(cells),
            expected=expected,
            cure="delete the rows above the header",
        )
    ]


def read_header(grid: Grid, index: int, model: type[Row]) -> tuple[dict[str, int], list[Problem]]:
    """Positions of the table's columns, and what is wrong with the header. Columns that start with x_ are left
    aside."""
    number, cells = grid.rows[index]
    known = list(columns_of(model))
    positions: dict[str, int] = {}
    problems: list[Problem] = []
    for position, text in enumerate(cells):
        if text.startswith("x_"):
            continue
        name = _plain(plain(text) or text)
        problem = _column_problem(grid, index, position, known)
        if problem:
            problems.append(problem)
        if name in positions:
            first = positions[name]
            problems.append(
                Problem(
                    place=grid.place(number, position, name),
                    code="E-TWICE",
                    wrong=f"the column {name} stands twice, in columns {first + 1} and {position + 1}",
                    entered=text,
                    expected="every column once",
                    cure="delete one of them, or start its name with x_",
                )
            )
        elif name in known:
            positions[name] = position
    problems.extend(
        Problem(
            place=grid.place(number, -1, name),
            code="E-MISSING",
            wrong=f"the column {name} is missing",
            entered=",".join(cells),
            expected=f"the columns {', '.join(required_columns(model))}",
            cure=f"add a column {name}",
        )
        for name in required_columns(model)
        if name not in positions
    )
    return positions, problems


def _plain(text: str) -> str:
    return text.strip().casefold()


def _column_problem(grid: Grid, index: int, position: int, known: list[str]) -> Problem | None:
    number, text = grid.rows[index][0], grid.rows[index][1][position]
    trimmed = text.strip(" ")
    place = grid.place(number, position, shown(trimmed)[1:-1])
    expected = f"one of {', '.join(known)}, or a name that starts with x_"
    if trimmed in known:
        return None
    if not trimmed and grid.sheet and not any(cells[position].strip() for _, cells in grid.rows):
        return None
    if not trimmed:
        is_end = not any(cell.strip() for cell in grid.rows[index][1][position:])
        cure = (
            "delete the comma at the end of the header"
            if is_end and not grid.sheet
            else "name it, or delete the column"
        )
        return Problem(
            place=place,
            code="E-COLUMN",
            wrong=f"column {position + 1} has no name",
            entered=text,
            expected=expected,
            cure=cure,
        )
    foreign = first_foreign(text) or (f"{name_of(chr(9))} at position {text.index(chr(9)) + 1}" if "\t" in text else "")
    name = _plain(plain(text) or text)
    if name in known:
        wrong = (
            f"the name of the column holds {foreign}" if foreign else "the name of the column is written differently"
        )
        return Problem(place=place, code="E-COLUMN", wrong=wrong, entered=text, expected=expected, cure=f"write {name}")
    return Problem(
        place=place,
        code="E-COLUMN",
        wrong="this table has no such column",
        entered=text,
        expected=expected,
        cure=one_of(text, known, "rename it, or start its name with x_ to keep it without using it"),
    )
