"""A project with one good paper, and ways to spoil it as people and programs do."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import openpyxl

from reanalysis.analyses.controls import compare_controls
from reanalysis.analyses.rates.rates import estimate_rates
from reanalysis.commands.check import check, label, line_of
from reanalysis.entry import read_raw
from reanalysis.model import layers, store
from reanalysis.model.config import ControlsConfig, RatesConfig
from reanalysis.model.finding import Finding

PAPER = "smith2001"
GOOD = {
    "paper.yaml": """\
source_kind: full_text
trial: smith_trial
title: A small trial of drug A
first_author: Smith
year: 2001
doi: 10.1234/smith.2001
pmid: 12345678
registration: NCT00000001
enrolled: 30
main_outcome: objective_response
""",
    "groups.csv": """\
group,label,n,parent,split,complete,role,source
all,All patients,30,,,,treatment,Table 1
low,Low dose,10,all,dose,yes,,Table 1
high,High dose,20,all,dose,yes,,Table 1
""",
    "counts.csv": """\
group,outcome,events,n,at,unit,reported,low,high,conf_level,population,confirmed,source,note
all,objective_response,15,30,,,15/30 (50%),31,69,95,evaluable,yes,Table 2,
low,objective_response,5,10,,,5/10 (50%),,,,evaluable,yes,Table 2,
high,objective_response,10,20,,,10/20 (50%),,,,evaluable,yes,Table 2,
all,alive,24,30,6,months,80%,,,,,,Text,
""",
    "categories.csv": """\
group,scale,category,count,n,population,confirmed,source
all,recist,cr,5,30,evaluable,yes,Table 2
all,recist,pr,10,30,evaluable,yes,Table 2
all,recist,sd,8,30,evaluable,yes,Table 2
all,recist,pd,7,30,evaluable,yes,Table 2
""",
    "times.csv": """\
patient,group,endpoint,time,unit,source
1,low,duration_of_response,17,months,Table 3
2,high,duration_of_response,6+,months,Table 3
""",
    "summaries.csv": """\
group,endpoint,statistic,at,value,value_unit,low,high,conf_level,unit,source
all,overall_survival,median,,14.2,,9.8,NE,95,months,Text
all,overall_survival,min,,1.5,,,,,months,Text
all,overall_survival,max,,26+,,,,,months,Text
all,progression_free_survival,median,,6.1,,,,,months,Text
all,overall_survival,survival,6,80.0,percent,,,,months,Text
all,overall_survival,survival,12,56.5,percent,,,,months,Text
all,,follow_up_median,,20,,,,,months,Text
""",
}


class Project:
    """A folder with data/raw and config, and the paper in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.raw = folder / "data/raw"
        (folder / "config").mkdir(parents=True)
        (folder / "reanalysis.toml").touch()
        self.add(PAPER)

    @property
    def paper(self) -> Path:
        return self.raw / PAPER

    def add(self, name: str, **changed: str) -> None:
        """A paper like the good one; `changed` replaces texts in its paper.yaml."""
        (self.raw / name).mkdir(parents=True)
        for file, text in GOOD.items():
            for old, new in changed.items() if file == "paper.yaml" else ():
                text = text.replace(GOOD_TEXTS[old], new)
            (self.raw / name / file).write_text(text, encoding="utf-8")

    def check(self) -> list[str]:
        """What a person is told: by the check, and by the stages of a run where it has nothing to say."""
        checked = check(self.folder)
        return [f"{label(finding)}: {line_of(finding, checked.dataset)}" for finding in checked.findings or self.run()]

    def run(self) -> list[Finding]:
        """What the stages of a run that compute rates and comparisons notice."""
        config = layers.settings(self.folder)
        outcomes, scales = (
            store.load_outcomes(self.folder / "config/outcomes.yaml"),
            store.load_scales(self.folder / "config/scales.yaml"),
        )
        dataset = read_raw(self.raw).dataset
        rates = estimate_rates(dataset, outcomes, scales, RatesConfig.model_validate(config["rates"]))
        compared = compare_controls(dataset, outcomes, scales, ControlsConfig.model_validate(config["controls"]))
        return [finding for finding in (*rates.findings, *compared.findings) if finding.severity != "note"]


GOOD_TEXTS = {
    "trial": "smith_trial",
    "doi": "10.1234/smith.2001",
    "pmid": "12345678",
    "registration": "NCT00000001",
    "title": "A small trial of drug A",
    "author": "Smith",
}
Spoil = Callable[[Project], object]


class Case(NamedTuple):
    """One bad input: its number in the catalogue (0: not in it), what it is, and what makes it."""

    number: int
    title: str
    spoil: Spoil


def rows_of(project: Project, table: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO((project.paper / f"{table}.csv").read_text(encoding="utf-8"))))


def save(project: Project, table: str, rows: list[list[str]]) -> None:
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows(rows)
    (project.paper / f"{table}.csv").write_bytes(file.getvalue().encode("utf-8"))


def cell(table: str, row: int, column: str, text: str) -> Spoil:
    """Type a text into a cell; rows count from the header, which is 1."""

    def spoil(project: Project) -> None:
        rows = rows_of(project, table)
        rows[row - 1][rows[0].index(column)] = text
        save(project, table, rows)

    return spoil


def events(text: str) -> Spoil:
    return cell("counts", 2, "events", text)


def low(text: str) -> Spoil:
    return cell("counts", 2, "low", text)


def value(text: str) -> Spoil:
    return cell("summaries", 2, "value", text)


def swap(file: str, old: str, new: str) -> Spoil:
    """Replace a text of a file, once."""

    def spoil(project: Project) -> None:
        path = project.paper / file
        text = path.read_bytes().decode("utf-8")
        assert old in text, (file, old)
        path.write_bytes(text.replace(old, new, 1).encode("utf-8"))

    return spoil


def yaml(old: str, new: str) -> Spoil:
    return swap("paper.yaml", old, new)


def add(file: str, line: str) -> Spoil:
    """Append a line to a file."""

    def spoil(project: Project) -> None:
        path = project.paper / file
        path.write_bytes(path.read_bytes() + f"{line}\n".encode())

    return spoil


def write(file: str, content: str | bytes) -> Spoil:
    """Write a file into the paper's folder."""
    return lambda project: (project.paper / file).write_bytes(
        content if isinstance(content, bytes) else content.encode("utf-8")
    )


def changed(file: str, change: Callable[[bytes], bytes]) -> Spoil:
    """Change the bytes of a file."""
    return lambda project: (project.paper / file).write_bytes(change((project.paper / file).read_bytes()))


def both(*spoils: Spoil) -> Spoil:
    return lambda project: [spoil(project) for spoil in spoils]


def book(change: Callable[[openpyxl.Workbook], object] = lambda workbook: None, name: str = f"{PAPER}.xlsx") -> Spoil:
    """The paper's tables as a workbook, changed and saved instead of the CSV files; counts stands in A1:N5."""

    def spoil(project: Project) -> None:
        workbook = openpyxl.Workbook()
        workbook.remove(workbook.active)
        for path in sorted(project.paper.glob("*.csv")):
            sheet = workbook.create_sheet(path.stem)
            for row in rows_of(project, path.stem):
                sheet.append([int(text) if text.isdigit() else text or None for text in row])
            path.unlink()
        change(workbook)
        workbook.save(project.paper / name)

    return spoil


def counts_cell(address: str, content: object, number_format: str = "") -> Spoil:
    """A cell of the sheet counts; C2 holds the events of row 2."""

    def change(workbook: openpyxl.Workbook) -> None:
        workbook["counts"][address] = content
        if number_format:
            workbook["counts"][address].number_format = number_format

    return book(change)


def link(name: str, target: str) -> Spoil:
    def spoil(project: Project) -> None:
        (project.paper / name).unlink(missing_ok=True)
        os.symlink(target, project.paper / name)

    return spoil
