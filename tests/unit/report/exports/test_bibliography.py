"""references.bib: read back by a strict parser, with every special character as it was."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reanalysis.methods import literature
from reanalysis.methods.literature import SOFTWARE
from reanalysis.model.paper import Dataset, Paper, PaperInfo
from reanalysis.report.exports.bibliography import bibliography, escaped
from reanalysis.report.methods.software import software
from reanalysis.report.methods.text import cited_in, methods_text

FIELD = re.compile(r"  ([a-z]+) = \{(.*)\},")
KEY = re.compile(r"@(article|book|misc)\{([A-Za-z0-9_]+),")
PLAIN = {"&": "&", "%": "%", "$": "$", "#": "#", "_": "_"}
NAMED = {
    "textbackslash": "\\",
    "textbraceleft": "{",
    "textbraceright": "}",
    "textasciitilde": "~",
    "textasciicircum": "^",
    "textless": "<",
    "textgreater": ">",
    "textbar": "|",
    "textquotedbl": '"',
    "ss": "\u00df",
    "o": "\u00f8",
    "ae": "\u00e6",
    "ldots": "\u2026",
}
ACCENTED = {
    '"': "\u0308",
    "'": "\u0301",
    "`": "\u0300",
    "^": "\u0302",
    "~": "\u0303",
    "c ": "\u0327",
    "v ": "\u030c",
    "r ": "\u030a",
}

REFERENCES = literature()


def parse(text):
    """Entries by key; fails on anything that is not an entry of one field a line with balanced braces."""
    entries, lines = {}, iter(text.splitlines())
    for first in lines:
        if not first:
            continue
        kind, key = KEY.fullmatch(first).groups()
        assert key not in entries
        entries[key] = {"kind": kind}
        for line in lines:
            if line == "}":
                break
            name, value = FIELD.fullmatch(line).groups()
            assert name not in entries[key] and balanced(value), line
            entries[key][name] = value
        else:
            raise AssertionError(f"{key} does not end")
    return entries


def balanced(value):
    """Braces as BibTeX counts them: also those behind a backslash."""
    depth = 0
    for character in value:
        depth += {"{": 1, "}": -1}.get(character, 0)
        if depth < 0:
            return False
    return depth == 0


def typed(latex):
    """The text that LaTeX would print, for the commands that may occur."""
    found, place = "", 0
    for match in re.finditer(
        r"\{\\([a-zA-Z]+)\}|\{\\(c |v |r |[\"'`^~])([A-Za-z])\}|\\([&%$#_])|\$\\([a-z]+)\$|\$\^([0-9])\$|---|--|``"
        r"|''|`|'|~",
        latex,
    ):
        between = latex[place : match.start()]
        assert not set(between) & set("\\{}&%$#_^~"), between
        found, place = found + between, match.end()
        named, accent, letter, plain, greek, power = match.groups()
        if accent:
            import unicodedata

            found += unicodedata.normalize("NFC", letter + ACCENTED[accent])
        else:
            found += (
                NAMED[named]
                if named
                else PLAIN[plain]
                if plain
                else {"chi": "\u03c7", "times": "\u00d7"}[greek]
                if greek
                else "\u2070\u00b9\u00b2\u00b3"[int(power)]
                if power
                else {
                    "---": "\u2014",
                    "--": "\u2013",
                    "``": "\u201c",
                    "''": "\u201d",
                    "`": "\u2018",
                    "'": "\u2019",
                    "~": "\u00a0",
                }[match[0]]
            )
    rest = latex[place:]
    assert not set(rest) & set("\\{}&%$#_^~"), rest
    return found + rest


def info(**fields):
    return PaperInfo.model_validate(
        {"source_kind": "full_text", "trial": "t", "title": "T", "first_author": "A", "year": "2001", "journal": "J"}
        | fields
    )


def bib(papers, cited=(), packages=()):
    return parse(
        bibliography(Dataset({name: Paper(name, found) for name, found in papers.items()}, {}), cited, packages)
    )


@pytest.mark.parametrize(
    "text",
    [
        "M\u00fcller & S\u00f8n, 5% {braces} $x$ a_b #1 \\foo ~ ^",
        "\u00c9t\u00e9 \u00e7a \u010cern\u00fd \u00c5ngstr\u00f6m Stra\u00dfe",
        "2\u00d72, \u03c7\u00b2, 1\u20132 \u2014 \u201cq\u201d",
        "} } {",
        "\\\\{",
        '<b>|"',
        "\u6f22\u5b57 \u05d0",
    ],
)
def test_special_characters_come_back(text):
    assert balanced(escaped(text)) and typed(escaped(text)) == text


def test_a_text_stays_on_its_line():
    assert escaped("a\n\n@article{x,\r\ty\x00z") == "a @article{\\textbraceleft}x, y z"


def test_papers_have_their_fields():
    found = bib(
        {
            "miller2007": info(
                title="Paclitaxel & {x}", first_author="M\u00fcller", journal="J Clin Oncol", doi="10.1/x_y", pmid="123"
            ),
            "firm2020": info(
                source_kind="press_release",
                first_author="Firm and Sons, Inc.",
                doi="10.1000/a_b",
                registration="NCT00000001",
            ),
        }
    )
    assert found["miller2007"] == {
        "kind": "article",
        "author": '{M{\\"u}ller} and others',
        "title": "{Paclitaxel \\& {\\textbraceleft}x{\\textbraceright}}",
        "journal": "J Clin Oncol",
        "year": "2001",
        "pmid": "123",
    }
    assert found["firm2020"] == {
        "kind": "misc",
        "author": "{Firm and Sons, Inc.}",
        "title": "{T}",
        "howpublished": "J",
        "year": "2001",
        "doi": "10.1000/a_b",
        "note": "Registration NCT00000001",
    }


def test_methods_and_software_stand_with_their_fields():
    found = bib({}, REFERENCES, software({"log_rank"}))
    assert set(found) == {
        *(f"method_{name}" for name in REFERENCES if name not in SOFTWARE),
        *(f"software_{package.name}" for package in software({"log_rank"})),
    }
    fay = found["method_fay"]
    assert (fay["author"], fay["volume"], fay["number"], fay["pages"]) == ("Fay, M. P.", "2", "1", "53--58")
    assert found["method_loglog"]["kind"] == "book" and found["method_loglog"]["address"] == "Hoboken"
    assert (
        found["method_map"]["author"].startswith("Schmidli, H. and Gsteiger, S. and ")
        and "O'Hagan, A." in found["method_map"]["author"]
    )
    assert found["software_snakemake"]["author"] == 'M{\\"o}lder, F. and Jablonski, K. P. and Letcher, B. and others'
    for package in software(set()):
        assert found[f"software_{package.name}"]["note"].endswith(f"version {package.version}")


@pytest.mark.parametrize("name", REFERENCES)
def test_every_reference_has_what_its_kind_needs(name):
    found = bib({}, [name], software({"log_rank"}))
    entry = found.get(f"method_{name}") or found[f"software_{name}"]
    needed = (
        ("author", "title", "year", "journal", "volume", "pages")
        if entry["kind"] == "article"
        else ("author", "title", "year", "publisher")
    )
    assert all(entry[field] for field in needed)
    assert typed(entry["title"][1:-1]) == REFERENCES[name].title and REFERENCES[name].title in REFERENCES[name].text


def test_what_the_text_cites_is_in_the_file_of_a_run(results):
    entries = parse((results / "references.bib").read_text(encoding="utf-8"))
    assert {
        "alpha2001",
        "beta2002",
        "gamma2003",
        "method_clopper_pearson",
        "software_reanalysis",
        "software_numpy",
    } <= set(entries)
    assert "delta2004" not in entries and "method_boschloo" in entries


def test_the_list_of_references_and_the_file_have_the_same_source():
    used = {"clopper_pearson", "boschloo", "newcombe"}
    _, listed = methods_text({}, used)
    assert [REFERENCES[name].text for name in cited_in({}, used)] == listed


def test_the_software_is_cited_as_its_citation_file_says():
    import yaml

    cited = yaml.safe_load((Path(__file__).parents[4] / "CITATION.cff").read_text(encoding="utf-8"))
    own = software(set())[0]
    assert (own.title, own.version, own.authors) == (cited["title"], str(cited["version"]), cited["authors"][0]["name"])
