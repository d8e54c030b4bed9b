"""Files made to exhaust: refused or read within a second of work and 300 MB, each in a process of its own."""

import io
import json
import subprocess
import sys
import zipfile

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from .catalogue.project import PAPER, Project

SECONDS, MEGABYTES = 1.0, 300
HEADER = "group,outcome,events,n,reported,source,note\n"
READ = """
import json, sys, time
from pathlib import Path
from reanalysis.entry import read_paper
import reanalysis.entry.sources.workbook
start = time.process_time()
paper, findings = read_paper(Path(sys.argv[1]))
spent = time.process_time() - start
high = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM:"))  # not ru_maxrss, which starts from the parent's
print(json.dumps([paper is not None, spent, high / 1024, [f.message for f in findings if f.severity == "error"][:1]]))
"""


def workbook(part: str = "xl/worksheets/sheet2.xml", before: str = "</sheetData>", extra: bytes = b"") -> bytes:
    """A small workbook with something put into one of its parts."""
    book = openpyxl.Workbook()
    book.active.title = "groups"
    for row in (["group", "label", "n", "source"], ["all", "All", "30", "Text"]):
        book.active.append(row)
    book.create_sheet("counts").append(["group", "outcome", "events", "source"])
    book["counts"].append(["all", "toxic", "3", "Text"])
    plain, spoiled = io.BytesIO(), io.BytesIO()
    book.save(plain)
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(spoiled, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, data.replace(before.encode(), extra + before.encode(), 1) if name == part else data)
    return spoiled.getvalue()


def cells(rows: int, columns: int) -> bytes:
    letters = [get_column_letter(column) for column in range(1, columns + 1)]
    return "".join(
        f'<row r="{row}">' + "".join(f'<c r="{letter}{row}"><v>1</v></c>' for letter in letters) + "</row>"
        for row in range(3, rows + 3)
    ).encode()


def rows(number: int) -> bytes:
    return "".join(f'<row r="{row}" s="0" customFormat="1"/>' for row in range(3, number + 3)).encode()


def rules(number: int) -> bytes:
    return "".join(
        f'<dataValidation type="list" sqref="A{row}"><formula1>"a,b"</formula1></dataValidation>'
        for row in range(3, number + 3)
    ).encode()


TABLES = {
    "5 MB of valid rows": (
        lambda: HEADER + "".join(f"all,outcome_{number},15,30,50%,Table 2,{'n' * 440}\n" for number in range(9_990)),
        "",
    ),
    "200,000 short rows": (
        lambda: HEADER + "".join(f"all,o{number},1,30,,T,\n" for number in range(200_000)),
        "200,001 rows",
    ),
    "5 MB of blank lines": (lambda: HEADER + "\n" * 4_900_000 + "x", "rows and was not read"),
    "5 MB of blank lines and nothing else": (lambda: "\n" * 4_900_000, "the table is empty"),
    "5 MB of a header and blank lines": (lambda: HEADER + "\r\n" * 2_400_000, "0 rows"),
    "5 MB of commas": (lambda: "," * 4_900_000, "columns and was not read"),
    "5 MB of commas in one row": (lambda: HEADER + "," * 4_900_000 + "x", "the row has 4,900,001 cells"),
    "5 MB of quotation marks": (lambda: HEADER + '"' * 4_900_000, "E-"),
    "9,000 lines with a quotation mark that is not closed": (lambda: HEADER + 'all,o,"x\n' * 9_000, "E-QUOTE"),
    "9,000 wrong cells of 400 characters": (
        lambda: HEADER + "".join(f"all,outcome_{number},{'1x ' * 130},30,,T,\n" for number in range(9_000)),
        "E-INT",
    ),
    "9,000 rows with the same key": (lambda: HEADER + "all,outcome,1,30,,T,\n" * 9_000, "E-TWICE"),
    "9,000 unknown groups": (
        lambda: HEADER + "".join(f"g{number},outcome,1,30,,T,\n" for number in range(9_000)),
        "E-GROUP",
    ),
}
WORKBOOKS = {
    "a million cells": (lambda: workbook(extra=cells(10_000, 100)), "cells"),
    "40,000 cells": (lambda: workbook(extra=cells(400, 100)), "cells"),
    "16,384 columns": (lambda: workbook(extra=cells(1, 16_384)), "E-"),
    "1,048,573 formatted rows": (lambda: workbook(extra=rows(1_048_573)), "formatted rows"),
    "60,000 formatted rows": (lambda: workbook(extra=rows(60_000)), "formatted rows"),
    "XML nested 40,000 deep": (lambda: workbook("xl/styles.xml", "<fonts", b"<a>" * 40_000 + b"</a>" * 40_000), ""),
    "200 MB of spaces": (lambda: workbook(extra=b" " * 200_000_000), "unpacked"),
    "merged cells over the whole sheet": (
        lambda: workbook(before="</worksheet>", extra=b'<mergeCells><mergeCell ref="A3:XFD1048576"/></mergeCells>'),
        "merged",
    ),
    "100,000 merged cells": (
        lambda: workbook(
            before="</worksheet>",
            extra="".join(f'<mergeCell ref="A{row}:B{row}"/>' for row in range(3, 100_003)).encode(),
        ),
        "merged",
    ),
    "100,000 rules": (lambda: workbook(before="</worksheet>", extra=rules(100_000)), "rules"),
    "entities": (
        lambda: workbook(
            "xl/worksheets/sheet2.xml",
            "<worksheet",
            b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        ),
        "entities",
    ),
}


GROUPS = "group,label,n,parent,split,source\n"
COUNTS, TIMES = "group,outcome,events,source\n", "patient,group,endpoint,time,unit,source\n"
CLAIMS = "claim,stated,expression,source\n"
TOGETHER = {
    "9,000 groups and 9,000 others": (
        lambda: {
            "groups.csv": GROUPS + "".join(f"g{number},G,3,,,T\n" for number in range(9_000)),
            "counts.csv": COUNTS + "".join(f"h{number},a,1,T\n" for number in range(9_000)),
        },
        "E-GROUP",
    ),
    "a patient in 9,000 groups": (
        lambda: {
            "groups.csv": GROUPS + "".join(f"g{number},G,3,,,T\n" for number in range(9_000)),
            "times.csv": TIMES + "".join(f"1,g{number},a,1,days,T\n" for number in range(9_000)),
            "counts.csv": COUNTS + "g1,a,1x,T\n",
        },
        "E-INT",
    ),
    "a circle of 9,000 groups": (
        lambda: {
            "groups.csv": GROUPS + "".join(f"g{number},G,3,g{(number + 1) % 9_000},s,T\n" for number in range(9_000)),
            "counts.csv": COUNTS + "g1,a,1,T\n",
        },
        "E-CYCLE",
    ),
    "2,500 claims of 190 factors": (
        lambda: {"claims.csv": CLAIMS + "".join(f"c{number},1,{'999999999*' * 189}9,T\n" for number in range(2_500))},
        "expressions",
    ),
    "2,500 claims 950 parentheses deep": (
        lambda: {"claims.csv": CLAIMS + "".join(f"c{number},1,{'(' * 950}1{')' * 950},T\n" for number in range(2_500))},
        "nested",
    ),
    "a chain of 9,000 groups": (
        lambda: {
            "groups.csv": GROUPS
            + "".join(f"g{number},G,3,{f'g{number - 1},s' if number else ','},T\n" for number in range(9_000)),
            "counts.csv": COUNTS + "g1,a,1,T\n",
        },
        "E-DEPTH",
    ),
}


def read(project: Project) -> tuple[bool, float, float, str]:
    done = subprocess.run([sys.executable, "-c", READ, str(project.paper)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    found, seconds, megabytes, messages = json.loads(done.stdout)
    return found, seconds, megabytes, " ".join(messages)


def hold(project: Project, part: str) -> None:
    """Seconds are of the processor, the best of two: other work on the machine is not to be measured."""
    found, seconds, megabytes, message = read(project)
    assert (found and not part) or (part and part in message), message
    assert megabytes < MEGABYTES
    assert seconds < SECONDS or read(project)[1] < SECONDS


@pytest.mark.parametrize("name", TABLES)
def test_tables(tmp_path, name):
    make, part = TABLES[name]
    project = Project(tmp_path)
    (project.paper / "counts.csv").write_text(make())
    hold(project, part)


@pytest.mark.parametrize("name", TOGETHER)
def test_tables_beside_each_other(tmp_path, name):
    make, part = TOGETHER[name]
    project = Project(tmp_path)
    for path in project.paper.glob("*.csv"):
        path.unlink()
    for file, text in make().items():
        (project.paper / file).write_text(text)
    hold(project, part)


@pytest.mark.parametrize("name", WORKBOOKS)
def test_workbooks(tmp_path, name):
    make, part = WORKBOOKS[name]
    project = Project(tmp_path)
    for path in project.paper.glob("*.csv"):
        path.unlink()
    (project.paper / f"{PAPER}.xlsx").write_bytes(make())
    hold(project, part)
