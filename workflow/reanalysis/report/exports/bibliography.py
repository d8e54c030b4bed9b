"""results/references.bib: the papers, the literature of the methods that were used, and the software, for a reference
manager.

Keys are stable: a paper's is the name of its folder, a method's `method_<name>`, a package's `software_<name>`; names
of folders have no underscore. Texts are escaped for LaTeX, so that plain BibTeX reads what biber reads.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from reanalysis import methods
from reanalysis.methods.literature import SOFTWARE
from reanalysis.methods.reference import Reference
from reanalysis.model.paper import Dataset, PaperInfo
from reanalysis.report.methods.software import Package
from reanalysis.report.text.links import doi_link

_COMMANDS = {
    "\\": "{\\textbackslash}",
    "{": "{\\textbraceleft}",
    "}": "{\\textbraceright}",
    "~": "{\\textasciitilde}",
    "^": "{\\textasciicircum}",
    **{character: "\\" + character for character in "&%$#_"},
    "<": "{\\textless}",
    ">": "{\\textgreater}",
    "|": "{\\textbar}",
    '"': "{\\textquotedbl}",
    "\u2013": "--",
    "\u2014": "---",
    "\u2018": "`",
    "\u2019": "'",
    "\u201c": "``",
    "\u201d": "''",
    "\u2026": "{\\ldots}",
    "\u00a0": "~",
    "\u00df": "{\\ss}",
    "\u00f8": "{\\o}",
    "\u00d8": "{\\O}",
    "\u0142": "{\\l}",
    "\u0141": "{\\L}",
    "\u00e6": "{\\ae}",
    "\u00c6": "{\\AE}",
    "\u0153": "{\\oe}",
    "\u0152": "{\\OE}",
    "\u0131": "{\\i}",
    "\u00d7": "$\\times$",
    "\u00b1": "$\\pm$",
    "\u2264": "$\\leq$",
    "\u2265": "$\\geq$",
    "\u2212": "$-$",
    "\u00b5": "$\\mu$",
    "\u00b0": "{\\textdegree}",
    "\u00ae": "{\\textregistered}",
    "\u2122": "{\\texttrademark}",
    **{
        character: f"$^{number}$"
        for number, character in zip(
            "0123456789", "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079", strict=True
        )
    },
    **{
        character: f"$\\{name}$"
        for name, character in {
            "alpha": "\u03b1",
            "beta": "\u03b2",
            "gamma": "\u03b3",
            "delta": "\u03b4",
            "kappa": "\u03ba",
            "lambda": "\u03bb",
            "mu": "\u03bc",
            "tau": "\u03c4",
            "chi": "\u03c7",
        }.items()
    },
}
_ACCENTS = {
    "\u0300": "`",
    "\u0301": "'",
    "\u0302": "^",
    "\u0303": "~",
    "\u0308": '"',
    "\u0304": "=",
    "\u0307": ".",
    "\u0306": "u ",
    "\u030c": "v ",
    "\u030b": "H ",
    "\u0327": "c ",
    "\u0328": "k ",
    "\u030a": "r ",
}
_SPACES = re.compile(r"[\s\x00-\x1f\x7f]+")


def escaped(text: str) -> str:
    """A text for a field of BibTeX: one line, balanced braces, letters with accents as commands of LaTeX; other scripts
    stay as they are."""
    return "".join(
        _letter(character)
        for character in unicodedata.normalize(
            "NFC", re.sub(_SPACES, lambda found: "\u00a0" if found[0] == "\u00a0" else " ", text).strip()
        )
    )


def _letter(character: str) -> str:
    if character in _COMMANDS:
        return _COMMANDS[character]
    parts = unicodedata.normalize("NFD", character)
    if len(parts) == 2 and parts[1] in _ACCENTS and parts[0].isascii():
        return f"{{\\{_ACCENTS[parts[1]]}{parts[0]}}}"
    return character


def bibliography(dataset: Dataset, cited: Iterable[str], software: Iterable[Package]) -> str:
    """The whole file: papers by name, the cited methods in the order of the text, then software."""
    entries = [_paper(name, paper.info) for name, paper in sorted(dataset.papers.items())]
    known = methods.literature()
    entries += [
        _entry(_kind(known[name]), f"method_{name}", _fields(known[name])) for name in cited if name not in SOFTWARE
    ]
    entries += [_package(package) for package in software]
    return "\n".join(entries)


def _entry(kind: str, key: str, fields: Mapping[str, str]) -> str:
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@{kind}{{{key},\n{lines}}}\n"


def _paper(name: str, info: PaperInfo) -> str:
    article = bool(info.journal) and info.source_kind in ("abstract", "full_text")
    others = " and others" if article else ""
    return _entry(
        "article" if article else "misc",
        name,
        {
            "author": f"{{{escaped(info.first_author)}}}{others}",
            "title": f"{{{escaped(info.title)}}}",
            "journal" if article else "howpublished": escaped(info.journal),
            "year": str(info.year),
            "doi": info.doi if doi_link(info.doi) else "",
            "pmid": info.pmid if info.pmid.isdigit() else "",
            "note": f"Registration {escaped(info.registration)}" if info.registration else "",
        },
    )


def _kind(reference: Reference) -> str:
    return "article" if reference.journal else "book"


def _fields(reference: Reference) -> dict[str, str]:
    place, _, publisher = reference.publisher.rpartition(": ")
    return {
        "author": " and ".join(_author(author) for author in reference.authors.split(", ")),
        "title": f"{{{escaped(reference.title)}}}",
        "journal": escaped(reference.journal),
        "publisher": escaped(publisher),
        "address": escaped(place),
        "edition": reference.edition,
        "year": str(reference.year),
        "volume": reference.volume,
        "number": reference.number,
        "pages": escaped(reference.pages),
        "doi": reference.doi,
    }


def _author(name: str) -> str:
    """`Capkun-Niggli G` as family name and initials: `Capkun-Niggli, G.`; `et al` as `others`."""
    if name == "et al":
        return "others"
    family, _, initials = name.rpartition(" ")
    return f"{escaped(family)}, {' '.join(f'{letter}.' for letter in initials)}"


def _package(package: Package) -> str:
    """The publication of a package with the version that ran; a package without one as itself."""
    version = {"note": f"{escaped(package.title)} version {escaped(package.version)}"}
    if package.name in SOFTWARE:
        return _entry("article", f"software_{package.name}", _fields(SOFTWARE[package.name]) | version)
    return _entry(
        "misc",
        f"software_{package.name}",
        {
            "author": f"{{{escaped(package.authors)}}}",
            "title": f"{{{escaped(package.title)}}}",
            "howpublished": "Software",
        }
        | version,
    )
