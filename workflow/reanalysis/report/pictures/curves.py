"""Figures of survival curves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from reanalysis.figures.kaplan_meier import kaplan_meier_plot
from reanalysis.figures.rows import Curve
from reanalysis.model.estimate import Estimate
from reanalysis.report.pictures.picture import Line, Picture, limits, picture
from reanalysis.report.site import Site
from reanalysis.report.text import formatting as fmt
from reanalysis.report.text import sentences, vocabulary

PANELS = 6
PALE = " Pale: the other group."
Row = dict[str, str]
_KEY = ("endpoint", "population", "assessor", "unit")
_MODEL = ("paper", "group", "outcome", "endpoint", "population", "assessor", "confirmed", "unit", "derived")


def kaplan_meiers(site: Site, name: str, level: str) -> Iterator[Picture]:
    """Curves of a paper, one figure per endpoint: by group, and by the response that restricts them."""
    rows, models = site.curves_of[name], site.fitted_of[name]
    for number, key in enumerate(dict.fromkeys(_key(row) for row in rows), 1):
        chosen = _chosen(site, [row for row in rows if _key(row) == key], models)
        if not chosen:
            continue
        curves, mine = [curve for curve, _ in chosen], [row for _, found in chosen for row in found]
        arms = len(curves) == 2 and _are_arms(mine)
        label, unit = site.outcome_label(key[0]), key[3]
        yield picture(
            kaplan_meier_plot(curves, beside=arms),
            f"km-{name}-{number}",
            paper=name,
            title=f"{site.short_name(name)}: {label.lower()}",
            alt=_alt(curves),
            columns=(
                "Curve",
                f"Time, {unit}",
                "At risk",
                "Events",
                "Censored",
                "Without an event, %",
                *limits(level, "%"),
            ),
            lines=[line for curve, found in chosen for line in _lines(site, curve, found)],
            caption=_whose(site, key[0])
            + f"Patients without an event, Kaplan\u2013Meier from {_origin(mine)}, with pointwise {level} intervals "
            "(band), censored patients (ticks) and "
            "patients at risk below." + (PALE * arms) + _models(curves),
        )


def _alt(curves: Sequence[Curve]) -> str:
    told = "; ".join(_told(curve) for curve in curves)
    return f"Kaplan\u2013Meier {'curve' if len(curves) == 1 else 'curves'}. {told}."


def _are_arms(rows: Sequence[Mapping[str, str]]) -> bool:
    """Whether the curves are of two whole groups, not of patients with some response."""
    return not any(row["outcome"] for row in rows) and len({row["group"] for row in rows}) == 2


def _whose(site: Site, endpoint: str) -> str:
    """`Of responders only.` where not everybody has a time."""
    return sentences.sentence(f"{site.among(endpoint)}. ") if site.among(endpoint) else ""


def _models(curves: Sequence[Curve]) -> str:
    """Which fitted curves the panels hold."""
    names = list(dict.fromkeys(name for curve in curves for name, _ in curve.fitted))
    return f" Thin: fitted {fmt.listed(names)} {'curve' if len(names) == 1 else 'curves'}." if names else ""


def _key(row: Row) -> tuple[str, ...]:
    return tuple(row.get(name, "") for name in _KEY)


def _told(curve: Curve) -> str:
    last = f"{fmt.percent(curve.survival[-1], 0)}% without an event at the last time, {curve.time[-1]:g} {curve.unit}"
    return f"{curve.label}: {fmt.counted(curve.n_at_risk[0], 'patient')}, {curve.about}, {last}"


def _lines(site: Site, curve: Curve, rows: Sequence[Row]) -> Iterator[Line]:
    median = _median(site, rows[0])
    for row in rows:
        shares = (
            "" if not row[name] else fmt.percent(float(row[name])) for name in ("survival", "conf_low", "conf_high")
        )
        counts = (fmt.plain(float(row[name])) for name in ("n_at_risk", "events", "censored"))
        yield Line(cells=(curve.label, row["time"], *counts, *shares), ref=median.sources[0] if median else "")


def _origin(rows: Sequence[Row]) -> str:
    read = [bool(_reconstructed(row)) for row in rows]
    if all(read):
        return "times reconstructed from the paper\u2019s figure"
    return "the listed times and from times reconstructed from a figure" if any(read) else "the listed times"


def _chosen(site: Site, rows: Sequence[Row], models: Sequence[Row]) -> list[tuple[Curve, list[Row]]]:
    """At most six curves: the largest group, its parts by response, then other groups by size; none twice. They stand
    in the order of entry."""
    by_curve: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        by_curve.setdefault((row["group"], row.get("outcome", ""), _reconstructed(row)), []).append(row)
    sizes = {key: int(float(found[0]["n_at_risk"])) for key, found in by_curve.items()}
    whole = max((key for key in sizes if not key[1]), key=lambda key: sizes[key], default=None)
    order = sorted(sizes, key=lambda key: (key != whole, key[0] != (whole or ("",))[0], -sizes[key]))
    found: dict[tuple, tuple[Curve, list[Row]]] = {}
    for key in order:
        if sizes[key] >= 3:
            curve = _curve(site, key, by_curve[key], models)
            found.setdefault((curve.time, curve.n_at_risk, curve.events), (curve, by_curve[key]))
    entered = list(site.paper(rows[0]["paper"]).group)
    return sorted(
        list(found.values())[:PANELS],
        key=lambda one: entered.index(one[1][0]["group"]) if one[1][0]["group"] in entered else len(entered),
    )


def _reconstructed(row: Row) -> str:
    """How the times of a curve came about, where they were read from a figure."""
    return ", reconstructed" if row.get("derived") == "reconstructed" else ""


def _curve(site: Site, key: tuple[str, ...], rows: Sequence[Row], models: Sequence[Row]) -> Curve:
    group, outcome = site.group_label(rows[0]["paper"], key[0]), site.outcome_label(key[1]) if key[1] else ""
    names = ("time", "survival", "conf_low", "conf_high", "n_at_risk", "events", "censored")
    columns = {name: tuple(float(row[name]) if row[name] else None for row in rows) for name in names}
    whole = {c: tuple(int(value or 0) for value in columns[c]) for c in ("n_at_risk", "events", "censored")}
    return Curve(
        label=(outcome or group) + key[2],
        about=_about(site, rows, sum(whole["events"])),
        time=columns["time"],
        survival=columns["survival"],
        low=columns["conf_low"],
        high=columns["conf_high"],
        unit=rows[0]["unit"],
        fitted=_fitted(rows[0], models),
        **whole,
    )


def _about(site: Site, rows: Sequence[Row], events: int) -> str:
    """`4 events, median 15.0 months`."""
    median, told = _median(site, rows[0]), fmt.counted(events, "event")
    if median is None or (median.estimate is None and not median.fact("not_reached")):
        return told
    return (
        f"{told}, median not reached"
        if median.estimate is None
        else f"{told}, median {fmt.time(median.estimate, unit=median.unit)} {median.unit}"
    )


def _median(site: Site, row: Row) -> Estimate | None:
    """The median of the times of a curve."""
    return next(
        (
            r
            for r in site.results.of(row["paper"], "median_time")
            if r.method.startswith("kaplan_meier")
            and r.primary
            and not r.against
            and all(getattr(r, name) == row.get(name, "") for name in _MODEL)
        ),
        None,
    )


def _fitted(curve: Row, models: Sequence[Row]) -> tuple[tuple[str, tuple[tuple[float, float], ...]], ...]:
    """The parametric curves of the same times, one for each model."""
    key = tuple(curve.get(name, "") for name in _MODEL)
    found: dict[str, list[tuple[float, float]]] = {}
    for row in models:
        if row["group"] == curve["group"] and tuple(row[name] for name in _MODEL) == key:
            found.setdefault(row["method"], []).append((float(row["time"]), float(row["survival"])))
    return tuple((vocabulary.method(name), tuple(points)) for name, points in found.items())
