"""Single cells that cannot be read: code, place, the text as typed, and a cure that names the way out."""

import pytest

HEADER = "group,outcome,events,n,at,unit,reported,low,high,conf_level,population,source,note\n"


def counts(paper, **cells):
    row = {"group": "all", "outcome": "objective_response", "events": "15", "source": "Table 2"} | cells
    columns = HEADER.strip().split(",")
    quoted = ",".join('"' + row.get(column, "").replace('"', '""') + '"' for column in columns)
    return paper.write("counts.csv", HEADER + quoted + "\n")


COUNTS = [
    # typed, code, part of the message
    ("15/30 (50%)", "e_int", "enter 15 in events, 30 in n and the text as printed in reported"),
    ("15 (50)", "e_int", "enter 15 in events and the text"),
    ("15/30", "e_int", "enter 15 in events, 30 in n"),
    ("12 (3-24)", "e_int", "several numbers"),
    ("50%", "e_int", "percentage"),
    ("12,5", "e_dec", "12.5"),
    ("1,234", "e_int", "write 1234"),
    ("１５", "e_char", "U+FF11 FULLWIDTH DIGIT ONE at position 1"),
    ("15\u00a0", "e_char", "U+00A0 NO-BREAK SPACE at position 3"),
    ("15\u2009", "e_char", "U+2009 THIN SPACE"),
    ("15\u200b", "e_char", "U+200B ZERO WIDTH SPACE at position 3"),
    ("\ufeff15", "e_char", "U+FEFF"),
    ("٣", "e_char", "retype 3"),
    ("1_000", "e_int", "write 1000"),
    ("1e3", "e_int", "exponent"),
    ("1E+03", "e_int", "exponent"),
    ("15.0", "e_int", "write 15"),
    ("6+", "e_bound", "reported"),
    (">12", "e_bound", "reported"),
    (">1", "e_bound", "reported"),
    ("<0", "e_bound", "reported"),
    ("~10", "e_bound", "reported"),
    ("≈10", "e_bound", "reported"),
    ("NR", "e_ambig", "not reached"),
    ("nr", "e_ambig", "not reached"),
    ("3–10", "e_range", "U+2013 EN DASH"),
    ("3-10", "e_range", "range"),
    ("−5", "e_char", "U+2212 MINUS SIGN at position 1"),
    ("30*", "e_int", "write 30"),
    ("30a", "e_int", "write 30"),
    ("30†", "e_char", "U+2020 DAGGER"),
    ("30²", "e_char", "U+00B2 SUPERSCRIPT TWO"),
    ("½", "e_char", "U+00BD"),
    ("II", "e_int", "Roman"),
    ("two", "e_int", "write 2"),
    ("nan", "e_blank", "leave the cell blank"),
    ("inf", "e_blank", "leave the cell blank"),
    ("-inf", "e_blank", "leave the cell blank"),
    ("1e400", "e_int", "exponent"),
    ("-3", "e_int", "negative"),
    ("-0", "e_int", "negative"),
    ("007", "e_int", "write 7"),
    ("12345678", "e_int", "7 digits"),
    *(
        (word, "e_blank", "leave the cell blank")
        for word in ("NA", "N/A", "n/a", "None", "null", "-", ".", "?", "TBD", "—")
    ),
    ("1 5", "e_int", "write 15 if it is one number"),
    ("TRUE", "e_int", "yes or no"),
]


@pytest.mark.parametrize(("typed", "code", "part"), COUNTS)
def test_a_count_is_digits_and_nothing_else(paper, typed, code, part):
    error = counts(paper, events=typed).only_error()
    assert (error.check, error.table, error.row, error.column) == (code, "counts", "2", "events")
    assert part in error.message
    assert error.message.startswith(f"smith2001/counts.csv:2:events: {code.upper().replace('_', '-')} ")
    assert "; expected: a whole number such as 15; to mend it: " in error.message
    assert error.source == "smith2001/counts.csv:2"


@pytest.mark.parametrize("typed", ["１５", "15\u200b", "15\u00a0", "٣"])
def test_what_cannot_be_seen_is_escaped(paper, typed):
    error = counts(paper, events=typed).only_error()
    assert ascii(typed) in error.message
    assert error.entered.isascii()


def test_tabs_are_named(paper):
    error = counts(paper, events="15\t").only_error()
    assert (error.check, error.row, error.column) == ("e_char", "2", "events") and "U+0009" in error.message


def test_superscripts_are_never_made_digits(paper):
    assert "302" not in counts(paper, events="30²").only_error().message


NUMBERS = [
    ("12,5", "e_dec", "12.5"),
    ("1e3", "e_num", "exponent"),
    ("NR", "e_ambig", "not reached"),
    ("3-10", "e_range", "enter 3 in low, 10 in high"),
    ("3–10", "e_range", "enter 3 in low, 10 in high"),
    ("--1", "e_num", "number"),
    (".5", "e_num", "write 0.5"),
    ("5.", "e_num", "write 5"),
    ("05.0", "e_num", "write 5.0"),
    ("1_0", "e_num", "write 10"),
    ("31 (2)", "e_num", "several numbers"),
    (">3", "e_bound", "note"),
    ("inf", "e_blank", "blank"),
    ("30a", "e_num", "write 30"),
    ("0.30000000000000004", "e_num", "19 characters"),
    ("x", "e_num", "yes or no"),
    ("1 2", "e_num", "write 12 if"),
]


@pytest.mark.parametrize(("typed", "code", "part"), NUMBERS)
def test_a_number_has_one_spelling(paper, typed, code, part):
    error = counts(paper, low=typed).only_error()
    assert (error.check, error.row, error.column) == (code, "2", "low")
    assert part in error.message and error.entered == ascii(typed)[1:-1]


def test_blank_is_not_zero(paper):
    assert counts(paper, events="", reported="50%").read()[0].counts[0].events is None
    assert counts(paper, events="0").read()[0].counts[0].events == 0


def test_ascii_spaces_are_trimmed_with_one_note_for_the_table(paper):
    paper.write("counts.csv", "group,outcome,events,source\nall, a,15 ,T\nall,b , 1,T\n")
    found, findings = paper.read()
    assert [row.outcome for row in found.counts] == ["a", "b"]
    assert [(f.check, f.severity, f.row) for f in findings] == [("n_space", "note", "2")]


def test_a_line_break_in_a_cell_names_the_lines(paper):
    paper.write("counts.csv", 'group,outcome,events,source,note\nall,a,15,T,"one\ntwo"\nall,b,x,T,\n')
    first, second = paper.errors()
    assert (first.check, first.row) == ("e_newline", "2") and "line 3" in first.message
    assert (second.check, second.row) == ("e_int", "4")


WORDS = [
    ("population", "everybody", "e_word", "enrolled, treated, evaluable"),
    ("population", "trеated", "e_char", "U+0435 CYRILLIC SMALL LETTER IE at position 3"),
    ("population", "NA", "e_blank", "leave the cell blank"),
    ("unit", "fortnights", "e_word", "days, weeks, months, years"),
    ("group", "Total", "e_total", "declare it in groups.csv"),
    ("group", "Low; dose", "e_id", "write low_dose"),
    ("outcome", "", "e_required", "fill in outcome"),
    ("source", "", "e_required", "fill in source"),
    ("source", "NA", "e_blank", "no number is used without a source"),
    ("note", "x" * 2001, "e_long", "2,001 characters"),
]


@pytest.mark.parametrize(("column", "typed", "code", "part"), WORDS)
def test_words_come_from_a_list(paper, column, typed, code, part):
    error = counts(paper, **({"at": "6", "unit": "months"} | {column: typed})).only_error()
    assert (error.check, error.row, error.column) == (code, "2", column)
    assert part in error.message


CATEGORIES = [
    ("СR", "e_char", "U+0421 CYRILLIC CAPITAL LETTER ES at position 1"),
    ("Total", "e_total", "delete the row"),
    ("cr \\ pr", "e_id", "write its id"),
]


@pytest.mark.parametrize(("typed", "code", "part"), CATEGORIES)
def test_categories_are_ids(paper, typed, code, part):
    paper.write("categories.csv", f"group,scale,category,count,source\nall,recist,{typed},3,T\n")
    error = paper.only_error()
    assert (error.check, error.row, error.column) == (code, "2", "category")
    assert part in error.message


def test_a_merged_category_is_read(paper):
    paper.write("categories.csv", "group,scale,category,count,source\nall,recist,cr|pr,3,T\n")
    assert paper.read()[0].categories[0].category == "cr|pr"


@pytest.mark.parametrize("typed", ["6++", "+", "6 +", "6+m", "NE", "<6", "1e3+"])
def test_times_are_a_number_and_perhaps_a_plus(paper, typed):
    error = paper.replace("times.csv", "6+", typed).only_error()
    assert (error.table, error.row, error.column) == ("times", "3", "time")


@pytest.mark.parametrize(
    ("typed", "code"),
    [("NR", "e_ambig"), ("not reached", "e_num"), (">8+", "e_num"), ("=8", "e_num"), ("NA", "e_blank")],
)
def test_printed_values_are_numbers_bounds_or_ne(paper, typed, code):
    error = paper.replace("summaries.csv", ",NE,", f",{typed},").only_error()
    assert (error.check, error.row, error.column) == (code, "2", "value")


def test_an_invisible_character_in_a_patient_is_found(paper):
    error = paper.replace("times.csv", "1,low", "1\u200b,low").only_error()
    assert (error.check, error.column) == ("e_char", "patient") and "U+200B" in error.message


def test_a_placeholder_is_no_id(paper):
    error = paper.replace("groups.csv", "10,all,dose", "10,all,none").errors()[0]
    assert (error.check, error.column) == ("e_blank", "split")
