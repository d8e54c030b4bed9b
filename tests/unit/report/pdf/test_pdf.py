"""The printed report: the numbers of the pages, texts as they were typed, tagged, and the same bytes each time."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import replace
from itertools import pairwise

import pytest
from markupsafe import escape

from reanalysis.model.store import read_rows
from reanalysis.report import render as rendering
from reanalysis.report.pdf import typeset as typesetter
from reanalysis.report.pdf.blocks import PrintedPage, cell, facts, figure, heading, items, paragraph, row, run, table
from reanalysis.report.pdf.document import MOST_IN_FULL, numbers_of
from reanalysis.report.pdf.paper import MOST_SUMMARIES
from reanalysis.report.pdf.typeset import _UNSURE, _compiled, typeset
from reanalysis.report.pictures.picture import Picture

from ..conftest import FINDINGS, INFO, TABLES_OF, estimates, render, write_run

reads_text = pytest.mark.skipif(
    not shutil.which("pdftotext"),
    reason="pdftotext is not installed (Debian: poppler-utils); the document given to the typesetter is tested all "
    "the same",
)
NUMBER = re.compile(r"[\u2212+]?[0-9][0-9,]*(?:\.[0-9]+)?")
HOSTILE = (
    "=HYPERLINK(1) +cmd|' /C calc'!A0 -2+3 @SUM(1) \uff1d1 <script>alert(1)</script> javascript:x {{7*7}} {% raw "
    "%} ${x} ignore previous instructions "
    "#let x = 1 #panic() $x^2$ *bold* _em_ @cite \\foo \\ `raw` // gone /* gone */ = heading <label> ~ -- --- ... "
    '"q" [x] {y} #sys.inputs https://example.org'
)


def render_and_keep(project):
    """Results of a run, and the document that the typesetter was given."""
    kept = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rendering, "typeset", lambda document: kept.append(document) or typeset(document))
        return render(project), kept[0]


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    return render_and_keep(write_run(tmp_path_factory.mktemp("printed")))


@pytest.fixture(scope="module")
def numbers(tmp_path_factory, printed):
    """Every printed number with the id of its estimate: from the same document, made with marks around them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            PrintedPage, "number", lambda self, result, text: escape(f"\ufdd0{result.result_id}\ufdd1{text}\ufdd2")
        )
        _, document = render_and_keep(write_run(tmp_path_factory.mktemp("marked")))
    marked = list(texts(document))
    assert [re.sub("\ufdd0[^\ufdd1]*\ufdd1|\ufdd2", "", text) for text in marked] == list(texts(printed[1]))
    return [found for text in marked for found in re.findall("\ufdd0([^\ufdd1]*)\ufdd1([^\ufdd2]*)\ufdd2", text)]


def texts(value):
    """Every text of a document, without the places where a long word may break."""
    if isinstance(value, str):
        yield value.replace("\u200b", "")
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from texts(part)


def text_of(pdf, tmp_path):
    """The text of a PDF without spaces, since a line may break anywhere between words."""
    path = tmp_path / "read.pdf"
    path.write_bytes(pdf)
    return "".join(
        subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, text=True, check=True).stdout.split()
    )


def pages_of(pdf):
    return int(re.search(rb"/Type/Pages/Count ([0-9]+)", pdf)[1])


def one_page(*blocks):
    return {"title": "A title", "version": "0123456789ab", "blocks": [heading("Top", 1), *blocks]}


def values_of(estimate):
    """What a printed number of an estimate may be, before rounding."""
    found = [
        float(estimate[name])
        for name in ("estimate", "conf_low", "conf_high", "p_value", "events", "n", "conf_level")
        if estimate[name]
    ]
    rate = float(estimate["at"]) if re.fullmatch(r"0\.[0-9]+", estimate["at"]) and estimate["estimate"] else None
    differences = [abs(float(estimate["estimate"]) - rate)] if rate is not None else []
    both = found + differences + [1 - value for value in found]
    return [*both, *(100 * value for value in both)]


def test_every_number_is_one_of_its_estimate(printed, numbers):
    rows = {estimate["result_id"]: estimate for estimate in read_rows(printed[0] / "estimates.csv")}
    assert len(numbers) > 20
    for result_id, text in numbers:
        for number in NUMBER.findall(text):
            value, half = (
                float(number.replace(",", "").replace("\u2212", "-")),
                0.5 * 10.0 ** -len(number.partition(".")[2]),
            )
            assert any(abs(abs(value) - abs(known)) <= half + 1e-9 for known in values_of(rows[result_id])), (
                result_id,
                text,
            )


def test_numbers_are_those_of_the_pages(numbers, pages):
    shown = {
        (node.attributes["data-result-id"], " ".join(node.text.split()))
        for page in pages.values()
        for node in page.all()
        if "data-result-id" in node.attributes
    }
    assert [number for number in numbers if (number[0], " ".join(number[1].split())) not in shown] == []


@reads_text
def test_the_text_of_the_pdf_has_every_number(printed, numbers, tmp_path):
    text = text_of((printed[0] / "report.pdf").read_bytes(), tmp_path)
    assert [shown for _, shown in numbers if "".join(shown.split()) not in text] == []


@reads_text
def test_texts_are_printed_as_they_were_typed(tmp_path):
    quoted = '"' + HOSTILE.replace('"', '""') + '"'
    alpha = TABLES_OF["alpha2001"] | {
        "groups": f"group,label,n,role,source\nall,{quoted},30,treatment,Abstract\n"
        "control,Control,,historical_control,Abstract"
    }
    info = INFO["alpha2001"] | dict.fromkeys(("title", "treatment", "notes", "disease"), HOSTILE)
    results, _ = render_and_keep(
        write_run(tmp_path, tables=TABLES_OF | {"alpha2001": alpha}, info=INFO | {"alpha2001": info})
    )
    text = text_of((results / "report.pdf").read_bytes(), tmp_path)
    assert text.count("".join(HOSTILE.split())) >= 5


@pytest.mark.parametrize(
    "character",
    ["\x00", "\x1b", "\ud800", "\u202e", "\ue000", "\uffff", "\u6f22", "\U0001f600", "\u05d0", "\u2028", "\U0010ffff"],
)
def test_no_character_stops_the_typesetter(character):
    said = f"a{character}b"
    assert typeset(
        one_page(
            heading(said, 2), paragraph(said), table(said, [(said, "1fr", "left")], [row(said)]), items([[run(said)]])
        )
    ).startswith(b"%PDF-1.7")


@reads_text
@pytest.mark.parametrize("said", ["3\u0e33", "w\u0e34", "3\u27284", "3\u30144", "\u0915\u0e34", "a\u20dd"])
def test_marks_that_no_font_can_set_are_replaced_and_the_rest_stays(said, tmp_path):
    text = text_of(
        typeset(one_page(paragraph(said, " and M\u00fcller 50.0% \u2264 0.05 \u25b2", run(said, "em")))), tmp_path
    )
    assert "M\u00fcller50.0%\u22640.05\u25b2" in text


class PanicException(BaseException):
    """What the typesetter's binding raises when it breaks, by its name."""


@pytest.mark.parametrize(
    ("error", "again"),
    [
        (PanicException("out of bounds"), True),
        (RuntimeError("the text could not be displayed"), True),
        (RuntimeError("unknown variable"), False),
        (KeyboardInterrupt(), False),
    ],
)
def test_only_what_is_about_a_text_is_tried_again_without_it(error, again, monkeypatch):
    given = []

    def breaks_once(content):
        given.append(content)
        if len(given) == 1:
            raise error
        return b"%PDF"

    monkeypatch.setattr(typesetter, "_compiled", breaks_once)
    if not again:
        with pytest.raises(type(error)):
            typeset(one_page(paragraph("\u6f22 5%")))
        return
    assert typeset(one_page(paragraph("\u6f22 5%"))) == b"%PDF"
    assert "\u6f22 5%" in given[0] and "\ufffd 5%" in given[1]


@pytest.mark.parametrize("style", ["", "strong", "em", "quiet", "value", "alert", "mark", "name", "ref"])
def test_what_is_not_replaced_can_be_set_in_every_style(style):
    kept = "".join(
        chr(code) for code in range(0x20, 0x10000) if not 0xD800 <= code < 0xE000 and not _UNSURE.match(chr(code))
    )
    assert len(kept) > 400
    assert _compiled(json.dumps(one_page(paragraph(run(kept, style)), heading(kept, 2)))).startswith(b"%PDF")


def test_same_document_gives_the_same_bytes_without_a_date(printed):
    results, document = printed
    pdf = (results / "report.pdf").read_bytes()
    assert typeset(json.loads(json.dumps(document))) == pdf
    assert (
        b"CreationDate" not in pdf and b"ModDate" not in pdf and b"CreateDate" not in pdf and b"ModifyDate" not in pdf
    )


def test_links_lead_to_validated_identifiers_only(printed, tmp_path):
    info = INFO["alpha2001"] | {"doi": "javascript:alert(1)", "registration": "https://example.org"}
    hostile, _ = render_and_keep(write_run(tmp_path, info=INFO | {"alpha2001": info}))
    good, bad = (
        re.findall(rb"/URI\(([^)]*)\)", (results / "report.pdf").read_bytes()) for results in (printed[0], hostile)
    )
    assert (
        sorted(good) == [b"https://clinicaltrials.gov/study/NCT00000001", b"https://doi.org/10.1000/alpha.1"]
        and bad == []
    )


def test_it_is_tagged_and_says_so(printed):
    pdf = (printed[0] / "report.pdf").read_bytes()
    for sign in (b"/MarkInfo", b"/StructTreeRoot", b"/Lang", b"pdfuaid:part", b"/DisplayDocTitle true"):
        assert sign in pdf, sign


def test_fonts_are_those_of_the_packages(printed):
    names = set(re.findall(rb"/FontName/[A-Z]{6}\+([A-Za-z]+)", (printed[0] / "report.pdf").read_bytes()))
    assert names <= {b"LibertinusSerif", b"DejaVuSans"}
    assert b"LibertinusSerif" in names


def test_figures_carry_their_text_alternative(printed):
    results, document = printed
    figures = [block for block in document["blocks"] if block["kind"] == "figure"]
    drawn = {path.stem for path in (results / "figures").glob("*.svg")}
    once = {
        name for name in drawn if re.match("(forest|controls|categories)-[a-z]", name)
    }  # printed with those of all papers
    assert {block["name"] for block in figures} == drawn - once
    assert all(
        block["alt"].startswith(block["title"]) and len(block["alt"]) > len(block["title"]) + 10 for block in figures
    )
    assert (results / "report.pdf").read_bytes().count(b"/S/Figure") == len(figures)


def test_headings_go_down_one_level_at_a_time(printed):
    levels = [block["level"] for block in printed[1]["blocks"] if block["kind"] == "heading"]
    assert levels[0] == 1 and all(after <= before + 1 for before, after in pairwise(levels))


@reads_text
def test_a_long_table_breaks_and_repeats_its_head(tmp_path):
    pdf = typeset(
        one_page(
            table(
                "Many",
                [("First column", "1fr", "left"), ("Second", "auto", "right")],
                [row(f"Row {number}", str(number)) for number in range(150)],
            )
        )
    )
    assert pages_of(pdf) > 2
    text = text_of(pdf, tmp_path)
    assert text.count("Firstcolumn") == pages_of(pdf) and all(f"Row{number}" in text for number in range(150))


@reads_text
def test_a_row_that_is_longer_than_a_page_loses_nothing(tmp_path):
    long = " ".join(f"w{number}" for number in range(2500))
    pdf = typeset(
        one_page(table("Long", [("A", "1fr", "left"), ("B", "3fr", "left")], [row("a", long), row("b", cell("short"))]))
    )
    text = text_of(pdf, tmp_path)
    assert all(f"w{number}" in text for number in range(2500))


@reads_text
def test_a_word_that_is_longer_than_its_column_stays_on_the_page(tmp_path):
    word = "x" * 1500
    columns = [("A", "1fr", "left"), ("B", "1fr", "left"), ("C", "auto", "right")]
    path = tmp_path / "word.pdf"
    path.write_bytes(
        typeset(
            one_page(
                heading(word, 2), paragraph(word), table(word, columns, [row(word, "b", "c")]), items([[run(word)]])
            )
        )
    )
    read = subprocess.run(["pdftotext", "-bbox", path, "-"], capture_output=True, text=True, check=True).stdout
    assert max(float(edge) for edge in re.findall(r'xMax="([0-9.]+)"', read)) < 595 - 60


@reads_text
@pytest.mark.parametrize("filling", [paragraph("x"), items([[run("y")]])])
def test_no_heading_stands_alone_at_the_foot_of_a_page(tmp_path, filling):
    for lines in range(20, 60, 3):
        pdf = typeset(
            one_page(
                *[filling] * lines,
                heading("Stay", 2, "beside"),
                table("Caption", [("Head", "1fr", "left")], [row("Body")]),
            )
        )
        path = tmp_path / "pages.pdf"
        path.write_bytes(pdf)
        text = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout
        [page] = [page for page in text.split("\f") if "Stay" in page]
        assert "Caption" in page and "Body" in page


def drawing(title, *, height, paper=""):
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 {height}" width="900" height="{height}" '
        'font-family="serif"><title>t</title><desc>d</desc>'
        f'<rect width="900" height="{height}"/></svg>'
    )
    fields = dict.fromkeys(Picture.__dataclass_fields__, ()) | {
        "name": "tall",
        "svg": svg,
        "title": title,
        "caption": "c",
        "paper": paper,
        "alt": "d",
    }
    return figure(Picture(**fields))


def test_a_figure_too_large_for_a_page_is_made_to_fit():
    assert pages_of(typeset(one_page(paragraph("before"), drawing("Tall", height=4000), paragraph("after")))) <= 2


def words_of(pdf, tmp_path):
    """Page, word and its lower edge in points, for every word of a PDF."""
    path = tmp_path / "words.pdf"
    path.write_bytes(pdf)
    read = subprocess.run(["pdftotext", "-bbox", path, "-"], capture_output=True, text=True, check=True).stdout
    return [
        (number, word, float(edge))
        for number, page in enumerate(read.split("<page ")[1:])
        for edge, word in re.findall(r'yMax="([0-9.]+)">([^<]*)</word>', page)
    ]


@reads_text
def test_figures_of_a_paper_leave_no_gap_between_them(tmp_path):
    filling = paragraph(" ".join(["word"] * 90))
    for lines in range(2, 14):
        pdf = typeset(
            one_page(
                *[filling] * lines,
                *(drawing(title, height=300, paper="p") for title in ("Upper", "Lower")),
                heading("Next", 2),
                *[filling] * 3,
            )
        )
        places = {word: (page, edge) for page, word, edge in words_of(pdf, tmp_path) if word in ("Upper.", "Lower.")}
        assert places["Upper."] < places["Lower."] and places["Lower."][1] < 842 * 0.6, lines


@reads_text
def test_a_figure_stays_in_its_section(tmp_path):
    filling = paragraph(" ".join(["word"] * 90))
    for lines in range(2, 14):
        pdf = typeset(
            one_page(
                heading("Paper", 2),
                *[filling] * lines,
                drawing("Upper", height=300, paper="p"),
                heading("Section", 3),
                filling,
            )
        )
        places = {word: (page, edge) for page, word, edge in words_of(pdf, tmp_path) if word in ("Upper.", "Section")}
        assert places["Upper."] < places["Section"], lines


@reads_text
def test_the_running_head_names_the_section_that_the_page_begins_with(tmp_path):
    filling = paragraph(" ".join(["word"] * 400))
    blocks = [heading("First", 1), *[filling] * 6, heading("Second", 2), *[filling] * 5]
    found = words_of(
        typeset({"title": "A title", "version": "v", "blocks": [paragraph("cover"), {"kind": "contents"}, *blocks]}),
        tmp_path,
    )
    heads = {
        number: [word for page, word, edge in found if page == number and edge < 60]
        for number in range(1, found[-1][0] + 1)
    }
    at = next(page for page, word, edge in found if word == "Second" and edge > 60 and page > 0)
    assert (
        heads[1] == ["A", "title", "First"]
        and heads[at] == ["A", "title", "First"]
        and heads[at + 1] == ["A", "title", "Second"]
    )


@reads_text
@pytest.mark.parametrize("kept", ["facts", "table", "items"])
def test_what_describes_a_paper_and_short_tables_and_lists_stay_on_one_page(kept, tmp_path):
    blocks = {
        "items": items([[run(f"Name{number} text")] for number in range(5)] + [[run("Entry")]]),
        "facts": facts(
            [*((f"Name{number}", "short") for number in range(6)), ("Notes", "note " * 60), ("Entry", "last " * 20)]
        ),
        "table": table(
            "Caption",
            [("Name0", "1fr", "left"), ("n", "auto", "right")],
            [row(f"Body{number}", cell("1", "Entry")) for number in range(5)],
        ),
    }
    for lines in range(22, 44):
        found = words_of(typeset(one_page(*[paragraph("x")] * lines, blocks[kept])), tmp_path)
        assert len({page for page, word, _ in found if word in ("Name0", "Notes", "Entry", "Body4")}) == 1, lines


@reads_text
def test_facts_longer_than_a_page_lose_nothing(tmp_path):
    text = text_of(typeset(one_page(facts([("Notes", " ".join(f"w{number}" for number in range(3000)))]))), tmp_path)
    assert all(f"w{number}" in text for number in range(3000))


@pytest.mark.parametrize(
    ("numbers", "text"), [([], ""), ([3], "3"), ([1, 2], "1,2"), ([4, 10, 11, 12, 15], "4,10\u201312,15")]
)
def test_numbers_of_references_are_short(numbers, text):
    assert numbers_of(numbers) == text


def headings(document):
    return [block["text"] for block in document["blocks"] if block["kind"] == "heading"]


def test_many_rates_are_cut_to_those_of_the_whole_paper_and_the_rest_is_named(tmp_path):
    stages = estimates()
    [rate] = [
        e
        for e in stages["response_rates"]
        if e.paper == "beta2002" and e.derived == "from_patients" and e.measure == "proportion"
    ]
    parts = [f"part{number}" for number in range(40)]
    stages["response_rates"] += [replace(rate, group=part, sources=("beta2002/groups.csv:3",)) for part in parts]
    groups = "\n".join(
        [
            "group,label,n,parent,patients_listed,source",
            "all,All patients,4,,all,Text",
            *(f"{part},Label of {part},4,all,,Text" for part in parts),
        ]
    )
    tables = TABLES_OF | {"beta2002": TABLES_OF["beta2002"] | {"groups": groups}}
    _, document = render_and_keep(write_run(tmp_path, tables=tables, stages=stages))
    said = list(texts(document["blocks"]))
    assert not [text for text in said if text.startswith("Label of part")]
    assert (
        "40 other rates, most for groups within the paper, and every method of interval: papers/beta2002.html." in said
    )


def test_of_many_rates_those_that_the_paper_prints_and_its_answer_stay(tmp_path):
    stages = estimates()
    [rate] = [
        e
        for e in stages["response_rates"]
        if e.paper == "beta2002" and e.derived == "from_patients" and e.measure == "proportion"
    ]
    stages["response_rates"] = [e for e in stages["response_rates"] if e.paper != "beta2002"]
    parts = [f"part{number}" for number in range(40)]
    counted = {"part7": ("beta2002/counts.csv:2",), "part9": ("beta2002/counts.csv:3",)}
    stages["response_rates"] += [
        replace(
            rate,
            group=part,
            sources=counted.get(part, ("beta2002/groups.csv:3",)),
            derived="entered" if part in counted else "from_patients",
        )
        for part in parts
    ]
    groups = "\n".join(
        [
            "group,label,n,parent,patients_listed,source",
            "all,All patients,4,,all,Text",
            *(f"{part},Label of {part},4,all,,Text" for part in parts),
        ]
    )
    counts = (
        "group,outcome,events,reported,source\npart7,objective_response,3,3 "
        "(75),Text\npart9,objective_response,3,3 of 4,Text"
    )
    tables = TABLES_OF | {"beta2002": TABLES_OF["beta2002"] | {"groups": groups, "counts": counts}}
    _, document = render_and_keep(write_run(tmp_path, tables=tables, stages=stages))
    said = list(texts(document["blocks"]))
    at = said.index("Responses", said.index("Beta 2002", said.index("Paper by paper")))
    assert [text for text in said[at:] if text.startswith("Label of part")] == ["Label of part7", "Label of part9"]
    assert {"3 (75)", "3 of 4"} <= set(said)
    assert (
        "38 other rates, most for groups within the paper, and every method of interval: papers/beta2002.html." in said
    )


def test_what_is_left_to_the_page_of_a_paper_is_said_above_it(tmp_path):
    rows = "\n".join(f"all,duration_of_response,median,>{number},weeks,Text" for number in range(1, MOST_SUMMARIES + 4))
    tables = TABLES_OF | {
        "beta2002": TABLES_OF["beta2002"] | {"summaries": f"group,endpoint,statistic,value,unit,source\n{rows}"}
    }
    _, document = render_and_keep(write_run(tmp_path, tables=tables))
    said = list(texts(document["blocks"]))
    assert any(text.endswith("from a bound; 3 other summaries in papers/beta2002.html") for text in said)


def test_checks_that_passed_and_assumptions_are_counted_and_their_place_is_said(tmp_path):
    noted = [
        replace(FINDINGS[0], paper="gamma2003", table="statements", row=str(number), message=f"remark {number}")
        for number in range(5)
    ]
    _, document = render_and_keep(write_run(tmp_path, findings=(*FINDINGS, *noted)))
    said = list(texts(document["blocks"]))
    assert "The audit has found no contradiction in this paper." in said
    assert "Checked and right: 5 checks, in papers/gamma2003.html." in said
    assert not any("remark 2" in text.lower() for text in said)


def test_the_first_page_is_the_table_of_trials_and_a_paper_begins_with_its_answer(printed):
    blocks = printed[1]["blocks"]
    first = next(block for block in blocks if block["kind"] in ("table", "contents"))
    assert first["kind"] == "table" and [row["cells"][0]["lines"][0][0]["text"] for row in first["rows"]] == [
        "Alpha 10 mg",
        "Four patients",
    ]
    assert "if this control is comparable" in "".join(texts(first["rows"][0]["cells"][3]))
    assert [mark["label"] for mark in first["rows"][0]["cells"][2]["axis"]["marks"]] == [
        "",
        "25% Historical control, no n",
    ]
    at = next(n for n, block in enumerate(blocks) if block["kind"] == "heading" and block["text"] == "Alpha 2001")
    assert [block["kind"] for block in blocks[at + 1 : at + 4]] == ["paragraph", "paragraph", "axis"]
    assert blocks[at + 2]["style"] == "answer"


def test_a_printed_summary_carries_its_note(tmp_path):
    summaries = (
        "group,endpoint,statistic,value,unit,source,note\nall,duration_of_response,median,>8,weeks,Text,the "
        "limits are from a later abstract"
    )
    _, document = render_and_keep(
        write_run(tmp_path, tables=TABLES_OF | {"beta2002": TABLES_OF["beta2002"] | {"summaries": summaries}})
    )
    [table] = [
        block
        for block in document["blocks"]
        if block["kind"] == "table" and block["caption"].startswith("Medians, ranges and ratios")
    ]
    assert "the limits are from a later abstract" in texts(table["rows"][0]["cells"][0])


def test_of_very_many_papers_the_answers_alone_are_printed(tmp_path):
    tables, info = dict(TABLES_OF), dict(INFO)
    for number in range(MOST_IN_FULL):
        tables[f"omega{1000 + number}"], info[f"omega{1000 + number}"] = (
            TABLES_OF["gamma2003"],
            INFO["gamma2003"] | {"trial": f"omega{number}"},
        )
    results, document = render_and_keep(write_run(tmp_path, tables=tables, info=info))
    assert "Alpha 2001" not in headings(document)
    [answers] = [
        block
        for block in document["blocks"]
        if block["kind"] == "table" and block["caption"].startswith("The main outcome")
    ]
    assert len(answers["rows"]) == MOST_IN_FULL + 2  # two papers are on one trial
    assert (results / "report.pdf").stat().st_size > 10_000


def test_a_paper_that_was_left_out_stands_with_its_problems(printed):
    document = printed[1]
    assert "delta2004" in headings(document)
    assert any("E-INT several numbers in one cell" in text for text in texts(document))
    assert any(
        block["kind"] == "paragraph" and block["style"] == "notice" and "Left out: 1 paper. " in texts(block)
        for block in document["blocks"]
    )
