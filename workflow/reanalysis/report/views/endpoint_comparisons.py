"""Comparisons of endpoints as they are shown: hazard ratio with its interval, test, difference of restricted means, or
why not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from markupsafe import Markup

from reanalysis.model.estimate import Estimate
from reanalysis.model.rows import Comparison
from reanalysis.report.page import Page
from reanalysis.report.site import Site, against_label
from reanalysis.report.text import formatting as fmt
from reanalysis.report.text import sentences, vocabulary
from reanalysis.report.views.comparisons import ComparisonView, Version, comparisons_of

TEST_OF = {"cox_efron": "log_rank", "one_sample_exact": "one_sample_exact"}
REFERENCES = {
    "exponential": "the control\u2019s printed median as an exponential curve, taken as known",
    "piecewise": "the control\u2019s printed percentages, taken as known",
    "curve": "the control\u2019s curve taken as known",
}


def all_comparisons_of(site: Site, name: str, page: Page) -> list[ComparisonView]:
    """Every comparison of a paper in use, of outcomes and of endpoints, in order of entry."""
    views = {
        view.row.comparison: view
        for view in [*comparisons_of(site, name, page), *endpoint_comparisons_of(site, name, page)]
    }
    return [views[row.comparison] for row in site.paper(name).comparisons if row.comparison in views]


def endpoint_comparisons_of(site: Site, name: str, page: Page) -> list[ComparisonView]:
    """The comparisons of endpoints of a paper, in order of entry."""
    return [
        _view(site, name, row, page)
        for row in site.paper(name).comparisons
        if row.in_use and row.endpoint and not row.outcome
    ]


def _view(site: Site, name: str, row: Comparison, page: Page) -> ComparisonView:
    found = tuple(
        r
        for r in site.results.of(name)
        if r.against == row.against and r.endpoint == row.endpoint and row.ref in r.sources
    )
    versions = tuple(_versions(found, row, page))
    blank = next((r for r in found if r.note), None)
    return ComparisonView(
        row=row,
        paper=name,
        outcome=site.outcome_label(row.endpoint or ""),
        group=site.group_label(name, row.group),
        against=against_label(site, name, row.against),
        versions=versions,
        results=found,
        robustness=tuple(site.robustness_of.get((name, row.comparison), ())),
        reason="" if versions else site.note(blank) if blank else "nothing was computed",
    )


def _versions(found: tuple[Estimate, ...], row: Comparison, page: Page) -> Iterator[Version]:
    """One version for each pair of times, or each reference, that gives a test: of the alternative that was entered."""
    for test in found:
        if test.measure != "log_rank" or test.p_value is None or test.alternative != row.alternative:
            continue
        if test.method in TEST_OF.values():
            same = [r for r in found if _counts(r) == _counts(test)]
            ratio, mean = _ratio_of(same, test), _mean_of(same, test) if test.method == "log_rank" else None
            yield Version(main=ratio or test, test=test, sentence=sentence(ratio, test, mean, page), label=_label(test))


def _counts(result: Estimate) -> tuple[object, ...]:
    return result.alternative, result.derived, result.events, result.n


def _ratio_of(same: Iterable[Estimate], test: Estimate) -> Estimate | None:
    """The hazard ratio that goes with a test."""
    ratios = (r for r in same if r.measure == "hazard_ratio" and r.at == test.at)
    return next((r for r in ratios if TEST_OF.get(r.method) == test.method), None)


def _mean_of(same: Iterable[Estimate], test: Estimate) -> Estimate | None:
    """The difference of restricted means that goes with a test."""
    means = (r for r in same if r.measure == "restricted_mean_difference" and r.estimate is not None)
    return next((r for r in means if r.fact("version") == test.fact("version")), None)


def _label(test: Estimate) -> str:
    """Which times, and for a one-sample test the reference that it takes as known."""
    reference = REFERENCES.get(test.fact("reference"), "")
    return ", ".join(part for part in (vocabulary.words(test.fact("version")), reference) if part)


def sentence(ratio: Estimate | None, test: Estimate, mean: Estimate | None, page: Page) -> Markup:
    """Hazard ratio with interval, p beside it, restricted means; without a hazard ratio the test stands with its
    reason."""
    how = f"{vocabulary.method(test.method)} test, {vocabulary.TIMES_ALTERNATIVES.get(test.alternative, '')}"
    tested = Markup("{} {}").format(how, page.number(test, fmt.p_phrase(test.p_value)))
    said = Markup("; ").join([_ratio(ratio, page), tested, *([_mean(mean, page)] if mean else [])])
    note = vocabulary.DERIVED.get(test.derived, "")
    return said + (Markup(" ({})").format(note) if note else Markup())


def _ratio(ratio: Estimate | None, page: Page) -> Markup:
    if ratio is None or ratio.estimate is None:
        return Markup("no hazard ratio{}").format(
            f" ({reason_of(ratio)})" if ratio is not None and reason_of(ratio) else ""
        )
    name = "observed over expected events" if ratio.method == "one_sample_exact" else "hazard ratio"
    value = Markup("{} {}").format(name, page.number(ratio, fmt.ratio(ratio.estimate)))
    if not ratio.has_interval:
        return value + _no_limits(ratio)
    low, high = fmt.ratio(ratio.conf_low), fmt.ratio(ratio.conf_high)
    verb = "includes" if sentences.relation(ratio.conf_low, ratio.conf_high, 1) == "contains" else "excludes"
    return value + Markup(" ({} CI {}), which {} no difference").format(
        fmt.level(ratio.conf_level), page.number(ratio, fmt.span(low, high)), verb
    )


def _no_limits(ratio: Estimate) -> str:
    """Why a hazard ratio has no limits, in parentheses; blank where no reason was noted."""
    return f" (no interval, because {reason_of(ratio)})" if reason_of(ratio) else ""


def reason_of(ratio: Estimate) -> str:
    """Why there is no hazard ratio, or none with limits."""
    return ratio.fact("reason")


def _mean(mean: Estimate, page: Page) -> Markup:
    tau = f"{fmt.time(mean.fact_number('time'), unit=mean.unit)} {mean.unit}"
    size = (
        "the same restricted mean"
        if mean.estimate == 0
        else f"restricted mean {fmt.time(abs(mean.estimate))} {mean.unit} "
        f"{'longer' if mean.estimate > 0 else 'shorter'}"
    )
    said = Markup("{} over the first {}").format(page.number(mean, size), tau)
    if mean.fact("degenerate") or (mean.has_interval and mean.conf_low == mean.conf_high):
        return said + Markup(" (the standard error is 0: no interval)")
    if not mean.has_interval:
        return said
    low, high = (fmt.fixed(limit, 1, (0,)) for limit in (mean.conf_low, mean.conf_high))
    return said + Markup(" ({} CI of the difference {})").format(
        fmt.level(mean.conf_level), page.number(mean, f"{low} to {high}")
    )
