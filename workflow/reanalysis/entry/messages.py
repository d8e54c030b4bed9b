"""Every message about what somebody typed is made here, so that they all read alike.

`file:row:column: CODE what is wrong; the text as typed; what is expected; how to mend it`

The readers hand over a `Problem`; what pydantic raises is turned into one by `cells.cell_problem`. No text of a library
ever reaches the person who typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from reanalysis import wording
from reanalysis.entry.characters import needs_escape
from reanalysis.entry.words_typed import SYNONYMS, unit_of
from reanalysis.model.finding import Finding
from reanalysis.model.input_tables import OF_A_PAPER

MOST_PROBLEMS = 200  # told about one file
ENOUGH_PROBLEMS = 1000  # after which reading a table stops
_LONGEST = 80
_MOST_CHOICES = 500  # to look for the most like one; it takes a while for each
_TABLE = re.compile(rf"\b({'|'.join(OF_A_PAPER)})\.csv")
_PLAIN_SOURCE = re.compile(r"[A-Za-z0-9_./!:-]+")


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where something stands: a file, a sheet of a workbook, a row (as the editor shows it), a column."""

    paper: str
    file: str
    table: str = ""
    sheet: str = ""
    row: int = 0
    position: int = -1
    column: str = ""

    @property
    def ref(self) -> str:
        """`kantarjian2003/counts.csv:7`, `kantarjian2003/kantarjian2003.xlsx!counts!A7`, or the file alone."""
        if not self.row:
            return self.file
        return f"{self.file}!{self.sheet}!A{self.row}" if self.sheet else f"{self.file}:{self.row}"

    def __str__(self) -> str:
        """The place as a person looks for it: file:row:column, or file!sheet!cell:column."""
        where = self.file
        if self.sheet:
            where += f"!{self.sheet}"
            if self.row:
                where += f"!{letters(max(self.position, 0))}{self.row}"
        elif self.row:
            where += f":{self.row}"
        return f"{where}:{self.column}" if self.column else where


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing that is wrong (error), odd (warning) or was silently mended (note)."""

    place: Place
    code: str
    wrong: str
    entered: str | None = None
    expected: str = ""
    cure: str = ""
    severity: str = "error"

    def sort_key(self) -> tuple[str | int, ...]:
        place = self.place
        return (place.file, place.sheet, place.row, place.position, place.column, self.code, self.wrong)

    def finding(self) -> Finding:
        """The problem as a row of findings.csv."""
        place = self.place
        wrong, expected, cure = (
            _TABLE.sub(r"the sheet \1", text) if place.sheet else text
            for text in (self.wrong, self.expected, self.cure)
        )
        parts = [wrong]
        if self.entered:
            parts.append(f"entered {shown(self.entered)}")
        if expected:
            parts.append(f"expected: {expected}")
        if cure:
            parts.append(f"to mend it: {cure}")
        return Finding(
            paper=place.paper,
            check=self.code.lower().replace("-", "_"),
            severity=self.severity,
            table=place.table,
            row=str(place.row or ""),
            column=place.column,
            entered=shown(self.entered)[1:-1] if self.entered else "",
            expected=visible(expected),
            message=visible(f"{place}: {self.code} {'; '.join(parts)}"),
            source=place.ref if _PLAIN_SOURCE.fullmatch(place.ref) else "",
        )


def letters(position: int) -> str:
    """The letters of a spreadsheet column: A for 0, AA for 26."""
    text, left = "", position + 1
    while left:
        left, digit = divmod(left - 1, 26)
        text = chr(65 + digit) + text
    return text


def shown(text: str) -> str:
    """A text in quotation marks, cut when long, with \\u escapes for what cannot be seen or looks like something
    else."""
    short = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
    return ascii(short) if needs_escape(short) else repr(short)


def visible(text: str) -> str:
    """A message as one line that shows what it holds: names that people typed may stand in it."""
    return text if text.isprintable() else "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


def nearest(text: str, choices: Iterable[str]) -> str:
    """The choice most like a text, blank if none is."""
    wanted = re.sub(r"[\s-]+", "_", text.strip().casefold())[:_LONGEST]
    choices = choices if isinstance(choices, (set, frozenset)) else set(choices)
    for meant in (unit_of(wanted), SYNONYMS.get(wanted)):
        if meant and meant in choices:
            return meant
    if wanted in choices or len(choices) > _MOST_CHOICES:
        return wanted if wanted in choices else ""
    return wording.nearest(wanted, choices)


def one_of(text: str, choices: Iterable[str], otherwise: str = "use one of these") -> str:
    """The cure for a word that is not in a list: the nearest one."""
    word = nearest(text, choices)
    return f"write {word}" if word else otherwise


def findings_of(problems: Iterable[Problem]) -> list[Finding]:
    """Problems as findings, sorted by file, row and column; of one file at most `MOST_PROBLEMS`, then their number."""
    kept: list[Problem] = []
    seen: dict[tuple[str, str], list[Problem]] = {}
    for problem in sorted(problems, key=Problem.sort_key):
        same = seen.setdefault((problem.place.file, problem.place.sheet), [])
        same.append(problem)
        if len(same) <= MOST_PROBLEMS:
            kept.append(problem)
    kept.extend(_the_rest(same[MOST_PROBLEMS:]) for same in seen.values() if len(same) > MOST_PROBLEMS)
    return [problem.finding() for problem in sorted(kept, key=Problem.sort_key)]


def _the_rest(problems: list[Problem]) -> Problem:
    severity = "error" if any(problem.severity == "error" for problem in problems) else "warning"
    place = replace(problems[0].place, position=-1, column="")
    return Problem(
        place=place,
        code="E-MORE",
        severity=severity,
        wrong=f"from here on {len(problems):,} more problems",
        cure="mend those above first; one cause often explains many",
    )
