"""The pages of a small run: complete, sourced, safe, accessible in structure, and the same every time."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from itertools import pairwise

import pytest

from reanalysis.model.store import read_rows
from reanalysis.report.render import TEMPLATES

from .conftest import FINDINGS, read_page, render, write_run


def each(pages, *tags):
    return [(name, node) for name, page in pages.items() for node in page.all(*tags)]


def test_there_is_a_page_for_every_folder(pages):
    assert set(pages) == {
        "report.html",
        *(f"papers/{name}.html" for name in ("alpha2001", "beta2002", "gamma2003", "delta2004")),
    }


def test_every_number_in_a_result_table_has_a_source(pages):
    unsourced = []
    for name, cell in each(pages, "td"):
        if "num" in cell.classes and re.search(r"\d", cell.text):
            outside = "".join(cell.own) + "".join(
                child.text
                for child in cell.children
                if not any("href" in link.attributes for link in [child, *child.all("a")])
            )
            links = [
                link
                for link in cell.all("a")
                if link.attributes.get("href")
                and (link.attributes.get("data-result-id") or link.attributes.get("data-source"))
            ]
            if not links or re.search(r"\d", outside):
                unsourced.append((name, cell.text))
    assert unsourced == []


def test_no_link_is_without_a_name(pages):
    assert [
        (name, link.attributes)
        for name, link in each(pages, "a")
        if not link.text and "aria-label" not in link.attributes
    ] == []


def test_a_characteristic_printed_as_a_percentage_alone_has_no_count(pages):
    [table] = [
        table
        for table in pages["papers/alpha2001.html"].all("table")
        if table.children[0].text == "Patients at the start, as printed"
    ]
    assert [[cell.text for cell in row.all("th", "td")][1:4] for row in table.all("tr")[1:]] == [
        ["All patients", "13", "13 (43)"],
        ["All patients", "", "11%"],
    ]


def test_a_printed_summary_stands_with_its_note(pages):
    [table] = [
        table
        for table in pages["papers/beta2002.html"].all("table")
        if table.children[0].text.startswith("Medians, ranges and ratios")
    ]
    assert table.all("tr")[1].text.endswith("Text printed in a letter")


def test_what_was_assumed_and_checked_stands_after_the_numbers_and_before_the_cells(tmp_path):
    noted = [
        replace(FINDINGS[0], paper="gamma2003", table="statements", row=str(number), message=f"remark {number}")
        for number in range(5)
    ]
    page = read_page(render(write_run(tmp_path, findings=(*FINDINGS, *noted))) / "papers/gamma2003.html")
    order = [node.attributes["id"] for node in page.all("section") if "id" in node.attributes]
    assert order.index("findings") < order.index("assumed") < order.index("sources")
    [assumed] = [node for node in page.all("section") if node.attributes.get("id") == "assumed"]
    [findings] = [node for node in page.all("section") if node.attributes.get("id") == "findings"]
    assert "Checked and right 5 checks" in assumed.text and "Checked and right" not in findings.text


def test_a_note_stands_below_the_place_of_its_cells(pages):
    [row] = [row for row in pages["papers/beta2002.html"].all("tr") if row.attributes.get("id") == "src-summaries-2"]
    last = row.children[-1]
    assert last.text == "Text printed in a letter" and [child.text for child in last.children] == [
        "printed in a letter"
    ]


def test_result_ids_are_those_of_the_table(pages, results):
    known = {row["result_id"] for row in read_rows(results / "estimates.csv")}
    shown = {node.attributes["data-result-id"] for _, node in each(pages, "a") if "data-result-id" in node.attributes}
    assert shown <= known
    primary = {
        row["result_id"] for row in read_rows(results / "estimates.csv") if row["primary"] == "yes" and row["estimate"]
    }
    assert primary <= shown


def test_every_link_inside_the_report_leads_somewhere(pages, results):
    ids = {
        name: {node.attributes["id"] for node in page.all() if "id" in node.attributes} for name, page in pages.items()
    }
    for name, link in each(pages, "a"):
        href = link.attributes["href"]
        if href.startswith("https://"):
            continue
        file, _, anchor = href.partition("#")
        target = name if not file else ("papers/" if name.startswith("papers/") else "") + file
        target = re.sub(r"papers/\.\./", "", target)
        if target.endswith(".html"):
            assert target in pages, (name, href)
            assert not anchor or anchor in ids[target], (name, href)
        else:
            assert (results / target).exists(), (name, href)


def test_ids_are_unique(pages):
    for name, page in pages.items():
        found = [node.attributes["id"] for node in page.all() if "id" in node.attributes]
        assert len(found) == len(set(found)), name


def test_headings_are_in_order_and_one_is_first(pages):
    for name, page in pages.items():
        levels = [int(node.tag[1]) for node in page.all("h1", "h2", "h3", "h4")]
        assert levels.count(1) == 1 and levels[0] == 1, name
        assert all(after - before <= 1 for before, after in pairwise(levels)), (name, levels)


def test_tables_have_captions_and_scopes(pages):
    for name, table in each(pages, "table"):
        assert table.children[0].tag == "caption" and table.children[0].text, name
        assert all(cell.attributes.get("scope") in ("col", "row", "rowgroup") for cell in table.all("th")), name
        assert all(cell.text or cell.all() for cell in table.all("th")), name


def test_figures_have_a_text_alternative(pages):
    drawings = [svg for _, svg in each(pages, "svg") if svg.attributes.get("role") == "img"]
    small = [svg for svg in drawings if "axis" in svg.classes]
    assert len(drawings) > len(small) > 0
    assert all(re.search(r"\d", svg.attributes["aria-label"]) for svg in small)
    for svg in (svg for svg in drawings if svg not in small):
        title, description = (node for node in svg.children if node.tag in ("title", "desc"))
        assert title.text and re.search(r"\d", description.text)
        assert svg.attributes["aria-labelledby"] == f"{title.attributes['id']} {description.attributes['id']}"


def test_nothing_is_styled_or_loaded_in_a_way_that_the_policy_refuses(pages):
    for name, node in [(name, node) for name, page in pages.items() for node in page.all()]:
        assert "style" not in node.attributes and not [a for a in node.attributes if a.startswith("on")], name
        assert "src" not in node.attributes and node.tag not in ("img", "iframe", "object", "form", "base"), name
        if node.tag == "link":
            assert node.attributes["href"] == "data:,"
        if "xlink:href" in node.attributes or node.tag == "use":
            assert node.attributes["href"].startswith("#")


def test_the_policy_names_the_hashes_of_style_and_script(pages):
    for page in pages.values():
        policy = next(node.attributes["content"] for node in page.all("meta") if "http-equiv" in node.attributes)
        assert policy.startswith("default-src 'none'")
        for tag in ("style", "script"):
            [node] = [node for node in page.all(tag) if "type" not in node.attributes]
            digest = base64.b64encode(hashlib.sha256("".join(node.own).encode()).digest()).decode()
            assert f"{tag}-src 'sha256-{digest}'" in policy


def test_papers_left_out_are_named_before_the_answers(pages):
    page = pages["report.html"]
    sections = [node.attributes.get("id") for node in page.all("section")]
    assert sections[:2] == ["left-out", "answers"]
    assert "2 problems" in page.all("section")[0].text
    assert len([node for node in pages["papers/delta2004.html"].all("li") if "finding" in node.classes]) == 2


def test_the_front_page_goes_from_the_answers_to_the_dictionary(pages):
    page = pages["report.html"]
    sections = [node.attributes["id"] for node in page.all("section")]
    assert sections == [
        "left-out",
        "answers",
        "findings",
        "figures",
        "changes",
        "methods",
        "references",
        "cite",
        "dictionary",
    ]
    [head] = page.all("header")
    assert re.search(r"2 of 4 papers analysed \u00b7 data [0-9a-f]{12}", head.text)
    columns = {row.children[0].text for row in page.all("section")[-1].all("tr")}
    assert {"result_id", "patient", "events", "n_at_risk"} <= columns


def test_a_paper_begins_with_its_answer(pages):
    page = pages["papers/alpha2001.html"]
    assert next(node.attributes.get("id") for node in page.all("section")) == "answer"
    answer = page.all("section")[0].text
    assert answer.startswith("Objective response: 15 of 30 patients (50.0%; 95% interval 31.3\u201368.7%; from 50%).")
    assert "Apart from every control." in answer and "if this control is comparable" in answer
    assert "25% Historical control, no n" in answer
    assert page.all("section")[1].attributes["id"] == "findings"


def test_every_figure_stands_on_a_page(pages, results):
    shown = {node.attributes["id"] for _, node in each(pages, "figure")}
    assert shown == {path.stem for path in (results / "figures").glob("*.svg")}


def test_figures_have_their_data_below_them(pages):
    figures = [node for _, node in each(pages, "figure")]
    assert figures
    for node in figures:
        [table] = node.all("table")
        assert len(table.all("tbody")[0].all("tr")) > 0
        assert table.all("a") or node.attributes["id"].startswith("km-")  # the curves of this run name no cells


def test_a_paper_without_numbers_says_why_and_leads_to_its_trial(pages):
    page = pages["papers/gamma2003.html"]
    assert "Nothing in this paper can be analysed again" in page.text and "A marker rose." in page.text
    assert "beta2002.html" in {link.attributes["href"] for link in page.all("a")}


def test_findings_stand_beside_the_numbers_that_they_concern(pages):
    marks = [link for link in pages["papers/beta2002.html"].all("a") if "mark" in link.classes and link.inside("table")]
    assert marks and all(
        link.attributes["href"].startswith("#finding-") and "Finding" in link.parent.text for link in marks
    )


def test_times_show_months_beside_the_unit_of_the_paper(pages):
    text = pages["papers/beta2002.html"].text
    assert "19.5" in text and "4.5 months" in text and "26.1 weeks (6 months)" in text


def test_nothing_of_the_machinery_shows(pages):
    for name, page in pages.items():
        body = " ".join(node.text for node in page.all("main"))
        assert not re.search(r"\bNone\b|\bnan\b|\bUndefined\b|<Result|\bMarkup\b", body), name
        words = " ".join(
            node.text
            for node in page.all("section", "header")
            if node.attributes.get("id") not in ("methods", "references")
        )
        assert words and "significan" not in words, name


def test_no_template_marks_data_as_safe():
    for path in TEMPLATES.glob("*.j2"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\|\s*safe|autoescape", text), path
        assert re.findall(r"svg\(([^)]*)\)", text) in ([], ["p.svg"])


@pytest.mark.parametrize("page", ["report.html", "papers/alpha2001.html", "papers/beta2002.html"])
def test_pages_name_no_place_and_no_date(results, page):
    text = (results / page).read_text(encoding="utf-8")
    assert str(results) not in text and not re.search(r"20[2-9]\d-\d\d-\d\d", text)
