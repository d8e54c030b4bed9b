"""Faults of form: what no reader may take for a number, a word or a table. Each must be an error, or a finding, at the
very cell."""

from __future__ import annotations

import re
from random import Random

from .papers import (
    EVERYTHING,
    IDS,
    NUMBER,
    NUMERIC,
    PRINTED,
    REQUIRED,
    WHOLE,
    WORDS,
    Mutant,
    Raw,
    both,
    one_cell,
    replaced,
    with_rows,
)

_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_LOOK_ALIKE = str.maketrans("aceopxy", "асеорху")
COUNTS_AND_NUMBERS = both(WHOLE, NUMBER)
EVERYTHING_TYPED = both(NUMERIC, WORDS, IDS)


def decimal_comma(paper: Raw, rng: Random) -> Mutant | None:
    """`12,5` for 12.5, `12,0` for 12."""
    return one_cell(
        paper,
        rng,
        NUMERIC,
        lambda text: text.replace(".", ",") if "." in text else f"{text},0" if text.isdigit() else None,
    )


def thousands_separator(paper: Raw, rng: Random) -> Mutant | None:
    """`1,305` for 1305."""
    return one_cell(paper, rng, WHOLE, lambda text: f"1,{text.zfill(3)}" if text.isdigit() else None)


def count_with_percentage(paper: Raw, rng: Random) -> Mutant | None:
    """`15 (50)` in a cell for the count."""
    return one_cell(paper, rng, WHOLE, lambda text: f"{text} ({rng.randint(1, 99)})" if text.isdigit() else None)


def fraction_in_a_count(paper: Raw, rng: Random) -> Mutant | None:
    """`15/30` in a cell for the count."""
    return one_cell(paper, rng, WHOLE, lambda text: f"{text}/{int(text) + 7}" if text.isdigit() else None)


def percent_sign(paper: Raw, rng: Random) -> Mutant | None:
    """`12%` in a cell for a number."""
    return one_cell(paper, rng, NUMERIC, lambda text: f"{text}%" if _PLAIN.fullmatch(text) else None)


def footnote_mark(paper: Raw, rng: Random) -> Mutant | None:
    """`30*`, `30†`, `30²`, `30a`."""
    mark = rng.choice(["*", "†", "²", "a", "‡"])
    return one_cell(paper, rng, NUMERIC, lambda text: text + mark if _PLAIN.fullmatch(text) else None)


def look_alike_letter(paper: Raw, rng: Random) -> Mutant | None:
    """A Cyrillic letter in an id or a word."""

    def change(text: str) -> str | None:
        at = next((number for number, letter in enumerate(text) if letter in "aceopxy"), None)
        return None if at is None else text[:at] + text[at].translate(_LOOK_ALIKE) + text[at + 1 :]

    return one_cell(paper, rng, both(IDS, WORDS), change)


def look_alike_digit(paper: Raw, rng: Random) -> Mutant | None:
    """A full-width or Arabic-Indic digit."""
    zero = rng.choice([0xFF10, 0x0660])
    return one_cell(
        paper, rng, NUMERIC, lambda text: chr(zero + int(text[0])) + text[1:] if text[0].isdigit() else None
    )


def letter_for_digit(paper: Raw, rng: Random) -> Mutant | None:
    """The letter O for 0, l for 1."""
    return one_cell(
        paper, rng, NUMERIC, lambda text: text.replace("0", "O", 1) if "0" in text else text.replace("1", "l", 1)
    )


def invisible_character(paper: Raw, rng: Random) -> Mutant | None:
    """A non-breaking, thin or zero-width space at the end of a cell."""
    space = rng.choice(["\u00a0", "\u2009", "\u200b", "\u202f"])
    return one_cell(paper, rng, EVERYTHING_TYPED, lambda text: text + space)


def date_damage(paper: Raw, rng: Random) -> Mutant | None:
    """A number that a spreadsheet turned into a date."""
    shape = rng.choice(["{0:02d}-Jan", "2003-01-{0:02d}", "{0}/10/2003", "Mar-{0:02d}", "2003-01-{0:02d} 00:00:00"])
    return one_cell(
        paper, rng, NUMERIC, lambda text: shape.format(int(text)) if text.isdigit() and 0 < int(text) <= 28 else None
    )


def negative_number(paper: Raw, rng: Random) -> Mutant | None:
    """A sign before a number, as a hyphen or as a minus."""
    sign = rng.choice(["-", "\u2212"])
    return one_cell(paper, rng, NUMERIC, lambda text: sign + text if _PLAIN.fullmatch(text) else None)


def range_in_a_cell(paper: Raw, rng: Random) -> Mutant | None:
    """`3-10`, with a hyphen or a dash."""
    dash = rng.choice(["-", "\u2013", " to "])
    return one_cell(paper, rng, NUMERIC, lambda text: f"{text}{dash}{int(text) + 7}" if text.isdigit() else None)


def exponent_or_underscore(paper: Raw, rng: Random) -> Mutant | None:
    """`1e3`, `1_000`, `15.0`: numbers to a program, not to a paper."""
    shape = rng.choice(["{}e1", "{}_0", "0{}"])
    return one_cell(paper, rng, NUMERIC, lambda text: shape.format(text) if text.isdigit() and text != "0" else None)


def decimals_in_a_count(paper: Raw, rng: Random) -> Mutant | None:
    """`15.0` for 15."""
    return one_cell(paper, rng, WHOLE, lambda text: f"{text}.0" if text.isdigit() else None)


def placeholder_for_blank(paper: Raw, rng: Random) -> Mutant | None:
    """`NA`, `-`, `?`, `n/a`, `NR`, `.` where a number stood."""
    word = rng.choice(["NA", "-", "?", "n/a", "NR", ".", "nan", "TBD"])
    return one_cell(paper, rng, NUMERIC, lambda text: word)


def number_in_words(paper: Raw, rng: Random) -> Mutant | None:
    """`two`, `II`, `½`."""
    word = rng.choice(["two", "II", "½", "about 5", "~5", "≈5"])
    return one_cell(paper, rng, COUNTS_AND_NUMBERS, lambda text: word)


def bound_in_a_count(paper: Raw, rng: Random) -> Mutant | None:
    """`>12`, `6+` where a plain number belongs."""
    shape = rng.choice([">{}", "<{}", "{}+"])
    return one_cell(paper, rng, COUNTS_AND_NUMBERS, lambda text: shape.format(text) if _PLAIN.fullmatch(text) else None)


def two_numbers_in_a_cell(paper: Raw, rng: Random) -> Mutant | None:
    """`12 (3-24)` where a value belongs."""
    return one_cell(
        paper, rng, both(NUMBER, PRINTED), lambda text: f"{text} (3-24)" if _PLAIN.fullmatch(text) else None
    )


def required_cell_blank(paper: Raw, rng: Random) -> Mutant | None:
    """Nothing where something must stand."""
    return one_cell(paper, rng, REQUIRED, lambda text: "")


def misspelt_word(paper: Raw, rng: Random) -> Mutant | None:
    """A word of a closed list with one letter twice, or with a capital."""
    capital = rng.random() < 0.5
    return one_cell(paper, rng, WORDS, lambda text: text.capitalize() if capital else text[:2] + text[1:])


def misspelt_group(paper: Raw, rng: Random) -> Mutant | None:
    """A group that groups.csv does not declare."""
    columns = {table: ("group",) for table in paper.sheets if table != "groups"} | {"groups": ("parent",)}
    return one_cell(paper, rng, columns, lambda text: text[:1] + text)


def line_break_in_a_cell(paper: Raw, rng: Random) -> Mutant | None:
    """A line break or a tab within a cell."""
    character = rng.choice(["\n", "\t"])
    return one_cell(paper, rng, EVERYTHING, lambda text: text + character)


def control_character(paper: Raw, rng: Random) -> Mutant | None:
    """A control or a bidirectional character."""
    character = rng.choice(["\x07", "\u202e", "\x1b", "\u2028"])
    return one_cell(paper, rng, EVERYTHING, lambda text: text[:1] + character + text[1:])


def more_events_than_patients(paper: Raw, rng: Random) -> Mutant | None:
    """A count above its denominator."""
    found = [
        cell for cell in paper.cells({"counts": ("events",), "categories": ("count",)}) if _n(paper, cell) is not None
    ]
    if not found:
        return None
    cell = rng.choice(found)
    return replaced(paper, {cell: str(_n(paper, cell) + rng.randint(1, 9))})


def _n(paper: Raw, cell) -> int | None:
    sheet = paper.sheets[cell.table]
    own = sheet.text(cell.row, "n")
    return int(own) if own else paper.of_group(sheet.text(cell.row, "group"))


def duplicated_row(paper: Raw, rng: Random) -> Mutant | None:
    """A row pasted twice."""
    table = rng.choice(sorted(paper.sheets))
    rows = paper.sheets[table].rows
    at = rng.randrange(len(rows))
    return with_rows(
        paper, table, [*rows[: at + 1], rows[at], *rows[at + 1 :]], (at + 2, at + 3), f"row {at + 2} twice"
    )


def one_cell_too_many(paper: Raw, rng: Random) -> Mutant | None:
    """A comma too many in a row, or one too few."""
    table = rng.choice(sorted(paper.sheets))
    rows = [list(row) for row in paper.sheets[table].rows]
    at, position = rng.randrange(len(rows)), rng.randrange(len(rows[0]))
    rows[at] = (
        [*rows[at][:position], "", *rows[at][position:]]
        if rng.random() < 0.5
        else [*rows[at][:position], *rows[at][position + 1 :]]
    )
    return with_rows(paper, table, rows, (at + 2,), f"row {at + 2} has {len(rows[at])} cells")


def total_row(paper: Raw, rng: Random) -> Mutant | None:
    """A row of totals at the end of a table."""
    table = rng.choice(sorted(paper.sheets))
    sheet = paper.sheets[table]
    if "group" not in sheet.columns:
        return None
    total = ["Total" if name == "group" else cell for name, cell in zip(sheet.columns, sheet.rows[-1], strict=True)]
    return with_rows(paper, table, [*sheet.rows, total], (len(sheet.rows) + 2,), "a row of totals")


def blank_line(paper: Raw, rng: Random) -> Mutant | None:
    """A blank line between the rows."""
    tables = sorted(table for table, sheet in paper.sheets.items() if len(sheet.rows) > 1)
    if not tables:
        return None
    table = rng.choice(tables)
    rows = paper.sheets[table].rows
    at = rng.randrange(1, len(rows))
    return with_rows(paper, table, [*rows[:at], [""] * len(rows[0]), *rows[at:]], (at + 2,), f"line {at + 2} blank")


def _bytes(paper: Raw, table: str, data: bytes, lines: tuple[int, ...], what: str) -> Mutant:
    return Mutant(paper.name, f"{table}: {what}", {f"{table}.csv": data}, table, lines)


def header_damaged(paper: Raw, rng: Random) -> Mutant | None:
    """A column misspelt, twice, or without a name."""
    table = rng.choice(sorted(paper.sheets))
    header, *rest = paper.sheets[table].as_csv().decode().splitlines(keepends=True)
    names = header.strip().split(",")
    at = rng.randrange(len(names))
    names[at] = rng.choice(
        [names[at] + "s", names[at - 1], "", names[at].replace("o", "ο").replace("e", "е") + "\u00a0"]
    )
    return _bytes(paper, table, "".join([",".join(names) + "\n", *rest]).encode(), (1,), f"header {','.join(names)}")


def other_delimiter(paper: Raw, rng: Random) -> Mutant | None:
    """Semicolons or tabs instead of commas."""
    table, mark = rng.choice(sorted(paper.sheets)), rng.choice([";", "\t"])
    return _bytes(paper, table, paper.sheets[table].as_csv().replace(b",", mark.encode()), (), f"delimiter {mark!r}")


def unclosed_quote(paper: Raw, rng: Random) -> Mutant | None:
    """A quotation mark that is never closed."""
    table = rng.choice(sorted(paper.sheets))
    lines = paper.sheets[table].as_csv().decode().splitlines(keepends=True)
    at = rng.randrange(1, len(lines))
    lines[at] = '"' + lines[at].replace('"', "")
    return _bytes(paper, table, "".join(lines).encode(), (), f"quote in line {at + 1}")


def other_encoding(paper: Raw, rng: Random) -> Mutant | None:
    """UTF-16, or a byte of another code page."""
    table = rng.choice(sorted(paper.sheets))
    data = paper.sheets[table].as_csv()
    return _bytes(
        paper, table, data.decode().encode("utf-16") if rng.random() < 0.5 else data[:-1] + b"\x96\n", (), "encoding"
    )


def null_byte(paper: Raw, rng: Random) -> Mutant | None:
    """A NUL byte."""
    table = rng.choice(sorted(paper.sheets))
    data = paper.sheets[table].as_csv()
    at = rng.randrange(len(data))
    return _bytes(paper, table, data[:at] + b"\x00" + data[at:], (), f"NUL at {at}")


def empty_table(paper: Raw, rng: Random) -> Mutant | None:
    """A header without rows, or nothing at all."""
    table = rng.choice(sorted(paper.sheets))
    data = paper.sheets[table].as_csv().split(b"\n")[0] + b"\n" if rng.random() < 0.5 else b""
    return _bytes(paper, table, data, (), "no rows")


FORMAT_FAULTS = (
    decimal_comma,
    thousands_separator,
    count_with_percentage,
    fraction_in_a_count,
    percent_sign,
    footnote_mark,
    look_alike_letter,
    look_alike_digit,
    letter_for_digit,
    invisible_character,
    date_damage,
    negative_number,
    range_in_a_cell,
    exponent_or_underscore,
    decimals_in_a_count,
    placeholder_for_blank,
    number_in_words,
    bound_in_a_count,
    two_numbers_in_a_cell,
    required_cell_blank,
    misspelt_word,
    misspelt_group,
    line_break_in_a_cell,
    control_character,
    more_events_than_patients,
    duplicated_row,
    one_cell_too_many,
    total_row,
    blank_line,
    header_damaged,
    other_delimiter,
    unclosed_quote,
    other_encoding,
    null_byte,
    empty_table,
)
