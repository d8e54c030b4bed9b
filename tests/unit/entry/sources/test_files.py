"""Files and bytes: what may be opened, in which encoding."""

import os

import pytest

from reanalysis.entry import read_raw
from reanalysis.model.store import load_dataset, write_dataset

TABLE = "group,outcome,events,source\nall,a,1,Table 2 – résumé\n"


def test_a_byte_order_mark_is_accepted_with_a_note(paper):
    found, findings = paper.write("counts.csv", b"\xef\xbb\xbf" + TABLE.encode()).read()
    assert found.counts[0].events == 1
    assert [(f.check, f.severity) for f in findings] == [("n_bom", "note")]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_utf16_is_named(paper, encoding):
    error = paper.write("counts.csv", TABLE.encode(encoding)).only_error()
    assert error.check == "e_utf16" and "UTF-8" in error.message


@pytest.mark.parametrize(("encoding", "byte"), [("cp1252", "0x96"), ("latin-1", "0xE9")])
def test_other_encodings_are_named_by_line_and_byte(paper, encoding, byte):
    text = TABLE if encoding == "cp1252" else TABLE.replace("–", "-")
    error = paper.write("counts.csv", text.encode(encoding)).only_error()
    assert (error.check, error.row) == ("e_utf8", "2")
    assert byte in error.message and "save the file as UTF-8" in error.message


BYTES = [
    (b"group,outcome,events,source\nall,a,1\x005,T\n", "e_nul", "2", "U+0000"),
    (
        "group,outcome,events,source\nall,a,1,T\u202e\n".encode(),
        "e_control",
        "2",
        "U+202E RIGHT-TO-LEFT OVERRIDE at position 10",
    ),
    (b"group,outcome,events,source\nall,a,1,T\x07\n", "e_control", "2", "U+0007"),
    ("group,outcome,events,source\nall,a,1,T\u2028x\n".encode(), "e_control", "2", "U+2028"),
    ("group,outcome,events,source\nall,a,1,T\ufffd\n".encode(), "e_utf8", "2", "a letter was lost"),
    (b"group,outcome,events,source\rall,a,1,T\r", "e_cr", "1", "carriage return"),
    (b"group,outcome,events,source\nall,a,1,T\rU\n", "e_cr", "2", "carriage return"),
]


@pytest.mark.parametrize(("data", "code", "row", "part"), BYTES)
def test_bytes_that_no_text_holds(paper, data, code, row, part):
    error = paper.write("counts.csv", data).only_error()
    assert (error.check, error.table, error.row) == (code, "counts", row) and part in error.message


def test_a_bad_line_does_not_hide_the_others(paper):
    paper.write("counts.csv", b"group,outcome,events,source\nall,a,1,\xe9\nall,b,x,T\n")
    assert [(e.check, e.row) for e in paper.errors()] == [("e_utf8", "2"), ("e_int", "3")]


def test_large_files_are_not_opened(paper):
    error = paper.write("counts.csv", b"x" * 5_000_001).only_error()
    assert error.check == "e_size" and "5,000,001 bytes" in error.message


def test_a_huge_cell_is_named(paper):
    error = paper.write(
        "counts.csv", 'group,outcome,events,source,note\nall,a,1,T,"' + "x" * 200_000 + '"\n'
    ).only_error()
    assert (error.check, error.row, error.column) == ("e_long", "2", "note")
    assert len(error.message) < 1000


def test_links_are_refused(paper, tmp_path):
    target = tmp_path / "elsewhere.csv"
    target.write_text("secret")
    (paper.path / "counts.csv").unlink()
    (paper.path / "counts.csv").symlink_to(target)
    error = paper.only_error()
    assert error.check == "e_link" and "secret" not in error.message


def test_a_pipe_is_not_opened(paper):
    (paper.path / "counts.csv").unlink()
    os.mkfifo(paper.path / "counts.csv")
    assert paper.only_error().check == "e_file"


def test_a_linked_folder_is_refused(paper):
    (paper.path.parent / "jones2002").symlink_to(paper.path)
    entry = read_raw(paper.path.parent)
    assert list(entry.dataset.papers) == ["smith2001"] and entry.dataset.left_out == {"jones2002": 1}
    assert entry.findings[0].check == "e_link"


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("Claims.csv", "rename it to claims.csv"),
        ("claim.csv", "rename it to claims.csv"),
        ("Counts.csv", "counts.csv is there already"),
        ("count.csv", "counts.csv is there already"),
        ("data.xls", "save it as smith2001.xlsx"),
        ("data.xlsm", "without macros"),
        ("data.ods", "save it as smith2001.xlsx"),
        ("smith2001 (1).xlsx", "a workbook of another name"),
        ("counts (1).csv", "counts.csv is there already"),
        ("Copy of counts.csv", "counts.csv is there already"),
        ("counts.csv~", "counts.csv is there already"),
        ("#counts.csv#", "counts.csv is there already"),
        ("counts_autosaved.csv", "counts.csv is there already"),
        ("counts.csv.bak", "counts.csv is there already"),
        ("paper.yml", "paper.yaml is there already"),
        ("claims (1).csv", "rename it to claims.csv"),
        ("photo.png", "move it out"),
    ],
)
def test_unknown_files_are_errors(paper, name, part):
    error = paper.write(name, b"x").only_error()
    assert error.check == "e_file" and part in error.message


@pytest.mark.parametrize("name", ["~$smith2001.xlsx", ".~lock.counts.csv#", ".DS_Store", "Thumbs.db"])
def test_files_left_behind_are_ignored_with_a_note(paper, name):
    found, findings = paper.write(name, b"x").read()
    assert found is not None and [(f.check, f.severity) for f in findings] == [("n_ignored", "note")]


def test_hidden_files_and_the_second_entry_are_passed_over(paper):
    (paper.path / "second").mkdir()
    found, findings = paper.write(".gitkeep", b"").read()
    assert found is not None and findings == []


@pytest.mark.parametrize("name", ["paper.yaml", "groups.csv"])
def test_what_is_compulsory_is_asked_for(paper, name):
    (paper.path / name).unlink()
    error = paper.only_error()
    assert error.check == "e_missing" and error.message.startswith(f"smith2001/{name}: ")


def test_an_empty_folder(tmp_path):
    (tmp_path / "smith2001").mkdir()
    entry = read_raw(tmp_path)
    assert entry.dataset.left_out == {"smith2001": 2}


@pytest.mark.parametrize(
    "name", ["a; touch x #", "CON", "Smith2001", "é2001", "x" * 41, "1smith", "a b", "$(id)", "tab\there"]
)
def test_folder_names_keep_the_grammar(paper, name):
    (paper.path.parent / name).mkdir()
    entry = read_raw(paper.path.parent)
    assert list(entry.dataset.papers) == ["smith2001"]
    assert list(entry.dataset.left_out.values()) == [1]
    (error,) = entry.findings
    assert error.check == "e_paper" and "first author and year" in error.message
    if name == "Smith2001":
        assert "upper and lower case only" in error.message


def test_stray_files_beside_the_papers_are_warned_about(paper):
    (paper.path.parent / "notes.txt").write_text("x")
    entry = read_raw(paper.path.parent)
    assert list(entry.dataset.papers) == ["smith2001"] and [(f.check, f.severity) for f in entry.findings] == [
        ("w_file", "warning")
    ]


@pytest.mark.parametrize("exists", [True, False])
def test_no_papers_is_never_success(tmp_path, exists):
    raw = tmp_path / "raw"
    if exists:
        raw.mkdir()
    assert [f.check for f in read_raw(raw).findings] == ["e_empty"]


def test_a_name_that_is_no_text_can_still_be_written_down(paper, tmp_path):
    (paper.path.parent / os.fsdecode(b"sm\xefth2001")).mkdir()
    (paper.path / os.fsdecode(b"\xe9.csv")).write_bytes(b"x")
    entry = read_raw(paper.path.parent)
    assert len(entry.dataset.left_out) == 2 and not entry.dataset.papers
    write_dataset(tmp_path / "processed", entry.dataset, entry.findings)
    assert load_dataset(tmp_path / "processed") == entry.dataset


@pytest.mark.parametrize(
    ("start", "part"),
    [
        (b"PK\x03\x04\x14\x00", "workbook"),
        (b"\x1f\x8b\x08\x00", "gzip"),
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"\xd0\xcf\x11\xe0", ".xls"),
    ],
)
@pytest.mark.parametrize("name", ["counts.csv", "paper.yaml"])
def test_another_file_under_the_name_of_a_text_is_named_once(paper, start, part, name):
    error = paper.write(name, start + bytes(range(256)) * 40 + b"\n" * 12_000 + b"\n,\xff\x00\n" * 50).only_error()
    assert error.check == "e_file" and part in error.message


def test_spaces_in_the_header_are_noted(paper):
    found, findings = paper.replace("counts.csv", "high", " high").read()
    assert found is not None and [(f.check, f.row, f.severity) for f in findings] == [("n_space", "1", "note")]


def test_sets_in_the_folder_of_a_paper(paper):
    error = paper.write("sets.csv", "set,purpose,paper,group,outcome\n").only_error()
    assert error.check == "e_file" and "move it to data/raw" in error.message
