"""One line for each comparison: a word, what it is against, the difference, and the test beside it.

The word is chosen by the very interval that the page prints, so it cannot contradict it: `Higher` and `Lower` where the
interval lies on one side of no difference, `Undecided` where it contains it.
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from reanalysis.model.estimate import Estimate
from reanalysis.report.text import estimate_text, vocabulary
from reanalysis.report.text import formatting as fmt
from reanalysis.report.text.sentences import Show, probability, relation

SIDES = {"lies above": "Higher", "lies below": "Lower", "contains": "Undecided"}
SYMBOLS = {
    "Higher": "\u25b2",
    "Lower": "\u25bc",
    "Higher hazard": "\u25b2",
    "Lower hazard": "\u25bc",
    "Undecided": "\u25c6",
    "Not tested": "\u25cb",
    "Borrowed": "\u25a3",
    "As printed": "\u25cb",
    "Tested": "\u25cb",
}


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """A comparison in a line: `Higher` `than` a control, by how much and by which test, and what that leaves open."""

    word: str
    against: Markup | str
    size: Markup | str = ""
    test: Markup | str = ""
    label: str = ""

    @property
    def symbol(self) -> str:
        """The mark of the word, for the eye alone."""
        return SYMBOLS[self.word]

    @property
    def joining(self) -> str:
        """The word between the verdict and what it is against."""
        return {
            "Undecided": "against",
            "Not tested": "against",
            "Borrowed": "from",
            "As printed": "against",
            "Tested": "against",
        }.get(self.word, "than")


def _test(result: Estimate | None, show: Show) -> Markup | str:
    if result is None or result.p_value is None:
        return ""
    return Markup("{} {}").format(
        vocabulary.ALTERNATIVES.get(result.alternative, ""), show(result, fmt.p_phrase(result.p_value))
    )


def _test_of_times(result: Estimate | None, show: Show) -> Markup | str:
    if result is None or result.p_value is None:
        return ""
    return Markup("{} test, {} {}").format(
        vocabulary.method(result.method),
        vocabulary.TIMES_ALTERNATIVES.get(result.alternative, ""),
        show(result, fmt.p_phrase(result.p_value)),
    )


def _points(difference: float, result: Estimate, show: Show) -> Markup:
    if difference == 0:
        return Markup("{}").format(show(result, "the same rate"))
    return Markup("{} points").format(show(result, fmt.points(difference)))


def against_rate(result: Estimate, rate: float, against: Markup | str, show: Show, *, label: str = "") -> Verdict:
    """A rate against one that is known without a denominator: the word says where the rate's own interval lies."""
    word = SIDES[relation(result.conf_low, result.conf_high, rate)]
    return Verdict(
        word=word,
        against=against,
        size=_points(result.estimate - rate, result, show),
        test=_test(result, show),
        label=label,
    )


def between_groups(
    difference: Estimate, test: Estimate | None, against: Markup | str, show: Show, *, label: str = ""
) -> Verdict:
    """Two groups: the word says where the interval of the difference lies."""
    word = SIDES[relation(difference.conf_low, difference.conf_high, 0)]
    low, high = fmt.points(difference.conf_low), fmt.points(difference.conf_high)
    size = _points(difference.estimate, difference, show) + Markup(" ({})").format(show(difference, f"{low} to {high}"))
    return Verdict(word=word, against=against, size=size, test=_test(test, show), label=label)


def printed_ratio(ratio: Estimate, against: Markup | str, show: Show, *, inverse: bool = False) -> Verdict:
    """A hazard ratio as printed; `inverse` if it is that of the other group over this one."""
    side = SIDES[relation(ratio.conf_low, ratio.conf_high, 1)] if ratio.has_interval else "As printed"
    if inverse:
        side = {"Higher": "Lower", "Lower": "Higher"}.get(side, side)
    interval = (
        Markup(" ({})").format(show(ratio, estimate_text.interval_text(ratio)))
        if ratio.has_interval
        else Markup(" (no interval is printed)")
    )
    of = " of the other group" if inverse else ""
    size = Markup("hazard ratio{} {}").format(of, show(ratio, fmt.ratio(ratio.estimate))) + interval
    return Verdict(
        word=f"{side} hazard" if side in ("Higher", "Lower") else side, against=against, size=size, label="as printed"
    )


def timed(
    ratio: Estimate, test: Estimate | None, against: Markup | str, show: Show, *, label: str = "", reason: str = ""
) -> Verdict:
    """Times against those of a control: the word says where the interval of the hazard ratio lies; without one there is
    only the test, and why."""
    if ratio.measure != "hazard_ratio" or ratio.estimate is None:
        return Verdict(
            word="Tested",
            against=against,
            size=f"no hazard ratio{f' ({reason})' if reason else ''}",
            test=_test_of_times(test, show),
            label=label,
        )
    name = "observed over expected events" if ratio.method == "one_sample_exact" else "hazard ratio"
    size = Markup("{} {}").format(name, show(ratio, fmt.ratio(ratio.estimate)))
    if not ratio.has_interval:
        size += f" (no interval, because {reason})" if reason else ""
        return Verdict(word="Tested", against=against, size=size, test=_test_of_times(test, show), label=label)
    side = SIDES[relation(ratio.conf_low, ratio.conf_high, 1)]
    interval = Markup(" ({})").format(show(ratio, estimate_text.interval_text(ratio)))
    return Verdict(
        word=f"{side} hazard" if side in ("Higher", "Lower") else side,
        against=against,
        size=size + interval,
        test=_test_of_times(test, show),
        label=label,
    )


def borrowed(lead: Estimate, full: Estimate | None, against: Markup | str, show: Show) -> Verdict:
    """What historical controls make of it: a probability, and the same if all of their patients counted in full."""
    size = Markup("higher with probability {}").format(show(lead, probability(lead.estimate)))
    if full is not None and full.estimate is not None:
        size += Markup("; {} if every control patient counted in full").format(show(full, probability(full.estimate)))
    return Verdict(word="Borrowed", against=against, size=size)


def not_tested(against: Markup | str, reason: str) -> Verdict:
    """A comparison without a test, and why."""
    return Verdict(word="Not tested", against=against, size=reason)
