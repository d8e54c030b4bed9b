"""All acceptable analyses of a compared outcome: in how many the conclusion stands, which choice decides, and each of
them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from markupsafe import Markup

from reanalysis.derive.multiverse import CHOICES, deciding_choice, shares_of
from reanalysis.report.page import Page
from reanalysis.report.site import Site, against_label
from reanalysis.report.text import formatting as fmt
from reanalysis.report.text import vocabulary

TITLES = {"control": "Control", "label": "Counted", "denominator": "Denominator", "method": "Test"}
DECIDES = {
    "control": "the control",
    "label": "what is counted as the outcome",
    "denominator": "the denominator",
    "method": "the test",
}
LISTED = 4
Rows = Sequence[Mapping[str, str]]
Show = Callable[[str], Markup | str]


@dataclass(frozen=True, kw_only=True)
class Multiverse:
    """The analyses of one outcome of one group, by rising p; `ref` is the first comparison that asked for them."""

    paper: str
    group: str
    outcome: str
    rows: tuple[dict[str, str], ...]
    ref: str

    @property
    def anchor(self) -> str:
        """Id of the analyses on their paper's page, and end of the figure's name."""
        return f"multiverse-{self.group}-{self.outcome}"

    @property
    def stands(self) -> int:
        """In how many analyses the conclusion stands."""
        return sum(row["stands"] == "yes" for row in self.rows)

    @property
    def is_mixed(self) -> bool:
        """Whether the conclusion depends on the analysis."""
        return 0 < self.stands < len(self.rows)


def multiverses_of(site: Site, name: str) -> list[Multiverse]:
    """The analyses of a paper by group and outcome, in the order of its comparisons."""
    refs = {row.comparison: (number, row.ref) for number, row in enumerate(site.paper(name).comparisons)}
    found: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in site.multiverse_of.get(name, []):
        if row["comparison"] in refs and row["p_value"] and row["difference"]:
            found.setdefault((row["group"], row["outcome"]), []).append(row)
    views = [
        Multiverse(
            paper=name,
            group=group,
            outcome=outcome,
            rows=tuple(rows),
            ref=min(refs[row["comparison"]] for row in rows)[1],
        )
        for (group, outcome), rows in found.items()
    ]
    order = {ref: number for number, ref in refs.values()}
    return sorted(views, key=lambda view: order[view.ref])


def direction(rows: Rows, first: str) -> str:
    """`higher` or `lower`: where the conclusion points; blank where it stands nowhere and the `first` comparison points
    both ways."""
    chosen = [row for row in rows if row["stands"] == "yes"] or [row for row in rows if row["comparison"] == first]
    signs = {float(row["difference"]) > 0 for row in chosen}
    return (
        {(True,): "higher", (False,): "lower"}.get(tuple(signs), "")
        if all(float(row["difference"]) for row in chosen)
        else ""
    )


def stands_in(stands: int, total: int) -> str:
    """`all 6`, `18 of 25`, `none of 9`, `1 of 1`."""
    if total > 1 and stands in (0, total):
        return f"all {total}" if stands else f"none of {total}"
    return f"{stands} of {total}"


def by_control(rows: Rows) -> dict[str, int]:
    """Each control has one vote: against how many the conclusion stands in all analyses, in some, in none."""
    shares = shares_of([{**row, "control": base_of(row["control"])} for row in rows], "control")
    found = {"all": 0, "some": 0, "none": 0}
    for stands, total in shares.values():
        found["all" if stands == total else "some" if stands else "none"] += 1
    return found


def votes(rows: Rows) -> str:
    """`every analysis against 1 of 3 controls, some against 1 and none against 1`."""
    found = by_control(rows)
    total = sum(found.values())
    known = {name: number for name, number in found.items() if number}
    if len(known) == 1:
        name = next(iter(known))
        of = {"all": "every analysis", "some": "some analyses", "none": "no analysis"}[name]
        return f"{of} against {'the control' if total == 1 else f'each of {total} controls'}"
    words = {"all": "every analysis", "some": "some analyses", "none": "no analysis"}
    return fmt.listed(f"{words[name]} against {number} of {total} controls" for name, number in known.items())


def conclusion(rows: Rows, pointing: str, show: Show) -> Markup:
    """`The conclusion that the rate is higher stands in every analysis against 1 of 3 controls and ...`."""
    what = f"the rate is {pointing}" if pointing else "the rates differ"
    return Markup("The conclusion that {} stands in {}").format(what, show(votes(rows)))


def _deciding(rows: Rows) -> tuple[str, dict[str, tuple[int, int]]] | None:
    """The deciding choice with its options; None where the options of every choice have the same share."""
    found = deciding_choice(rows)
    return found if found and len({Fraction(*pair) for pair in found[1].values()}) > 1 else None


def decider(rows: Rows) -> str:
    """`the control decides`, or `the test matters most` where no option settles it alone; blank where there is nothing
    to decide."""
    found = _deciding(rows)
    if found is None:
        return ""
    shares = {Fraction(stands, total) for _, stands, total in options(rows)}
    return f"{DECIDES[found[0]]} {'decides' if {Fraction(0), Fraction(1)} <= shares else 'matters most'}"


def options(rows: Rows) -> list[tuple[str, int, int]]:
    """Options of the deciding choice with stands and analyses, the most favourable first; the versions of one control
    are taken together where they can be."""
    found = _deciding(rows)
    if found is None:
        return []
    choice, shares = found
    if choice == "control":
        together = shares_of([{**row, "control": base_of(row["control"])} for row in rows], "control")
        if len({Fraction(*pair) for pair in together.values()}) > 1:
            shares = together
    return sorted(((name, *pair) for name, pair in shares.items()), key=lambda option: -Fraction(*option[1:]))


def versions_of(rows: Rows, choice: str) -> list[tuple[str, list[str]]]:
    """The options of a choice, for controls the versions of one together; by share, where there is none by
    appearance."""
    found: dict[str, list[str]] = {}
    shares = shares_of(
        [{**row, choice: base_of(row[choice]) if choice == "control" else row[choice]} for row in rows], choice
    )
    for option in shares_of(rows, choice):
        found.setdefault(base_of(option) if choice == "control" else option, []).append(option)
    return sorted(found.items(), key=lambda pair: -Fraction(*shares[pair[0]]))


def base_of(control: str) -> str:
    """A control without what is assumed of it: `old (25%)` for `old (25%, if 5 of 20 patients)`."""
    head, _, rest = control.rpartition(" (")
    return f"{head} ({rest.partition(',')[0].rstrip(')')})"


def control_words(site: Site, paper: str, control: str) -> str:
    """A control in words: `Miller 2007, Paclitaxel (21.2%, taken as known)`."""
    head, _, rest = control.rpartition(" (")
    rest = rest.removesuffix(")")
    return rest if head.endswith("%") else f"{against_label(site, paper, head)} ({rest})"


def option_words(site: Site, paper: str, choice: str, option: str) -> str:
    """An option of a choice in words."""
    return (
        control_words(site, paper, option)
        if choice == "control"
        else vocabulary.method(option)
        if choice == "method"
        else option
    )


_BEFORE = {"control": "against ", "label": "", "denominator": "with the denominator ", "method": "by "}


def sentence(site: Site, view: Multiverse, show: Show) -> Markup:
    """In how many analyses the conclusion stands, and what decides it, from the rows alone."""
    said = conclusion(view.rows, direction(view.rows, _first(site, view)), show)
    deciding = decider(view.rows)
    if not deciding:
        return said
    choice = _deciding(view.rows)[0]
    every = options(view.rows)
    listed = every if len(every) <= LISTED + 1 else [*every[: LISTED - 1], every[-1]]
    parts = [
        Markup("{} {}{}").format(
            show(stands_in(stands, total)), _BEFORE[choice], option_words(site, view.paper, choice, name)
        )
        for name, stands, total in listed
    ]
    between = f"; {fmt.counted(len(every) - len(listed), 'other')} in between" if len(every) > len(listed) else ""
    return said + Markup("; {}: it stands in {}{}").format(deciding, Markup("; ").join(parts), between)


def brief(site: Site, view: Multiverse, show: Show) -> Markup:
    """The first half of the sentence, for a line of the summary; where nothing decides, what was varied."""
    deciding = decider(view.rows)
    return conclusion(view.rows, direction(view.rows, _first(site, view)), show) + Markup(
        "; {}" if deciding else " ({})"
    ).format(deciding or variety(view.rows))


def _first(site: Site, view: Multiverse) -> str:
    row = site.row_of.get(view.ref)
    return getattr(row, "comparison", "")


def varied(rows: Rows) -> list[str]:
    """The choices that have more than one option."""
    return [choice for choice in CHOICES if len({row[choice] for row in rows}) > 1]


def variety(rows: Rows) -> str:
    """What differs between the analyses: `9 controls, 5 tests`."""
    names = {"control": "control", "label": "way of counting", "denominator": "denominator", "method": "test"}
    plural = {"label": "ways of counting"}
    counts = {choice: len({row[choice] for row in rows}) for choice in CHOICES}
    return fmt.listed(
        fmt.counted(counts[choice], names[choice], plural.get(choice, ""))
        for choice in CHOICES
        if counts[choice] > 1 or choice in ("control", "method")
    )


def multiverse_view(page: Page, view: Multiverse) -> dict[str, Any]:
    """The analyses as a paper's page shows them."""
    site = page.site
    ref_of = {row.comparison: row.ref for row in site.paper(view.paper).comparisons}
    columns = [choice for choice in CHOICES if choice in varied(view.rows) or choice in ("control", "method")]
    return {
        "anchor": view.anchor,
        "variety": variety(view.rows),
        "title": f"{site.outcome_label(view.outcome)}: {site.group_label(view.paper, view.group)}, "
        f"{fmt.counted(len(view.rows), 'analysis', 'analyses')}",
        "sentence": sentence(site, view, lambda text: page.cell(view.ref, text, title="Count of analyses")),
        "columns": [TITLES[choice] for choice in columns],
        "picture": f"multiverse-{view.paper}-{view.group}-{view.outcome}",
        "count": fmt.counted(len(view.rows), "analysis", "analyses"),
        "rows": [_row(page, view, row, columns, ref_of[row["comparison"]]) for row in view.rows],
    }


def _row(page: Page, view: Multiverse, row: Mapping[str, str], columns: Sequence[str], ref: str) -> dict[str, Any]:
    return {
        "choices": [option_words(page.site, view.paper, choice, row[choice]) for choice in columns],
        "stands": row["stands"] == "yes",
        "counts": page.cell(ref, f"{row['events']}/{row['n']}"),
        "difference": page.cell(ref, fmt.points(float(row["difference"]))),
        "p": page.cell(ref, fmt.p_value(float(row["p_value"]))),
    }
