"""Notes and messages are prose: in other words, everything else that a run gives stays as it is."""

from __future__ import annotations

import ast
import difflib
import json
import re
from pathlib import Path

import pytest

import reanalysis

from .conftest import MARK, reworded

PACKAGE = Path(reanalysis.__file__).parent
SIZES = ("datapackage.json", "ro-crate-metadata.json")  # length and hash of each file
TRACE = re.compile(r'(<script type="application/json" id="trace">)(.*?)(</script>)', re.S)
VERSION = re.compile(r'(data version(?:</dt><dd><code>| )|data <code>|"version": "|^ *")[0-9a-f]{12}(?![0-9a-f])', re.M)
PROSE = {"note", "message", "short", "remark", "note_parts", "reason"}
READERS = {
    "startswith",
    "endswith",
    "removeprefix",
    "removesuffix",
    "partition",
    "rpartition",
    "split",
    "rsplit",
    "splitlines",
    "find",
    "index",
    "rfind",
    "replace",
    "count",
}
PATTERNS = {"search", "match", "fullmatch", "findall", "finditer", "sub", "split"}


def same_words(text: str) -> str:
    """A text in its first words; capitals count for none, as a sentence may begin with a mark, nor where a long word
    may be broken, nor the hash of the tables that were read, as the messages of entry stand in one of them."""
    return VERSION.sub(r"\1", re.sub(f"[{MARK}\u200b]", "", text).casefold())


def spelled_out(page: str) -> str:
    """A page with the texts of its trace in the place of their numbers: two that are the same stand there once."""

    def told(found: re.Match[str]) -> str:
        trace = json.loads(found[2])
        texts = trace.pop("texts")
        trace["results"] = [[*(texts[number] for number in result[:-1]), result[-1]] for result in trace["results"]]
        trace["cells"] = [[*cell[:2], *(texts[number] for number in cell[2:])] for cell in trace["cells"]]
        trace["ids"] = ["/".join(texts[part] for part in parts) for parts in trace["ids"]]
        return found[1] + json.dumps(trace, indent=0, ensure_ascii=False) + found[3]

    return TRACE.sub(told, page)


def different(before: str, after: str) -> list[str]:
    """The lines that differ in more than words."""
    lines = same_words(before).splitlines(), same_words(after).splitlines()
    return [line[:400] for line in difflib.unified_diff(*lines, lineterm="", n=0)]


def test_pages_and_tables_differ_in_the_words_of_notes_and_messages_alone(everything, in_other_words):
    assert everything.texts.keys() == in_other_words.texts.keys()
    for name in everything.texts.keys() - SIZES:
        assert (name, different(spelled_out(everything.texts[name]), spelled_out(in_other_words.texts[name]))) == (
            name,
            [],
        )


def test_the_printed_report_differs_in_these_words_alone(everything, in_other_words):
    assert MARK in in_other_words.printed and MARK not in everything.printed
    assert different(everything.printed, in_other_words.printed) == []


@pytest.mark.parametrize(
    ("table", "column"),
    [("estimates.csv", "note"), ("tables/findings.csv", "message"), ("tables/findings.csv", "short")],
)
def test_every_note_and_message_has_other_words(everything, in_other_words, table, column):
    before, after = (run.rows(table) for run in (everything, in_other_words))
    told = [
        (one[column], other[column])
        for one, other in zip(before, after, strict=True)
        if re.search("[a-z]{2}", one[column])
    ]
    assert told and [one for one, other in told if MARK not in other] == []


def test_other_words_are_no_words_that_a_pattern_finds_and_names_stay():
    assert reworded("not reached: 3 of 12 in \ufdd0group a:the few\ufdd1") == (
        f"n{MARK}ot r{MARK}eached: 3 o{MARK}f 12 i{MARK}n \ufdd0group a:the few\ufdd1"
    )
    assert reworded(reworded("takes the rate as known")) == reworded("takes the rate as known")


def prose(node: ast.AST) -> bool:
    """Whether an expression is a note or a message: `row.note`, `row["message"]`."""
    if isinstance(node, ast.Attribute):
        return node.attr in PROSE
    return isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and node.slice.value in PROSE


def read_by_pattern(tree: ast.AST) -> list[str]:
    """The expressions that look into a note or a message for what it says."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            asked = node.func.attr in READERS and prose(node.func.value)
            if asked or (node.func.attr in PATTERNS and any(map(prose, node.args))):
                found.append(ast.unparse(node))
        elif isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            if any(map(prose, sides)) and any(isinstance(side, ast.Constant) and side.value for side in sides):
                found.append(ast.unparse(node))
        elif isinstance(node, ast.Subscript) and prose(node.value) and isinstance(node.slice, ast.Slice):
            found.append(ast.unparse(node))
    return found


def test_no_module_reads_a_note_or_a_message_by_pattern():
    found = {
        str(path.relative_to(PACKAGE)): lines
        for path in sorted(PACKAGE.rglob("*.py"))
        if (lines := read_by_pattern(ast.parse(path.read_text(encoding="utf-8"))))
    }
    assert found == {}


@pytest.mark.parametrize(
    "line",
    [
        "_CONTROLS.search(result.note)",
        "re.search('alone', finding.message)",
        "result.note.partition(': ')",
        "'not reached' in result.note",
        "row['note'] == 'degenerate'",
        "row.fact_list['remark'][3:]",
    ],
)
def test_each_way_of_reading_is_noticed(line):
    assert len(read_by_pattern(ast.parse(line))) == 1
