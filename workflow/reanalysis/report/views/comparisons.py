"""Each comparison of a paper as it is shown: against what, in which words, how robust, and every method's row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction

from markupsafe import Markup

from reanalysis.model.against import SetOf, group_meant, parse_against
from reanalysis.model.config import of_percent
from reanalysis.model.estimate import Estimate
from reanalysis.model.finding import place_of
from reanalysis.model.rows import Comparison
from reanalysis.report.page import Page
from reanalysis.report.site import Site, against_label
from reanalysis.report.text import estimate_text, sentences, vocabulary
from reanalysis.report.text import formatting as fmt

BY_DEFINITION = "from_patients_by_definition"
BORROWED = ("posterior_proportion", "probability_superior", "effective_sample_size")


@dataclass(frozen=True, kw_only=True)
class Version:
    """One version of a comparison: one count of the group against one control rate or group."""

    main: Estimate
    test: Estimate | None = None
    control: Estimate | None = None
    counts: tuple[int, int] | None = None
    rate: float | None = None
    tipping: float | None = None
    sentence: Markup = Markup()
    robust: Markup = Markup()
    holds: Markup = Markup()
    label: str = ""
    given: str = ""
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
    results: tuple[Estimate, ...] = ()
    reason: str = ""
    robustness: tuple[dict[str, str], ...] = field(default=())
    beside: tuple[Markup, ...] = ()

    @property
    def anchor(self) -> str:
        """Id of the comparison on its paper's page."""
        return f"comparison-{self.row.comparison}"


def comparisons_of(site: Site, name: str, page: Page) -> list[ComparisonView]:
    """The comparisons of a paper, in order of entry, as `page` shows them."""
    return [_view(site, name, row, page) for row in site.paper(name).comparisons if row.in_use and row.outcome]


def _view(site: Site, name: str, row: Comparison, page: Page) -> ComparisonView:
    found = [
        r
        for r in site.results.of(name)
        if r.against == row.against
        and row.ref in r.sources
        and r.measure != "hazard_ratio"
        and not (r.measure in BORROWED and isinstance(row.control, SetOf))
    ]
    robustness = tuple(site.robustness_of.get((name, row.comparison), ()))
    versions = told_apart(tuple(_versions(site, name, row, found, robustness, page)))
    blank = next((r for r in found if r.estimate is None and r.p_value is None), None)
    return ComparisonView(
        row=row,
        paper=name,
        outcome=site.outcome_label(row.outcome or ""),
        group=site.group_label(name, row.group),
        against=against_label(site, name, row.against),
        versions=versions,
        results=tuple(found),
        robustness=robustness,
        reason="" if versions else site.note(blank) if blank else "nothing was computed",
        beside=() if versions else tuple(_side_by_side(site, name, row, page)),
    )


def told_apart(versions: tuple[Version, ...]) -> tuple[Version, ...]:
    """Versions of the same name, from a percentage that several counts print as, with the count that each takes: `if 60
    of 112`."""
    counted = [((version.main.events, version.main.n), version.counts) for version in versions]
    found = []
    for version, pairs in zip(versions, counted, strict=True):
        twins = [
            other
            for one, other in zip(versions, counted, strict=True)
            if (one.label, one.rate) == (version.label, version.rate)
        ]
        taken = [
            f"{events} of {n}"
            for side, pair in enumerate(pairs)
            if pair and len({other[side] for other in twins}) > 1
            for events, n in [pair]
        ]
        given = f"if {' against '.join(taken)}" if taken else ""
        found.append(replace(version, given=given, label=", ".join(part for part in (version.label, given) if part)))
    return tuple(found)


def _side_by_side(site: Site, name: str, row: Comparison, page: Page) -> Iterator[Markup]:
    """The rates of both sides where nothing was tested, as far as they are known."""
    other, group = group_meant(row.control, name) or ("", "")
    for paper, side in ((name, row.group), (other, group)):
        for result in site.results.rates(paper):
            if (
                (result.group, result.outcome) == (side, row.outcome)
                and result.estimate is not None
                and not estimate_text.is_variant(result)
            ):
                label = (
                    site.group_label(paper, side)
                    if paper == name
                    else f"{site.short_name(paper)}, {site.group_label(paper, side)}"
                )
                counts = f"{result.events}/{result.n}, " if result.n else ""
                interval = f" ({estimate_text.interval_text(result, site.decimals)})" if result.has_interval else ""
                yield Markup("{}: {}").format(
                    label,
                    page.number(result, f"{counts}{estimate_text.estimate_text(result, site.decimals)}{interval}"),
                )


def _versions(
    site: Site, name: str, row: Comparison, found: list[Estimate], robustness: tuple[dict[str, str], ...], page: Page
) -> Iterator[Version]:
    for main in found:
        if main.estimate is None or not leads(site, main, row) or not main.has_interval:
            continue
        if main.measure == "proportion":
            yield _against_rate(main, robustness, page, row)
        elif main.measure == "risk_difference":
            test = next(
                (r for r in found if r.measure == "association" and leads(site, r, row) and same_counts(r, main)), None
            )
            control = _control(site, name, row, main)
            version = Version(
                main=main,
                test=test,
                control=control,
                counts=control_counts(main, control),
                sentence=sentences.between_groups(main, test, page.number),
                label=_label(main) or _part_of_set(main),
            )
            yield _with_control(version, robustness, page, row, test) if version.counts else version


def leads(site: Site, result: Estimate, row: Comparison) -> bool:
    """Whether a result is the one that a comparison asks for: of the leading method, its own alternative and level.

    Two comparisons of one pair, one-sided and two-sided, have one primary row and a leading one each.
    """
    if not result.primary and result.method not in _leading_methods(site, result):
        return False
    if result.measure == "risk_difference":
        level = None if row.conf_level is None else of_percent(row.conf_level, 0.95)
        return result.primary if level is None else abs((result.conf_level or 0.0) - level) < 1e-9
    return result.alternative in ("", row.alternative)


def _leading_methods(site: Site, result: Estimate) -> set[str]:
    """The methods that lead among the results of one measure for the same comparison."""
    alike = (r for r in site.results.of(result.paper, result.measure) if r.primary)
    wanted = (result.group, result.outcome, result.against)
    return {r.method for r in alike if (r.group, r.outcome, r.against) == wanted}


def _with_control(
    version: Version, robustness: tuple[dict[str, str], ...], page: Page, row: Comparison, test: Estimate | None
) -> Version:
    """The version with its control's rate, and the number of control events at which the conclusion turns."""
    events, n = version.counts
    turned = _value("tipping_control_events", robustness, version.main, f"{events}/{n}")
    said = (
        [(sentences.tipping_events(events, n, *turned), "Control events at which Boschloo\u2019s test turns")]
        if turned
        else []
    )
    said += beside(robustness, version.main, f"{events}/{n}", test)
    rate = control_rate(version)
    shown_rate = (
        page.number(version.control, rate)
        if version.control
        else page.cell(row.ref, rate, title="Rate of the pooled controls")
    )
    return replace(
        version,
        control_text=shown_rate,
        robust=_robust(said, page, row, version.main),
        holds=_robust(said[:1], page, row, version.main),
    )


def _robust(said: list[tuple[str, str]], page: Page, row: Comparison, of: Estimate | None) -> Markup:
    """Sentences from robustness.csv, each with what it is in its title and the result that it is about."""
    return Markup(". ").join(page.cell(row.ref, text, title=title, of=of) for text, title in said)


def beside(
    robustness: tuple[dict[str, str], ...], main: Estimate, control: str, test: Estimate | None
) -> list[tuple[str, str]]:
    """Sentences on unevaluable patients and on the family of comparisons, where there are such rows; an adjusted p only
    beside the p that was adjusted."""
    rows = {row["quantity"]: row for row in robustness if is_about(row, main, control)}
    said = [(sentences.unevaluable(rows), "Unevaluable patients")] if "unevaluable_tipping" in rows else []
    adjusted = next(
        (row for row in robustness if row["quantity"] == "holm" and row["p_value"] and _is_p_of(row["value"], test)),
        None,
    )
    return [*said, *([(sentences.adjusted(adjusted), "Holm\u2019s adjustment")] if adjusted else [])]


def _is_p_of(text: str, test: Estimate | None) -> bool:
    return bool(text) and test is not None and test.p_value is not None and abs(float(text) - test.p_value) < 1e-12


def control_counts(main: Estimate, control: Estimate | None) -> tuple[int, int] | None:
    """Events and patients of the control, where its own rate is shown or it is a set."""
    return main.control_counts if control is not None or _of_set(main) else None


def _of_set(main: Estimate) -> bool:
    return isinstance(parse_against(main.against), SetOf)


def _part_of_set(main: Estimate) -> str:
    """Whether the groups of a set stand as one or one of them alone, where the set has several."""
    parts = {
        "highest": "the one with the highest rate alone",
        "lowest": "the one with the lowest rate alone",
        "all": "all taken as one",
    }
    return parts.get(main.fact("control_part"), "")


def same_counts(one: Estimate, other: Estimate) -> bool:
    """Whether two results compare the same counts, made and judged in the same way."""
    return (one.derived, one.at, one.population, one.assessor, one.confirmed, one.events) == (
        other.derived,
        other.at,
        other.population,
        other.assessor,
        other.confirmed,
        other.events,
    )


def _label(result: Estimate) -> str:
    parts = [vocabulary.words(result.population)] if result.population else []
    parts += [f"{vocabulary.words(result.assessor)} review"] if result.assessor else []
    parts += ["confirmed"] if result.confirmed == "yes" else ["unconfirmed"] if result.confirmed == "no" else []
    return ", ".join([*parts, *(["by the scale\u2019s definition"] if result.derived == BY_DEFINITION else [])])


def _against_rate(main: Estimate, robustness: tuple[dict[str, str], ...], page: Page, row: Comparison) -> Version:
    control = main.fact("control_rate")
    rate, turning = float(control), _tipping(main, robustness)
    said = (
        []
        if turning is None
        else [(sentences.tipping(rate, turning, main.estimate), "Tipping control rate of the exact test")]
    )
    smallest = _value("smallest_control_n", robustness, main, control)
    if smallest:
        words = sentences.smallest_control(*smallest, f"{fmt.known_percent(rate)}%")
        said.append((words, "Smallest assumed control with which the conclusion stays"))
    said += beside(robustness, main, control, main)
    version = Version(
        main=main,
        test=main,
        rate=rate,
        tipping=turning,
        sentence=sentences.against_rate(main, rate, page.number),
        robust=_robust(said, page, row, main),
        holds=_robust(said[:1], page, row, main),
        label=_label(main),
    )
    return replace(
        version,
        control_text=page.cell(_rate_source(main), control_rate(version), title="The control\u2019s rate as printed"),
    )


def _rate_source(main: Estimate) -> str:
    """The cell of the control's rate: what comes after the comparison's own row, or that row where the rate stands in
    it."""
    places = [number for number, ref in enumerate(main.sources) if place_of(ref)[0] == "comparisons"]
    return main.sources[-1] if places else main.sources[0]


def _tipping(main: Estimate, robustness: tuple[dict[str, str], ...]) -> float | None:
    """The tipping rate at the side of the interval: one-sided alpha is half of what the interval leaves out."""
    wanted = (1 - main.conf_level) / 2
    rows = (
        row
        for row in robustness
        if row["quantity"] == "tipping_control_rate" and row["value"] and is_about(row, main, main.fact("control_rate"))
    )
    return next((float(row["value"]) for row in rows if abs(float(row["at"]) - wanted) < 1e-9), None)


def _value(
    quantity: str, robustness: tuple[dict[str, str], ...], main: Estimate, control: str
) -> tuple[int, str] | None:
    """A count of robustness.csv and the level that it is for; None where there is none."""
    row = next(
        (row for row in robustness if row["quantity"] == quantity and row["value"] and is_about(row, main, control)),
        None,
    )
    return (int(float(row["value"])), row["at"]) if row else None


def is_about(row: dict[str, str], main: Estimate, control: str) -> bool:
    """Whether a row of robustness.csv is about these counts and this control, a rate (0.25) or counts (43/112)."""
    same_version = (row["derived"] == BY_DEFINITION) == (main.derived == BY_DEFINITION)
    return same_version and (row["events"], row["n"], row["control"]) == (str(main.events), str(main.n), control)


def assumed_n(version: Version, view: ComparisonView) -> list[dict[str, str]]:
    """Rows of robustness.csv on the assumed size of the control, for one version of a comparison."""
    return [
        row
        for row in view.robustness
        if row["quantity"] == "assumed_control_n"
        and row["value"]
        and is_about(row, version.main, version.main.fact("control_rate"))
    ]


def _control(site: Site, name: str, row: Comparison, main: Estimate) -> Estimate | None:
    """The control's own rate: that of the group that the comparison names with the counts that were compared with."""
    other, group = group_meant(row.control, name) or ("", "")
    return next(
        (
            r
            for r in site.results.rates(other)
            if r.group == group
            and r.outcome == row.outcome
            and r.estimate is not None
            and (r.events, r.n) == main.control_counts
        ),
        None,
    )


def control_rate(version: Version) -> str:
    """The control's rate as printed beside its name: 25%, 38.4% (43/112)."""
    if version.rate is not None:
        return f"{fmt.known_percent(version.rate)}%"
    if version.counts is None:
        return ""
    events, n = version.counts
    return f"{fmt.percent(Fraction(events, n))}% ({events}/{n})"
