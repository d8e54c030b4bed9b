"""The finished pages as a reader meets them: offline, with and without the script, on a phone, in the dark, on
paper."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import axe_core_python
import pytest

AXE = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
PAGES = (
    "report.html",
    "papers/kantarjian2003.html",
    "papers/brignone2010.html",
    "papers/chaput2013.html",
    "papers/hostile2020.html",
    "papers/leftout2021.html",
)
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_for_nothing_but_itself(visit, name):
    opened = visit.open(name)
    assert [url.rpartition("/")[2] for url in opened.requests] == [name.rpartition("/")[2]]
    assert opened.errors == []


@pytest.mark.parametrize(
    ("name", "width", "dark"),
    [
        ("report.html", 1280, False),
        ("report.html", 1280, True),
        ("report.html", 320, False),
        ("papers/brignone2010.html", 1280, True),
        ("papers/brignone2010.html", 320, False),
        ("papers/kantarjian2003.html", 1280, False),
        ("papers/chaput2013.html", 1280, False),
        ("papers/hostile2020.html", 1280, True),
        ("papers/leftout2021.html", 1280, False),
    ],
)
def test_axe_finds_nothing(visit, name, width, dark):
    page = visit.open(name, width=width, dark=dark).page
    page.evaluate(AXE)
    # contrast takes axe long on thousands of numbers and does not change with the width: it is tested on the other
    # pages
    quick = {"rules": {"color-contrast": {"enabled": False}}} if "kantarjian" in name or width < 1280 else {}
    found = page.evaluate("rules => axe.run(document, {...rules, resultTypes: ['violations']})", RULES | quick)[
        "violations"
    ]
    assert [(v["id"], [node["html"][:200] for node in v["nodes"][:3]]) for v in found] == []


def test_axe_finds_nothing_in_the_panel(visit):
    page = visit.open("report.html").page
    page.locator(".estimate a[data-result-id]").first.click()
    page.evaluate(AXE)
    found = page.evaluate("rules => axe.run(document.getElementById('panel'), rules)", RULES)["violations"]
    assert [(v["id"], [node["html"][:200] for node in v["nodes"][:3]]) for v in found] == []


@pytest.mark.parametrize("name", PAGES)
def test_tables_and_figures_say_what_they_are(visit, name):
    page = visit.open(name).page
    missing = page.evaluate("""() => {
      const bad = [], says = node => Boolean(node && node.textContent.trim());
      document.querySelectorAll('main table').forEach(t => {
        if (!says(t.caption)) bad.push('caption ' + t.outerHTML.slice(0, 80));
      });
      document.querySelectorAll('main th').forEach(t => {
        if (!t.scope) bad.push('scope ' + t.outerHTML.slice(0, 80));
      });
      document.querySelectorAll('figure').forEach(f => {
        const svg = f.querySelector('svg[role=img]'), ids = svg ? svg.getAttribute('aria-labelledby').split(' ') : [];
        if (ids.length !== 2 || !ids.every(id => says(document.getElementById(id)))) bad.push('alternative ' + f.id);
        if (!f.querySelector('details table tbody tr')) bad.push('data ' + f.id);
      });
      return bad;
    }""")
    assert missing == []


@pytest.mark.parametrize("name", PAGES)
def test_nothing_scrolls_sideways_on_a_small_phone(visit, name):
    page = visit.open(name, width=320).page
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("name", PAGES)
def test_without_the_script_every_row_is_there(visit, name):
    count = (
        "[...document.querySelectorAll('main tbody tr')].map(row => row.innerText.replace(/\\s+/g, ' ').trim()).length"
    )
    with_script, without = visit.open(name).page, visit.open(name, scripts=False).page
    rows = without.locator("main tbody tr")
    assert rows.count() == with_script.evaluate(count)
    hidden = without.locator("main tbody tr:not(details tr)")
    assert all(hidden.nth(number).is_visible() for number in range(min(hidden.count(), 150)))
    assert without.locator("button:visible, select:visible, input:visible, dialog:visible").count() == 0


def test_borrowing_reads_the_controls_that_the_analysis_wrote_down(visit):
    text = visit.open("papers/brignone2010.html", scripts=False).page.locator("#comparisons").inner_text()
    assert "What the historical controls (43/112) say, by how much of them is borrowed" in text
    assert (
        "One historical control (43/112) cannot say how far controls differ: the prior decides, and the probability "
        "that the rate is higher goes from 63% to 86%" in text
    )


def test_without_the_script_a_number_leads_to_its_cell(visit):
    page = visit.open("papers/brignone2010.html", scripts=False).page
    link = page.locator("#response td a[data-trace]").first
    anchor = link.get_attribute("href")
    link.click()
    assert page.url.endswith(anchor) and page.locator(anchor).is_visible()


@pytest.mark.parametrize("name", PAGES)
def test_print_has_every_section_and_what_was_opened(visit, name, tmp_path):
    page = visit.open(name).page
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")
    titles = page.locator("main h2").all_inner_texts()
    path = tmp_path / "page.pdf"
    page.pdf(path=str(path), format="A4")
    assert titles and path.stat().st_size > 10_000
    if shutil.which("pdftotext") is None:
        pytest.skip(
            "pdftotext (Debian: poppler-utils) is not on this machine: the text of the printed page is not read"
        )
    text = " ".join(
        subprocess.run(
            ["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True
        ).stdout.split()
    )
    assert [title for title in titles if " ".join(title.split()) not in text] == []
    rows = [words.split() for words in page.locator("details table tbody tr:last-child th").all_text_contents()]
    assert [words[0] for words in rows if words and words[0].isalnum() and words[0] not in text] == []


def test_heads_of_long_tables_repeat_on_every_sheet(visit, tmp_path):
    if shutil.which("pdftotext") is None:
        pytest.skip(
            "pdftotext (Debian: poppler-utils) is not on this machine: the text of the printed page is not read"
        )
    path = tmp_path / "page.pdf"
    visit.open("report.html").page.pdf(path=str(path), format="A4")
    text = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True).stdout
    heads = re.findall(r"^Trial +Main outcome +0% .*What it shows", text, re.MULTILINE)  # a longer head may wrap
    assert len(heads) > 1


@pytest.mark.parametrize("scripts", [True, False])
def test_print_prints_what_is_open(visit, tmp_path, scripts):
    page = visit.open("papers/kantarjian2003.html", scripts=scripts).page
    part = page.locator("#response > details.methods").first
    row = part.locator("tbody th").first
    name = part.locator("summary").inner_text()
    page.emulate_media(media="print")
    assert not row.is_visible() and part.locator("summary").is_visible()
    page.emulate_media(media="screen")
    part.locator("summary").click()
    page.emulate_media(media="print")
    assert row.is_visible(), name
    closed = page.locator("#baseline details.methods")
    assert not closed.locator("tbody th").first.is_visible()


def test_what_a_cell_rests_on_stands_beside_its_place(visit):
    page = visit.open("papers/kantarjian2003.html").page
    place = page.locator("#src-patients-2 td").last
    assert place.inner_text().startswith("Table 3, row 1 inferred")


def test_print_hides_controls(visit):
    page = visit.open("report.html").page
    page.emulate_media(media="print")
    assert page.locator(".tools:visible, .filters:visible, .contents:visible").count() == 0


@pytest.mark.parametrize("width", [1024, 1400])
def test_no_table_of_results_of_the_shipped_papers_is_cut_on_a_desk(visit, width):
    wide = []
    for name in ("papers/kantarjian2003.html", "papers/atkins1999.html", "papers/jabbour2009.html"):
        page = visit.open(name, width=width).page
        wide += page.evaluate("""() => {
          document.querySelectorAll('details').forEach(part => { part.open = true; });
          const boxes = [...document.querySelectorAll('.scroll:has(table.results:not(.data))')];
          return boxes.filter(box => box.scrollWidth > box.clientWidth).map(box => box.ariaLabel);
        }""")
    assert wide == []


# As without the papers that the tests add: the one left out, the hostile one, and the small ones that bring the search
OWN_PAPERS_ALONE = """() => document.querySelectorAll(
  '.notice, .filters, [id^=trial-hostile], [id^=trial-small]').forEach(node => node.remove())"""
FIRST_SCREEN = [("report.html", 1440, 900, 5), ("report.html", 1024, 768, 2), ("report.html", 375, 800, 1)]


@pytest.mark.parametrize(("name", "width", "height", "rows"), FIRST_SCREEN)
def test_the_first_screen_has_whole_answers(visit, name, width, height, rows):
    page = visit.open(name, width=width).page
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate(OWN_PAPERS_ALONE)
    seen = page.evaluate(
        """height => [...document.querySelectorAll('table.trials tbody tr')].filter(row =>
          ['.value', '.axis', '.shows'].every(part => {
            const node = row.querySelector(part);
            return node && node.getBoundingClientRect().bottom <= height;
          })).length""",
        height,
    )
    assert seen >= rows


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (375, 800)])
@pytest.mark.parametrize("name", ["papers/brignone2010.html", "papers/fateh2010.html", "papers/pautier2013.html"])
def test_a_paper_answers_on_its_first_screen(visit, name, width, height):
    page = visit.open(name, width=width).page
    page.set_viewport_size({"width": width, "height": height})
    for part in ("#answer .answer", "#answer .axis"):
        assert page.locator(part).bounding_box()["y"] + page.locator(part).bounding_box()["height"] <= height
