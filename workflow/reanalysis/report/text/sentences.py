"""Sentences made from estimates. Each is chosen by comparing the very numbers that it prints, so it cannot contradict
them.

No sentence calls a result significant, and none gives a p-value without the estimate and its interval.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from markupsafe import Markup

from reanalysis.model.estimate import Estimate
from reanalysis.model.finding import Finding
from reanalysis.report.text import estimate_text, vocabulary
from reanalysis.report.text import formatting as fmt

Show = Callable[[Estimate, str], Markup | str]


def main(
    result: Estimate,
    outcome: str,
    group: str,
    show: Show,
    *,
    measure: str = "",
    notes: Sequence[Markup | str] = (),
    places: int = 1,
) -> Markup:
    """The main result of a paper in a sentence; `group` is whom it is of where that is not everybody, `notes` what the
    number rests on.

    `Objective response: 15 of 30 patients (50.0%; 95% interval 31.3\u201368.7%; from 50%).`
    """
    value = estimate_text.estimate_text(result, places)
    about = ", ".join(part for part in (outcome, group) if part)
    within: list[Markup | str] = []
    if result.measure == "proportion" and result.events is not None and result.n:
        head = show(result, f"{fmt.count(result.events)} of {fmt.counted(result.n, 'patient')}")
        within.append(show(result, value))
    else:
        unit = f" {result.unit}" if result.unit and result.measure in estimate_text.TIMES else ""
        named = measure or vocabulary.MEASURES.get(result.measure, result.measure)
        head = Markup("{} {}").format(named, show(result, value + unit))
    limited = result.conf_low is not None or result.conf_high is not None
    interval = f"{fmt.level(result.conf_level)} interval {estimate_text.interval_text(result, places)}"
    within.append(show(result, interval) if limited else "no interval")
    return Markup("{}: {} ({}).").format(about, head, Markup("; ").join([*within, *notes]))


def relation(low: float, high: float, value: float) -> str:
    """Where an interval lies: `lies above`, `lies below` or `contains` a value; a limit that equals it is contained."""
    return "lies above" if low > value else "lies below" if high < value else "contains"


def higher_or_lower(difference: float, result: Estimate, show: Show) -> Markup:
    """A difference of proportions in words: `25.0 percentage points higher`, `the same rate`."""
    if difference == 0:
        return Markup("{}").format(show(result, "the same rate"))
    size = fmt.fixed(abs(difference) * 100, 1, (0,))
    return Markup("{} percentage points {}").format(show(result, size), "higher" if difference > 0 else "lower")


def against_rate(result: Estimate, rate: float, show: Show) -> Markup:
    """A rate against a control known only as a rate, with interval, test and what the test assumes."""
    low, high = (fmt.percent(limit, 1, (rate,)) for limit in (result.conf_low, result.conf_high))
    return Markup("{}; the {} interval {} {} {}% ({}, {} {}, the control\u2019s rate taken as known)").format(
        higher_or_lower(result.estimate - rate, result, show),
        fmt.level(result.conf_level),
        show(result, fmt.span(low, high, "%")),
        relation(result.conf_low, result.conf_high, rate),
        fmt.known_percent(rate),
        vocabulary.method(result.method),
        vocabulary.ALTERNATIVES[result.alternative],
        show(result, fmt.p_phrase(result.p_value)),
    )


def between_groups(difference: Estimate, test: Estimate | None, show: Show) -> Markup:
    """A difference between two groups with its interval, what that says about no difference, and the test."""
    low, high = (fmt.points(limit) for limit in (difference.conf_low, difference.conf_high))
    contains = relation(difference.conf_low, difference.conf_high, 0) == "contains"
    sentence = Markup("{} ({} CI {} points), which {} no difference").format(
        higher_or_lower(difference.estimate, difference, show),
        fmt.level(difference.conf_level),
        show(difference, f"{low} to {high}"),
        "includes" if contains else "excludes",
    )
    if test is None or test.p_value is None:
        return sentence
    name = f"{vocabulary.method(test.method)}, {vocabulary.ALTERNATIVES[test.alternative]}"
    return sentence + Markup("; {} {}").format(name, show(test, fmt.p_phrase(test.p_value)))


def tipping(control: float, turning: float, estimate: float) -> str:
    """How far the control's true rate may be from the one taken before the conclusion changes."""
    side = "below" if turning <= estimate else "above"
    place, here = fmt.bound(turning, below=side == "below", beside=control), fmt.known_percent(control)
    holds = control < turning if side == "below" else control > turning
    if holds:
        return f"Holds while the control\u2019s true rate is {side} {place}%"
    return f"Would need a control rate {side} {place}%; the control\u2019s is {here}%"


def tipping_events(events: int, n: int, turning: int, alpha: str) -> str:
    """At how many control events the test turns."""
    return (
        f"The two-sided p reaches {alpha} if {turning} instead of {events} of the control\u2019s {n} patients have "
        "the outcome"
    )


def smallest_control(n: int, alpha: str, rate: str) -> str:
    """How large a control group with the same printed rate would have to be."""
    return (
        f"Had {rate} come from a group, the two-sided p would be below {alpha} for {fmt.count(n)} control patients and "
        "more"
    )


def unevaluable(rows: Mapping[str, Mapping[str, str]]) -> str:
    """Whether the two-sided p crosses alpha with the unevaluable patients counted otherwise; `rows` of robustness.csv
    by quantity."""
    tipping, failures, left_out = (
        rows.get(f"unevaluable_{name}", {}) for name in ("tipping", "as_failures", "left_out")
    )
    alpha, everybody = tipping["at"], failures.get("at", "")
    known = failures.get("p_value") and left_out.get("p_value")
    turned = bool(known) and (float(left_out["p_value"]) < float(alpha)) != (float(failures["p_value"]) < float(alpha))
    of_them = f"of the {everybody} unevaluable patients" if everybody else "of the unevaluable patients"
    if tipping["value"]:
        number = fmt.plain(float(tipping["value"]))
        counted = (
            "is counted as a success instead of a failure"
            if number == "1"
            else "are counted as successes instead of failures"
        )
        return f"The two-sided p crosses {alpha} if {number} {of_them} {counted}"
    said = (
        f"Counting any number {of_them} as successes instead of failures does not take the two-sided p across {alpha}"
    )
    return f"{said}; leaving them out does" if turned else said


def adjusted(row: Mapping[str, str]) -> str:
    """Holm's adjusted p beside the raw one, with the family that was declared."""
    raw = f"; unadjusted {fmt.p_value(float(row['value']))}" if row["value"] else ""
    return (
        f"Adjusted by Holm within the family \u201c{vocabulary.words(row['at'])}\u201d, "
        f"{fmt.p_phrase(float(row['p_value']))}{raw}"
    )


def borrowed(
    controls: Sequence[tuple[int, int]], size: Estimate | None, superior: tuple[Estimate, Estimate | None], show: Show
) -> Markup:
    """What historical controls make of a comparison: the probability that the rate is higher, and the same if all their
    patients counted in full."""
    lead, full = superior
    who = (
        f"the {len(controls)} historical controls say"
        if len(controls) > 1
        else "the historical control says"
        if controls
        else "the historical controls say"
    )
    patients = 0 if size is None else round(size.estimate)
    worth = (
        Markup("")
        if size is None
        else Markup(" (worth about {})").format(
            show(size, fmt.counted(patients, "patient") if patients else "no patient")
        )
    )
    said = Markup("With what {}{}, the probability that the rate is higher is {}").format(
        who, worth, show(lead, probability(lead.estimate))
    )
    if full is None or full.estimate is None:
        return said
    return said + Markup("; if all {} patients counted in full, {}").format(
        "their" if len(controls) != 1 else "its", show(full, probability(full.estimate))
    )


def borrowed_from_one(
    control: tuple[int, int],
    found: tuple[Sequence[Estimate], Sequence[Estimate], Sequence[Estimate]],
    show: Show,
    *,
    concurrent: bool,
) -> Markup:
    """What one historical control makes of a comparison: how far controls differ is not to be seen from one, so a range
    over the priors. `found`: probabilities, effective sizes and the control's mean, one for each prior."""
    superior, sizes, rates = ((min(rows, key=_value), max(rows, key=_value)) for rows in found)
    said = Markup(
        "One historical control ({}/{}) cannot say how far controls differ: the prior decides, and the probability "
        "that the rate is higher goes from {} to {}, the control being worth {} to {} and its rate {} to {} on average"
    ).format(
        *control,
        *(show(one, probability(_value(one))) for one in superior),
        show(sizes[0], fmt.count(round(_value(sizes[0])))),
        show(sizes[1], fmt.counted(round(_value(sizes[1])), "patient")),
        *(show(one, f"{fmt.percent(_value(one))}%") for one in rates),
    )
    alone = "" if concurrent else ". Nothing can adapt to it without a concurrent control"
    return said + Markup(alone)


def _value(result: Estimate) -> float:
    return result.estimate or 0.0


def uniform(result: Estimate, show: Show) -> Markup:
    """The probability that the group's rate is higher, with uniform priors and nothing borrowed."""
    known = (
        "a uniform prior, the control\u2019s rate taken as known" if result.at else "uniform priors, nothing borrowed"
    )
    return Markup("The probability that the group\u2019s rate is higher is {} ({})").format(
        show(result, probability(result.estimate)), known
    )


def probability(value: float) -> str:
    """A probability in percent; more decimals near 0 and 1, and neither of them unless it is."""
    return f"{fmt.percent(value, 0)}%"


def status(findings: Sequence[Finding]) -> str:
    """The audit of a paper in words: warnings, how many printed numbers cannot be reproduced, and notes."""
    counts, details = audited(findings)
    return "; ".join([counts, *details])


def audited(findings: Sequence[Finding]) -> tuple[str, list[str]]:
    """The audit of a paper as its counts, and what else there is to say: printed numbers not reproducible, findings
    acknowledged."""
    if not findings:
        return "No findings", []
    unmatched, accepted = (
        sum(map(not_reproducible, findings)),
        sum(finding.acknowledged == "yes" for finding in findings),
    )
    counts = severities(findings)
    details = [f"{fmt.counted(unmatched, 'printed number')} not reproducible"] if unmatched else []
    only_notes = all(finding.severity == "note" for finding in findings)
    return counts + (", no warnings" if only_notes else ""), details + (
        [f"{accepted} acknowledged"] if accepted else []
    )


def not_reproducible(finding: Finding) -> bool:
    """Whether a finding says that a printed number does not follow from the others."""
    return finding.severity == "warning" and finding.check.endswith("not_reproducible")


def severities(findings: Iterable[Finding]) -> str:
    """`1 warning and 2 notes`."""
    found = [finding.severity for finding in findings]
    return fmt.listed(fmt.counted(found.count(name), name) for name in ("error", "warning", "note") if name in found)


def gravity(findings: Sequence[Finding]) -> int:
    """A number that puts papers in order of their audit: by errors, then printed numbers not reproducible, other
    warnings, and notes."""
    found = [finding.severity for finding in findings]
    unmatched = sum(map(not_reproducible, findings))
    order = 0
    for number in (found.count("error"), unmatched, found.count("warning") - unmatched, found.count("note")):
        order = order * 1000 + min(number, 999)
    return order


def sentence(text: str) -> str:
    """A message with a capital, unless it starts with an id."""
    first = text.split(" ", 1)[0]
    return text if "_" in first or ":" in first or any(c.isdigit() for c in first) else text[:1].upper() + text[1:]
