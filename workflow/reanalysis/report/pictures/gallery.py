"""All figures of a run."""

from __future__ import annotations

from collections.abc import Iterator

from reanalysis.report.page import Page
from reanalysis.report.pictures.controls import assumed, controls
from reanalysis.report.pictures.curves import kaplan_meiers
from reanalysis.report.pictures.doses import doses
from reanalysis.report.pictures.multiverse import multiverses
from reanalysis.report.pictures.picture import Picture
from reanalysis.report.pictures.rates import categories, forest, forests
from reanalysis.report.pictures.times import medians, swimmers
from reanalysis.report.site import Site
from reanalysis.report.views.comparisons import comparisons_of


def gallery(site: Site, *, level: str, level_of_times: str, alpha: float) -> Iterator[Picture]:
    """The figures of all papers and of each; `paper` of a figure says to whose page it belongs, blank to the front
    page.

    Parameters
    ----------
    site
        The run.
    level, level_of_times
        Level of the intervals of rates and of times, as text.
    alpha
        The two-sided p below which a conclusion is drawn.
    """
    page = Page(site)
    views = {name: comparisons_of(site, name, page) for name in site.dataset.papers}
    yield from forests(site, level)
    yield from categories(site, list(site.dataset.papers), name="categories")
    yield from controls(site, [view for found in views.values() for view in found])
    for name, found in views.items():
        yield from forest(site, name, level)
        yield from categories(site, [name], name=f"categories-{name}", paper=name)
        yield from controls(site, found, name=f"controls-{name}", paper=name)
        for view in found:
            yield from assumed(site, view, paper=name, alpha=alpha)
        yield from doses(site, name, level)
        yield from multiverses(site, name, alpha)
        yield from kaplan_meiers(site, name, level_of_times)
        yield from swimmers(site, name)
    yield from medians(site, level_of_times)
