"""Lossless repairs: values, quotation marks and row numbers stay; twice is once."""

from __future__ import annotations

import csv
import json
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reanalysis.commands import fix, terminal
from reanalysis.commands.repairs import BOM, is_space, repair_table, repair_text

COLUMNS = frozenset({"group", "label", "n"})
HEADER = b"group,label,n,source\n"


def test_everything_around_a_value_goes_and_the_value_stays():
    data = BOM + b'group , label,n\r\n all,"\xc2\xa0All, of them ",\t54\xe2\x80\xaf'
    repair = repair_table(data, COLUMNS)
    assert repair.after == b'group,label,n\nall,"All, of them",54\n'
    assert repair.done == (
        "5 cells with spaces around the text",
        "a byte order mark",
        "1 line end (CR LF instead of LF)",
        "no line end after the last line",
    )


@pytest.mark.parametrize(
    "line",
    [
        b'a,"b, c",3\n',
        b'a,"say ""no""",3\n',
        b"a,b c,3\n",
        b"a,b\xc2\xa0c,3\n",
        b",,\n",
        b"\n",
        b'"","",""\n',
        b'a, "b",3\n',
        b'a,b"c"d,3\n',
        b"a,'x',3\n",
    ],
    ids=repr,
)
def test_what_is_no_space_around_a_value_is_left(line):
    repair = repair_table(HEADER + line, COLUMNS)
    assert (repair.after, repair.done) == (HEADER + line, ())


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (HEADER + b"\xff, a,3\n", "it is not UTF-8"),
        (HEADER + b"a\0, b,3\n", "it holds NUL bytes"),
        ("group,n\n a,3\n".encode("utf-16"), "it is not UTF-8"),
    ],
)
def test_files_that_cannot_be_read_are_not_touched(data, why):
    for repair in (repair_table(data, COLUMNS), repair_text(data)):
        assert (repair.after, repair.left) == (data, why)


@pytest.mark.parametrize(
    ("data", "after", "why"),
    [
        (b'group,n\r\n"a,3\r\n b,4\r\n', b'group,n\n"a,3\n b,4\n', "line 2 has quotation marks that do not match"),
        (b"group,n\n a,\r3\n", b"group,n\n a,\r3\n", "line 2 holds a carriage return"),
        (
            b"group;n\r\n a; 3, 5\r\n",
            b"group;n\n a; 3, 5\n",
            "its first line holds no known column; are the columns separated by commas?",
        ),
    ],
)
def test_cells_that_are_not_certain_are_left_and_line_ends_mended(data, after, why):
    repair = repair_table(data, COLUMNS)
    assert (repair.after, repair.left) == (after, why)


def test_old_line_ends_are_mended_only_where_they_divide_lines():
    assert repair_text(b"a\rb\r").after == b"a\nb\n"
    assert repair_text(b"a\rb\nc\n").after == b"a\rb\nc\n"
    assert repair_text(b"").after == b""


texts = st.text(st.sampled_from('ab7"+,%; \t\u00a0\u202f\u200b\ufeff—é'), max_size=8)


@st.composite
def tables(draw):
    """A table as somebody's program may have written it."""
    rows = [["group", "label", "n"], *draw(st.lists(st.lists(texts, min_size=3, max_size=3), max_size=5))]
    spaced = [[f"{draw(st.sampled_from(['', ' ', chr(0xA0)]))}{cell}" for cell in row] for row in rows]
    quoted = draw(st.booleans())
    lines = [
        ",".join('"' + cell.replace('"', '""') + '"' if quoted or set(cell) & set(',"') else cell for cell in row)
        for row in spaced
    ]
    end = draw(st.sampled_from(["\n", "\r\n", "\r\r\n", "\r"]))
    return (
        draw(st.sampled_from([b"", BOM, BOM * 2]))
        + end.join(lines).encode()
        + draw(st.sampled_from([b"", end.encode(), b" "]))
    )


@given(tables())
def test_values_are_equal_up_to_spaces_and_twice_is_once(data):
    repair = repair_table(data, COLUMNS)
    again = repair_table(repair.after, COLUMNS)
    assert not again.changes
    assert values(repair.after) == values(data)


@given(st.binary(max_size=60))
def test_any_bytes_are_repaired_once(data):
    assert not repair_text(repair_text(data).after).changes
    assert not repair_table(repair_table(HEADER + data, COLUMNS).after, COLUMNS).changes


def values(data: bytes) -> list[list[str]]:
    """All cells without the spaces around them; the rows of a file whatever its line ends."""
    text = data.decode().lstrip("\ufeff").replace("\r\r\n", "\n").replace("\r\n", "\n")
    text = text if "\n" in text else text.replace("\r", "\n")
    rows = [next(csv.reader([line]), []) or [""] for line in text.removesuffix("\n").split("\n")]
    return [["".join(c if not is_space(c) else " " for c in cell).strip() for cell in row] for row in rows]


@pytest.fixture
def paper(tmp_path):
    """A project with one paper that has something to repair."""
    folder = tmp_path / "data/raw/smith2001"
    (folder / "second").mkdir(parents=True)
    (folder / "groups.csv").write_bytes(b"group,label,n,source\r\n all,All\xc2\xa0,54,Table 1\r\n")
    (folder / "second/groups.csv").write_bytes(b"group,label,n,source\nall,All,54,Table 1")
    (folder / "paper.yaml").write_bytes(b"title: x\r\n")
    (folder / "note.csv").write_bytes(b"a , b\n")
    return folder


def test_repairs_are_shown_first_and_made_when_asked_for(paper, capsys):
    before = (paper / "groups.csv").read_bytes()
    assert fix.run(paper.parents[2], "smith2001") == terminal.DONE
    said = capsys.readouterr().out
    assert "smith2001/groups.csv: 2 cells with spaces around the text, 2 line ends (CR LF instead of LF)" in said
    assert "-·all,All\\xa0,54,Table 1\n+all,All,54,Table 1\n" in said
    assert "--apply" in said
    assert (paper / "groups.csv").read_bytes() == before
    (paper / "groups.csv").chmod(0o640)
    assert fix.run(paper.parents[2], "smith2001", apply=True) == terminal.DONE
    assert (paper / "groups.csv").read_bytes() == b"group,label,n,source\nall,All,54,Table 1\n"
    assert (paper / "second/groups.csv").read_bytes().endswith(b"Table 1\n")
    assert (paper / "paper.yaml").read_bytes() == b"title: x\n"
    assert (paper / "note.csv").read_bytes() == b"a , b\n"
    assert stat.S_IMODE((paper / "groups.csv").stat().st_mode) == 0o640
    assert not list(paper.glob(".*"))
    capsys.readouterr()
    assert fix.run(paper.parents[2], "smith2001") == terminal.DONE
    said = capsys.readouterr().out  # paper.yaml lacks most of its keys
    assert said.startswith("smith2001: nothing to repair; ") and said.endswith(
        " left that only a person can mend: reanalysis check smith2001 says more.\n"
    )


def test_nothing_to_repair_in_a_paper_without_errors(project, capsys):
    assert fix.run(project, "smith2001") == terminal.DONE
    assert capsys.readouterr().out == "smith2001: nothing to repair.\n"


def test_programs_read_repairs_as_json(paper, capsys):
    assert fix.run(paper.parents[2], "smith2001", as_json=True) == terminal.DONE
    told = json.loads(capsys.readouterr().out)
    assert [file["file"] for file in told["files"]] == [
        "smith2001/paper.yaml",
        "smith2001/groups.csv",
        "smith2001/second/groups.csv",
    ]
    assert told["applied"] is False and "+all,All,54,Table 1" in told["files"][1]["patch"]
    assert fix.run(paper.parents[2], "smith2001", apply=True, as_json=True) == terminal.DONE
    assert json.loads(capsys.readouterr().out)["applied"] is True
    assert (paper / "groups.csv").read_bytes() == b"group,label,n,source\nall,All,54,Table 1\n"
    assert fix.run(paper.parents[2], "smith2001", as_json=True) == terminal.DONE
    assert json.loads(capsys.readouterr().out)["files"] == []


def test_file_that_changed_meanwhile_is_not_overwritten(paper, capsys):
    path = paper / "groups.csv"
    repair = fix.repair_of(path)
    path.write_bytes(b"saved again")
    with pytest.raises(terminal.Ended):
        fix.write(path, repair)
    assert path.read_bytes() == b"saved again"
    assert "was changed while" in capsys.readouterr().err
    assert not list(paper.glob(".*"))


def test_what_a_link_leads_to_is_left_alone(paper, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/groups.csv").write_bytes(b"group , n\r\n")
    (paper.parent / "linked2001").symlink_to(tmp_path / "elsewhere")
    assert list(fix.files_of(paper.parent / "linked2001")) == []
    (paper / "counts.csv").symlink_to(tmp_path / "elsewhere/groups.csv")
    assert paper / "counts.csv" not in fix.files_of(paper)


def test_workbooks_are_left_alone(paper, capsys):
    for path in paper.rglob("*.*"):
        path.unlink()
    (paper / "smith2001.xlsx").write_bytes(b"PK")
    assert fix.run(paper.parents[2], "smith2001", apply=True) == terminal.FAILED
    assert "smith2001/smith2001.xlsx is a workbook, which this command leaves alone" in capsys.readouterr().err
    assert (paper / "smith2001.xlsx").read_bytes() == b"PK"
