"""Forest plots of pools, drawn from the same lines as the tables of their page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count

from reanalysis.figures.pool import PoolRow, pool_plot
from reanalysis.report.pictures.picture import Line, Picture, picture
from reanalysis.report.site import Site
from reanalysis.report.views.pools import PoolLine, PoolView, pools

MOST_LINES = 70


def pooled_forests(site: Site) -> Iterator[Picture]:
    """The forest of every pool that has numbers; a long one in parts."""
    numbers = count(1)
    for view in pools(site):
        if not view.lines:
            continue
        parts = [view.lines[start : start + MOST_LINES] for start in range(0, len(view.lines), MOST_LINES)]
        for place, lines in enumerate(parts, 1):
            part = f", part {place} of {len(parts)}" if len(parts) > 1 else ""
            yield _picture(view, lines, f"pool-{next(numbers)}", part)


def _picture(view: PoolView, lines: Sequence[PoolLine], name: str, part: str) -> Picture:
    heads = ("events / n", view.head, f"{view.level} CI")
    rows = [
        PoolRow(
            kind=line.kind,
            label=line.label,
            counts=line.counts,
            weight=line.weight,
            estimate=line.estimate,
            interval=line.interval,
            place=(view.place(line.numbers[0]), view.place(line.numbers[1]), view.place(line.numbers[2])),
        )
        for line in lines
    ]
    told = "; ".join(
        f"{line.label}: {line.estimate or 'range'} ({line.interval})" for line in lines if line.kind != "heading"
    )
    return picture(
        pool_plot(rows, ticks=view.ticks, null=view.null, heads=heads, title=view.head),
        name,
        title=f"{view.name}: {view.what}{part}",
        caption="Squares: the studies in the order of entry, with their own limits (exact where counts are known). "
        "Diamond: the mean of the pool. Bar: the range within which the true value of one more study lies.",
        alt=f"Each study of the pool above its mean. {told}.",
        columns=("Study", "Events / n", "Weight", view.head.capitalize(), f"{view.level} interval"),
        lines=[
            Line(
                cells=(line.label, line.counts, line.weight, line.estimate, line.interval),
                id=line.result.result_id if line.result else "",
                ref=line.ref,
            )
            for line in lines
            if line.kind != "heading"
        ],
    )
