"""Figures of every acceptable analysis of a compared outcome."""

from __future__ import annotations

from collections.abc import Iterator

from reanalysis.derive.multiverse import CHOICES, shares_of
from reanalysis.figures.multiverse import MOST_SQUARES, multiverse_plot
from reanalysis.figures.rows import Analysis, OptionRow
from reanalysis.report.pictures.picture import Line, Picture, picture
from reanalysis.report.site import Site
from reanalysis.report.text import formatting as fmt
from reanalysis.report.views.multiverse import (
    TITLES,
    Multiverse,
    multiverses_of,
    option_words,
    varied,
    versions_of,
    votes,
)

FEW_ANALYSES, MANY_ANALYSES = 6, 400


def multiverses(site: Site, name: str, alpha: float) -> Iterator[Picture]:
    """Every analysis of a compared outcome, where there are more than a table of six or where the conclusion depends on
    the choice."""
    for view in multiverses_of(site, name):
        if 1 < len(view.rows) <= MANY_ANALYSES and (view.is_mixed or len(view.rows) > FEW_ANALYSES):
            options = list(_option_rows(site, view))
            told = "; ".join(f"{row.choice.lower()} {row.label}: {row.share}" for row in options)
            analyses = [
                Analysis(
                    difference=float(row["difference"]), p_value=float(row["p_value"]), stands=row["stands"] == "yes"
                )
                for row in view.rows
            ]
            yield picture(
                multiverse_plot(analyses, options, alpha=alpha),
                f"multiverse-{name}-{view.group}-{view.outcome}",
                paper=name,
                alt=f"The conclusion stands in {votes(view.rows)}. By choice: {told}.",
                title=f"{site.short_name(name)}: {site.outcome_label(view.outcome).lower()}, every analysis",
                columns=(
                    *(TITLES[choice] for choice in CHOICES),
                    "Events",
                    "n",
                    "Difference, points",
                    "Two-sided p",
                    "Conclusion",
                ),
                lines=list(_lines(site, view)),
                caption="Each column is one analysis, from the smallest p to the largest; the marks below it say "
                "which choices it makes. The conclusion stands "
                f"({'filled' if len(view.rows) <= MOST_SQUARES else 'long strokes'}) where the difference points "
                "the way of the first comparison entered "
                f"and the two-sided p is below {fmt.plain(alpha)}.",
            )


def _lines(site: Site, view: Multiverse) -> Iterator[Line]:
    refs = {row.comparison: row.ref for row in site.paper(view.paper).comparisons}
    for row in view.rows:
        yield Line(
            ref=refs[row["comparison"]],
            cells=(
                *(option_words(site, view.paper, choice, row[choice]) for choice in CHOICES),
                row["events"],
                row["n"],
                fmt.points(float(row["difference"])),
                fmt.p_value(float(row["p_value"])),
                "stands" if row["stands"] == "yes" else "does not",
            ),
        )


def _option_rows(site: Site, view: Multiverse) -> Iterator[OptionRow]:
    """The options of every choice that has several, those of one control below its name, the most favourable first."""
    for choice in varied(view.rows) or ["method"]:
        found = shares_of(view.rows, choice)
        for base, names in versions_of(view.rows, choice):
            several = len(names) > 1
            if several:
                total = [sum(found[name][part] for name in names) for part in (0, 1)]
                yield OptionRow(
                    choice=TITLES[choice],
                    label=option_words(site, view.paper, choice, base),
                    share=f"{total[0]} of {total[1]}",
                )
            for name in names:
                label = (
                    name.rpartition(", ")[2].removesuffix(")")
                    if several
                    else option_words(site, view.paper, choice, name)
                )
                yield OptionRow(
                    choice=TITLES[choice],
                    label=label,
                    share=f"{found[name][0]} of {found[name][1]}",
                    indent=int(several),
                    places=tuple(place for place, row in enumerate(view.rows) if row[choice] == name),
                )
