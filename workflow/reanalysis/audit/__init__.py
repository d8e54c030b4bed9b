"""Checks of consistency and plausibility: one function per check, each yields findings and computes nothing else."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from reanalysis.audit import (
    agreement,
    at_risk,
    clinical_rules,
    controls,
    definitions,
    event_counts,
    forms,
    guarantee_time,
    identifiers,
    listed_times,
    other_papers,
    parts,
    patients,
    percentages,
    printed_survival,
    publication,
    ratio_evidence,
    ratios,
    shares,
    slips,
    spread,
    summaries,
    sums,
    survival_intervals,
    time_lists,
    time_units,
    trees,
)
from reanalysis.audit.alike import Alike
from reanalysis.audit.context import Context
from reanalysis.audit.set_members import set_findings
from reanalysis.model.config import AuditConfig, Outcomes, Scale
from reanalysis.model.finding import SEVERITIES, Finding
from reanalysis.model.paper import Dataset

CHECKS = (
    publication.notices,
    publication.nothing_to_analyse,
    publication.same_trial,
    publication.same_registration,
    publication.unknown_names,
    publication.folder_name,
    publication.main_outcome,
    publication.own_trial_as_control,
    other_papers.same_numbers_elsewhere,
    other_papers.registration_differs,
    other_papers.retracted_controls,
    controls.missing_controls,
    identifiers.identifiers_and_year,
    percentages.printed_numbers,
    percentages.rates_within_limits,
    shares.percentages_of_a_whole,
    shares.one_denominator,
    shares.rounding_habit,
    forms.percentages_above_100,
    sums.group_sums,
    sums.outcome_sums,
    sums.category_sums,
    sums.merged_categories,
    sums.enrolment,
    sums.outcome_order,
    parts.counts_within_parents,
    parts.outcome_parts,
    parts.denominators,
    parts.kinds,
    parts.without_denominator,
    trees.nested_splits,
    trees.missing_sizes,
    trees.doses,
    trees.given_for_one_arm,
    agreement.tables_agree,
    agreement.second_printings,
    agreement.claims,
    agreement.repeated_patients,
    agreement.told_differently,
    agreement.same_names,
    definitions.labels,
    definitions.categories,
    definitions.rates_by_definition,
    clinical_rules.escalation,
    clinical_rules.response_by_size,
    patients.measurements,
    patients.patients_and_times,
    patients.look_alikes,
    summaries.order_of_statistics,
    summaries.limits,
    summaries.ranges_within_parents,
    summaries.statistics_of_parts,
    spread.means_and_spread,
    spread.whole_unit_means,
    spread.whole_unit_spread,
    ratio_evidence.p_against_interval,
    ratio_evidence.interval_against_events,
    ratios.ratio_within_limits,
    ratios.ratio_without_partner,
    ratios.ratio_against_medians,
    ratios.confidence_levels,
    forms.mixed_units,
    forms.times_without_unit,
    forms.implausible_times,
    forms.mixed_precision,
    printed_survival.survival_falls,
    printed_survival.percentages_and_median,
    printed_survival.within_follow_up,
    printed_survival.progression_before_death,
    survival_intervals.narrower_than_binomial,
    survival_intervals.median_limits,
    event_counts.events_of_endpoints,
    event_counts.events_at_risk,
    event_counts.times_of_one_patient,
    at_risk.numbers_at_risk,
    at_risk.without_curve,
    listed_times.printed_against_listed,
    listed_times.printed_events,
    time_lists.more_times_than_patients,
    time_lists.alive_after_death,
    time_lists.causes_of_censored_times,
    time_units.looks_like_another_unit,
    guarantee_time.guarantee_time,
    slips.data_cutoff,
    slips.groups_told_apart,
    slips.rows_of_no_patient,
    slips.short_follow_up,
)


def audit_dataset(
    dataset: Dataset,
    outcomes: Outcomes,
    scales: Mapping[str, Scale],
    config: AuditConfig,
    *,
    only: str | Collection[str] | None = None,
) -> list[Finding]:
    """Run every check on every paper and on the sets, or on `only` some papers; findings in the order of papers, the
    gravest first."""
    findings, only, alike = [], {only} if isinstance(only, str) else only, Alike(dataset)
    for paper in dataset.papers.values():
        if only is not None and paper.name not in only:
            continue
        context = Context(paper, dataset, outcomes, scales, config, alike)
        found = [finding for check in CHECKS for finding in check(context)]
        findings.extend(sorted(found, key=lambda finding: SEVERITIES.index(finding.severity)))
    return findings if only is not None else [*findings, *set_findings(dataset, outcomes, scales)]
