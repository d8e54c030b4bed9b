"""Checks of consistency and plausibility: one function per check, each yields findings and computes nothing else."""

from __future__ import annotations

from collections.abc import Mapping

from reanalysis.audit import agreement, definitions, guarantee_time, percentages, printed_survival, publication, summaries, sums, time_units
from reanalysis.audit.context import Context
from reanalysis.model.config import AuditConfig, Outcomes, Scale
from reanalysis.model.finding import SEVERITIES, Finding
from reanalysis.model.paper import Dataset

CHECKS = (
    publication.notices, publication.nothing_to_analyse, publication.same_trial, publication.same_registration, publication.unknown_names,
    percentages.printed_numbers,
    sums.group_sums, sums.outcome_sums, sums.category_sums, sums.enrolment, sums.outcome_order,
    agreement.tables_agree, agreement.second_printings, agreement.claims, agreement.repeated_patients, agreement.same_names,
    definitions.labels, definitions.categories, definitions.rates_by_definition,
    summaries.order_of_statistics, summaries.limits, summaries.ranges_within_parents,
    printed_survival.survival_falls, printed_survival.percentages_and_median, printed_survival.within_follow_up, printed_survival.progression_before_death,
    time_units.looks_like_another_unit, guarantee_time.guarantee_time,
)


def audit_dataset(dataset: Dataset, outcomes: Outcomes, scales: Mapping[str, Scale], config: AuditConfig, *, only: str | None = None) -> list[Finding]:
    """Run every check on every paper, or on `only` one; findings in the order of papers, the gravest first."""
    findings = []
    for paper in dataset.papers.values():
        if only not in (None, paper.name):
            continue
        context = Context(paper, dataset, outcomes, scales, config)
        found = [finding for check in CHECKS for finding in check(context)]
        findings.extend(sorted(found, key=lambda finding: SEVERITIES.index(finding.severity)))
    return findings
