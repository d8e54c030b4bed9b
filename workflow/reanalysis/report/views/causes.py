"""What a paper contradicts, by cause; what had to be assumed; and which checks passed.

Whose doing a finding is and which findings have one cause stands in findings.csv; here they are put in order and said.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reanalysis.model.finding import Finding
from reanalysis.report.site import Site
from reanalysis.report.text import formatting as fmt
from reanalysis.report.text import sentences

RELATIONS = {"<=": "at most", "<": "below", ">=": "at least", ">": "above"}
# Checks that tell one disagreement at many cells
OF_SEVERAL = {"tables_disagree", "label_contradicts_definition", "rate_by_definition"}
KINDS = ("paper", "entry", "comparison", "assumption", "passed")


@dataclass(frozen=True, kw_only=True)
class Cause:
    """One thing behind one or several findings.

    Attributes
    ----------
    paper, about, id
        The paper; whose doing it is, and the id in findings.csv.
    sentence, told
        What it is, in a sentence, and what the telling one of its findings says.
    checks
        Its findings with their numbers on the paper's page, the telling one first.
    main
        Whether it concerns the paper's main outcome.
    """

    paper: str
    about: str
    id: str
    sentence: str
    told: str
    checks: tuple[tuple[int, Finding], ...]
    main: bool = False

    @property
    def first(self) -> int:
        """The number of the telling finding."""
        return self.checks[0][0]

    @property
    def severity(self) -> str:
        """The gravest of its findings."""
        found = {finding.severity for _, finding in self.checks}
        return next(name for name in ("error", "warning", "note") if name in found)

    @property
    def acknowledged(self) -> bool:
        """Whether somebody has looked at every one of its findings."""
        return all(finding.acknowledged == "yes" for _, finding in self.checks)


def causes_of(site: Site, name: str) -> list[Cause]:
    """All causes of a paper's findings: what is about the paper first, in it the most consequential first."""
    grouped: dict[tuple[str, str], list[tuple[int, Finding]]] = {}
    for number, finding in site.findings_of.get(name, []):
        about = finding.about or ("paper" if finding.severity != "note" else "assumption")
        grouped.setdefault((about, finding.cause or f"{finding.check}:{finding.row}:{number}"), []).append(
            (number, finding)
        )
    main = site.paper(name).info.main_outcome if name in site.dataset.papers else None
    made = [_cause(site, name, about, cause, found, main) for (about, cause), found in grouped.items()]
    return sorted(made, key=_order)


def _cause(site: Site, name: str, about: str, cause: str, found: list[tuple[int, Finding]], main: str | None) -> Cause:
    lead = min(found, key=lambda pair: _telling(pair, main))
    checks = (lead, *(pair for pair in found if pair is not lead))
    return Cause(
        paper=name,
        about=about,
        id=cause,
        sentence=_sentence(site, lead[1], len(found)),
        told=said(site, lead[1]),
        checks=checks,
        main=bool(main) and any(finding.outcome == main for _, finding in found),
    )


def _sentence(site: Site, lead: Finding, checks: int) -> str:
    """The sentence of findings.csv where several numbers go apart by one cause, else that of its finding."""
    if checks == 1 or lead.check not in OF_SEVERAL or not lead.cause_text:
        return said(site, lead)
    return sentences.sentence(lead.cause_text)


def _telling(pair: tuple[int, Finding], main: str | None) -> tuple[int, ...]:
    """The finding that says most of its cause: an error, then one on the main outcome that is printed twice, then the
    first."""
    number, finding = pair
    counts = "/" in finding.entered and "/" in finding.expected
    return (finding.severity != "error", finding.outcome != main, not counts, number)


def _order(cause: Cause) -> tuple[int, ...]:
    return (
        KINDS.index(cause.about) if cause.about in KINDS else len(KINDS),
        ("error", "warning", "note").index(cause.severity),
        cause.acknowledged,
        not cause.main,
        not any(sentences.not_reproducible(finding) for _, finding in cause.checks),
        -len(cause.checks),
        cause.first,
    )


def said(site: Site, finding: Finding) -> str:
    """A finding in a sentence; a claim that does not hold in the words of arithmetic that a reader speaks."""
    row = site.row_of.get(finding.source)
    if finding.check == "claim_not_reproducible" and row is not None and hasattr(row, "expression"):
        about = site.own_words(row.note)
        if row.relation == "=":
            held = f"{row.stated} is printed, but {row.expression} is {finding.expected}"
        else:
            relation = RELATIONS.get(row.relation, row.relation)
            held = f"{row.stated} would have to be {relation} {finding.expected}"
        return sentences.sentence(f"{about} \u2013 {held}" if about else held)
    return sentences.sentence(site.message(finding).replace(" <= ", " \u2264 ").replace(" >= ", " \u2265 "))


def contradictions(site: Site, name: str) -> list[Cause]:
    """What a paper contradicts in itself, warnings and errors alone."""
    return [cause for cause in causes_of(site, name) if cause.about == "paper" and cause.severity != "note"]


def counted(causes: Iterable[Cause]) -> str:
    """`7 contradictions in the paper (28 checks)`, `no contradiction in the paper`."""
    found = list(causes)
    checks = sum(len(cause.checks) for cause in found)
    if not found:
        return "No contradiction in the paper"
    return f"{fmt.counted(len(found), 'contradiction')} in the paper" + (
        f" ({checks} checks)" if checks > len(found) else ""
    )
