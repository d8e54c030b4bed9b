"""The printed report, the metadata and the bibliography of a whole run: their numbers are those of estimates.csv and of
the pages."""

from __future__ import annotations

import csv
import html
import json
import re
import shutil
import subprocess

import pytest
from frictionless import Package
from markupsafe import escape

from reanalysis.methods import METHODS
from reanalysis.model import layers
from reanalysis.model.result_tables import STAGES, TABLES
from reanalysis.report import render as rendering
from reanalysis.report.pdf.blocks import PrintedPage

NUMBER = re.compile(r"[\u2212+]?[0-9][0-9,]*(?:\.[0-9]+)?")
SHOWN = re.compile(r'data-trace="(\d+)">([^<]*)<')
TRACE = re.compile(r'<script type="application/json" id="trace">(.*?)</script>', re.DOTALL)


def texts(value):
    """Every text of a document, without the places where a long word may break."""
    if isinstance(value, str):
        yield value.replace("\u200b", "")
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from texts(part)


@pytest.fixture(scope="module")
def numbers(finished, tmp_path_factory):
    """Every printed number with the id of its estimate, from the document of the finished run made once more with
    marks."""
    folder = tmp_path_factory.mktemp("marked")
    for part in ("config", "data", "results"):
        shutil.copytree(finished.folder / part, folder / part)
    kept = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            PrintedPage, "number", lambda self, result, text: escape(f"\ufdd0{result.result_id}\ufdd1{text}\ufdd2")
        )
        patch.setattr(rendering, "typeset", lambda document: kept.append(document) or b"")
        config = layers.settings(folder)
        rendering.render_report(folder, folder / "data/processed", folder / "results", config)
    return [
        found for text in texts(kept[0]) for found in re.findall("\ufdd0([^\ufdd1]*)\ufdd1([^\ufdd2]*)\ufdd2", text)
    ]


def values_of(row):
    """What a printed number of an estimate may be, before rounding: its cells, the share without the event, a
    difference, a control's counts."""
    found = [
        float(row[name])
        for name in ("estimate", "conf_low", "conf_high", "p_value", "events", "n", "conf_level")
        if row[name]
    ]
    if re.fullmatch(r"0\.[0-9]+", row["at"]) and row["estimate"]:
        found.append(abs(float(row["estimate"]) - float(row["at"])))
    for events, n in re.findall(r"([0-9]+)/([0-9]+)", row["note"]):
        found += [float(events), float(n), float(events) / float(n)]
    both = found + [1 - value for value in found]
    return [*both, *(100 * value for value in both)]


def limits_from_p(finished):
    """The limits of ratios that are printed without any: those of their p, which only the answers have."""
    return {
        result_id: [float(row["effect_low"]), float(row["effect_high"])]
        for row in finished.rows("tables/answers.csv")
        if row["control"] and "limits from the printed" in row["reasons"]
        for result_id in map(str.strip, row["result_ids"].split(";"))
    }


def test_every_printed_number_is_one_of_its_estimate(finished, numbers):
    rows, further = {row["result_id"]: row for row in finished.rows("estimates.csv")}, limits_from_p(finished)
    assert len(numbers) > 300
    wrong = []
    for result_id, text in numbers:
        for number in NUMBER.findall(text):
            value, half = (
                float(number.replace(",", "").replace("\u2212", "-")),
                0.5 * 10.0 ** -len(number.partition(".")[2]),
            )
            known = [*values_of(rows[result_id]), *further.get(result_id, ())]
            if not any(abs(abs(value) - abs(one)) <= half + 1e-9 for one in known):
                wrong.append((result_id, text, number))
    assert wrong == []


def test_printed_numbers_are_those_of_the_pages(finished, numbers):
    pages = [finished.folder / "results/report.html", *(finished.folder / "results/papers").glob("*.html")]
    shown = set()
    for page in pages:
        text = page.read_text(encoding="utf-8")
        trace = json.loads(TRACE.search(text)[1])
        ids = ["/".join(trace["texts"][part] for part in parts) for parts in trace["ids"]]
        shown |= {(ids[int(place)], html.unescape(said)) for place, said in SHOWN.findall(text)}
    assert sorted(set(numbers) - shown) == []


@pytest.mark.skipif(
    not shutil.which("pdftotext"),
    reason="pdftotext is not installed (Debian: poppler-utils); the document given to the typesetter is tested all "
    "the same",
)
def test_the_text_of_the_pdf_has_every_number(finished, numbers):
    done = subprocess.run(
        ["pdftotext", "-raw", finished.folder / "results/report.pdf", "-"], capture_output=True, text=True, check=True
    )
    text = "".join(done.stdout.split())
    assert [shown for _, shown in numbers if "".join(shown.split()) not in text] == []


def test_every_table_is_described_and_valid(finished):
    results = finished.folder / "results"
    tables = {path.stem: path for path in [results / "estimates.csv", *(results / "tables").glob("*.csv")]}
    described = {
        (row["table"], row["column"])
        for row in finished.rows("tables/data_dictionary.csv")
        if row["description"] and row["type"]
    }
    for name, path in tables.items():
        with open(path, newline="", encoding="utf-8") as file:
            head = next(csv.reader(file))
        assert head == list(TABLES[name].columns), name
        assert {("estimates" if name in STAGES else name, column) for column in head} <= described, name
    descriptor = json.loads((results / "datapackage.json").read_text(encoding="utf-8"))
    assert {resource["name"] for resource in descriptor["resources"]} == set(tables)
    report = Package.from_descriptor(descriptor, basepath=str(results)).validate()
    assert report.flatten(["name", "rowNumber", "fieldName", "type", "message"]) == []


def test_every_file_is_in_the_crate(finished):
    graph = json.loads((finished.folder / "results/ro-crate-metadata.json").read_text(encoding="utf-8"))["@graph"]
    described = {entity["@id"] for entity in graph if entity["@type"] == "File"}
    written = {name for name in finished.results() if not name.startswith("stages/")} - {"ro-crate-metadata.json"}
    assert described == written | {"provenance.json"}


def test_every_method_of_the_run_is_cited(finished):
    assert {row["method"] for row in finished.rows("estimates.csv")} <= set(
        {method.name for method in METHODS}
    )  # each of which has its sentence and reference
    text = (finished.folder / "results/references.bib").read_text(encoding="utf-8")
    keys = set(re.findall(r"^@[a-z]+\{([a-z0-9_]+),$", text, re.MULTILINE))
    assert {path.name for path in (finished.folder / "data/raw").iterdir() if path.is_dir()} <= keys
    assert {"method_clopper_pearson", "method_kaplan_meier", "method_boschloo", "software_reanalysis"} <= keys
