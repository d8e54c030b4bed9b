"""What the script adds, by keyboard alone: sorting, filtering, the panel of a number, copies and downloads."""

from __future__ import annotations

import csv
import io
import itertools
import re
from pathlib import Path

import pytest

ROWS = """table => [...table.rows].filter(row => !row.hidden).map(row => [...row.cells].map(cell => {
  const copy = cell.cloneNode(true);
  copy.querySelectorAll('svg, .hidden, .aside, [aria-hidden=true]').forEach(node => node.remove());
  return copy.textContent;
}))"""


def squeezed(text: str) -> str:
    """Letters, digits and signs of a text, without what sets its parts apart."""
    return re.sub(r"[\s;]+", "", text.replace("\u2212", "-"))


def names(page) -> list[str]:
    return page.locator(".answers tbody tr:visible th .name").all_inner_texts()


def press_until(page, selector: str, key: str = "Tab", most: int = 80) -> None:
    """Press a key until something that the selector matches has the focus."""
    for _ in range(most):
        page.keyboard.press(key)
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{most} presses of {key} do not reach {selector}")


def downloaded(page, act) -> tuple[str, str]:
    """Name and text of the file that an act downloads."""
    with page.expect_download() as waiting:
        act()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_text(encoding="utf-8")


def test_the_answers_sort_by_rate_up_down_and_back(visit):
    page = visit.open("report.html").page
    given = names(page)
    rate = "th:nth-child(2) button.sort"
    press_until(page, rate)
    orders = []
    for way in ("ascending", "descending", None):
        page.keyboard.press("Enter")
        assert page.locator(".answers th:nth-child(2)").get_attribute("aria-sort") == way
        orders.append(names(page))
    kinds: dict[str, dict[str, float]] = {}
    for row in page.locator(".answers tbody tr").all():
        cell = row.locator("td.estimate")
        if cell.locator("span.value").count():
            value = float(re.match(r"[0-9.]+", cell.locator("span.value").inner_text())[0])
            kinds.setdefault(cell.get_attribute("data-kind"), {})[row.locator(".name").inner_text()] = value
    assert len(kinds["proportion"]) > 3
    for values in kinds.values():
        up, down = ([values[name] for name in order if name in values] for order in orders[:2])
        assert up == sorted(up) and down == sorted(up, reverse=True)
    for order in orders[:2]:
        of = [kind for name in order for kind, values in kinds.items() if name in values]
        assert [kind for kind, _ in itertools.groupby(of)] == list(dict.fromkeys(of))
    assert orders[2] == given


def test_the_answers_sort_by_the_number_of_contradictions(visit):
    page = visit.open("report.html").page
    press_until(page, ".answers th:nth-child(5) button.sort")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    found = [row.locator("td").last.inner_text() for row in page.locator(".answers tbody tr").all()]
    number = [int(m[1]) if (m := re.search(r"(\d+) contradiction", text)) else 0 for text in found]
    assert number == sorted(number, reverse=True) and number[0] > number[-1] == 0


def test_search_and_chips_leave_the_trials_that_fit_and_the_address_keeps_them(visit):
    page = visit.open("report.html").page
    everything = names(page)
    assert len(everything) >= 12
    press_until(page, "input[type=search]")
    page.keyboard.type("imatinib")
    assert set(names(page)) == {"Imatinib at a higher dose", "Imatinib, IL-2 and cyclophosphamide"}
    assert page.locator(".filters output[for=filter]").inner_text() == f"2 of {len(everything)} trials"
    for _ in "imatinib":
        page.keyboard.press("Backspace")
    assert names(page) == everything
    press_until(page, ".chip[data-value=randomised]")
    page.keyboard.press("Enter")
    shown = names(page)
    assert 0 < len(shown) < len(everything)
    assert {row.get_attribute("data-design") for row in page.locator(".answers tbody tr:visible").all()} == {
        "randomised"
    }
    assert page.locator(".chip[aria-pressed=true]").count() == 1


def test_the_panel_of_a_number_leads_to_file_row_and_text_and_gives_the_focus_back(visit):
    page = visit.open("papers/brignone2010.html").page
    press_until(page, "#answer a[data-result-id]")
    result_id = page.evaluate("document.activeElement.dataset.resultId")
    page.keyboard.press("Enter")
    panel = page.locator("#panel")
    assert panel.is_visible()
    text = panel.inner_text()
    for part in (
        "Objective response: All patients (IMP321 and paclitaxel)",
        "50.0%",
        "31.3\u201368.7%",
        "Clopper\u2013Pearson, 95% interval",
        "quantiles of beta distributions",
        "15 of 30",
        "brignone2010/counts.csv, line 2",
        "reported",
        "50%",
        "brignone2010/groups.csv, line 2",
        result_id,
    ):
        assert part in text, part
    assert page.evaluate("document.getElementById('panel').contains(document.activeElement)")
    page.keyboard.press("Escape")
    assert not panel.is_visible()
    assert page.evaluate("document.activeElement.dataset.resultId") == result_id


def test_the_panel_leads_on_to_the_row_of_the_cell(visit):
    page = visit.open("papers/brignone2010.html").page
    page.locator("#answer a[data-result-id]").first.press("Enter")
    press_until(page, "#panel tbody a")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("#src-counts-2$"))
    assert not page.locator("#panel").is_visible() and page.locator("#src-counts-2").is_visible()


def test_the_panel_of_a_number_made_from_an_estimate_shows_both(visit):
    page = visit.open("papers/brignone2010.html").page
    page.locator("#comparisons [data-of]", has_text="true rate is below 31.2%").first.press("Enter")
    said = page.locator("#panel").inner_text()
    assert "true rate is below 31.2%" in said and "50.0%" in said and "Formula" in said and "data/raw" not in said
    assert page.locator("#panel tbody tr").count() > 1


def test_every_number_of_a_page_opens_its_panel_with_a_cell(visit):
    page = visit.open("papers/fateh2010.html").page
    empty = page.evaluate("""() => {
      const bad = [], panel = document.getElementById('panel');
      document.querySelectorAll('main [data-result-id], main [data-source]').forEach(node => {
        node.dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true, button: 0}));
        const cells = [...panel.querySelectorAll('tbody tr')];
        const blank = cells.some(row => [...row.cells].some(cell => !cell.textContent.trim()));
        if (!panel.open || !cells.length || blank) bad.push(node.outerHTML.slice(0, 200));
        panel.close();
      });
      return bad;
    }""")
    assert empty == []


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("report.html", "table.answers"),
        ("papers/brignone2010.html", "#response table.rates"),
        ("papers/kantarjian2003.html", "#patients table"),
        ("papers/hostile2020.html", "#sources table.raw >> nth=0"),
        ("report.html", "#figures figure table >> nth=0"),
    ],
)
def test_the_downloaded_table_is_the_table(visit, name, table):
    page = visit.open(name).page
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")
    node = page.locator(table).first
    rows = node.evaluate(ROWS)
    caption = node.evaluate("table => table.caption.textContent.trim()")
    tools = next(
        found
        for found in page.locator(".tools").all()
        if squeezed(found.get_attribute("aria-label")) == squeezed(f"Table: {caption}")
    )
    tools.locator("button", has_text="CSV").focus()
    file, text = downloaded(page, lambda: page.keyboard.press("Enter"))
    assert re.fullmatch(r"[a-zA-Z0-9-]{1,80}\.csv", file) and (
        table != "table.answers" or file == "report-the-main-outcome-of-each-trial.csv"
    )
    read = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert len(read) == len(rows)
    for got, shown in zip(read, rows, strict=True):
        assert [squeezed(cell.removeprefix("'")) for cell in got if cell] == [
            squeezed(cell) for cell in shown if squeezed(cell)
        ]


def test_a_spreadsheet_takes_no_downloaded_cell_for_a_formula(visit):
    page = visit.open("papers/hostile2020.html").page
    guarded = 0
    for button in page.locator("#sources .tools button", has_text="CSV").all():
        _, text = downloaded(page, button.click)
        for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"))):
            for cell in row:
                assert not re.match(r"[=@\t\r\uff1d\uff0b\uff0d\uff20]", cell) and (
                    not re.match(r"[+-]", cell) or re.fullmatch(r"[+-][0-9.,]+%?", cell)
                ), cell
                guarded += cell.startswith("'")
    assert guarded > 5


def test_figures_give_their_drawing_and_their_data(visit):
    page = visit.open("report.html").page
    figure = page.locator("figure.figure").first
    press_until(page, "figure .tools button", most=250)
    file, drawing = downloaded(page, lambda: page.keyboard.press("Enter"))
    assert (
        file == f"{figure.get_attribute('id')}.svg"
        and drawing.startswith("<?xml")
        and drawing.count("<svg") == 1
        and "<title" in drawing
    )
    page.keyboard.press("Tab")
    file, text = downloaded(page, lambda: page.keyboard.press("Enter"))
    rows = figure.locator("tbody tr").count()
    assert file == f"{figure.get_attribute('id')}.csv" and len(list(csv.reader(io.StringIO(text)))) == rows + 1


def test_a_table_can_be_copied(visit):
    page = visit.open("papers/brignone2010.html").page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tools = page.locator("#response .tools[aria-label^='Table: As printed']")
    tools.locator("button", has_text="Copy").press("Enter")
    tools.locator("output", has_text="Copied").wait_for(timeout=5000)
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("Outcome and group\tAs printed\tEvents / n\tRate\tInterval") and "15/30\t50.0%" in copied
