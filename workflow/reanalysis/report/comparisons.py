"""Each comparison of a paper as it is shown: against what, in which words, how robust, and every method's row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction

from markupsafe import Markup

from reanalysis.model.finding import place_of
from reanalysis.model.rows import Comparison
from reanalysis.report import format as fmt
from reanalysis.report import shown, vocabulary, words
from reanalysis.report.results import Result
from reanalysis.report.site import Page, Site

BY_DEFINITION = "from_patients_by_definition"


@dataclass(frozen=True, kw_only=True)
class Version:
    """One version of a comparison: one count of the group against one control rate or group."""

    main: Result
    control: Result | None = None
    rate: float | None = None
    tipping: float | None = None
    sentence: Markup = Markup()
    robust: Markup = Markup()
    label: str = ""
    control_text: Markup = Markup()


@dataclass(frozen=True, kw_only=True)
class ComparisonView:
    """A comparison with its versions; without versions `reason` says why nothing was tested."""

    row: Comparison
    paper: str
    outcome: str
    group: str
    against: str
    versions: tuple[Version, ...] = ()
    results: tuple[Result, ...] = ()
    reason: str = ""
    robustness: tuple[dict[str, str], ...] = field(default=())
    beside: tuple[Markup, ...] = ()

    @property
    def anchor(self) -> str:
        """Id of the comparison on its paper's page."""
        return f"comparison-{self.row.comparison}"


def comparisons_of(site: Site, name: str, page: Page) -> list[ComparisonView]:
    """The comparisons of a paper, in order of entry, as `page` shows them."""
    if name not in page.kept:
        page.kept[name] = [_view(site, name, row, page) for row in site.paper(name).comparisons if row.in_use and row.outcome]
    return page.kept[name]


def against_label(site: Site, paper: str, text: str) -> str:
    """What a comparison is against, in words."""
    if text == "design":
        return "the design\u2019s rate of no interest"
    if ":" in text and not text.startswith("set:"):
        other, _, group = text.partition(":")
        return f"{site.short_name(other)}, {site.group_label(other, group)}"
    return site.group_label(paper, text) if text in site.paper(paper).group else text


def _view(site: Site, name: str, row: Comparison, page: Page) -> ComparisonView:
    found = [r for r in site.results.of(name) if r.against == row.against and row.ref in r.sources and r.measure != "hazard_ratio"]
    robustness = tuple(r for r in site.robustness if r["paper"] == name and r["comparison"] == row.comparison)
    versions = tuple(_versions(site, name, row, found, robustness, page))
    blank = next((r for r in found if r.estimate is None and r.p_value is None), None)
    return ComparisonView(
        row=row, paper=name, outcome=site.outcome_label(row.outcome or ""), group=site.group_label(name, row.group),
        against=against_label(site, name, row.against), versions=versions, results=tuple(found), robustness=robustness,
        reason="" if versions else blank.note if blank else "nothing was computed", beside=() if versions else tuple(_side_by_side(site, name, row, page)),
    )


def _side_by_side(site: Site, name: str, row: Comparison, page: Page) -> Iterator[Markup]:
    """The rates of both sides where nothing was tested, as far as they are known."""
    other, _, group = row.against.partition(":") if ":" in row.against else (name, "", row.against)
    for paper, side in ((name, row.group), (other, group)):
        for result in site.results.rates(paper):
            if (result.group, result.outcome) == (side, row.outcome) and result.estimate is not None and not shown.is_variant(result):
                label = site.group_label(paper, side) if paper == name else f"{site.short_name(paper)}, {site.group_label(paper, side)}"
                counts = f"{result.events}/{result.n}, " if result.n else ""
                interval = f" ({shown.interval_text(result, site.decimals)})" if result.has_interval else ""
                yield Markup("{}: {}").format(label, page.number(result, f"{counts}{shown.estimate_text(result, site.decimals)}{interval}"))


def _versions(site: Site, name: str, row: Comparison, found: list[Result], robustness: tuple[dict[str, str], ...], page: Page) -> Iterator[Version]:
    for main in found:
        if main.estimate is None or not main.primary or not main.has_interval:
            continue
        if main.measure == "proportion":
            yield _against_rate(main, robustness, page, row)
        elif main.measure == "risk_difference":
            test = next((r for r in found if r.measure == "association" and r.primary and _same_counts(r, main)), None)
            version = Version(main=main, control=_control(site, name, row, main), sentence=words.between_groups(main, test, page.number), label=_label(main))
            yield _with_control(version, robustness, page, row) if version.control else version


def _with_control(version: Version, robustness: tuple[dict[str, str], ...], page: Page, row: Comparison) -> Version:
    """The version with its control's rate, and the number of control events at which the conclusion turns."""
    control = version.control
    turned = _value("tipping_control_events", robustness, version.main, f"{control.events}/{control.n}")
    said = words.tipping_events(control.events, control.n, *turned) if turned else ""
    robust = page.cell(row.ref, said, title="Control events at which Boschloo\u2019s test turns") if said else Markup()
    return replace(version, control_text=page.number(control, control_rate(version)), robust=robust)


def _same_counts(one: Result, other: Result) -> bool:
    return (one.derived, one.at, one.population, one.assessor, one.confirmed, one.events) == (
        other.derived, other.at, other.population, other.assessor, other.confirmed, other.events)


def _label(result: Result) -> str:
    parts = [vocabulary.words(part) for part in (result.population, result.assessor) if part]
    parts += ["confirmed"] if result.confirmed == "yes" else ["unconfirmed"] if result.confirmed == "no" else []
    return ", ".join([*parts, *(["by the scale\u2019s definition"] if result.derived == BY_DEFINITION else [])])


def _against_rate(main: Result, robustness: tuple[dict[str, str], ...], page: Page, row: Comparison) -> Version:
    rate = float(main.at.partition(" ")[0])
    turning = _tipping(main, robustness)
    robust = Markup()
    if turning is not None:
        robust = page.cell(row.ref, words.tipping(rate, turning, main.estimate), title="Tipping control rate of the exact test")
    smallest = _value("smallest_control_n", robustness, main, main.at.partition(" ")[0])
    if smallest:
        said = page.cell(row.ref, words.smallest_control(*smallest), title="Smallest assumed control with which the conclusion stays")
        robust = Markup(". ").join(part for part in (robust, said) if part)
    version = Version(main=main, rate=rate, tipping=turning, sentence=words.against_rate(main, rate, page.number), robust=robust, label=_label(main))
    return replace(version, control_text=page.cell(_rate_source(main), control_rate(version), title="The control\u2019s rate as printed"))


def _rate_source(main: Result) -> str:
    """The cell of the control's rate: what comes after the comparison's own row, or that row where the rate stands in it."""
    places = [number for number, ref in enumerate(main.sources) if place_of(ref)[0] == "comparisons"]
    return main.sources[-1] if places else main.sources[0]


def _tipping(main: Result, robustness: tuple[dict[str, str], ...]) -> float | None:
    """The tipping rate at the side of the interval: one-sided alpha is half of what the interval leaves out."""
    wanted = (1 - main.conf_level) / 2
    rows = (row for row in robustness if row["quantity"] == "tipping_control_rate" and row["value"] and is_about(row, main, main.at.partition(" ")[0]))
    return next((float(row["value"]) for row in rows if abs(float(row["at"]) - wanted) < 1e-9), None)


def _value(quantity: str, robustness: tuple[dict[str, str], ...], main: Result, control: str) -> tuple[int, str] | None:
    """A count of robustness.csv and the level that it is for; None where there is none."""
    row = next((row for row in robustness if row["quantity"] == quantity and row["value"] and is_about(row, main, control)), None)
    return (int(float(row["value"])), row["at"]) if row else None


def is_about(row: dict[str, str], main: Result, control: str) -> bool:
    """Whether a row of robustness.csv is about these counts and this control, a rate (0.25) or counts (43/112)."""
    same_version = (row["derived"] == BY_DEFINITION) == (main.derived == BY_DEFINITION)
    return same_version and (row["events"], row["n"], row["control"]) == (str(main.events), str(main.n), control)


def assumed_n(version: Version, view: ComparisonView) -> list[dict[str, str]]:
    """Rows of robustness.csv on the assumed size of the control, for one version of a comparison."""
    return [row for row in view.robustness if row["quantity"] == "assumed_control_n" and row["value"]
            and is_about(row, version.main, version.main.at.partition(" ")[0])]


def _control(site: Site, name: str, row: Comparison, main: Result) -> Result | None:
    """The control's own rate: of the group that the comparison names, and such that the difference is the one estimated."""
    other, _, group = row.against.partition(":") if ":" in row.against else (name, "", row.against)
    return next(
        (r for r in site.results.rates(other) if r.group == group and r.outcome == row.outcome and r.estimate is not None and main.events is not None
         and main.n and abs(main.events / main.n - r.estimate - main.estimate) < 1e-9), None,
    )


def control_rate(version: Version) -> str:
    """The control's rate as printed beside its name: 25%, 38.4% (43/112)."""
    if version.rate is not None:
        return f"{fmt.known_percent(version.rate)}%"
    if version.control is None or version.control.n is None:
        return ""
    share = Fraction(version.control.events, version.control.n)
    return f"{fmt.percent(share)}% ({version.control.events}/{version.control.n})"
