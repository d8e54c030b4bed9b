"""The folder of a new paper: what is made, what is refused, and that nothing is ever overwritten."""

import pytest

from reanalysis.commands.terminal import DATA_ERRORS, DONE, FAILED, USAGE
from reanalysis.model.rows import TABLES


def content(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def test_a_new_paper_is_refused_by_check_until_it_is_filled_in(project, helpers):
    done = helpers.reanalysis(project, "new", "jones2021")
    folder = project / "data/raw/jones2021"
    assert done.returncode == DONE and sorted(content(folder)) == ["counts.csv", "groups.csv", "paper.yaml"]
    assert "reanalysis check jones2021" in done.stdout and "--tables" in done.stdout
    checked = helpers.reanalysis(project, "check", "jones2021")
    assert (
        checked.returncode == DATA_ERRORS and checked.stdout.count("E-EXAMPLE this is the example row: delete it") == 2
    )


@pytest.mark.parametrize("options", [(), ("--workbook",)])
def test_nothing_is_overwritten(project, helpers, options):
    helpers.reanalysis(project, "new", "jones2021", *options)
    (project / "data/raw/jones2021/paper.yaml").write_text("source_kind: abstract\n")
    before = content(project / "data/raw")
    for arguments in ((), ("--workbook",), ("--tables", "groups"), ("--tables", "times,counts")):
        done = helpers.reanalysis(project, "new", "jones2021", *arguments)
        assert done.returncode == FAILED and "already; nothing was changed" in done.stderr
    assert content(project / "data/raw") == before


def test_tables_are_added_to_a_paper_that_is_there(project, helpers):
    helpers.reanalysis(project, "new", "jones2021", "--tables", "times")
    folder = project / "data/raw/jones2021"
    assert sorted(content(folder)) == ["counts.csv", "groups.csv", "paper.yaml", "times.csv"]
    before = content(folder)
    assert helpers.reanalysis(project, "new", "jones2021", "--tables", "claims, summaries.csv").returncode == DONE
    after = content(folder)
    assert set(after) - set(before) == {"claims.csv", "summaries.csv"} and before.items() <= after.items()


def test_all_tables(project, helpers):
    helpers.reanalysis(project, "new", "jones2021", "--tables", "all")
    assert set(content(project / "data/raw/jones2021")) == {"paper.yaml", *(f"{table}.csv" for table in TABLES)}


def test_a_workbook(project, helpers):
    done = helpers.reanalysis(project, "new", "jones2021", "--workbook")
    assert done.returncode == DONE and sorted(content(project / "data/raw/jones2021")) == [
        "jones2021.xlsx",
        "paper.yaml",
    ]
    helpers.reanalysis(project, "new", "brown2021", "--workbook")
    assert (project / "data/raw/brown2021/brown2021.xlsx").read_bytes() == (
        project / "data/raw/jones2021/jones2021.xlsx"
    ).read_bytes()


@pytest.mark.parametrize(
    "name", ["Smith2021", "smith-2021", "../../x", "2021smith", "a;touch x", "con", "é2021x", "ab", "x" * 41, ""]
)
def test_bad_names_are_refused_with_the_rule(project, helpers, name):
    before = content(project)
    done = helpers.reanalysis(project, "new", name)
    assert done.returncode == USAGE and "kantarjian2003" in done.stderr and content(project) == before


def test_a_table_that_there_is_not(project, helpers):
    done = helpers.reanalysis(project, "new", "jones2021", "--tables", "count")
    assert (
        done.returncode == USAGE
        and "Did you mean counts?" in done.stderr
        and not (project / "data/raw/jones2021").exists()
    )


def test_a_second_entry_has_the_tables_of_the_first_and_its_groups(project, helpers):
    done = helpers.reanalysis(project, "new", "smith2001", "--second")
    folder = project / "data/raw/smith2001/second"
    assert done.returncode == DONE and sorted(content(folder)) == ["counts.csv", "groups.csv"]
    assert (folder / "groups.csv").read_text().splitlines()[1].startswith("all,All patients,,")
    assert "15" not in (folder / "groups.csv").read_text() + (folder / "counts.csv").read_text().replace(
        "15/30 (50%)", ""
    ).replace(",15,30,", "")
    assert helpers.reanalysis(project, "check", "smith2001").returncode == DONE  # the first entry stands
    again = helpers.reanalysis(project, "new", "smith2001", "--second")
    assert again.returncode == FAILED and "nothing was changed" in again.stderr


def test_a_second_entry_as_a_workbook(project, helpers):
    helpers.reanalysis(project, "new", "smith2001", "--second", "--workbook")
    assert sorted(content(project / "data/raw/smith2001/second")) == ["smith2001.xlsx"]
    compared = helpers.reanalysis(project, "compare", "smith2001")
    assert compared.returncode == USAGE and "Nothing has been typed yet" in compared.stderr


def test_a_second_entry_of_no_paper(project, helpers):
    done = helpers.reanalysis(project, "new", "smith2011", "--second")
    assert done.returncode == USAGE and "Did you mean smith2001?" in done.stderr


def test_lists_that_cannot_be_read_stop_the_workbook(project, helpers):
    (project / "config/outcomes.yaml").write_text("outcomes: [\n")
    done = helpers.reanalysis(project, "new", "jones2021", "--workbook")
    assert done.returncode == FAILED and "outcomes.yaml" in done.stderr and "Traceback" not in done.stderr
    assert not (project / "data/raw/jones2021").exists()
