"""Text that tries to become something else, in every column that takes text: nothing happens, and it is shown as it was
typed."""

from __future__ import annotations

import pytest

from .conftest import BAD, PAYLOADS

WHERE = ("report.html", "papers/hostile2020.html", "papers/leftout2021.html")


@pytest.mark.parametrize("name", WHERE)
@pytest.mark.parametrize("scripts", [True, False], ids=["script", "no_script"])
def test_no_payload_runs_or_asks_for_anything(visit, name, scripts):
    opened = visit.open(name, scripts=scripts)
    page = opened.page
    if scripts:
        page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")
        for link in page.locator("main [data-result-id], main [data-source]").all()[:40]:
            link.dispatch_event("click")
            page.keyboard.press("Escape")
        page.locator("button.sort").first.press("Enter") if page.locator("button.sort").count() else None
    assert opened.dialogs == [] and "owned" not in page.title().split("document.title=")[0]
    assert len(opened.requests) == 1
    assert (
        page.locator(
            "main img, main script, main style, main iframe, a[href^='javascript:'], a[href^='data:text']"
        ).count()
        == 0
    )


def test_payloads_are_shown_as_they_were_typed(visit):
    page = visit.open("papers/hostile2020.html").page
    text = page.locator("main").inner_text()
    assert all(payload in text for payload in PAYLOADS)
    assert "49" not in page.title() and page.title().startswith(f"Hostile {BAD}"[:40])


def test_a_payload_in_a_title_changes_no_title(visit):
    page = visit.open("report.html").page
    assert page.title() == "Reanalysis of small trials"
    assert page.locator("h1").inner_text() == "Reanalysis of small trials"
