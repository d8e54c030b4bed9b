"""One sentence for each cause, for people who read the page and not the checks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from reanalysis.model.finding import Finding
from reanalysis.model.paper import Dataset, Paper
from reanalysis.wording import in_words, listed

_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:/[0-9]+)?%?")
MOST = 6


def sentence(findings: Sequence[Finding], dataset: Dataset) -> str:
    """What findings of one cause say together; the sentence of the one that says it best where they differ in kind."""
    paper = dataset.papers.get(findings[0].paper)
    counts = [one for one in findings if one.group and one.outcome and one.table in ("counts", "categories")]
    labels = [one for one in findings if one.check == "label_contradicts_definition"]
    if labels:
        return _against_definition(labels, counts, paper)
    if paper is not None and len(counts) > 1 and len(counts) >= len(findings) / 2:
        return _numbers_apart(counts, paper)
    return _the_best(findings)


def _the_best(findings: Sequence[Finding]) -> str:
    """The sentence of the first finding that is no claim, else of the first, with how many say the like."""
    told = next((one for one in findings if one.check != "claim_not_reproducible"), findings[0])
    text, more = told.short or told.message, len(findings) - 1
    same = {one.check for one in findings} == {told.check}
    return f"{text} (and {more} more of this kind)" if more and same else text


def _numbers_apart(counts: Sequence[Finding], paper: Paper) -> str:
    """Which outcomes have two numbers, and in which groups."""
    outcomes = listed(dict.fromkeys(in_words(one.outcome) for one in counts))
    groups = dict.fromkeys(paper.group[one.group].label for one in counts if one.group in paper.group)
    pairs = [
        f"{numbers[0]} or {numbers[1]}"
        for one in counts
        if len(numbers := [match[0] for text in (one.entered, one.expected) if (match := _NUMBER.search(text))]) == 2
    ]
    shown = ", ".join(list(dict.fromkeys(pairs))[:MOST])
    where = listed(f'"{label}"' for label in groups)
    return f"The numbers of {outcomes} in {where} do not go together{f': {shown}' if shown else ''}"


def _against_definition(labels: Sequence[Finding], counts: Sequence[Finding], paper: Paper | None) -> str:
    """Which patients carry a label that their value does not give, and what that changes."""
    rows = {one.source for one in labels}
    names = dict.fromkeys(row.patient for row in (paper.patients if paper else ()) if row.ref in rows)
    who = f"Patient {listed(names)} carries a label" if len(names) == 1 else f"Patients {listed(names)} carry labels"
    changed = [f"{one.expected} instead of {one.entered}" for one in counts if one.entered != one.expected]
    return (
        f"{who} that the definition does not give{f'; by it the rates are {listed(changed[:MOST])}' if changed else ''}"
    )


def sentences(findings: Iterable[Finding], dataset: Dataset) -> dict[tuple[str, str], str]:
    """The sentence of each cause, by paper and cause."""
    together: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        together.setdefault((finding.paper, finding.cause), []).append(finding)
    return {key: sentence(same, dataset) for key, same in together.items()}
