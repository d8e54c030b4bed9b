"""Faults of value: every cell can be read, and one number or name is not the paper's. Only what contradicts another
number can be noticed."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from random import Random

from .papers import (
    EVERY_NUMBER,
    NUMERIC,
    PRINTED,
    REQUIRED,
    WHOLE,
    Cell,
    Mutant,
    Raw,
    Sheet,
    numbers_in,
    one_cell,
    replaced,
    with_rows,
)

UNITS = ("days", "weeks", "months", "years")
RESPONSES = ("CR", "PR", "Minor", "complete", "partial", "minor", "none", "cr", "pr", "sd", "pd", "ne")


def _digits(paper: Raw, rng: Random, change: Callable[[str], str | None]) -> Mutant | None:
    """One number of a cell changed, in any column that holds one."""

    def apply(cell: Cell) -> str | None:
        for match in numbers_in(cell.text):
            new = change(match[0])
            if new and new != match[0] and re.fullmatch(r"(0|[1-9][0-9]{0,6})(\.[0-9]+)?", new):
                return cell.text[: match.start()] + new + cell.text[match.end() :]
        return None

    changes = {
        cell: new
        for cell in paper.cells(EVERY_NUMBER)
        if (new := apply(cell)) and not (cell.table == "claims" and "." in new)
    }
    if not changes:
        return None
    cell = rng.choice(list(changes))
    return replaced(paper, {cell: changes[cell]})


def transposed_digits(paper: Raw, rng: Random) -> Mutant | None:
    """31 for 13."""

    def change(text: str) -> str | None:
        at = next(
            (at for at in range(len(text) - 1) if text[at] != text[at + 1] and "." not in text[at : at + 2]), None
        )
        return None if at is None else text[:at] + text[at + 1] + text[at] + text[at + 2 :]

    return _digits(paper, rng, change)


def digit_dropped(paper: Raw, rng: Random) -> Mutant | None:
    """1 for 13."""
    return _digits(paper, rng, lambda text: text[:-1].rstrip(".") if len(text) > 1 else None)


def digit_doubled(paper: Raw, rng: Random) -> Mutant | None:
    """133 for 13."""
    return _digits(paper, rng, lambda text: text + text[-1])


def digit_misread(paper: Raw, rng: Random) -> Mutant | None:
    """3 for 8, 1 for 7, 0 for 6, 5 for 9."""
    return _digits(paper, rng, lambda text: text[:-1] + text[-1].translate(str.maketrans("0123456789", "6783942015")))


def off_by_one(paper: Raw, rng: Random) -> Mutant | None:
    """14 for 13."""
    step = rng.choice([1, -1])
    return _digits(paper, rng, lambda text: str(int(text) + step) if text.isdigit() and int(text) + step >= 0 else None)


def decimal_point_lost(paper: Raw, rng: Random) -> Mutant | None:
    """118 for 11.8."""
    return _digits(paper, rng, lambda text: text.replace(".", "").lstrip("0") if "." in text else None)


def decimal_point_added(paper: Raw, rng: Random) -> Mutant | None:
    """1.3 for 13, where decimals may stand."""
    columns = {
        table: tuple(name for name in names if name not in WHOLE.get(table, ())) for table, names in NUMERIC.items()
    }
    return one_cell(
        paper, rng, columns, lambda text: f"{text[:-1]}.{text[-1]}" if text.isdigit() and len(text) > 1 else None
    )


def percentage_as_fraction(paper: Raw, rng: Random) -> Mutant | None:
    """0.57 for 57%."""
    cells = [
        cell
        for cell in paper.cells(
            {
                "counts": ("reported", "low", "high"),
                "summaries": ("value",),
                "curves": ("survival",),
                "claims": ("stated",),
            }
        )
        if cell.column in ("low", "high", "survival")
        or cell.text.endswith("%")
        or paper.sheets[cell.table].text(cell.row, "statistic") == "survival"
    ]
    if not cells:
        return None
    cell = rng.choice(cells)
    number = re.search(r"[0-9]+(?:\.[0-9]+)?", cell.text)
    return replaced(paper, {cell: cell.text.replace(number[0], f"{float(number[0]) / 100:.3g}", 1)})


def other_unit(paper: Raw, rng: Random) -> Mutant | None:
    """weeks for months."""
    unit = rng.choice(UNITS)
    return one_cell(
        paper,
        rng,
        {"summaries": ("unit",), "times": ("unit",), "counts": ("unit",), "curves": ("unit",), "at_risk": ("unit",)},
        lambda text: unit,
    )


def n_of_another_group(paper: Raw, rng: Random) -> Mutant | None:
    """The n of another group of the paper, in groups.csv or in a row of its own."""
    sizes = sorted({cell.text for cell in paper.cells({"groups": ("n",)})})
    return _other(paper, rng, {"groups": ("n",), "counts": ("n",), "summaries": ("n",), "categories": ("n",)}, sizes)


def _other(paper: Raw, rng: Random, columns: dict[str, tuple[str, ...]], texts: list[str]) -> Mutant | None:
    cells = paper.cells(columns)
    choices = [(cell, text) for cell in cells for text in texts if text != cell.text]
    if not choices:
        return None
    cell, text = rng.choice(choices)
    return replaced(paper, {cell: text})


def number_of_the_next_row(paper: Raw, rng: Random) -> Mutant | None:
    """A number copied from the row above or below."""
    changes = []
    for cell in paper.cells(NUMERIC):
        for near in (cell.row - 1, cell.row + 1):
            sheet = paper.sheets[cell.table]
            text = sheet.text(near, cell.column) if 0 <= near < len(sheet.rows) else ""
            if text and text != cell.text:
                changes.append((cell, text))
    if not changes:
        return None
    cell, text = rng.choice(changes)
    return replaced(paper, {cell: text})


def neighbours_swapped(paper: Raw, rng: Random) -> Mutant | None:
    """The numbers of two neighbouring rows in each other's place."""
    below = {(cell.table, cell.column, cell.row): cell for cell in paper.cells(NUMERIC)}
    pairs = [
        (cell, below[key])
        for cell in below.values()
        if (key := (cell.table, cell.column, cell.row + 1)) in below and below[key].text != cell.text
    ]
    if not pairs:
        return None
    one, other = rng.choice(pairs)
    return replaced(paper, {one: other.text, other: one.text})


def arms_swapped(paper: Raw, rng: Random) -> Mutant | None:
    """Two rows on the same outcome or statistic with each other's group."""
    pairs = []
    for table, same in (
        ("counts", ("outcome", "at", "use")),
        ("summaries", ("endpoint", "statistic", "at", "use")),
        ("categories", ("scale", "category")),
    ):
        sheet = paper.sheets.get(table)
        cells = paper.cells({table: ("group",)})
        pairs += [
            (one, other)
            for one in cells
            for other in cells
            if one.row < other.row
            and one.text != other.text
            and all(sheet.text(one.row, name) == sheet.text(other.row, name) for name in same)
            and any(
                sheet.text(one.row, name) != sheet.text(other.row, name)
                for name in ("events", "reported", "value", "count")
            )
        ]
    if not pairs:
        return None
    one, other = rng.choice(pairs)
    return replaced(paper, {one: other.text, other: one.text})


def parent_for_child(paper: Raw, rng: Random) -> Mutant | None:
    """The group above or below the right one."""
    parents = {
        cell.text: paper.sheets["groups"].text(cell.row, "parent") for cell in paper.cells({"groups": ("group",)})
    }
    near = {
        name: [parent for parent in [parents[name]] if parent]
        + [child for child, parent in parents.items() if parent == name]
        for name in parents
    }
    tables = {table: ("group",) for table in paper.sheets if table not in ("groups", "statements", "comparisons")}
    choices = [(cell, other) for cell in paper.cells(tables) for other in near.get(cell.text, [])]
    if not choices:
        return None
    cell, other = rng.choice(choices)
    return replaced(paper, {cell: other})


def outcome_of_another_row(paper: Raw, rng: Random) -> Mutant | None:
    """Another outcome or endpoint of the paper, the one that is spelt most alike."""
    columns = {"counts": ("outcome",), "times": ("endpoint",), "summaries": ("endpoint",)}
    names = {table: {cell.text for cell in paper.cells({table: column})} for table, column in columns.items()}
    changes = {}
    for cell in paper.cells(columns):
        near = difflib.get_close_matches(cell.text, sorted(names[cell.table] - {cell.text}), 1, 0.4)
        if near:
            changes[cell] = near[0]
    if not changes:
        return None
    cell = rng.choice(list(changes))
    return replaced(paper, {cell: changes[cell]})


def row_deleted(paper: Raw, rng: Random) -> Mutant | None:
    """A row that was skipped."""
    tables = sorted(
        table
        for table, sheet in paper.sheets.items()
        if len(sheet.rows) > 1 and table not in ("statements", "comparisons")
    )
    if not tables:
        return None
    table = rng.choice(tables)
    rows = paper.sheets[table].rows
    at = rng.randrange(len(rows))
    return with_rows(paper, table, [*rows[:at], *rows[at + 1 :]], (), f"row {at + 2} deleted")


def number_missing(paper: Raw, rng: Random) -> Mutant | None:
    """A number left out where a blank is allowed."""
    columns = {
        table: tuple(name for name in names if name not in REQUIRED.get(table, ())) for table, names in NUMERIC.items()
    }
    cells = [
        cell
        for cell in paper.cells(columns)
        if not (cell.column == "events" and paper.sheets[cell.table].text(cell.row, "reported"))
    ]  # printed beside it
    return replaced(paper, {rng.choice(cells): ""}) if cells else None


def other_category(paper: Raw, rng: Random) -> Mutant | None:
    """Another category of the scale."""
    texts = sorted(
        {
            cell.text
            for cell in paper.cells({"patients": ("category",), "categories": ("category",)})
            if cell.text in RESPONSES
        }
    )
    cells = [
        cell for cell in paper.cells({"patients": ("category",), "categories": ("category",)}) if cell.text in texts
    ]
    choices = [
        (cell, text) for cell in cells for text in texts if text != cell.text and text.isupper() == cell.text.isupper()
    ]
    if not choices:
        return None
    cell, text = rng.choice(choices)
    return replaced(paper, {cell: text})


def statistic_swapped(paper: Raw, rng: Random) -> Mutant | None:
    """The median in the place of an end of its range, or the reverse."""
    sheet = paper.sheets.get("summaries")
    cells = paper.cells({"summaries": ("value",)})
    pairs = [
        (one, other)
        for one in cells
        for other in cells
        if sheet.text(one.row, "statistic") == "median"
        and sheet.text(other.row, "statistic") in ("min", "max")
        and all(sheet.text(one.row, name) == sheet.text(other.row, name) for name in ("group", "endpoint"))
        and one.text != other.text
    ]
    if not pairs:
        return None
    one, other = rng.choice(pairs)
    return replaced(paper, {one: other.text, other: one.text})


def event_for_censored(paper: Raw, rng: Random) -> Mutant | None:
    """`6` for `6+`, or the reverse."""
    return one_cell(
        paper, rng, {"times": ("time",)}, lambda text: text.rstrip("+") if text.endswith("+") else f"{text}+"
    )


def bound_lost(paper: Raw, rng: Random) -> Mutant | None:
    """`8` for `>8`, `26` for `26+` in a printed statistic."""
    return one_cell(paper, rng, PRINTED | {"times": ()}, lambda text: text.strip("<>=+"))


def columns_swapped(paper: Raw, rng: Random) -> Mutant | None:
    """Two numbers of a row in each other's column."""
    cells = paper.cells(NUMERIC)
    pairs = [
        (one, other)
        for one in cells
        for other in cells
        if (one.table, one.row) == (other.table, other.row)
        and one.column < other.column
        and one.text != other.text
        and not (
            (one.column in WHOLE.get(one.table, ())) != (other.column in WHOLE.get(one.table, ()))
            and "." in one.text + other.text
        )
    ]
    if not pairs:
        return None
    one, other = rng.choice(pairs)
    return replaced(paper, {one: other.text, other: one.text})


def row_shifted(paper: Raw, rng: Random) -> Mutant | None:
    """A row whose cells all stand one column further from some cell on."""
    table = rng.choice(sorted(table for table in paper.sheets if table != "statements"))
    sheet = paper.sheets[table]
    at = rng.randrange(len(sheet.rows))
    row = sheet.rows[at]
    position = rng.randrange(len(row) - 1)
    shifted = [*row[:position], "", *row[position:-1]]
    return (
        with_rows(
            paper,
            table,
            [*sheet.rows[:at], shifted, *sheet.rows[at + 1 :]],
            (at + 2,),
            f"row {at + 2} shifted from column {position + 1}",
        )
        if shifted != row
        else None
    )


def patient_number_of_another(paper: Raw, rng: Random) -> Mutant | None:
    """A listed patient with the number of the next one."""
    return _other(
        paper,
        rng,
        {"patients": ("patient",), "times": ("patient",)},
        sorted({cell.text for cell in paper.cells({"patients": ("patient",)})}),
    )


def patient_twice(paper: Raw, rng: Random) -> Mutant | None:
    """A listed patient entered again under the next free number, here and among the times."""
    if "patients" not in paper.sheets:
        return None
    sheet = paper.sheets["patients"]
    at, column = rng.randrange(len(sheet.rows)), sheet.columns.index("patient")
    name, free = sheet.rows[at][column], str(len(sheet.rows) + 1)
    files = {}
    for table in ("patients", "times"):
        if table in paper.sheets:
            own = paper.sheets[table]
            place = own.columns.index("patient")
            again = [[*row[:place], free, *row[place + 1 :]] for row in own.rows if row[place] == name]
            files[f"{table}.csv"] = Sheet(own.columns, [*own.rows, *again]).as_csv()
    return Mutant(paper.name, f"patient {name} again as {free}", files, "patients", (len(sheet.rows) + 2,), "patient")


def ratio_inverted(paper: Raw, rng: Random) -> Mutant | None:
    """A hazard ratio of the other arm over this one."""
    cells = [
        cell
        for cell in paper.cells({"summaries": ("value",)})
        if paper.sheets["summaries"].text(cell.row, "statistic") == "hazard_ratio"
    ]
    if not cells:
        return None
    cell = rng.choice(cells)
    return replaced(paper, {cell: f"{1 / float(cell.text):.2f}"})


def other_conf_level(paper: Raw, rng: Random) -> Mutant | None:
    """90 for 95."""
    return one_cell(paper, rng, {"counts": ("conf_level",), "summaries": ("conf_level",)}, lambda text: "90")


def excel_serial(paper: Raw, rng: Random) -> Mutant | None:
    """The number of a day since 1900, which a spreadsheet makes of `3/10`."""
    return one_cell(paper, rng, NUMERIC, lambda text: str(rng.randint(37000, 46000)) if text.isdigit() else None)


def other_kind(paper: Raw, rng: Random) -> Mutant | None:
    """toxicity for response, disposition for baseline."""
    kind = rng.choice(["response", "toxicity", "disposition", "baseline"])
    return one_cell(paper, rng, {"counts": ("kind",), "categories": ("kind",)}, lambda text: kind)


def enrolment_changed(paper: Raw, rng: Random) -> Mutant | None:
    """Another number of patients in paper.yaml."""
    return _info(paper, r"(?m)^enrolled: ([0-9]+)$", lambda text: str(int(text) + rng.choice([-1, 1, 10])))


def year_changed(paper: Raw, rng: Random) -> Mutant | None:
    """A neighbouring year of publication."""
    return _info(paper, r"(?m)^year: ([0-9]{4})$", lambda text: str(int(text) + rng.choice([-1, 1])))


def identifier_digit(paper: Raw, rng: Random) -> Mutant | None:
    """Two digits of a PubMed id, a DOI or a registration in the wrong order."""
    kind = rng.choice(["pmid", "doi", "registration"])

    def change(text: str) -> str:
        places = [at for at in range(len(text) - 1) if text[at : at + 2].isdigit() and text[at] != text[at + 1]]
        at = rng.choice(places)
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]

    return _info(paper, rf'(?m)^{kind}: "?([^"\n]+)"?$', change)


def _info(paper: Raw, pattern: str, change: Callable[[str], str]) -> Mutant | None:
    match = re.search(pattern, paper.info)
    if match is None:
        return None
    new = change(match[1])
    text = paper.info[: match.start(1)] + new + paper.info[match.end(1) :]
    return Mutant(
        paper.name,
        f"paper.yaml {match[0]} -> {new}",
        {"paper.yaml": text.encode()},
        "paper",
        (),
        match[0].partition(":")[0],
    )


def other_parent(paper: Raw, rng: Random) -> Mutant | None:
    """A group below another parent."""
    groups = [cell.text for cell in paper.cells({"groups": ("group",)})]
    cells = paper.cells({"groups": ("parent",)})
    choices = [
        (cell, name)
        for cell in cells
        for name in groups
        if name != cell.text and name != paper.sheets["groups"].text(cell.row, "group")
    ]
    if not choices:
        return None
    cell, name = rng.choice(choices)
    return replaced(paper, {cell: name})


def other_time(paper: Raw, rng: Random) -> Mutant | None:
    """A percentage at another time."""
    return one_cell(
        paper,
        rng,
        {"counts": ("at",), "summaries": ("at",)},
        lambda text: str(int(text) * 2) if text.isdigit() else None,
    )


def other_reader(paper: Raw, rng: Random) -> Mutant | None:
    """investigator for independent, or the reverse."""
    return one_cell(
        paper,
        rng,
        {"counts": ("assessor",), "summaries": ("assessor",)},
        lambda text: "investigator" if text == "independent" else "independent",
    )


VALUE_FAULTS = (
    transposed_digits,
    digit_dropped,
    digit_doubled,
    digit_misread,
    off_by_one,
    decimal_point_lost,
    decimal_point_added,
    percentage_as_fraction,
    other_unit,
    n_of_another_group,
    number_of_the_next_row,
    neighbours_swapped,
    columns_swapped,
    row_shifted,
    arms_swapped,
    parent_for_child,
    other_parent,
    outcome_of_another_row,
    row_deleted,
    number_missing,
    other_category,
    statistic_swapped,
    event_for_censored,
    bound_lost,
    patient_number_of_another,
    patient_twice,
    ratio_inverted,
    other_conf_level,
    excel_serial,
    other_kind,
    enrolment_changed,
    year_changed,
    identifier_digit,
    other_time,
    other_reader,
)
