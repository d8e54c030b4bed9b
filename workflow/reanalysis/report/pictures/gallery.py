"""All figures of a run, and the one table of their kinds: who draws them, and where they stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from reanalysis.report.page import Page
from reanalysis.report.pictures.controls import assumed, controls
from reanalysis.report.pictures.curves import kaplan_meiers
from reanalysis.report.pictures.doses import doses
from reanalysis.report.pictures.multiverse import multiverses
from reanalysis.report.pictures.picture import Picture
from reanalysis.report.pictures.pools import pooled_forests
from reanalysis.report.pictures.rates import categories, forest, forests
from reanalysis.report.pictures.times import medians, swimmers
from reanalysis.report.site import Site
from reanalysis.report.views.comparisons import ComparisonView, comparisons_of

RESPONSE, CATEGORIES, COMPARISONS, TRENDS, TIMES = "response", "categories", "comparisons", "trends", "times"
#: The figure stands where its own block of the section names it.
BESIDE_ITS_BLOCK = "beside its block"


@dataclass(frozen=True)
class Drawing:
    """What figures are drawn from: the run, the levels of its intervals as text, the two-sided p below which a
    conclusion is drawn, and the comparisons of each paper."""

    site: Site
    level: str
    level_of_times: str
    alpha: float
    comparisons: dict[str, list[ComparisonView]]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of figure.

    Attributes
    ----------
    name
        What the names of its figures start with.
    of_all, of_paper
        What draws those of all papers together, and those of one.
    across
        Its title on the front page and in print, where figures of several papers stand; blank where it has none.
    of_few
        Whether those of single papers stand on the front page, too, where there are few papers.
    section
        The section of a paper's page where those of the paper stand.
    printed
        Whether they stand in that section of the printed report, too.
    """

    name: str
    of_all: Callable[[Drawing], Iterable[Picture]] | None = None
    of_paper: Callable[[Drawing, str], Iterable[Picture]] | None = None
    across: str = ""
    of_few: bool = False
    section: str = ""
    printed: bool = False


KINDS: tuple[Kind, ...] = (
    Kind(
        name="forest",
        of_all=lambda run: forests(run.site, run.level),
        of_paper=lambda run, name: forest(run.site, name, run.level),
        across="Response rates",
        section=RESPONSE,
    ),
    Kind(
        name="categories",
        of_all=lambda run: categories(run.site, list(run.site.dataset.papers), name="categories"),
        of_paper=lambda run, name: categories(run.site, [name], name=f"categories-{name}", paper=name),
        across="Categories of response",
        section=CATEGORIES,
    ),
    Kind(
        name="controls",
        of_all=lambda run: controls(run.site, [view for views in run.comparisons.values() for view in views]),
        of_paper=lambda run, name: controls(run.site, run.comparisons[name], name=f"controls-{name}", paper=name),
        across="Rates against their controls",
        section=COMPARISONS,
    ),
    Kind(
        name="assumed",
        of_paper=lambda run, name: (
            picture
            for view in run.comparisons[name]
            for picture in assumed(run.site, view, paper=name, alpha=run.alpha)
        ),
        across="If the control had been a group of patients",
        of_few=True,
        section=COMPARISONS,
        printed=True,
    ),
    Kind(name="dose", of_paper=lambda run, name: doses(run.site, name, run.level), section=TRENDS, printed=True),
    Kind(
        name="multiverse",
        of_paper=lambda run, name: multiverses(run.site, name, run.alpha),
        section=BESIDE_ITS_BLOCK,
        printed=True,
    ),
    Kind(name="pool", of_all=lambda run: pooled_forests(run.site), across="Pools"),
    Kind(name="medians", of_all=lambda run: medians(run.site, run.level_of_times), across="Medians of times"),
    Kind(
        name="km",
        of_paper=lambda run, name: kaplan_meiers(run.site, name, run.level_of_times),
        across="Durations",
        of_few=True,
        section=TIMES,
        printed=True,
    ),
    Kind(name="swimmer", of_paper=lambda run, name: swimmers(run.site, name), section=TIMES, printed=True),
)


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
    run = Drawing(site, level, level_of_times, alpha, views)
    for kind in KINDS:
        if kind.of_all:
            yield from (replace(picture, kind=kind.name) for picture in kind.of_all(run))
    for name in site.dataset.papers:
        for kind in KINDS:
            if kind.of_paper:
                yield from (replace(picture, kind=kind.name) for picture in kind.of_paper(run, name))


def across(drawn: Sequence[Picture], *, few: bool = False) -> list[tuple[str, list[Picture]]]:
    """The figures of several papers, each kind under its title; with `few` papers those of single ones, too, where they
    tell most."""
    found = []
    for kind in KINDS:
        mine = [one for one in drawn if one.kind == kind.name and (not one.paper or (few and kind.of_few))]
        if mine and kind.across:
            found.append((kind.across, mine))
    return found


def of_section(drawn: Iterable[Picture], section: str, *, printed: bool = False) -> list[Picture]:
    """The figures of a paper that stand in a section of its page, or with `printed` in that of the printed report."""
    kinds = {kind.name for kind in KINDS if kind.section == section and (kind.printed or not printed)}
    return [one for one in drawn if one.kind in kinds]
