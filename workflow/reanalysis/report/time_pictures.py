"""Figures of times: every listed duration of a paper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from reanalysis.figures.rows import SwimmerRow
from reanalysis.figures.swimmer import swimmer_plot
from reanalysis.model.rows import Patient, TimeRow
from reanalysis.report import format as fmt
from reanalysis.report.pictures import Picture, picture
from reanalysis.report.site import Site

MOST_BARS = 60
NO_LABEL = "No response label"
Listed = tuple[Patient, TimeRow]


def swimmers(site: Site, name: str) -> Iterator[Picture]:
    """Listed times of listed patients, one figure per endpoint; none where there are more bars than can be read."""
    patients = {row.patient: row for row in site.paper(name).patients if row.in_use}
    by_endpoint: dict[tuple[str, str], list[Listed]] = {}
    for row in site.paper(name).times:
        if row.in_use and row.patient in patients:
            by_endpoint.setdefault((row.endpoint, row.unit), []).append((patients[row.patient], row))
    for number, ((endpoint, unit), listed) in enumerate(by_endpoint.items(), 1):
        if len(listed) <= MOST_BARS:
            yield _swimmer(site, name, number, endpoint, unit, listed)


def _swimmer(site: Site, name: str, number: int, endpoint: str, unit: str, listed: Sequence[Listed]) -> Picture:
    rows = list(_bars(site, listed))
    described = "; ".join(row.label if row.heading else f"{row.label}{f' ({row.about})' if row.about else ''}: {row.text} {unit}" for row in rows)
    known = site.outcomes.endpoints.get(endpoint)
    among = f"Of {known.among} only. " if known and known.among else ""
    usual = _usual_assay(listed)
    unmarked = f" Where no assay is named, it was {usual}." if usual else ""
    running = sum(not row.time.event for _, row in listed)
    return picture(
        swimmer_plot(rows, unit=unit), f"swimmer-{name}-{number}", paper=name, description=described,
        title=f"{site.short_name(name)}: {site.outcome_label(endpoint).lower()}, patient by patient",
        caption=f"{among}One bar per listed patient, by the paper\u2019s label and length, in {unit} as printed; the mark at the start tells the labels apart. "
        f"Filled square: the time ended with an event. Open triangle and +: still ongoing when the paper was written ({running} of {len(listed)}).{unmarked}",
    )


def _bars(site: Site, listed: Sequence[Listed]) -> Iterator[SwimmerRow]:
    """Bars under their labels, in the scale's order of categories, the longest first."""
    order: dict[str, tuple[int, int]] = {}
    labels = {}
    for place, (patient, row) in enumerate(listed):
        scale = site.scales.get(patient.scale or "")
        category = scale.category(patient.category) if scale and patient.category else None
        label = scale.categories[category].label if scale and category else patient.category or NO_LABEL
        rank = (list(scale.categories).index(category), 0) if scale and category else (len(listed) + 99, place)
        order.setdefault(label, rank)
        labels[row.ref] = label
    usual = _usual_assay(listed)
    for kind, label in enumerate(sorted(order, key=order.__getitem__)):
        mine = [pair for pair in listed if labels[pair[1].ref] == label]
        yield SwimmerRow(label=f"{label} ({fmt.counted(len(mine), 'patient')})", heading=True)
        for patient, row in sorted(mine, key=lambda pair: -pair[1].time.time):
            about = "; ".join(part for part in (patient.assay if patient.assay != usual else "", patient.mark) if part)
            yield SwimmerRow(label=f"Patient {patient.patient}", about=about, time=float(row.time.time), ongoing=not row.time.event, kind=kind,
                             text=f"{row.time.time}{'' if row.time.event else '+'}")


def _usual_assay(listed: Sequence[Listed]) -> str:
    """The assay of most patients, where there are several."""
    assays = Counter(patient.assay for patient, _ in listed if patient.assay)
    return assays.most_common(1)[0][0] if len(assays) > 1 else ""
