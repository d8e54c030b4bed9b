"""Figures of times: every listed duration of a paper, and medians across papers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from reanalysis.figures.medians import median_plot
from reanalysis.figures.rows import MedianRow, SwimmerRow
from reanalysis.figures.swimmer import swimmer_plot
from reanalysis.model.estimate import Estimate
from reanalysis.model.rows import Patient, TimeRow
from reanalysis.report.pictures.picture import Line, Picture, limits, line_of, part_of, picture, whole
from reanalysis.report.site import Site
from reanalysis.report.text import estimate_text, sentences
from reanalysis.report.text import formatting as fmt

MOST_BARS, MEDIAN_ROWS, MOST_GROUPS = 60, 40, 6
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
    bars = list(_bars(site, listed))
    rows = [row for row, _ in bars]
    told = "; ".join(f"{row.label}:" if row.heading else row.text for row in rows).replace(":;", ":")
    among = sentences.sentence(f"{site.among(endpoint)}. ") if site.among(endpoint) else ""
    usual = _usual_assay(listed)
    unmarked = f" Where no assay is named, it was {usual}." if usual else ""
    running = sum(not row.time.event for _, row in listed)
    return picture(
        swimmer_plot(rows, unit=unit),
        f"swimmer-{name}-{number}",
        paper=name,
        alt=f"A bar for each of {fmt.counted(len(listed), 'patient')}, + where ongoing, in {unit}. {told}.",
        title=f"{site.short_name(name)}: {site.outcome_label(endpoint).lower()}, patient by patient",
        columns=("Patient", "Label", "Remark", f"Time, {unit}", "Ended"),
        lines=[line for _, line in bars if line is not None],
        caption=f"{among}One bar per listed patient, by the paper\u2019s label and length, in {unit} as printed. "
        "Filled square: the time ended with an event. Arrow and +: still ongoing when the paper was written "
        f"({running} of {len(listed)}).{unmarked}",
    )


def _bars(site: Site, listed: Sequence[Listed]) -> Iterator[tuple[SwimmerRow, Line | None]]:
    """Bars under their labels, in the scale's order of categories, the longest first."""
    order: dict[str, tuple[int, int]] = {}
    labels = {}
    for place, (patient, row) in enumerate(listed):
        label, rank = _category(site, patient)
        order.setdefault(label, (len(listed) + 99, place) if rank is None else (rank, 0))
        labels[row.ref] = label
    usual = _usual_assay(listed)
    for label in sorted(order, key=order.__getitem__):
        mine = [pair for pair in listed if labels[pair[1].ref] == label]
        yield SwimmerRow(label=f"{label} ({fmt.counted(len(mine), 'patient')})", heading=True), None
        for patient, row in sorted(mine, key=lambda pair: -pair[1].time.time):
            yield _bar(patient, row, label, usual)


def _category(site: Site, patient: Patient) -> tuple[str, int | None]:
    """The label of a patient\u2019s category, and its place in the scale; None where the scale does not have it."""
    scale = site.scales.get(patient.scale or "")
    category = scale.category(patient.category) if scale and patient.category else None
    if scale is None or category is None:
        return patient.category or NO_LABEL, None
    return scale.categories[category].label, list(scale.categories).index(category)


def _bar(patient: Patient, row: TimeRow, label: str, usual: str | None) -> tuple[SwimmerRow, Line]:
    about = "; ".join(part for part in (patient.assay if patient.assay != usual else "", patient.mark) if part)
    text, event = f"{row.time.time}{'' if row.time.event else '+'}", row.time.event
    bar = SwimmerRow(
        label=f"Patient {patient.patient}", about=about, time=float(row.time.time), ongoing=not event, text=text
    )
    said = "with an event" if event else "ongoing"
    return bar, Line(cells=(str(patient.patient), label, about, text, said), ref=row.ref)


def _usual_assay(listed: Sequence[Listed]) -> str:
    """The assay of most patients, where there are several."""
    assays = Counter(patient.assay for patient, _ in listed if patient.assay)
    return assays.most_common(1)[0][0] if len(assays) > 1 else ""


def medians(site: Site, level: str) -> Iterator[Picture]:
    """Medians of each endpoint across papers in months, in as many figures as stay readable; `level` is that of the
    computed intervals."""
    drawn = _median_pages(site)
    for number, page in enumerate(drawn, 1):
        rows = [row for row, _ in page]
        title = "Medians of times across papers" + part_of(number, drawn)
        told = "; ".join(f"{row.label}:" if row.heading else _told(row) for row in rows).replace(":;", ":")
        yield picture(
            median_plot(rows, level=level),
            f"medians-{number}",
            title=title,
            alt=f"Medians in months. {told}.",
            columns=(
                "Endpoint",
                "Paper",
                "Group",
                "How",
                "Events",
                "n",
                "Median, months",
                *limits("interval\u2019s", "months"),
                "In the paper\u2019s unit",
            ),
            lines=[line for _, line in page if line is not None],
            caption="In months of 30.4375 days, twelve to a year; a time that is printed in another unit stands in "
            "that unit, too. Filled squares: "
            f"Kaplan\u2013Meier medians, computed here, with {level} intervals. Hollow squares: medians as the "
            "papers print them, with an interval where "
            "one is printed. Arrow: a median or an upper limit that is not reached. "
            "Papers differ in their patients and in when they start to count: nothing here compares them.",
        )


def _median_pages(site: Site) -> list[list[tuple[MedianRow, Line | None]]]:
    """Rows and lines under the headings of their endpoints, cut into figures."""
    found = [row for name in site.dataset.papers for row in _medians_of(site, name)]
    pages: list[list[tuple[MedianRow, Line | None]]] = [[]]
    for endpoint in sorted(dict.fromkeys(r.endpoint for r in found), key=lambda name: _place(site, name)):
        mine = [r for r in found if r.endpoint == endpoint]
        for start in range(0, len(mine), MEDIAN_ROWS):
            heading = MedianRow(label=site.outcome_label(endpoint) + (", continued" if start else ""), heading=True)
            shown = [(_median_row(site, r), _median_line(site, r)) for r in mine[start : start + MEDIAN_ROWS]]
            if pages[-1] and len(pages[-1]) + len(shown) > MEDIAN_ROWS:
                pages.append([])
            pages[-1] += [(heading, None), *shown]
    return [rows for rows in pages if rows]


def _is_shown(site: Site, median: Estimate) -> bool:
    """Whether a median stands in the figure: primary, of a group as such, in a unit of time, and after the start."""
    endpoint = site.outcomes.endpoints.get(median.endpoint)
    return (
        median.primary
        and not (median.against or median.outcome or (endpoint and endpoint.baseline))
        and median.unit in fmt.MONTHS_PER_UNIT
        and (median.estimate is not None or _unreached(median))
    )


def _told(row: MedianRow) -> str:
    """`Beta 2002, All patients 1/2, 4.5 (3.0 to not reached); 19.5 weeks`."""
    counts = f"{row.counts}, " if row.counts else ""
    return (
        f"{row.label} "
        f"{counts}{row.text}{f' ({row.interval})' if row.interval else ''}{f'; {row.also}' if row.also else ''}"
    )


def _place(site: Site, endpoint: str) -> tuple[int, str]:
    names = list(site.outcomes.endpoints)
    return (names.index(endpoint) if endpoint in names else len(names), endpoint)


def _medians_of(site: Site, name: str) -> list[Estimate]:
    """Primary medians of a paper: of the whole or its arms, else of the groups that have one."""
    rows = [r for r in site.results.of(name, "median_time") if _is_shown(site, r)]
    groups = site.paper(name).group
    kept: list[Estimate] = []
    for endpoint in dict.fromkeys(r.endpoint for r in rows):
        mine = [r for r in rows if r.endpoint == endpoint]
        whole = [r for r in mine if r.group in groups and groups[r.group].parent is None]
        kept += whole or mine[:MOST_GROUPS]
    return kept


def _unreached(result: Estimate) -> bool:
    return result.estimate is None and bool(result.fact("not_reached"))


def _median_row(site: Site, result: Estimate) -> MedianRow:
    value, low, high = (
        None if number is None or (months := fmt.months(number, result.unit)) is None else float(months)
        for number in (result.estimate, result.conf_low, result.conf_high)
    )
    return MedianRow(
        label=", ".join(
            [f"{site.short_name(result.paper)}, {site.group_label(result.paper, result.group)}", *_made(result)]
        ),
        value=value,
        low=low,
        high=high,
        counts=f"{result.events}/{result.n}" if result.events is not None and result.n else "",
        text=_median_text(result),
        interval=_interval_text(result),
        also=f"{estimate_text.estimate_text(result)} {result.unit}"
        if result.unit != "months" and result.estimate is not None
        else "",
        printed=result.method == "reported",
        unreached=_unreached(result),
        open_high=high is None and low is not None,
    )


def _median_line(site: Site, result: Estimate) -> Line:
    numbers = (result.estimate, result.conf_low, result.conf_high)
    texts = [
        "" if number is None or (months := fmt.months(number, result.unit)) is None else fmt.time(months)
        for number in numbers
    ]
    how = "; ".join(["as printed" if result.method == "reported" else "computed here", *_made(result)])
    return line_of(
        result,
        site.outcome_label(result.endpoint),
        site.short_name(result.paper),
        site.group_label(result.paper, result.group),
        how,
        whole(result.events),
        whole(result.n),
        texts[0] or "not reached",
        *texts[1:],
        "" if result.estimate is None else f"{estimate_text.estimate_text(result)} {result.unit}",
    )


def _made(result: Estimate) -> list[str]:
    """How a median was measured or came about, but for the mark that says whether it is printed."""
    return [text for text in estimate_text.qualifiers(result) if text != "as printed"]


def _median_text(result: Estimate) -> str:
    if result.estimate is None:
        return "not reached"
    converted = fmt.months(result.estimate, result.unit)
    return fmt.time(converted if converted is not None else result.estimate)


def _interval_text(result: Estimate) -> str:
    limits = [
        None if limit is None or (months := fmt.months(limit, result.unit)) is None else fmt.time(months)
        for limit in (result.conf_low, result.conf_high)
    ]
    if limits[0] and limits[1]:
        return fmt.span(limits[0], limits[1])
    return f"{limits[0]} to not reached" if limits[0] else f"not reached to {limits[1]}" if limits[1] else ""
