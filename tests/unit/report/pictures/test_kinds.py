"""Every figure that is drawn has a kind, and every kind a place where it is seen."""

import ast
import re
from pathlib import Path

import pytest

from reanalysis.report import pdf, pictures
from reanalysis.report.pictures.gallery import BESIDE_ITS_BLOCK, KINDS, across, of_section
from reanalysis.report.pictures.picture import Picture
from reanalysis.report.render import TEMPLATES

PICTURES, PDF = Path(pictures.__file__).parent, Path(pdf.__file__).parent
EVERY = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


def picture(kind, paper=""):
    fields = dict.fromkeys(("title", "caption", "alt", "svg"), "")
    tables = dict.fromkeys(("columns", "rows", "ids", "refs"), ())
    return Picture(name=f"{kind}-1", **fields, **tables, paper=paper, kind=kind)


def test_what_draws_figures_stands_in_the_table():
    drawing = set()
    for path in PICTURES.glob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_") or path.stem == "gallery":
                continue
            if ast.unparse(node.returns) == "Iterator[Picture]":
                drawing.add(node.name)
    table = (PICTURES / "gallery.py").read_text(encoding="utf-8").partition("\nKINDS")[2].partition("\n)\n")[0]
    assert drawing and {name for name in drawing if not re.search(rf"\b{name}\(run\.site", table)} == set()


def test_no_kind_stands_twice():
    assert len({kind.name for kind in KINDS}) == len(KINDS)


@EVERY
def test_a_kind_is_drawn_and_seen(kind):
    assert kind.of_all or kind.of_paper
    assert bool(kind.of_paper) == bool(kind.section), "figures of a paper stand in a section of its page"
    assert bool(kind.across) >= bool(kind.of_all), "figures of all papers have a title on the front page"
    assert not kind.of_few or kind.across


@EVERY
def test_the_page_and_the_print_show_the_section(kind):
    page = (TEMPLATES / "paper.html.j2").read_text(encoding="utf-8")
    blocks = {"response"}  # a section for each kind of outcome: pictures.get(block.kind, [])
    if kind.section:
        assert f'pictures["{kind.section}"]' in page or kind.section in blocks
    if kind.printed:
        name = "BESIDE_ITS_BLOCK" if kind.section == BESIDE_ITS_BLOCK else kind.section.upper()
        assert f"of_section(drawn, {name}, printed=True)" in (PDF / "paper.py").read_text(encoding="utf-8")


def test_figures_of_one_paper_stand_on_the_front_page_of_few_papers_alone():
    drawn = [picture("km", "alpha2001"), picture("forest"), picture("swimmer", "alpha2001")]
    assert [(title, [one.kind for one in found]) for title, found in across(drawn, few=True)] == [
        ("Response rates", ["forest"]),
        ("Durations", ["km"]),
    ]
    assert [title for title, _ in across(drawn)] == ["Response rates"]


def test_a_section_has_its_figures_in_the_order_of_drawing():
    drawn = [picture("controls", "a"), picture("assumed", "a"), picture("km", "a")]
    assert [one.kind for one in of_section(drawn, "comparisons")] == ["controls", "assumed"]
    assert [one.kind for one in of_section(drawn, "comparisons", printed=True)] == ["assumed"]
