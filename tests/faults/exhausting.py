"""Files made to exhaust a reader: what each is, and what must be said of it (nothing: it is read).

`test_limits` holds what is said and how much memory it takes, `benchmarks/bench_entry.py` how long it takes.
"""

import io
import json
import subprocess
import sys
import zipfile
from dataclasses import dataclass

import openpyxl
from openpyxl.utils import get_column_letter

from .catalogue.project import PAPER, Project

HEADER = "group,outcome,events,n,reported,source,note\n"


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

# The memory is not ru_maxrss, which starts from the parent's.
READ = """
import json, sys, time
from pathlib import Path
from reanalysis.entry import read_paper
import reanalysis.entry.sources.workbook
start = time.process_time()
paper, findings = read_paper(Path(sys.argv[1]))
spent = time.process_time() - start
high = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM:"))
print(json.dumps([paper is not None, spent, high / 1024, [f.message for f in findings if f.severity == "error"][:1]]))
"""


@dataclass(frozen=True)
class Reading:
    """What reading came to: whether there is a paper, seconds of the processor, megabytes, the first error."""

    found: bool
    seconds: float
    megabytes: float
    message: str


def names() -> list[str]:
    """Every file made to exhaust."""
    return [*TABLES, *TOGETHER, *WORKBOOKS]


def write(name: str, project: Project) -> str:
    """Put it into the paper of a project; returns a part of what must be said of it, nothing if it can be read."""
    make, part = (TABLES | TOGETHER | WORKBOOKS)[name]
    made = make()
    if name in TABLES:
        made = {"counts.csv": made}
    else:
        for path in project.paper.glob("*.csv"):
            path.unlink()
    for file, text in ({f"{PAPER}.xlsx": made} if name in WORKBOOKS else made).items():
        (project.paper / file).write_bytes(text.encode() if isinstance(text, str) else text)
    return part


def read(project: Project) -> Reading:
    """Read the paper in a process of its own."""
    done = subprocess.run([sys.executable, "-c", READ, str(project.paper)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    found, seconds, megabytes, messages = json.loads(done.stdout)
    return Reading(found, seconds, megabytes, " ".join(messages))
