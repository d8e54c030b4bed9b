"""Findings of all papers in a table of the printed report, with the printed numbers that do not follow from the
others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from reanalysis.model.finding import Finding
from reanalysis.report.pdf.blocks import Block, cell, heading, line, paragraph, row, run, table
from reanalysis.report.site import Site
from reanalysis.report.text import formatting as fmt
from reanalysis.report.text import sentences, vocabulary

MOST_PAPERS, MOST_NUMBERS = 60, 8


def across_findings(site: Site) -> Iterator[Block]:
    """How many findings each paper has; of very many papers those with more than notes."""
    yield heading("Findings", 1)
    if not site.findings:
        yield paragraph("The audit has no findings.")
        return
    yield paragraph(
        "What the papers print against themselves, and what a reader should know about the entry. A finding "
        "describes numbers; "
        "it says nothing about how they came about. The warnings stand in full with their papers."
    )
    names = list(site.states)
    if len(names) > MOST_PAPERS:
        names = [
            name for name in names if any(finding.severity != "note" for _, finding in site.findings_of.get(name, []))
        ][:MOST_PAPERS]
    errors = any(finding.severity == "error" for finding in site.findings)
    severities = [severity for severity in ("error", "warning", "note") if severity != "error" or errors]
    yield table(
        "Findings by paper, and the printed numbers that do not follow from the others",
        [
            ("Paper", "1fr", "left"),
            *((f"{severity.capitalize()}s", "auto", "right") for severity in severities),
            ("Not reproducible as printed", "3fr", "left"),
        ],
        [_paper(site, name, severities) for name in names],
    )
    if len(names) < len(site.states):
        yield paragraph(
            f"{fmt.counted(len(site.states) - len(names), 'other paper')}: tables/findings.csv.", style="quiet"
        )


def _paper(site: Site, name: str, severities: Sequence[str]) -> dict[str, Any]:
    numbered = site.findings_of.get(name, [])
    counts = Counter(finding.severity for _, finding in numbered)
    unmatched = [pair for pair in numbered if sentences.not_reproducible(pair[1])]
    more = len(unmatched) - MOST_NUMBERS
    shown = [_number(site, *pair) for pair in unmatched[:MOST_NUMBERS]] + ([f"and {more} more"] if more > 0 else [])
    return row(
        cell(run(site.short_name(name), "strong")),
        *(fmt.count(counts[severity]) for severity in severities),
        cell(*shown),
    )


def _number(site: Site, number: int, finding: Finding) -> list[dict[str, str]]:
    """A printed number, what it is of, and what the others give instead; of a claim its own words, since its name is an
    id."""
    warning = run(f"{vocabulary.SEVERITIES[finding.severity]} {number}  ", "quiet")
    if finding.table == "claims":
        return line(warning, site.message(finding, short=True))
    about = [
        site.outcome_label(finding.outcome) if finding.outcome else "",
        site.group_label(finding.paper, finding.group) if finding.group else "",
    ]
    return line(
        warning,
        run(finding.entered, "strong"),
        "".join(f", {text}" for text in about if text),
        f"; the others give {finding.expected}" if finding.expected else "",
    )
