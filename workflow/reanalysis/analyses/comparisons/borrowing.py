"""Bayesian comparisons: the group with a uniform or Jeffreys prior against a rate, a group, or a set of historical
controls.

The group's own prior is Beta(1, 1) wherever historical controls are borrowed. A concurrent control of the same paper
(role control, with counts of the outcome) is added to what the historical ones say.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from reanalysis import methods
from reanalysis.analyses.comparisons.against_outcome import Counted, resolve
from reanalysis.analyses.comparisons.sets_of_outcomes import ControlSet, control_set
from reanalysis.analyses.identity import identity, join_notes, with_facts
from reanalysis.analyses.result import Result
from reanalysis.analyses.settled import settled
from reanalysis.derive.controls import NotComparable, control_in_words, controls_in_words
from reanalysis.derive.tallies import tallies_of
from reanalysis.derive.tally import Tally
from reanalysis.methods.designs import OWN_PRIOR
from reanalysis.model.against import SetOf
from reanalysis.model.config import ControlsConfig, Outcomes, Scale, of_percent
from reanalysis.model.estimate import DERIVED, Estimate, number_text
from reanalysis.model.finding import Finding, place_of
from reanalysis.model.paper import Dataset, Paper
from reanalysis.model.rows import Comparison
from reanalysis.stats import beta_posterior
from reanalysis.stats.beta_posterior import beta_uniform, probability_superior, summarise
from reanalysis.stats.effective_sample_size import elir, moment
from reanalysis.stats.map_prior import map_prior
from reanalysis.stats.power_prior import power_prior
from reanalysis.stats.proportion import clopper_pearson
from reanalysis.stats.robust_map import robust_map
from reanalysis.wording import counted, in_words

CONFLICT = 0.5  # a posterior weight of the uniform part above this is called a conflict
NOTHING_KNOWN = "no historical patient counts: a uniform prior on the control's rate, which is 0.5 on average"
#: Scales of the prior beside the configured ones for a single control, which cannot tell how far controls differ.
SCALES_OF_ONE = (0.1, 0.25, 0.5, 1.0, 2.0)


def borrow(dataset: Dataset, outcomes: Outcomes, scales: Mapping[str, Scale], config: ControlsConfig) -> Result:
    """Posterior rates, probabilities of superiority and effective sample sizes for every comparison of an outcome."""
    result = Result()
    for paper in dataset.papers.values():
        done: set[tuple] = set()
        for row in paper.comparisons:
            if not row.in_use or not row.outcome or (row.group, row.outcome, row.against, row.conf_level) in done:
                continue
            done.add((row.group, row.outcome, row.against, row.conf_level))
            treated = [
                t
                for t in tallies_of(paper, scales)
                if (t.group, t.outcome, t.counted) == (row.group, row.outcome, "patients")
                and t.n
                and not t.several
                and not t.at
                and t.derived != "from_patients_by_definition"
            ]
            for tally in treated:
                if isinstance(row.control, SetOf):
                    result.take(_against_set(dataset, paper, row, tally, scales, config))
                else:
                    result.estimates.extend(_own_priors(dataset, paper, row, tally, scales, config))
    result.estimates = settled(result.estimates)
    return result


def _level(row: Comparison, config: ControlsConfig) -> float:
    return of_percent(row.conf_level, config.conf_level)


def _own_priors(
    dataset: Dataset, paper: Paper, row: Comparison, tally: Tally, scales: Mapping[str, Scale], config: ControlsConfig
) -> Iterator[Estimate]:
    """The group's posterior and P(rate > control) with a uniform and with Jeffreys' prior, nothing borrowed."""
    control = resolve(dataset, paper, row, scales)
    if isinstance(control, NotComparable):
        return
    shared = identity(paper.name, tally) | {"against": row.against}
    if isinstance(control, Counted):
        others = [
            t
            for t in control.tallies
            if t.derived != "from_patients_by_definition"
            and not t.several
            and (t.measured, t.at, t.unit) == (tally.measured, tally.at, tally.unit)
        ]
        for other in others[:1]:
            shared |= {
                "sources": (*tally.sources, *other.sources, row.ref),
                "derived": max(tally.derived, other.derived, key=DERIVED.index),
            }
            for method, prior in methods.by_name(OWN_PRIOR, beta_posterior).items():
                superior = probability_superior(prior(tally.events, tally.n), prior(other.events, other.n))
                yield from _posterior(
                    with_facts(shared, control_events=other.events, control_n=other.n),
                    method,
                    prior(tally.events, tally.n),
                    superior,
                    row,
                    config,
                    f"{tally.events}/{tally.n} against {other.events}/{other.n}",
                )
        return
    for known in {known.rate: known for known in control}.values():
        shared |= {"sources": (*tally.sources, row.ref, *known.sources), "at": number_text(float(known.rate))}
        for method, prior in methods.by_name(OWN_PRIOR, beta_posterior).items():
            posterior = prior(tally.events, tally.n)
            yield from _posterior(
                with_facts(shared, control_rate=float(known.rate)),
                method,
                posterior,
                posterior.probability_above(float(known.rate)),
                row,
                config,
                "takes the rate as known",
            )


def _posterior(
    shared: dict,
    method: str,
    posterior,
    superior: float,
    row: Comparison,
    config: ControlsConfig,
    note: str,
    *,
    primary: bool | None = None,
) -> Iterator[Estimate]:
    lead = method == "beta_uniform" if primary is None else primary
    found = summarise(posterior, conf_level=_level(row, config))
    yield Estimate(
        **shared,
        measure="posterior_proportion",
        method=method,
        estimate=found.mean,
        conf_level=found.conf_level,
        conf_low=found.conf_low,
        conf_high=found.conf_high,
        alternative="two_sided",
        primary=lead,
        note=join_notes(note, f"median {number_text(round(found.median, 6))}"),
    )
    yield Estimate(**shared, measure="probability_superior", method=method, estimate=superior, primary=lead, note=note)


def _against_set(
    dataset: Dataset, paper: Paper, row: Comparison, tally: Tally, scales: Mapping[str, Scale], config: ControlsConfig
) -> Iterator[Estimate | Finding]:
    controls = control_set(dataset, paper, row, scales)
    shared = identity(paper.name, tally) | {"against": row.against, "derived": "pooled"}
    shared["sources"] = (
        *tally.sources,
        row.ref,
        *controls.sources,
        *(source for one in controls.tallies for source in one.sources),
    )
    if controls.reason:
        for measure in ("posterior_proportion", "probability_superior"):
            yield Estimate(**shared, measure=measure, method="map", primary=True, note=controls.reason)
        return
    if controls.without_counts:
        yield _finding(
            paper,
            row,
            "set_member_without_counts",
            "warning",
            f"{controls_in_words(dataset, paper, controls.without_counts)} of "
            f"{control_in_words(dataset, paper, row.against)} gives no count with a denominator and is not in "
            "the pool",
        )
    yield from _contradiction(dataset, paper, row, controls, config)
    current = _concurrent(paper, row, tally, scales)
    yield from _set_rows(shared, controls, tally, current, row, config)
    yield from _conflict(paper, row, controls, current, config)


def _concurrent(paper: Paper, row: Comparison, tally: Tally, scales: Mapping[str, Scale]) -> Tally | None:
    """The control group of the same paper with counts of the same outcome."""
    for other in tallies_of(paper, scales):
        group = paper.group[other.group]
        if (
            group.role == "control"
            and other.group != row.group
            and other.outcome == row.outcome
            and other.n
            and not other.several
            and other.derived != "from_patients_by_definition"
            and (other.measured, other.at) == (tally.measured, tally.at)
            and paper.disjoint(row.group, other.group)
        ):
            return other
    return None


def _set_rows(
    shared: dict, controls: ControlSet, tally: Tally, current: Tally | None, row: Comparison, config: ControlsConfig
) -> Iterator[Estimate]:
    treated = beta_uniform(tally.events, tally.n)
    x, n = (current.events, current.n) if current else (0, 0)
    if current:
        shared = {**shared, "sources": (*shared["sources"], *current.sources)}
    pairs = [f"{e}/{m}" for e, m in zip(controls.events, controls.n, strict=True)]
    borrowed = with_facts(
        shared, controls=pairs, concurrent_events=x if current else None, concurrent_n=n if current else None
    )
    about = join_notes(
        f"rate of a control, from {counted(len(controls.tallies), 'historical control')}: {', '.join(pairs)}",
        f"and {x}/{n} of the same paper" if current else "",
    )
    for method, prior in methods.by_name(OWN_PRIOR, beta_posterior).items():
        posterior = prior(tally.events, tally.n)
        found = summarise(posterior, conf_level=_level(row, config))
        yield Estimate(
            **shared,
            measure="posterior_proportion",
            method=method,
            estimate=found.mean,
            conf_level=found.conf_level,
            conf_low=found.conf_low,
            conf_high=found.conf_high,
            alternative="two_sided",
            note=f"rate of the group itself; median {number_text(round(found.median, 6))}",
        )
        control = prior(sum(controls.events) + x, sum(controls.n) + n)
        yield Estimate(
            **shared,
            measure="probability_superior",
            method=method,
            estimate=probability_superior(posterior, control),
            note="all controls pooled as one",
        )
    for scale in _scales(controls, config):
        informative = map_prior(controls.events, controls.n, tau_scale=scale).predictive
        at = "" if scale == config.tau_scales[0] else f"tau_scale={number_text(scale)}"
        note = join_notes(about, f"half-normal({number_text(scale)}) on the standard deviation between controls")
        control = informative.posterior(x, n) if current else informative
        yield from _posterior(
            {**with_facts(borrowed, tau_scale=scale), "at": at},
            "map",
            control,
            probability_superior(treated, control),
            row,
            config,
            note,
            primary=True,
        )
        yield from _sizes(
            {**with_facts(shared, tau_scale=scale), "at": at},
            informative,
            config,
            with_robust=scale == config.tau_scales[0],
        )
    informative = map_prior(controls.events, controls.n, tau_scale=config.tau_scales[0]).predictive
    for weight in config.robust_weights:
        mixture = robust_map(informative, weight=weight, events=x, n=n)
        note = join_notes(
            about,
            f"weight {number_text(weight)} on Beta(1, 1)",
            f"its posterior weight {number_text(round(mixture.posterior_weight, 6))}"
            if current
            else "the weight cannot adapt without a concurrent control",
        )
        yield from _posterior(
            {**with_facts(borrowed, weight=weight), "at": number_text(weight)},
            "robust_map",
            mixture.distribution,
            probability_superior(treated, mixture.distribution),
            row,
            config,
            note,
            primary=True,
        )
    for a0 in config.power_a0:
        control = power_prior(sum(controls.events), sum(controls.n), a0=a0, events=x, n=n)
        yield from _posterior(
            {**with_facts(borrowed, a0=a0), "at": number_text(a0)},
            "power_prior",
            control,
            probability_superior(treated, control),
            row,
            config,
            join_notes(about, f"each historical patient counts {number_text(a0)}" if a0 else NOTHING_KNOWN),
            primary=a0 not in config.robust_weights,
        )


def _scales(controls: ControlSet, config: ControlsConfig) -> tuple[float, ...]:
    alone = len(controls.tallies) == 1
    return tuple(dict.fromkeys((*config.tau_scales, *(SCALES_OF_ONE if alone else ()))))


def _sizes(shared: dict, informative, config: ControlsConfig, *, with_robust: bool) -> Iterator[Estimate]:
    sizes = {"map_elir": elir(informative), "map_moment": moment(informative)}
    if with_robust:
        sizes["robust_map_elir"] = elir(robust_map(informative, weight=config.robust_weights[0]).distribution)
    for method, size in sizes.items():
        known = not math.isnan(size.estimate)
        yield Estimate(
            **shared,
            measure="effective_sample_size",
            method=method,
            estimate=size.estimate if known else None,
            primary=method == "map_elir",
            note=size.note
            or (
                "patients that the prior is worth"
                + (
                    f", weight {number_text(config.robust_weights[0])} on Beta(1, 1)"
                    if method == "robust_map_elir"
                    else ""
                )
            ),
        )


def _contradiction(
    dataset: Dataset, paper: Paper, row: Comparison, controls: ControlSet, config: ControlsConfig
) -> Iterator[Finding]:
    """Controls of a set whose exact limits do not meet, at a level that is shared among them all (Bonferroni)."""
    level = 1 - (1 - _level(row, config)) / max(1, len(controls.tallies))
    rated = [(clopper_pearson(t.events, t.n, conf_level=level), t) for t in controls.tallies if t.n]
    if len(rated) < 2:
        return
    low, high = min(rated, key=lambda one: one[0].conf_high), max(rated, key=lambda one: one[0].conf_low)
    if low[0].conf_high >= high[0].conf_low:
        return
    texts = " and ".join(
        f"{t.events}/{t.n} ({100 * limits.conf_low:.0f} to {100 * limits.conf_high:.0f}%)" for limits, t in (low, high)
    )
    message = (
        f"the controls of {control_in_words(dataset, paper, row.against)} contradict each other: {texts} have "
        f"{100 * level:.4g}% limits that do not meet, so a rate of the controls together depends on which of them are "
        "like these patients"
    )
    yield _finding(paper, row, "controls_contradict", "warning", message)


def _conflict(
    paper: Paper, row: Comparison, controls: ControlSet, current: Tally | None, config: ControlsConfig
) -> Iterator[Finding]:
    """Whether the concurrent control contradicts the historical ones, by the posterior weight of the uniform part."""
    if current is None:
        return
    weight = config.robust_weights[0]
    informative = map_prior(controls.events, controls.n, tau_scale=config.tau_scales[0]).predictive
    after = robust_map(informative, weight=weight, events=current.events, n=current.n).posterior_weight
    word = "contradicts" if after > CONFLICT else "does not contradict"
    message = (
        f"the concurrent control ({current.events}/{current.n}) {word} the historical controls of the set "
        f"{in_words(controls.name)}: the weight of the part that borrows nothing "
        f"goes from {number_text(weight)} to {after:.2f}"
    )
    yield _finding(paper, row, "prior_data_conflict", "warning" if after > CONFLICT else "note", message)


def _finding(paper: Paper, row: Comparison, check: str, severity: str, message: str) -> Finding:
    table, line = place_of(row.ref)
    return Finding(
        paper=paper.name,
        check=check,
        severity=severity,
        table=table,
        row=line,
        column="against",
        entered=row.against,
        message=message,
        group=row.group,
        outcome=row.outcome or "",
        source=row.ref,
    )
