"""Sentences made from estimates. Each is chosen by comparing the very numbers that it prints, so it cannot contradict them.

No sentence calls a result significant, and none gives a p-value without the estimate and its interval.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from markupsafe import Markup

from reanalysis.model.finding import Finding
from reanalysis.report import format as fmt
from reanalysis.report import vocabulary
from reanalysis.report.results import Result

Show = Callable[[Result, str], Markup | str]


def relation(low: float, high: float, value: float) -> str:
    """Where an interval lies: `lies above`, `lies below` or `contains` a value; a limit that equals it is contained."""
    return "lies above" if low > value else "lies below" if high < value else "contains"


def higher_or_lower(difference: float, result: Result, show: Show) -> Markup:
    """A difference of proportions in words: `25.0 percentage points higher`, `the same rate`."""
    if difference == 0:
        return Markup("{}").format(show(result, "the same rate"))
    size = fmt.fixed(abs(difference) * 100, 1, (0,))
    return Markup("{} percentage points {}").format(show(result, size), "higher" if difference > 0 else "lower")


def against_rate(result: Result, rate: float, show: Show) -> Markup:
    """A rate against a control known only as a rate, with interval, test and what the test assumes."""
    low, high = (fmt.percent(limit, 1, (rate,)) for limit in (result.conf_low, result.conf_high))
    return Markup("{}; the {} interval {} {} {}% ({}, {} {}, the control\u2019s rate taken as known)").format(
        higher_or_lower(result.estimate - rate, result, show), fmt.level(result.conf_level), show(result, fmt.span(low, high, "%")),
        relation(result.conf_low, result.conf_high, rate), fmt.known_percent(rate), vocabulary.method(result.method),
        vocabulary.ALTERNATIVES[result.alternative], show(result, fmt.p_phrase(result.p_value)),
    )


def between_groups(difference: Result, test: Result | None, show: Show) -> Markup:
    """A difference between two groups with its interval, what that says about no difference, and the test."""
    low, high = (fmt.points(limit) for limit in (difference.conf_low, difference.conf_high))
    contains = relation(difference.conf_low, difference.conf_high, 0) == "contains"
    sentence = Markup("{} ({} CI {} points), which {} no difference").format(
        higher_or_lower(difference.estimate, difference, show), fmt.level(difference.conf_level), show(difference, f"{low} to {high}"),
        "includes" if contains else "excludes",
    )
    if test is None or test.p_value is None:
        return sentence
    name = f"{vocabulary.method(test.method)}, {vocabulary.ALTERNATIVES[test.alternative]}"
    return sentence + Markup("; {} {}").format(name, show(test, fmt.p_phrase(test.p_value)))


def printed_ratio(result: Result, show: Show, *, of: str = "") -> Markup:
    """A hazard ratio as the paper prints it (`of` the other group), with what its interval says about no difference, if it has one."""
    sentence = Markup("hazard ratio {}{}").format(f"of {of} " if of else "", show(result, fmt.ratio(result.estimate)))
    if result.has_interval:
        low, high = fmt.ratio(result.conf_low), fmt.ratio(result.conf_high)
        verb = "includes" if relation(result.conf_low, result.conf_high, 1) == "contains" else "excludes"
        sentence += Markup(" ({} CI {}), which {} no difference").format(fmt.level(result.conf_level), show(result, fmt.span(low, high)), verb)
    return sentence + Markup("; as printed" if result.method == "reported" else "")


def tipping(control: float, turning: float, estimate: float) -> str:
    """How far the control's true rate may be from the one taken before the conclusion changes."""
    place, here = fmt.percent(turning, 1, (control,)), fmt.known_percent(control)
    side = "below" if turning <= estimate else "above"
    holds = control < turning if side == "below" else control > turning
    if holds:
        return f"Holds while the control\u2019s true rate is {side} {place}%"
    return f"Would need a control rate {side} {place}%; the control\u2019s is {here}%"


def tipping_events(events: int, n: int, turning: int, alpha: str) -> str:
    """At how many control events the test turns."""
    return f"The two-sided p reaches {alpha} if {turning} instead of {events} of the control\u2019s {n} patients have the outcome"


def smallest_control(n: int, alpha: str) -> str:
    """How large a control group with the same rate would have to be."""
    return f"Had the rate come from a group, the two-sided p would be below {alpha} from {fmt.count(n)} control patients on"


def status(findings: Sequence[Finding]) -> str:
    """The audit of a paper in words: warnings, how many printed numbers cannot be reproduced, and notes."""
    if not findings:
        return "No findings"
    unmatched = sum(not_reproducible(finding) for finding in findings)
    parts = [fmt.counted(n, name) for name in ("error", "warning", "note") if (n := sum(finding.severity == name for finding in findings))]
    if unmatched:
        place = next(number for number, part in enumerate(parts) if "warning" in part)
        parts[place] += f" ({fmt.counted(unmatched, 'printed number')} not reproducible)"
    accepted = sum(finding.acknowledged == "yes" for finding in findings)
    words = fmt.join_words(parts) if len(parts) > 1 or "note" not in parts[0] else f"{parts[0]}, no warnings"
    return words + (f"; {accepted} acknowledged" if accepted else "")


def not_reproducible(finding: Finding) -> bool:
    """Whether a finding says that a printed number does not follow from the others."""
    return finding.severity == "warning" and finding.check.endswith("not_reproducible")


def severities(findings: Iterable[Finding]) -> str:
    """`1 warning and 2 notes`."""
    found = [finding.severity for finding in findings]
    return fmt.join_words(fmt.counted(found.count(name), name) for name in ("error", "warning", "note") if name in found)
