"""Files of other programs in and out: data frames as metafor has them, and RevMan's data package.

A data package is a folder or zip with <review>-data-rows.csv and <review>-overall-estimates-and-settings.csv (column
names as RevMan Web writes them). It is kept beside the review; what is handed out again is that package, byte for byte
where no number of it was changed, else with the changed numbers in their cells and without what was computed of them.
"""

from __future__ import annotations

import csv
import io
import shutil
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from reanalysis.commands.import_table import add
from reanalysis.commands.places import shown
from reanalysis.commands.sheet import Import, Sheet, SheetError, apply_map, filled, read_sheet, sheet_of, slug
from reanalysis.commands.terminal import DONE, FAILED, fail, tell, visible
from reanalysis.wording import counted

ROWS, SETTINGS = "-data-rows.csv", "-overall-estimates-and-settings.csv"
KEPT = "imported"
STUDY = ("slab", "study", "author", "authors", "trial")
#: Columns of metafor's data sets: events and patients of one group, or of two.
ONE_GROUP = (("xi", "$ni", "ni"), ("xi", "$xi + $mi", "mi"), ("events", "$total", "total"), ("event", "$n", "n"))
TWO_GROUPS = (
    ("ai", "$n1i", "ci", "$n2i"),
    ("ai", "$ai + $bi", "ci", "$ci + $di"),
    ("tpos", "$tpos + $tneg", "cpos", "$cpos + $cneg"),
)
EFFECTS = {"Hazard Ratio": "hazard_ratio", "Odds Ratio": "odds_ratio", "Risk Ratio": "risk_ratio"}
COMPUTED = ("Weight", "Mean", "CI start", "CI end")


def import_metafor(project: Path, file: Path, *, outcome: str, year: str = "") -> int:
    """Papers of a data frame as metafor's data sets are; returns the exit status."""
    try:
        sheet = read_sheet(file)
        mapping = metafor_map(sheet, outcome, year)
        return add(project, sheet, mapping, apply_map(sheet, mapping))
    except SheetError as reason:
        fail(f"Nothing was imported: {visible(str(reason))}.", status=FAILED)


def metafor_map(sheet: Sheet, outcome: str, year: str = "") -> dict[str, Any]:
    """The map of a data frame by the names of its columns."""
    has = set(sheet.columns)
    label = next((name for name in STUDY if name in has and _is_text(sheet, name)), "")
    if not label:
        raise SheetError(f"no column names the studies; looked for {', '.join(STUDY)}")
    if "year" not in has and not year:
        raise SheetError(f"{sheet.name} has no column year: say with --year when its studies were published")
    paper = {"first_author": f"${label}", "year": "$year" if "year" in has else year}
    for events, size, needed in ONE_GROUP:
        if {events, needed} <= has:
            return _map_of(paper, outcome, [("all", "All patients", events, size)])
    for events, size, other, size_of_other in TWO_GROUPS:
        if set(_names(f"${events} {size} ${other} {size_of_other}")) <= has:
            arms = [("treated", "Treated", events, size), ("control", "Control", other, size_of_other)]
            return _map_of(paper, outcome, arms)
    raise SheetError(
        f"{sheet.name} has no counts that are known (xi and ni, ai to di, ...): {', '.join(sheet.columns)}"
    )


def _map_of(paper: Mapping[str, str], outcome: str, arms: Sequence[tuple[str, str, str, str]]) -> dict[str, Any]:
    compared = {"against": arms[1][0]} if len(arms) > 1 else {}
    return {
        "paper": dict(paper),
        "groups": [{"group": group, "label": label, "n": size} for group, label, _, size in arms],
        "counts": [{"group": group, "outcome": outcome, "events": f"${events}"} for group, _, events, _ in arms],
        "sets": [{"set": "pooled", "purpose": "synthesis", "group": arms[0][0], "outcome": outcome, **compared}],
    }


def _names(text: str) -> list[str]:
    return [part.lstrip("$") for part in text.replace("+", " ").split()]


def _is_text(sheet: Sheet, name: str) -> bool:
    return any(not row.get(name, "").replace(".", "").isdigit() for _, row in sheet.rows)


def export_pools(project: Path, to: Path) -> int:
    """The studies of each pool as a data frame for metafor, and a script that pools them; returns the exit status."""
    table = project / "results/tables/synthesis_studies.csv"
    if not table.is_file():
        fail("There are no results yet: reanalysis run makes them.", status=FAILED)
    pools: dict[str, list[dict[str, str]]] = {}
    for row in csv.DictReader(io.StringIO(table.read_text(encoding="utf-8"))):
        parts = (row["set"], row["outcome"] or row["endpoint"], row["at"].replace(".", "_"), row["measure"])
        pools.setdefault("-".join(filter(None, parts)), []).append(row)
    if not pools:
        fail("Nothing is pooled: sets.csv has no set with the purpose synthesis that can be.", status=FAILED)
    to.mkdir(parents=True, exist_ok=True)
    for name, rows in pools.items():
        frame, calls = _frame(rows)
        (to / f"{name}.csv").write_text(_text(list(frame[0]), frame), encoding="utf-8")
        script = ["library(metafor)", f'dat <- read.csv("{name}.csv")', *calls]
        (to / f"{name}.R").write_text("\n".join(script) + "\n", encoding="utf-8")
    tell(f"{counted(len(pools), 'pool')} written to {shown(to)}, each as CSV and as a script of R.", colour="green")
    return DONE


def _frame(rows: Sequence[Mapping[str, str]]) -> tuple[list[dict[str, str]], list[str]]:
    """A pool as a data frame with metafor's names, and the calls that pool it."""
    frame = []
    for row in rows:
        line = {"study": row["paper"], "group": row["group"], "year": row["year"], "subgroup": row["subgroup"]}
        if row["measure"] == "proportion":
            known = row["events_low"] == row["events_high"]
            line |= {"xi": row["events_low"] if known else "NA", "ni": row["n"]}
            line |= {"xi_low": row["events_low"], "xi_high": row["events_high"]}
        elif row["measure"] == "odds_ratio" and row["control_n"]:
            line |= {"ai": row["events_low"], "n1i": row["n"], "ci": row["control_events"], "n2i": row["control_n"]}
        else:
            line |= {"estimate": row["estimate"], "lower": row["conf_low"], "upper": row["conf_high"]}
        frame.append(line)
    if "xi" in frame[0]:
        return frame, [
            'print(rma.glmm(measure="PLO", xi=xi, ni=ni, data=dat, nAGQ=21))',
            'print(rma(measure="PLO", xi=xi, ni=ni, data=dat, to="only0"))',
        ]
    if "ai" in frame[0]:
        return frame, ['print(rma(measure="OR", ai=ai, n1i=n1i, ci=ci, n2i=n2i, data=dat, drop00=TRUE, to="only0"))']
    return frame, [
        "yi <- log(dat$estimate)",
        "sei <- (log(dat$upper) - log(dat$lower)) / (2 * qnorm(.975))",
        "print(rma(yi, sei=sei))",
    ]


def import_revman(project: Path, package: Path) -> int:
    """Papers of a data package: a study one paper, an analysis one set; returns the exit status."""
    try:
        sheet, kinds, labels = _read_package(package)
        made = Import()
        mapping: dict[str, Any] = {"outcomes": labels}
        for line, row in sheet.rows:
            one = Sheet(sheet.name, sheet.columns, ((line, row),))
            analysis = (row["Analysis group"], row["Analysis number"])
            own = _map_of_row(kinds.get(analysis, {}), row)
            if own is None:
                made.refused.append(
                    f"{sheet.place(line, [])}: neither counts nor a ratio, or data of a kind not entered"
                )
            else:
                apply_map(one, own, made)
        kept = project / KEPT / package.name
        if kept.exists():
            raise SheetError(f"{shown(kept)} is there already")
        status = add(project, sheet, mapping, made)
        kept.parent.mkdir(exist_ok=True)
        (shutil.copytree if package.is_dir() else shutil.copy2)(package, kept)
        return status
    except SheetError as reason:
        fail(f"Nothing was imported: {visible(str(reason))}.", status=FAILED)


def _files(package: Path) -> dict[str, bytes]:
    """The files of a package by their names within it."""
    try:
        if package.is_dir():
            paths = sorted(path for path in package.rglob("*") if path.is_file())
            return {path.relative_to(package).as_posix(): path.read_bytes() for path in paths}
        with zipfile.ZipFile(package) as archive:
            return {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
    except (OSError, zipfile.BadZipFile) as error:
        raise SheetError(f"{package.name} cannot be read: {error}") from None


def _table(files: Mapping[str, bytes], ending: str, package: Path) -> tuple[str, Sheet]:
    names = [name for name in files if name.endswith(ending)]
    if len(names) != 1:
        raise SheetError(f"{package.name} has {len(names)} files that end in {ending}, and one is needed")
    return names[0], sheet_of(names[0].rpartition("/")[2], files[names[0]].decode("utf-8-sig"))


def _read_package(package: Path) -> tuple[Sheet, dict[tuple[str, str], dict[str, str]], list[dict[str, str]]]:
    """The data rows, the settings of each analysis, and what its outcome is called."""
    files = _files(package)
    sheet, settings = (_table(files, ending, package)[1] for ending in (ROWS, SETTINGS))
    missing = [
        name for name in ("Analysis group", "Analysis number", "Study", "Study year") if name not in sheet.columns
    ]
    if missing:
        raise SheetError(f"{sheet.name} has no column {', '.join(missing)}")
    kinds = {(row["Analysis group"], row["Analysis number"]): row for _, row in settings.rows}
    labels = {
        outcome_of(row): f"{row.get('Analysis name', '')} ({row['Analysis group']}.{row['Analysis number']})"
        for _, row in sheet.rows
    }
    return sheet, kinds, [{"id": name, "label": label} for name, label in labels.items()]


def outcome_of(row: Mapping[str, str]) -> str:
    """The id of the outcome of an analysis."""
    return slug(f"c{row['Analysis group']}_{row['Analysis number']}_{row.get('Analysis name', '')}")


def _map_of_row(settings: Mapping[str, str], row: Mapping[str, str]) -> dict[str, Any] | None:
    """The map of one data row: counts of two groups, or a printed ratio; None for anything else."""
    outcome = outcome_of(row)
    arms = ("experimental ${Subgroup}", "control ${Subgroup}")
    labels = (settings.get("Experimental group label", ""), settings.get("Control group label", ""))
    groups = [
        {"group": arm, "label": f"{label or arm.split()[0].capitalize()} ${{Subgroup}}"}
        for arm, label in zip(arms, labels, strict=True)
    ]
    against = slug(filled(arms[1], row))
    member = {"set": outcome, "purpose": "synthesis", "group": arms[0], "against": against, "subgroup": "${Subgroup}"}
    found: dict[str, Any] = {
        "paper": {"id": "${Study}", "first_author": "${Study}", "year": "${Study year}"},
        "groups": groups,
    }
    if row.get("Experimental N") and row.get("Experimental cases") and settings.get("Data type", "") != "Continuous":
        found["counts"] = [
            {"group": arm, "outcome": outcome, "events": f"${{{side} cases}}", "n": f"${{{side} N}}"}
            for arm, side in zip(arms, ("Experimental", "Control"), strict=True)
        ]
        return found | {"sets": [member | {"outcome": outcome}]}
    statistic = EFFECTS.get(settings.get("Effect measure", ""))
    if statistic and row.get("Mean") and row.get("CI start") and row.get("CI end"):
        cells = {"value": "${Mean}", "low": "${CI start}", "high": "${CI end}", "reported": "O-E ${O-E}, V ${Variance}"}
        if not row.get("O-E"):
            del cells["reported"]
        level = settings.get("Study CI", "95%").rstrip("%") or "95"
        line = {"group": arms[0], "endpoint": outcome, "statistic": statistic, "against": against, "conf_level": level}
        return found | {"summaries": [line | cells], "sets": [member | {"endpoint": outcome}]}
    return None


def export_revman(project: Path, package: Path, to: Path) -> int:
    """A package that was imported, with the numbers as they are entered now; returns the exit status."""
    kept = project / KEPT / package.name
    if not kept.exists():
        fail(f"{shown(kept)} is not there: import the package first.", status=FAILED)
    if to.exists():
        fail(f"{shown(to)} is there already, and nothing is overwritten.", status=FAILED)
    files = _files(kept)
    name, sheet = _table(files, ROWS, kept)
    changed = dict(_changed(project, sheet))
    if not changed:
        (shutil.copytree if kept.is_dir() else shutil.copy2)(kept, to)
        tell(f"{shown(to)} is the package that was imported: no number of it was changed.", colour="green")
        return DONE
    rows = [row | changed.get(line, {}) for line, row in sheet.rows]
    files[name] = _text(list(sheet.columns), rows).encode("utf-8")
    if kept.is_dir():
        for place, data in files.items():
            (to / place).parent.mkdir(parents=True, exist_ok=True)
            (to / place).write_bytes(data)
    else:
        with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
            for place, data in files.items():
                archive.writestr(zipfile.ZipInfo(place), data)
    tell(
        f"{shown(to)}: {counted(len(changed), 'data row')} changed; what RevMan computes of them is blank.",
        colour="green",
    )
    return DONE


def _changed(project: Path, sheet: Sheet) -> Iterator[tuple[int, dict[str, str]]]:
    """The cells of each data row that are entered otherwise now."""
    entered: dict[str, dict[str, str]] = {}
    for path in (project / "data/raw").glob("*/counts.csv"):
        for row in csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"))):
            entered[f"{path.parent.name}/{row['group']}/{row['outcome']}"] = row
    for line, row in sheet.rows:
        paper, found = slug(row["Study"]).replace("_", "")[:36], {}
        for side in ("Experimental", "Control"):
            group = slug(filled(f"{side} ${{Subgroup}}", row))
            now = entered.get(f"{paper}/{group}/{outcome_of(row)}")
            for column, name in ((f"{side} cases", "events"), (f"{side} N", "n")):
                if now and row.get(column) and now.get(name, "") != row[column]:
                    found[column] = now.get(name, "")
        if found:
            yield line, found | {name: "" for name in COMPUTED if name in row}


def _text(columns: Sequence[str], rows: Sequence[Mapping[str, str]]) -> str:
    file = io.StringIO()
    writer = csv.DictWriter(file, columns, lineterminator="\n", restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()
