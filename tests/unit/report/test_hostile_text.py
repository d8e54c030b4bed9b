"""Text that tries to be something else comes out as text, in pages, figures and links."""

from __future__ import annotations

import pytest

from reanalysis.report.text.links import doi_link, pmid_link, registration_link

from .conftest import INFO, TABLES_OF, read_page, render, write_run

PAYLOADS = [
    "<script>alert(1)</script>",
    "{{7*7}}",
    "{% raw %}",
    "=cmd|' /C calc'!A0",
    "javascript:alert(1)",
    "</svg><img src=x onerror=alert(1)>",
    "$\\foo$ \\bar",
    "\"><b a='",
    "]]>&amp;<!--",
]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """A run in which every free text holds every payload."""
    bad = " ".join(PAYLOADS)
    quoted = '"' + bad.replace('"', '""') + '"'
    alpha = dict(TABLES_OF["alpha2001"])
    alpha["groups"] = (
        f"group,label,n,parent,role,source,note\nall,{quoted},30,,treatment,{quoted},{quoted}\n"
        f"control,{quoted},,,historical_control,Abstract,"
    )
    alpha["statements"] = f"statement,source\n{quoted},{quoted}"
    info = INFO["alpha2001"] | dict.fromkeys(
        ("title", "first_author", "journal", "disease", "treatment", "notes", "data_cutoff"), bad
    )
    info |= {"doi": "javascript:alert(1)", "pmid": "1 onclick=x", "registration": "NCT0000000<b>"}
    project = write_run(
        tmp_path_factory.mktemp("hostile"), tables=TABLES_OF | {"alpha2001": alpha}, info=INFO | {"alpha2001": info}
    )
    return render(project)


@pytest.mark.parametrize("page", ["report.html", "papers/alpha2001.html"])
def test_payloads_are_shown_as_they_were_typed(hostile, page):
    tree = read_page(hostile / page)
    assert [node.attributes for node in tree.all("script")] == [
        {"type": "application/json", "id": "trace"},
        {},
    ] and not tree.all("img")
    assert not tree.all("b")
    text = " ".join(tree.raw.split())
    for payload in PAYLOADS if page != "report.html" else PAYLOADS[:3]:
        assert payload in text, payload
    assert "49" not in tree.all("h1")[0].text


@pytest.mark.parametrize("page", ["report.html", "papers/alpha2001.html"])
def test_no_payload_becomes_a_link_or_an_attribute(hostile, page):
    for node in read_page(hostile / page).all():
        assert not [name for name in node.attributes if name.startswith("on")]
        href = node.attributes.get("href", "#")
        assert href.startswith(("#", "https://", "data:,")) or href.partition("#")[0].endswith(
            (".html", ".csv", ".pdf", ".bib", ".json")
        ), href


def test_figures_hold_payloads_as_text(hostile):
    for path in (hostile / "figures").glob("*.svg"):
        tree = read_page(path)
        assert not tree.all("script", "img", "style", "b")


@pytest.mark.parametrize(
    ("make", "good", "bad"),
    [
        (
            doi_link,
            ["10.1182/blood-2002-05-1451", "10.1016/S0140-6736(05)12345-6"],
            [
                "javascript:alert(1)",
                "10.1/x",
                "https://doi.org/10.1000/x",
                "10.1000/a b",
                "10.1000/a\n",
                '10.1000/"><script>',
                "10.1000/é",
            ],
        ),
        (pmid_link, ["23525357"], ["0", "12a", "1234567890", " 1", "１２"]),
        (registration_link, ["NCT00349934"], ["NCT0034993", "nct00349934", "NCT00349934\n", "ISRCTN1"]),
    ],
)
def test_links_only_from_identifiers_that_match_in_full(make, good, bad):
    assert all(make(text).startswith("https://") for text in good)
    assert [make(text) for text in bad] == [""] * len(bad)
