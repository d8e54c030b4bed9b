"""The detection matrix of docs/validation.md: `make matrix` runs the mutants and writes it."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from .format_faults import FORMAT_FAULTS
from .run import ALL_FAULTS, MUTANTS, PROJECT, Fault, Laboratory, Noticed, mutate
from .value_faults import VALUE_FAULTS

DOCUMENT = PROJECT / "docs/validation.md"
START, END = "<!-- mutants: made by make matrix -->", "<!-- end of mutants -->"


def matrix(found: Sequence[Noticed], papers: int) -> str:
    """The section as Markdown."""
    by_form = [one for one in found if one.by_second_entry is None]
    by_value = [one for one in found if one.by_second_entry is not None]
    missed = [one for one in by_value if not one.how]
    by_second = sum(one.by_second_entry for one in missed)
    at_cell = sum(one.place == "cell" for one in by_form)
    lines = [
        START,
        f"{len(found):,} mutants of the {papers} papers: {len(by_form):,} with a fault of form, "
        f"{'all of them' if at_cell == len(by_form) else at_cell} told at the very cell, or the row where a whole "
        "row is wrong; "
        f"{len(by_value):,} with a fault of value, of which entry and audit noticed "
        f"{len(by_value) - len(missed):,} ({100 * (len(by_value) - len(missed)) // len(by_value)}%) and the "
        "comparison with a second entry "
        f"{by_second:,} of the other {len(missed):,}. A number that contradicts nothing else in its paper can be "
        "noticed by a second entry only.",
        "",
        "| fault | what it is | mutants | error | warning | note | not noticed | of those, by a second entry |",
        "|---|---|--:|--:|--:|--:|--:|--:|",
    ]
    lines += [_line(fault, [one for one in found if one.fault == fault.__name__]) for fault in ALL_FAULTS]
    lines += [
        "",
        "Faults that no check of a single entry finds in every case, with the share that it leaves to the second "
        "entry:",
        "",
    ]
    lines += [
        f"- {words(fault)}: {_share(found, fault)}"
        for fault in VALUE_FAULTS
        if any(one.fault == fault.__name__ for one in missed)
    ]
    left = Counter(one.fault for one in missed if not one.by_second_entry)
    names = "; ".join(f"{name.replace('_', ' ')} ({number})" for name, number in sorted(left.items()))
    lines += [
        "",
        f"Neither finds {sum(left.values())}: {names}. They change own words, or write the same in another way."
        if left
        else "The second entry finds all of them.",
        END,
    ]
    return "\n".join(lines) + "\n"


def words(fault: Fault) -> str:
    return fault.__name__.replace("_", " ")


def _line(fault: Fault, found: Sequence[Noticed]) -> str:
    how = Counter(one.how for one in found)
    second = (
        ""
        if fault in FORMAT_FAULTS or not how[""]
        else str(sum(bool(one.by_second_entry) for one in found if not one.how))
    )
    what = (fault.__doc__ or "").strip().rstrip(".").replace("|", "\\|")
    return (
        f"| {words(fault)} | {what} | {len(found)} | {how['error']} | {how['warning']} | {how['note']} | {how['']} "
        f"| {second} |"
    )


def _share(found: Sequence[Noticed], fault: Fault) -> str:
    own = [one for one in found if one.fault == fault.__name__]
    return f"{sum(not one.how for one in own)} of {len(own)}"


def documented() -> dict[str, tuple[int, int]]:
    """Mutants and those not noticed of each fault, as docs/validation.md has them."""
    rows = re.findall(
        r"(?m)^\| ([a-z0-9 ]+) \| .* \| (\d+) \| \d+ \| \d+ \| \d+ \| (\d+) \| \d* \|$",
        DOCUMENT.read_text(encoding="utf-8"),
    )
    return {name: (int(mutants), int(missed)) for name, mutants, missed in rows}


def main() -> None:
    """Run the mutants and write the section."""
    with tempfile.TemporaryDirectory() as scratch:
        laboratory = Laboratory(Path(scratch))
        section = matrix(mutate(laboratory, ALL_FAULTS, MUTANTS), len(laboratory.papers))
    text = DOCUMENT.read_text(encoding="utf-8")
    before, _, rest = text.partition(START)
    DOCUMENT.write_text(before + section.rstrip("\n") + rest.partition(END)[2], encoding="utf-8")
    print(section.splitlines()[1])


if __name__ == "__main__":
    main()
