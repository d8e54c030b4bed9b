"""A figure as the report shows it: the drawing with its title, caption, text alternative and the numbers behind its
marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from matplotlib.figure import Figure

from reanalysis.figures.svg import to_svg
from reanalysis.model.estimate import Estimate
from reanalysis.report.text import estimate_text
from reanalysis.report.text import formatting as fmt


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A drawn figure with its text alternative and its data.

    Attributes
    ----------
    name
        Its id on the page and its file in results/figures; every id inside the drawing starts with it.
    title, caption
        The title ends without a full stop; the caption says what the marks mean.
    alt
        What the figure shows, with its main numbers.
    svg
        The drawing, safe to be put into a page as it is.
    columns, rows
        The numbers behind the marks as text, one row per mark or line, as they stand in a table below the figure and in
        its file.
    ids, refs
        For each row the result_id of its estimate, and the raw cell that it was made from; blank where there is none.
    paper
        The paper whose figure it is; blank for those of all papers.
    kind
        Its kind, by `gallery.KINDS`; set there.
    """

    name: str
    title: str
    caption: str
    alt: str
    svg: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    ids: tuple[str, ...]
    refs: tuple[str, ...]
    paper: str = ""
    kind: str = ""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One row of the data of a figure: its cells, the estimate that they are of, and where that was made from."""

    cells: tuple[str, ...]
    id: str = ""
    ref: str = ""


def part_of(number: int, pages: Sequence[object]) -> str:
    """What a title says of one of several figures; blank where there is one."""
    return f", part {number} of {len(pages)}" if len(pages) > 1 else ""


def picture(
    figure: Figure,
    name: str,
    *,
    title: str,
    caption: str,
    alt: str,
    columns: Sequence[str],
    lines: Sequence[Line],
    paper: str = "",
) -> Picture:
    """Draw a figure under a name."""
    return Picture(
        name=name,
        title=title,
        caption=caption,
        alt=alt,
        svg=to_svg(figure, name, title=title, description=alt),
        columns=tuple(columns),
        rows=tuple(line.cells for line in lines),
        ids=tuple(line.id for line in lines),
        refs=tuple(line.ref for line in lines),
        paper=paper,
    )


def line_of(result: Estimate, *cells: str) -> Line:
    """A row about one estimate."""
    return Line(cells=cells, id=result.result_id, ref=result.sources[0])


def percents(*values: Fraction | float | None, places: int = 1) -> tuple[str, ...]:
    """Proportions as cells in percent; blank where there is none."""
    return tuple("" if value is None else fmt.percent(value, places) for value in values)


def rate_cells(result: Estimate, places: int) -> tuple[str, ...]:
    """A rate with its limits as cells in percent."""
    return percents(estimate_text.exact(result), result.conf_low, result.conf_high, places=places)


def whole(value: int | None) -> str:
    """A count as a cell; blank where it is unknown."""
    return "" if value is None else str(value)


def limits(level: str, unit: str) -> tuple[str, str]:
    """Titles of the columns of an interval."""
    return f"Lower {level} limit, {unit}", f"Upper {level} limit, {unit}"
