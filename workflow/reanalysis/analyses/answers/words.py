"""The sentences of the answers. They are made from the numbers of their row and say no more than these."""

from __future__ import annotations

from collections.abc import Sequence

from reanalysis.analyses.answers.control import Against
from reanalysis.analyses.answers.found import number, whole
from reanalysis.analyses.answers.printed import FROM_BOUND, FROM_P
from reanalysis.analyses.answers.question import Question
from reanalysis.analyses.answers.texts import inwards, level_text, p_text, percent, points, ratio, share, within
from reanalysis.derive.controls import control_in_words
from reanalysis.model.config import Outcomes
from reanalysis.model.naming import plain
from reanalysis.model.paper import Dataset
from reanalysis.stats.verdict import APART, BETTER, BORDERLINE, CANNOT, NOTHING, WORSE
from reanalysis.wording import counted, in_words, listed

MEASURES = {
    "hazard_ratio": "hazard ratio",
    "risk_ratio": "risk ratio",
    "odds_ratio": "odds ratio",
    "risk_difference": "difference",
}
SIDES = {"greater": " (one-sided, greater)", "less": " (one-sided, less)", "two_sided": " (two-sided)"}
SELECTED = "these patients are reported because of how they did"


def subject_in_words(outcomes: Outcomes, subject: str) -> str:
    """An outcome or endpoint by its label."""
    known = outcomes.outcome(subject) or outcomes.endpoint(subject)
    return known.label if known else in_words(subject).capitalize()


def of_group(asked: Question, outcomes: Outcomes) -> str:
    """The outcome with the group's own number: `Objective response 15/30 (50%)`."""
    name, row = subject_in_words(outcomes, asked.subject), asked.lead
    if row is None:
        return name
    events, n, estimate = whole(row, "events"), whole(row, "n"), number(row, "estimate")
    if row["measure"] == "proportion" and events is not None and n:
        return f"{name} {share(events, n)}"
    if row["measure"] == "proportion" and estimate is not None:
        return f"{name} {percent(estimate)}"
    return f"{name}, median {row['estimate']} {row['unit']}"


def control_name(dataset: Dataset, one: Against) -> str:
    """The control as people read it, with its size."""
    name = plain(control_in_words(dataset, one.pair.paper, one.pair.against))
    if one.events is not None and one.n:
        return f"{name}, {share(one.events, one.n)}"
    if one.estimate is None:
        return name
    rate = "" if name == percent(one.estimate) else f"{percent(one.estimate)}, "
    return f"{name} ({rate}{'a rate without patients' if one.kind == 'reference_rate' else 'n unknown'})"


def about_control(dataset: Dataset, outcomes: Outcomes, asked: Question, one: Against) -> str:
    """The sentence of one control."""
    name = control_name(dataset, one)
    if asked.selected:
        return f"Not compared with {name}: {SELECTED}."
    if one.difference is None:
        why = one.reasons[0] if one.reasons else "nothing could be computed"
        return f"Not compared with {name}: {plain(why).rstrip('.')}."
    found, shown = of_group(asked, outcomes), _conclusion(one)
    return within(
        f"{found} against {name}: {_effect(one)}. {shown}", f"{found}: {_effect(one)}. {shown}", f"{found}. {shown}"
    )


def _effect(one: Against) -> str:
    write = points if one.measure == "risk_difference" else ratio
    unit = " points" if one.measure == "risk_difference" else ""
    said = [] if one.effect is None else [f"{MEASURES[one.measure]} {write(one.effect)}{unit}"]
    if one.low is not None and one.high is not None:
        from_p = " from its p" if {FROM_P, FROM_BOUND} & {*one.reasons} else ""
        said.append(f"{level_text(one.conf_level)} limits{from_p} {write(one.low)} to {write(one.high)}")
    if one.p_value is not None:
        known = f"p at most {one.p_value:g}" if FROM_BOUND in one.reasons else p_text(one.p_value)
        said.append(f"{known}{SIDES[one.alternative]}")
    return ", ".join(said)


def _conclusion(one: Against) -> str:
    found, word = one.difference, one.verdict
    assert found is not None
    if one.p_value is None and (one.low is None or one.high is None):
        return "Neither limits nor an exact p are printed: a difference is not shown."
    if word in (BETTER, WORSE):
        return f"{word.capitalize()} than its concurrent control."
    if found.is_shown:
        return f"A difference is shown, if this control is comparable{_turn(one)}."
    if found.by_interval:
        return "Borderline: the limits exclude no difference, the test does not."
    if found.by_test:
        return "Borderline: the test is below its level, the limits include no difference."
    return "A difference is not shown."


def _turn(one: Against) -> str:
    if one.turns_at is None or one.difference is None:
        return ""
    known = " and its rate known without error" if one.n is None else ""
    side = one.difference.side
    way = "or more" if side > 0 else "or less"
    return f"{known}; not if the control's true rate is {inwards(one.turns_at, side=side)} {way}"


def about_all(
    dataset: Dataset, outcomes: Outcomes, asked: Question, word: str, votes: Sequence[Against], rest: Sequence[Against]
) -> str:
    """The sentence of a trial: `votes` are its controls, `rest` comparisons that hold the patients of another."""
    if word == NOTHING:
        return _nothing(outcomes, asked)
    if asked.selected:
        return f"Cannot be compared: {SELECTED}."
    compared = [one for one in votes if one.difference is not None]
    left = len(votes) - len(compared)
    compared = [one for one in compared if one.kind == "concurrent"] or compared
    if word == CANNOT:
        only = votes[0] if len(votes) == 1 else None
        return (
            about_control(dataset, outcomes, asked, only) if only else "None of its controls can be compared with it."
        )
    if len(compared) == 1:
        return about_control(dataset, outcomes, asked, compared[0]) + _left(left)
    if word in (BETTER, WORSE):
        return f"{word.capitalize()} than {_named(dataset, compared)}.{_left(left)}"
    return f"{_counted(dataset, compared, word)}{_left(left)}"


def _left(number_left: int) -> str:
    return f" {counted(number_left, 'control')} could not be compared." if number_left else ""


def _counted(dataset: Dataset, compared: Sequence[Against], word: str) -> str:
    """How many controls a difference is shown against, and which those are that it is not."""
    shown = [one for one in compared if one.is_shown]
    missed = [one for one in compared if not one.is_shown]
    if not shown:
        some = "borderline" if word == BORDERLINE else "not shown"
        head = f"A difference is {some} against {counted(len(compared), 'control')}"
        return within(f"{head}: {_named(dataset, compared)}.", f"{head}.")
    at = _tipping(shown)
    if word == APART:
        way = "or more" if shown[0].side > 0 else "or less"
        until = f"; not if a control's true rate is {at} {way}" if at else ""
        head = f"Apart from all {len(compared)} controls, if these are comparable"
        return within(f"{head}: {_named(dataset, compared)}{until}.", f"{head}{until}.")
    head = f"A difference is shown against {len(shown)} of {len(compared)} controls{_sizes(shown)}"
    turn = _turning(missed or shown, shown, at)
    if not missed:
        return within(f"{head}{turn}.")
    return within(f"{head}; not against {_named(dataset, missed)}{turn}.", f"{head}; not against {len(missed)}{turn}.")


def _turning(controls: Sequence[Against], shown: Sequence[Against], at: str) -> str:
    """That a control lies beyond the rate at which the conclusion turns, or that its interval reaches there."""
    if not at:
        return ""
    where = f"the {at} at which the conclusion turns"
    if any(_beyond(one, shown, by_limit=False) for one in controls):
        return f", {'which' if len(controls) == 1 else 'one of which'} lies beyond {where}"
    if any(_beyond(one, shown, by_limit=True) for one in controls):
        return f", {'whose interval' if len(controls) == 1 else 'of which one has an interval that'} reaches {where}"
    return ""


def _named(dataset: Dataset, controls: Sequence[Against]) -> str:
    return listed(control_name(dataset, one) for one in controls)


def _tipping(shown: Sequence[Against]) -> str:
    """The nearest rate at which a shown difference is lost, rounded inwards; blank where none is known."""
    turns = [one.turns_at for one in shown if one.turns_at is not None]
    if not turns:
        return ""
    side = shown[0].side
    return inwards(min(turns) if side > 0 else max(turns), side=side)


def _sizes(shown: Sequence[Against]) -> str:
    unknown = sum(one.n is None for one in shown)
    if unknown == len(shown):
        return {1: ", of", 2: ", both of"}.get(unknown, ", all of") + " unknown size"
    return f", {unknown} of unknown size" if unknown else ""


def _beyond(one: Against, shown: Sequence[Against], *, by_limit: bool) -> bool:
    """Whether a control, or the limit of its own interval, lies at or beyond the nearest tipping rate."""
    turns = [found.turns_at for found in shown if found.turns_at is not None]
    if not turns or one.estimate is None:
        return False
    low, high = (one.limits if by_limit else None) or (one.estimate, one.estimate)
    return high >= min(turns) if shown[0].side > 0 else low <= max(turns)


def _nothing(outcomes: Outcomes, asked: Question) -> str:
    if not asked.subject or asked.lead is None:
        return "Nothing to compare: its main outcome has no estimate, and no control is entered for it."
    names = listed(subject_in_words(outcomes, one) for one in asked.others)
    other = f"; what is compared is {names}" if names else ""
    return f"{of_group(asked, outcomes)}: no control is entered for it{other}."
