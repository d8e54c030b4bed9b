"""Whole papers: all problems at once, round trips, and bytes that nobody foresaw."""

import csv
import io
import re
import subprocess
import sys

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reanalysis.entry import read_paper, read_raw
from reanalysis.model.store import load_dataset, write_dataset


def test_a_good_paper_is_read_without_a_word(paper):
    found, findings = paper.read()
    assert findings == []
    assert (found.name, len(found.groups), len(found.counts), len(found.times), len(found.summaries)) == (
        "smith2001",
        3,
        2,
        2,
        3,
    )
    assert found.counts[1].ref == "smith2001/counts.csv:3"
    assert found.times[1].time.event is False and found.summaries[2].value.bound == ">="


def test_all_problems_are_told_at_once_and_in_order(paper):
    paper.replace("paper.yaml", "year: 2001", "year: MMI")
    paper.replace("groups.csv", "low,Low dose,10", "low,Low dose,ten")
    paper.replace("counts.csv", "15,30,", "15/30,3O,")
    paper.replace("counts.csv", "low,objective_response,5,,6,months", "medium,objective_response,5,,6,moons")
    paper.replace("times.csv", "6+", "6–8")
    paper.replace("summaries.csv", ",NE,", ",NR,")
    paper.write("notes.txt", "x")
    expected = [
        ("smith2001/counts.csv:2:events", "E-INT"),
        ("smith2001/counts.csv:2:n", "E-INT"),
        ("smith2001/counts.csv:3:unit", "E-WORD"),
        ("smith2001/groups.csv:3:n", "E-INT"),
        ("smith2001/notes.txt", "E-FILE"),
        ("smith2001/paper.yaml:5:year", "E-INT"),
        ("smith2001/summaries.csv:2:value", "E-AMBIG"),
        ("smith2001/times.csv:3:time", "E-RANGE"),
    ]
    found = [tuple(error.message.split(" ", 2)[:2]) for error in paper.errors()]
    assert found == [(f"{place}:", code) for place, code in expected]


def test_no_message_is_a_library_s(paper):
    paper.replace("counts.csv", "15,30,", '15/30,"3"x,').replace("paper.yaml", "title: Title", "title: A: B")
    text = " ".join(error.message for error in paper.errors())
    for word in ("pydantic", "Input should", "Field required", "mapping values", "expected after", "Traceback"):
        assert word not in text


def test_messages_are_one_visible_line(paper):
    paper.replace("groups.csv", "low,Low dose", "lo\u200bw,Low dose").replace(
        "counts.csv", "low,objective_response", "lowe,objective_response"
    )
    assert all(error.message.isprintable() for error in paper.errors())


def test_a_bad_paper_does_not_stop_a_good_one(paper, new_paper):
    new_paper(paper.path.parent, "jones2002").replace("counts.csv", "15", "x")
    entry = read_raw(paper.path.parent)
    assert list(entry.dataset.papers) == ["smith2001"] and entry.dataset.left_out == {"jones2002": 1}
    assert {finding.paper for finding in entry.findings} == {"jones2002"}


def test_what_is_written_is_what_is_read(paper, new_paper, tmp_path):
    new_paper(paper.path.parent, "jones2002").replace("counts.csv", "15", "x")
    (paper.path.parent / "sets.csv").write_text(
        "set,purpose,paper,group,outcome\ns,control,smith2001,all,objective_response\n"
    )
    paper.write("acknowledged.csv", 'check,table,row,entered,expected,reason,by\nsums,counts,all,1,2,"=x, ""y""",ab\n')
    paper.replace("counts.csv", "plain", '"a, ""b"" — ü"')
    entry = read_raw(paper.path.parent)
    assert entry.dataset.papers and entry.dataset.sets
    write_dataset(tmp_path / "processed", entry.dataset, entry.findings)
    assert load_dataset(tmp_path / "processed") == entry.dataset


def test_reading_a_csv_paper_imports_nothing_heavy(paper):
    code = (
        "import sys; from pathlib import Path; from reanalysis.entry import read_paper; "
        f"assert read_paper(Path({str(paper.path)!r}))[0]; "
        "print([name for name in ('pandas', 'numpy', 'scipy', 'openpyxl', 'matplotlib') if name in sys.modules])"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )


CELLS = st.one_of(
    st.text(max_size=8),
    st.sampled_from(
        ["all", "low", "objective_response", "15", "T", '"', "\r", "\t", "a,b", "=1", "#", "total", "\ufeff", "NR"]
    ),
)
LINES = (
    st.lists(st.lists(CELLS, max_size=6).map(",".join), max_size=6)
    .map("\n".join)
    .map(lambda text: text.encode("utf-8", "surrogatepass"))
)
TABLE_BYTES = st.one_of(
    st.binary(max_size=200), LINES, LINES.map(lambda data: b"group,outcome,events,n,source\n" + data)
)
FUZZ = settings(max_examples=150)


@FUZZ
@given(data=TABLE_BYTES)
def test_no_bytes_of_a_table_raise(new_paper, tmp_path_factory, data):
    folder = new_paper(tmp_path_factory.mktemp("raw")).write("counts.csv", data)
    found, findings = read_paper(folder.path)
    assert (found is None) == any(finding.severity == "error" for finding in findings)


TYPED = st.one_of(
    st.text(max_size=8),
    st.from_regex(r"[0-9.,+<>=%() eE_/'\u2013\u2212-]{1,10}", fullmatch=True),
    st.tuples(
        st.sampled_from(["15", "6", "12.5"]),
        st.sampled_from(
            ["\u00a0", "\u200b", "\uff15", "\u00b2", "*", "%", "+", " ", ".", ",5", "e1", "x", "?", "\ufeff"]
        ),
    ).map("".join),
).filter(lambda text: (text.strip(" ") and text.isprintable()) or any(ord(c) > 127 for c in text.strip()))
GRAMMARS = {
    ("counts.csv", "events"): r"0|[1-9][0-9]{0,6}",
    ("counts.csv", "low"): r"(0|[1-9][0-9]*)(\.[0-9]+)?( *%)?",
    ("times.csv", "time"): r"(0|[1-9][0-9]*)(\.[0-9]+)?\+?",
    ("summaries.csv", "value"): r"NE|(<|>|<=|>=)?(0|[1-9][0-9]*)(\.[0-9]+)?|(0|[1-9][0-9]*)(\.[0-9]+)?\+",
}


@FUZZ
@given(text=TYPED, where=st.sampled_from(sorted(GRAMMARS)))
def test_what_is_no_number_is_refused_in_its_cell(new_paper, tmp_path_factory, text, where):
    file, column = where
    folder = new_paper(tmp_path_factory.mktemp("raw"))
    rows = list(csv.reader((folder.path / file).read_text().splitlines()))
    rows[1][rows[0].index(column)] = text
    with open(folder.path / file, "w", newline="", encoding="utf-8", errors="surrogatepass") as target:
        csv.writer(target).writerows(rows)
    errors = [(f.row, f.column) for f in read_paper(folder.path)[1] if f.severity == "error"]
    if not re.fullmatch(GRAMMARS[where], text.strip(" ")) and text.strip():
        assert {row for row, _ in errors} == {"2"} and {found for _, found in errors} & {column, ""}


@FUZZ
@given(
    data=st.one_of(st.binary(max_size=200), st.text(alphabet="ab: -[]{}\n'\"#&*!|>%@`?\t", max_size=60).map(str.encode))
)
def test_no_bytes_of_paper_yaml_raise(new_paper, tmp_path_factory, data):
    folder = new_paper(tmp_path_factory.mktemp("raw")).write("paper.yaml", data)
    assert read_paper(folder.path)[0] is None


@pytest.fixture(scope="module")
def workbook_bytes():
    """A workbook whose bytes are the same in all examples: openpyxl writes the time into each one it saves."""
    workbook = openpyxl.Workbook()
    workbook.active.title = "groups"
    workbook.active.append(["group", "label", "n", "source"])
    data = io.BytesIO()
    workbook.save(data)
    return data.getvalue()


CHANGES = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=8)


@settings(FUZZ, max_examples=60)
@given(changes=CHANGES)
def test_no_damaged_workbook_raises(new_paper, tmp_path_factory, workbook_bytes, changes):
    folder = new_paper(tmp_path_factory.mktemp("raw"))
    for path in folder.path.glob("*.csv"):
        path.unlink()
    content = bytearray(workbook_bytes)
    for where, byte in changes:
        content[int(where * len(content))] = byte
    folder.write("smith2001.xlsx", bytes(content))
    assert read_paper(folder.path)[0] is None
