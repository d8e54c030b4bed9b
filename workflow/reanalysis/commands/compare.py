"""`reanalysis compare`: the first against the second entry of a paper."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from reanalysis.commands.places import paper_folder
from reanalysis.commands.terminal import DATA_ERRORS, DIFFERENT, DONE, USAGE, coloured, fail, tell, tell_json
from reanalysis.wording import counted

if TYPE_CHECKING:
    from reanalysis.entry.second import Compared
    from reanalysis.model.agreement import Difference

_WORDS = {"differs": "differ", "only_first": "only first", "only_second": "only second", "text": "words"}
_COLOURS = {"differs": "red", "only_first": "yellow", "only_second": "yellow", "text": "dim"}
_WIDTH = 13


def run(project: Path, paper: str, *, check: bool = False, words: bool = False, as_json: bool = False) -> int:
    """Print how far the entries of a paper agree, then only where they do not; returns the exit status."""
    from reanalysis.entry.second import compare_entries, has_second
    from reanalysis.model.store import load_vocabulary

    folder = paper_folder(project, paper)
    if not has_second(folder):
        fail(
            f"{folder.name} was entered once: there is nothing in data/raw/{folder.name}/second. To begin a "
            f"second entry: reanalysis new {folder.name} --second",
            status=USAGE,
        )
    compared = compare_entries(folder, names=load_vocabulary(project))
    if not compared.agreement.second:
        fail(f"Nothing has been typed yet in data/raw/{folder.name}/second.", status=USAGE)
    if as_json:
        tell_json(as_data(compared))
    elif compared.agreement.problems:
        show_problems(compared)
    else:
        show(compared, words=words)
    if compared.agreement.problems:
        return DATA_ERRORS
    return DIFFERENT if check and not compared.agreement.complete else DONE


def show_problems(compared: Compared) -> None:
    """Why nothing was compared."""
    for which, problems in (("first", compared.first_problems), ("second", compared.second_problems)):
        if problems:
            tell(f"The {which} entry has {counted(len(problems), 'error')}:", colour="red")
            for problem in problems:
                tell(f"  {problem.finding().message}")
    tell("Nothing was compared: a row that cannot be read would look like one that is missing. Mend the errors first.")


def show(compared: Compared, *, words: bool) -> None:
    """The numbers, then the differences by table with both texts and both places; own words only when asked for."""
    agreement, percent = compared.agreement, compared.agreement.percent_agreement
    tell(
        coloured(agreement.paper, "bold")
        + ": "
        + ("the two entries agree" if agreement.complete else "the two entries differ"),
        colour="green" if agreement.complete else "",
    )
    share = "" if percent is None else f" ({int(percent * 10) / 10:.1f}%)"
    for text in (
        f"{counted(agreement.cells_compared, 'cell')} typed in both entries: {agreement.cells_agreeing:,} "
        f"agree{share}, {agreement.cells_differing:,} differ",
        f"{counted(agreement.only_first, 'cell')} only in the first entry, {agreement.only_second:,} only in the "
        "second",
        f"{counted(agreement.texts_differing, 'text')} in other words (labels, notes, places in the paper), which "
        f"do not count{'' if words else ': --words shows them'}",
    ):
        tell(f"  {text}")
    for item in compared.differences:
        if words or item.kind != "text":
            tell(_line(item))


def _line(item: Difference) -> str:
    start = coloured(f"  {_WORDS[item.kind]:<{_WIDTH}}", _COLOURS[item.kind])
    what = " ".join(part for part in (f"{item.table}:", item.key, f"[{item.column}]" if item.column else "") if part)
    sides = [
        f"{' ' * (_WIDTH + 4)}{side:<7}{text or '(blank)'}   {coloured(place, 'dim')}"
        for side, text, place in (("first", item.first, item.first_place), ("second", item.second, item.second_place))
        if place
    ]
    return "\n".join([start + what, *sides, *([f"{' ' * (_WIDTH + 4)}{item.hint}"] if item.hint else [])])


def as_data(compared: Compared) -> dict[str, object]:
    """Everything for programs: the row of agreement.csv with numbers as numbers, the differences, the errors of both
    entries."""
    agreement = compared.agreement
    from reanalysis.model.agreement import AGREEMENT_COLUMNS

    return {
        **{name: getattr(agreement, name) for name in AGREEMENT_COLUMNS},
        "differences": [vars(item) for item in compared.differences],
        "errors": [problem.finding().message for problem in (*compared.first_problems, *compared.second_problems)],
    }
