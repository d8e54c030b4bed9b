"""Two-stage designs: estimates that allow for the stopping rule, and whether the stated design is one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from reanalysis import methods
from reanalysis.analyses.identity import identity, join_notes, with_facts
from reanalysis.analyses.reported_intervals import printed_as
from reanalysis.analyses.result import Result
from reanalysis.derive.tallies import tallies_of
from reanalysis.derive.tally import Tally
from reanalysis.methods.designs import TWO_STAGE
from reanalysis.model.config import Scale
from reanalysis.model.estimate import Estimate
from reanalysis.model.finding import Finding
from reanalysis.model.paper import Dataset, Paper, TwoStage
from reanalysis.stats import two_stage, two_stage_guaranteed
from reanalysis.stats.proportion import clopper_pearson, wilson
from reanalysis.stats.recognised import wald
from reanalysis.stats.simon import operating_characteristics, simon_designs
from reanalysis.stats.two_stage_guaranteed import PlanAnswer, plan_answer
from reanalysis.wording import in_words, label, listed

NAIVE = {"Clopper-Pearson": clopper_pearson, "Wilson": wilson, "Wald": wald}

COVERS = {
    "two_stage_umvue": "Koyama-Chen limits, which can cover less than their level",
    "two_stage_median_unbiased": "Koyama-Chen limits, which can cover less than their level",
    "two_stage_jennison_turnbull": "Jennison-Turnbull limits, which never cover less than their level",
}
SAID = {
    "positive": "the plan's answer is positive",
    "negative": "the plan's answer is negative",
    "stopped": "the plan stops the trial after stage one",
    "undecided": "the plan gives no answer",
}


def estimate_two_stage(dataset: Dataset, scales: Mapping[str, Scale]) -> Result:
    """Rows of every two-stage design in paper.yaml whose outcome is counted, and findings on the design."""
    result = Result()
    for paper in dataset.papers.values():
        for design in paper.info.two_stage:
            tallies = [
                t
                for t in tallies_of(paper, scales)
                if (t.group, t.outcome) == (design.group, design.outcome)
                and t.n
                and not t.at
                and t.derived != "from_patients_by_definition"
            ]
            for tally in tallies:
                result.estimates.extend(_rows(paper, design, tally))
            result.findings.extend(_design_findings(paper, design))
            result.findings.extend(_not_used(paper, design, tallies))
            result.findings.extend(_plan_findings(paper, design, tallies))
            result.findings.extend(
                finding
                for tally in tallies[:1]
                for finding in (*_count_findings(paper, design, tally), *_naive_interval(paper, design, tally))
            )
    return result


def fraction(value: Decimal | None) -> float | None:
    """A rate or an error given as a fraction, or in percent if it is above 1."""
    return None if value is None else float(Fraction(value) / 100 if value > 1 else value)


def _ref(paper: Paper, design: TwoStage) -> str:
    return f"{paper.name}/paper.yaml:{design.line}"


def _rows(paper: Paper, design: TwoStage, tally: Tally) -> Iterator[Estimate]:
    shared = identity(paper.name, tally) | {
        "sources": (*tally.sources, _ref(paper, design)),
        "measure": "proportion",
        "alternative": "greater",
    }
    answer = answer_of(design, tally)
    shared = with_facts(shared, plan_answer=answer.answer, plan_needed=answer.needed, plan_of=answer.of)
    missing = [name for name in ("r1", "n1", "n", "alpha") if getattr(design, name) is None]
    if missing:
        for entry in methods.of_task(TWO_STAGE):
            yield Estimate(
                **shared,
                method=entry.name,
                note=join_notes(tally.note, f"the design in paper.yaml does not give {listed(missing)}"),
            )
        return
    planned = design.n1 if tally.events <= design.r1 and tally.n == design.n1 else design.n
    actual = design.n_actual or (tally.n if tally.n != planned else None)
    arguments = {
        "r1": design.r1,
        "n1": design.n1,
        "n": design.n,
        "p0": 0.5 if design.p0 is None else fraction(design.p0),  # without p0 the p-value is left out below
        "alpha": fraction(design.alpha),
        "r": design.r,
        "n_actual": actual,
        "x1": design.x1,
    }
    for method, estimate in methods.by_name(TWO_STAGE, two_stage, two_stage_guaranteed).items():
        try:
            found = estimate(tally.events, **arguments)
        except ValueError as error:
            yield Estimate(**shared, method=method, note=join_notes(tally.note, f"not computed: {error}"))
            continue
        stage = "stopped after stage one" if found.n == design.n1 else "second stage re-sized" if actual else ""
        yield Estimate(
            **shared,
            method=method,
            estimate=found.estimate,
            conf_level=found.conf_level,
            conf_low=found.conf_low,
            conf_high=found.conf_high,
            p_value=found.p_value if design.p0 is not None else None,
            note=join_notes(tally.note, COVERS[method], _against_p0(design), stage, found.note),
        )


def _against_p0(design: TwoStage) -> str:
    return "p against p0" if design.p0 is not None else "no p: the design is entered without p0"


def answer_of(design: TwoStage, tally: Tally) -> PlanAnswer:
    """What the design's own rule says of a count."""
    treated = design.n_actual or tally.n or 0
    sizes = {"r1": design.r1, "n1": design.n1, "n": design.n, "r": design.r, "x1": design.x1}
    return plan_answer(min(tally.events, treated), treated, **sizes)


def _plan_findings(paper: Paper, design: TwoStage, tallies: list[Tally]) -> Iterator[Finding]:
    """The answer of the plan itself, before any other view of the count."""
    for tally in tallies[:1]:
        found = answer_of(design, tally)
        if found.needed is not None and found.of is not None:
            counted = f"{tally.events} of {tally.n}"
            level = f", one-sided {fraction(design.alpha):g}" if design.alpha is not None else ""
            text = f"the plan asks for {found.needed} or more of {found.of}{level}; with {counted} {SAID[found.answer]}"
            yield _finding(paper, design, "two_stage_answer", "note", text, counted, found.answer)


def _not_used(paper: Paper, design: TwoStage, tallies: list[Tally]) -> Iterator[Finding]:
    """Why nothing is computed from a design that is entered."""
    if not tallies:
        where = label(paper, design.group) if design.group in paper.group else design.group
        text = (
            f"the two-stage design is not used: {where} has no count of {in_words(design.outcome)} with a denominator"
        )
        yield _finding(paper, design, "design_not_used", "warning", text)


def _finding(
    paper: Paper, design: TwoStage, check: str, severity: str, message: str, entered: object = "", expected: object = ""
) -> Finding:
    return Finding(
        paper=paper.name,
        check=check,
        severity=severity,
        table="paper",
        row=str(design.line),
        column="two_stage",
        entered=str(entered),
        expected=str(expected),
        message=message,
        inspect_sr="4.6" if check == "design_not_followed" else "",
        group=design.group,
        outcome=design.outcome,
        source=_ref(paper, design),
    )


def _design_findings(paper: Paper, design: TwoStage) -> Iterator[Finding]:
    """Whether r1, n1, r and n keep the stated errors, and are Simon's optimal or minimax design for them."""
    p0, p1, alpha, beta = (fraction(value) for value in (design.p0, design.p1, design.alpha, design.beta))
    stated = (design.r1, design.n1, design.r, design.n)
    if None in stated:
        return
    if not 0 <= design.r1 < design.n1 < design.n or not design.r1 <= design.r < design.n:
        yield _finding(
            paper,
            design,
            "not_a_two_stage_design",
            "warning",
            "r1 of n1, then r of n must rise: this is no two-stage design",
            stated,
        )
        return
    if None in (p0, p1, alpha, beta):
        return
    numbers = {"r1": design.r1, "n1": design.n1, "r": design.r, "n": design.n}
    error, power = (
        operating_characteristics(p0, **numbers).rejection,
        operating_characteristics(p1, **numbers).rejection,
    )
    text = (
        f"{design.r1}/{design.n1} then {design.r}/{design.n}: type I error {error:.4f} (stated {alpha:g}), power "
        f"{power:.4f} (stated {1 - beta:g})"
    )
    if error > alpha or power < 1 - beta:
        yield _finding(paper, design, "design_misses_its_errors", "warning", text, stated)
        return
    try:
        known = simon_designs(p0, p1, alpha=alpha, beta=beta)
    except ValueError:
        return
    named = {"optimal": known.optimal, "minimax": known.minimax}
    names = [name for name, found in named.items() if (found.r1, found.n1, found.r, found.n) == stated]
    others = "; ".join(
        f"{name} {found.r1}/{found.n1} then {found.r}/{found.n} (expected n {found.expected_n:.2f}, stops early "
        f"with probability {found.early_stop:.4f})"
        for name, found in named.items()
    )
    which = f"Simon's {' and '.join(names)} design" if names else "neither Simon's optimal nor his minimax design"
    yield _finding(
        paper, design, "two_stage_design", "note", f"{which}. {text}. Simon's designs: {others}", stated, others
    )


def _count_findings(paper: Paper, design: TwoStage, tally: Tally) -> Iterator[Finding]:
    """Counts that the design does not allow."""
    if (
        design.x1 is not None
        and design.r1 is not None
        and design.x1 <= design.r1
        and design.n1 is not None
        and tally.n > design.n1
    ):
        yield _finding(
            paper,
            design,
            "design_not_followed",
            "warning",
            f"{design.x1} responses in stage one are not more than r1 = {design.r1}, but the trial went on to "
            f"{tally.n} patients",
            design.x1,
            f"more than {design.r1}",
        )
    if design.x1 is not None and design.x1 > tally.events:
        yield _finding(
            paper,
            design,
            "design_not_followed",
            "warning",
            f"{design.x1} responses in stage one are more than the {tally.events} in all",
            design.x1,
            tally.events,
        )
    if design.n is not None and tally.n > design.n:
        yield _finding(
            paper,
            design,
            "design_not_followed",
            "warning",
            f"{tally.n} patients were analysed, {design.n} were planned",
            tally.n,
            design.n,
        )
    elif (
        design.n is not None
        and design.n1 is not None
        and tally.n not in (design.n, design.n1)
        and design.n_actual != tally.n
    ):
        yield _finding(
            paper,
            design,
            "design_not_followed",
            "warning",
            f"{tally.n} patients were analysed; the design has {design.n1} in stage one and {design.n} in all",
            tally.n,
            design.n,
        )


def _naive_interval(paper: Paper, design: TwoStage, tally: Tally) -> Iterator[Finding]:
    """A printed interval that ignores the stopping rule."""
    for row in paper.counts:
        if row.ref == tally.sources[0]:
            for name, interval in NAIVE.items():
                if printed_as(row, lambda level, interval=interval: interval(tally.events, tally.n, conf_level=level)):
                    yield _finding(
                        paper,
                        design,
                        "two_stage_naive_interval",
                        "warning",
                        f"the printed interval is the {name} interval of {tally.events}/{tally.n}, which ignores "
                        "that the trial could have stopped after stage one",
                    )
                    return
