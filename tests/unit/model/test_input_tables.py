"""What is told of each input table fits its model, and no table is told half."""

from dataclasses import fields

import pytest

from reanalysis.model.input_tables import INPUT_TABLES, OF_A_PAPER
from reanalysis.model.paper import Paper
from reanalysis.model.rows import TABLES, SetMember, columns_of

MODELS = {**TABLES, "sets": SetMember}
EVERY = pytest.mark.parametrize("name", INPUT_TABLES)


def test_every_table_has_a_model_and_a_place_in_a_paper():
    assert list(INPUT_TABLES) == list(MODELS)
    assert [name for name in OF_A_PAPER if name not in {field.name for field in fields(Paper)}] == []


@EVERY
def test_what_is_told_of_a_table_names_its_columns(name):
    table, columns = INPUT_TABLES[name], columns_of(MODELS[name])
    assert table.title and table.one_row.endswith(".") and table.reads and all(table.reads)
    named = {column for choice in table.reads for column in choice} | {*table.example, *table.apart}
    assert named <= set(columns)


@EVERY
def test_the_rows_of_a_table_can_be_told_apart(name):
    assert bool(MODELS[name].key) != bool(INPUT_TABLES[name].apart)


@pytest.mark.parametrize("name", [name for name, table in INPUT_TABLES.items() if table.estimated])
def test_a_row_that_results_are_made_of_says_of_what(name):
    assert {"outcome", "endpoint", "scale"} & set(columns_of(MODELS[name]))
