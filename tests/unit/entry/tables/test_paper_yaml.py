"""paper.yaml: every scalar is text, every problem has its line."""

import pytest

from reanalysis.entry.messages import Place
from reanalysis.entry.tables.paper_yaml import read_info

NEEDED = "source_kind: full_text\ntrial: trial_1\ntitle: Title\nfirst_author: Smith\nyear: 2001\n"
CASES = [
    # old, new, code, row, column, part
    ("year: 2001", "year: 20001", "e_year", "5", "year", "1900 to 2100"),
    ("year: 2001", "year: 1.2e3", "e_int", "5", "year", "exponent"),
    ("year: 2001\n", "", "e_required", "", "year", "fill in year"),
    (
        "year: 2001",
        "year: 2001\ndoi: https://doi.org/10.1200/jco.2003.1",
        "e_doi",
        "6",
        "doi",
        "write 10.1200/jco.2003.1",
    ),
    ("year: 2001", "year: 2001\ndoi: javascript:alert(1)", "e_doi", "6", "doi", "leave it blank"),
    ("year: 2001", "year: 2001\ndoi: data:text/html,x", "e_doi", "6", "doi", "leave it blank"),
    ("year: 2001", "year: 2001\npmid: PMC123", "e_pmid", "6", "pmid", "1 to 8 digits"),
    ("year: 2001", "year: 2001\nregistration: NCT1234", "e_nct", "6", "registration", "NCT and 8 digits"),
    ("year: 2001", "year: 2001\nregistration: nct00349934", "e_nct", "6", "registration", "NCT and 8 digits"),
    ("year: 2001", "year: 2001\njurnal: Blood", "e_field", "6", "jurnal", "write journal"),
    ("year: 2001", "year: 2001\nyear: 2002", "e_twice", "6", "year", "lines 5 and 6"),
    ("year: 2001", "year: 2001\nretracted: true", "e_word", "6", "retracted", "one of yes, no"),
    ("full_text", "book", "e_word", "1", "source_kind", "one of abstract, full_text"),
    ("full_text", "", "e_required", "1", "source_kind", "abstract, full_text"),
    ("trial: trial_1", "trial: Trial;1", "e_id", "2", "trial", "write trial_1"),
    ("title: Title of the paper", "title: [a, b]", "e_yaml", "3", "title", "quotation marks"),
    ("title: Title of the paper", "title: A: B", "e_yaml", "3", "title", "quotation marks"),
    ("title: Title of the paper", "title: !!python/object:os.system x", "e_yaml", "3", "title", "a tag"),
    ("title: Title of the paper", "title: &a x", "e_yaml", "3", "title", "anchor"),
    ("title: Title of the paper", "title: *a", "e_yaml", "3", "title", "alias"),
    ("title: Title of the paper", "\ttitle: x", "e_yaml", "3", "title", "spaces instead of the tab"),
    ("title: Title of the paper", 'title: "Title', "e_yaml", "3", "title", "not closed"),
    ("trial: trial_1", "trial:trial_1", "e_yaml", "2", "", "a space behind the colon"),
    ("trial: trial_1", "trial = trial_1", "e_yaml", "2", "", "a space behind the colon"),
    ("year: 2001", "year: 2001\npmid: 1e7", "e_pmid", "6", "pmid", "mend it: copy it from PubMed"),
    ("year: 2001", "year: 2001\nenrolled: 0:30", "e_int", "6", "enrolled", "a time of day or a ratio"),
    ("year: 2001", "year: 2001\npmid: PMID 123", "e_pmid", "6", "pmid", "write 123"),
    ("year: 2001", "year: 2001\nregistration: NCT 00349934", "e_nct", "6", "registration", "write NCT00349934"),
    (
        "year: 2001",
        "year: 2001\nregistration: https://x.example/NCT00349934",
        "e_nct",
        "6",
        "registration",
        "write NCT00349934",
    ),
    ("year: 2001", "year: 01", "e_year", "5", "year", "four digits"),
    ("title: Title of the paper", "title: NA", "e_blank", "3", "title", "look up the title"),
    ("year: 2001", "year: 2001\n---\nyear: 2001", "e_yaml", "6", "", "second document"),
    (
        "year: 2001",
        "year: 2001\ntwo_stage:\n- {group: al, outcome: objective_response, p0: 0.2}",
        "e_group",
        "7",
        "two_stage",
        "write all",
    ),
    ("year: 2001", "year: 2001\ntwo_stage:\n- {group: all, p0: 0.2}", "e_required", "7", "outcome", "fill in outcome"),
    (
        "year: 2001",
        "year: 2001\ntwo_stage:\n- {group: all, outcome: objective_response, p0: 20}",
        "e_limits",
        "7",
        "p0",
        "0.2 for 20%",
    ),
    (
        "year: 2001",
        "year: 2001\ntwo_stage:\n- {group: all, outcome: objective_response, p0: 0.2, n1: 13, n: 4}",
        "e_events",
        "7",
        "n1",
        "swapped",
    ),
    (
        "year: 2001",
        "year: 2001\ntwo_stage:\n- group: all\n  outcome: objective_response\n  p0: 0.2\n  r3: 4",
        "e_field",
        "10",
        "r3",
        "group, outcome, p0",
    ),
    ("year: 2001", "year: 2001\ntwo_stage: yes", "e_yaml", "6", "two_stage", "hyphen"),
]


@pytest.mark.parametrize(("old", "new", "code", "row", "column", "part"), CASES)
def test_each_fault_has_its_line(paper, old, new, code, row, column, part):
    error = paper.replace("paper.yaml", old, new).only_error()
    assert (error.check, error.table, error.row, error.column) == (code, "paper", row, column)
    assert part in error.message


def test_a_text_that_ends_at_a_number_sign_is_warned_about(paper):
    found, findings = paper.replace("paper.yaml", "title: Title of the paper", "title: Drug #1").read()
    assert found.info.title == "Drug" and [(f.check, f.row, f.column) for f in findings] == [("w_yaml", "3", "title")]
    assert paper.replace("paper.yaml", "title: Drug #1", 'title: "Drug #1" # as printed').read()[1] == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "just text",
        "- a\n- b\n",
        "[" * 500,
        "{a: {b: {c: {d: {e: 1}}}}}",
        "a: \x01",
        "? [a]\n: b\n",
        "%YAML 9.9\n---\na: b",
    ],
)
def test_what_is_no_description_is_an_error(paper, text):
    assert paper.write("paper.yaml", text).errors()


def test_scalars_stay_text(paper):
    paper.write(
        "paper.yaml",
        "source_kind: abstract\ntrial: no\ntitle: 1_000\nfirst_author: NO\nyear: 2001\ndisease: 0x10\nnotes: >\n  "
        "one\n  two\n",
    )
    info = paper.read()[0].info
    assert (info.trial, info.title, info.first_author, info.disease, info.notes) == (
        "no",
        "1_000",
        "NO",
        "0x10",
        "one two",
    )


def test_two_stage_designs_are_read(paper):
    paper.replace(
        "paper.yaml",
        "year: 2001",
        "year: 2001\ntwo_stage:\n- {group: all, outcome: objective_response, p0: 0.20, p1: 0.4, r1: 3, n1: 13, r: "
        "12, n: 43}",
    )
    (design,) = paper.read()[0].info.two_stage
    assert (design.group, str(design.p0), design.r1, design.n) == ("all", "0.20", 3, 43)


def test_identifiers_in_their_form_are_read(paper):
    paper.replace(
        "paper.yaml",
        "year: 2001",
        "year: 2001\ndoi: 10.1002/(SICI)1097-0142(19990815)86:4<\npmid: 12345678\nregistration: NCT00349934; "
        "EudraCT 2005-001",
    )
    assert paper.read()[0] is not None


def test_the_lines_of_keys_are_kept_for_the_audit(paper, tmp_path):
    from reanalysis.entry import read_raw
    from reanalysis.model.store import load_dataset, write_dataset

    dataset = read_raw(paper.path.parent).dataset
    write_dataset(tmp_path / "stored", dataset, [])
    assert (
        dataset.papers["smith2001"].lines
        == {"source_kind": 1, "trial": 2, "title": 3, "first_author": 4, "year": 5}
        == load_dataset(tmp_path / "stored").papers["smith2001"].lines
    )


@pytest.mark.parametrize("line", ["title: A trial: a report", "\ttitle: A trial", 'title: "A trial'])
def test_a_line_that_cannot_be_read_does_not_hide_the_others(paper, line):
    paper.replace("paper.yaml", "title: Title of the paper", line).replace("paper.yaml", "year: 2001", "year: 20o1")
    assert [(error.check, error.row, error.column) for error in paper.errors()] == [
        ("e_yaml", "3", "title"),
        ("e_int", "5", "year"),
    ]


@pytest.mark.parametrize("drugs", ["[imp321, paclitaxel]", "imp321, paclitaxel", "imp321; paclitaxel"])
def test_what_groups_trials_is_read_from_lists_and_texts(drugs):
    text = f"short_name: IMP321 + paclitaxel\narea: breast_cancer\ndrugs: {drugs}\nselected_by_outcome: yes\n"
    info, _, problems = read_info((NEEDED + text).encode(), Place(paper="smith2001", file="paper.yaml"))
    assert not problems
    assert (info.short_name, info.area, info.drugs) == ("IMP321 + paclitaxel", "breast_cancer", "imp321; paclitaxel")
    assert info.selected_by_outcome == "yes"


@pytest.mark.parametrize(("line", "column"), [(f"short_name: {'x' * 41}", "short_name"), ("drugs: IMP 321", "drugs")])
def test_what_groups_trials_has_its_form(line, column):
    info, _, problems = read_info((NEEDED + line + "\n").encode(), Place(paper="smith2001", file="paper.yaml"))
    assert info is None and [problem.place.column for problem in problems] == [column]
