"""Repairs of form: what is read before and after is the same, and what could mean two things is left."""

from __future__ import annotations

import pytest

from reanalysis.commands.spellings import repair_delimiter, repair_info, repair_words
from reanalysis.entry import read_paper
from reanalysis.model import store
from reanalysis.model.config import Outcomes, Vocabulary
from reanalysis.model.rows import TABLES

NAMES = Vocabulary(
    Outcomes.model_validate({"outcomes": {"objective_response": {"label": "Objective response", "aliases": ["ORR"]}}}),
    {},
)
EUROPEAN = (
    "group;endpoint;statistic;value;low;high;conf_level;unit;source\n"
    'all;overall_survival;median;14,2;9,8;NE;95;months;"Table 2, row 3"\n'
)


def test_semicolons_become_commas_and_decimal_commas_points():
    repair = repair_delimiter(EUROPEAN.encode(), TABLES["summaries"])
    assert repair.after.decode() == (
        "group,endpoint,statistic,value,low,high,conf_level,unit,source\n"
        'all,overall_survival,median,14.2,9.8,NE,95,months,"Table 2, row 3"\n'
    )
    assert repair.done == ("semicolons between the columns", "2 decimal commas")


def test_commas_in_texts_stay_and_are_quoted():
    data = "group;outcome;events;reported;source\nall;objective_response;5;27,8% (5/18);Text, results\n"
    after = repair_delimiter(data.encode(), TABLES["counts"]).after.decode()
    assert after.endswith('all,objective_response,5,"27,8% (5/18)","Text, results"\n')


@pytest.mark.parametrize(
    ("data", "why"),
    [(EUROPEAN.replace("9,8", "9.8"), "commas and points"), (EUROPEAN.replace('"Table', '"Ta"ble'), "quotation marks")],
)
def test_what_is_not_certain_is_left(data, why):
    repair = repair_delimiter(data.encode(), TABLES["summaries"])
    assert not repair.changes and why in repair.left


def test_a_table_with_commas_is_left():
    data = b"group,label,n,source\nall,a;b;c,3,T\n"
    assert not repair_delimiter(data, TABLES["groups"]).changes


def test_words_are_written_as_they_are_read():
    data = (
        'group,outcome,events,conf_level,population,source,note\nAll,ORR,5,95%,Treated,"Table 2, row 1",a "b"\n'
        'all,complete_response,1,,,T,"x, y"\n'
    )
    repair = repair_words(data.encode(), TABLES["counts"], NAMES)
    first, second, third, _ = repair.after.decode().split("\n")
    assert second == 'all,objective_response,5,95,treated,"Table 2, row 1","a ""b"""'
    assert (first, third) == tuple(data.split("\n")[::2][:2]) and repair.done == ("4 cells in another form",)
    assert not repair_words(repair.after, TABLES["counts"], NAMES).changes


def test_percent_signs_stay_where_no_column_could_say_the_unit():
    data = b"group,endpoint,statistic,at,value,unit,source\nall,overall_survival,survival,12,56%,months,T\n"
    assert not repair_words(data, TABLES["summaries"], NAMES).changes
    with_unit = data.replace(b"value,unit", b"value,value_unit,unit").replace(b"56%,", b"56%,,")
    assert b"12,56,percent,months" in repair_words(with_unit, TABLES["summaries"], NAMES).after


def test_keys_of_paper_yaml():
    repair = repair_info(b"# x\nsource_kind: Full text\ntitle: Full text\ntrial: 'Trial 1'\n", NAMES)
    assert repair.after == b"# x\nsource_kind: full_text\ntitle: Full text\ntrial: trial_1\n"


def test_a_paper_of_another_spreadsheet_is_readable_after_the_repair(project, helpers):
    folder = project / "data/raw/smith2001"
    text = (folder / "counts.csv").read_text(encoding="utf-8")
    (folder / "counts.csv").write_text(text.replace(",", ";").replace("all;", "All;"), encoding="utf-8")
    names = store.load_vocabulary(project)
    assert read_paper(folder, names=names)[0] is None
    assert "reanalysis fix smith2001" in helpers.reanalysis(project, "check", "smith2001").stdout
    shown = helpers.reanalysis(project, "fix", "smith2001").stdout
    assert "semicolons between the columns" in shown and read_paper(folder, names=names)[0] is None
    assert helpers.reanalysis(project, "fix", "smith2001", "--apply").returncode == 0
    assert (folder / "counts.csv").read_text(encoding="utf-8") == text
    assert "nothing to repair" in helpers.reanalysis(project, "fix", "smith2001").stdout
