"""results/ro-crate-metadata.json: what each file of the results is, and what made it, in the form of a Research Object
Crate 1.1.

The crate is made anew by every run and holds no time and no commit: two runs on the same data give the same bytes. Its
datePublished is the year of the latest paper, the only date that is the data's own; provenance.json says when a run
was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from reanalysis.model import result_tables
from reanalysis.model.paper import Dataset, PaperInfo
from reanalysis.report.exports.datapackage import digest_of, paths_of, write_json
from reanalysis.report.methods.software import Package
from reanalysis.report.pictures.picture import Picture
from reanalysis.report.text.links import doi_link, pmid_link, registration_link

FORMATS = {
    ".csv": "text/csv",
    ".html": "text/html",
    ".pdf": "application/pdf",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    ".bib": "application/x-bibtex",
}
FILES = {
    "report.html": "The report on all papers",
    "synthesis.html": "The pools of sets of groups",
    "report.pdf": "The report as a printed document",
    "references.bib": "Papers, methods and software as BibTeX",
    "datapackage.json": "The tables as a Frictionless data package",
    "versions.json": "Versions, choices and definitions that results depend on",
}
PROVENANCE = (
    "Versions, commit, time, and hashes of all that went in and came out; the only file that differs between "
    "two runs on the same data"
)
NO_PAPER = 2000  # a year for a crate about no paper at all
_PROFILE = {"@id": "https://w3id.org/ro/crate/1.1"}
_CONTEXT = ["https://w3id.org/ro/crate/1.1/context", {"sha256": "https://schema.org/sha256"}]


def write_ro_crate(
    results: Path,
    dataset: Dataset,
    *,
    title: str,
    data_version: str,
    packages: Iterable[Package],
    drawn: Iterable[Picture],
) -> None:
    """Describe the files that stand in `results`."""
    write_json(
        results / "ro-crate-metadata.json",
        ro_crate(results, dataset, title=title, data_version=data_version, packages=list(packages), drawn=list(drawn)),
    )


def ro_crate(
    results: Path, dataset: Dataset, *, title: str, data_version: str, packages: list[Package], drawn: list[Picture]
) -> dict[str, Any]:
    """The JSON-LD document: root, files, papers, software, workflow and the action that made the files."""
    files = list(_files(results, dataset, drawn))
    papers = list(
        {
            entity["@id"]: entity
            for name, paper in sorted(dataset.papers.items())
            for entity in [_paper(name, paper.info)]
        }.values()
    )
    software = [_software(package) for package in packages]
    years = [paper.info.year for paper in dataset.papers.values()]
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": title,
        "datePublished": str(max(years, default=NO_PAPER)),
        "description": "Audit and re-analysis of small published clinical trials. datePublished is the year of the "
        "latest paper; provenance.json says when the files were made.",
        "identifier": f"data version {data_version}",
        "license": {"@id": "#license"},
        "hasPart": [_id(file) for file in files],
        "citation": [_id(paper) for paper in papers],
        "mentions": [{"@id": "#run"}],
    }
    about = {"@id": "ro-crate-metadata.json", "@type": "CreativeWork", "conformsTo": _PROFILE, "about": {"@id": "./"}}
    return {"@context": _CONTEXT, "@graph": [about, root, *files, *papers, *_made(files, papers, software), *software]}


def _id(entity: dict[str, Any]) -> dict[str, str]:
    return {"@id": entity["@id"]}


def _files(results: Path, dataset: Dataset, drawn: list[Picture]) -> Iterator[dict[str, Any]]:
    """Every file of the results but this one, with its hash where two runs give the same."""
    tables = {
        path.relative_to(results).as_posix(): result_tables.TABLES[name].description
        for name, path in paths_of(results).items()
    }
    pages = {f"papers/{name}.html": f"The page of {name}" for name in sorted({*dataset.papers, *dataset.left_out})}
    pictures = {f"figures/{picture.name}.svg": picture.title for picture in drawn}
    further = {path.name: "More papers of the report" for path in sorted(results.glob("report-*.html"))}
    for name, said in (FILES | further | tables | pages | pictures).items():
        path = results / name
        if path.is_file():
            entity = _file(name, said) | {"contentSize": str(path.stat().st_size), "sha256": digest_of(path)}
            paper = path.stem if name.startswith("papers/") else ""
            yield entity | (
                {"about": {"@id": _paper_id(paper, dataset.papers[paper].info)}} if paper in dataset.papers else {}
            )
    yield _file("provenance.json", PROVENANCE)


def _file(name: str, said: str) -> dict[str, Any]:
    return {
        "@id": quote(name),
        "@type": "File",
        "name": name,
        "description": said,
        "encodingFormat": FORMATS[Path(name).suffix],
    }


def _paper_id(name: str, info: PaperInfo) -> str:
    return doi_link(info.doi) or pmid_link(info.pmid) or f"#{name}"


def _paper(name: str, info: PaperInfo) -> dict[str, Any]:
    found = {
        "@id": _paper_id(name, info),
        "@type": "ScholarlyArticle",
        "alternateName": name,
        "name": info.title,
        "author": info.first_author,
        "datePublished": str(info.year),
        "isPartOf": info.journal,
        "about": info.disease,
        "url": registration_link(info.registration),
    }
    return {key: value for key, value in found.items() if value}


def _software(package: Package) -> dict[str, Any]:
    return {
        "@id": f"#{package.name}",
        "@type": "SoftwareApplication",
        "name": package.title,
        "softwareVersion": package.version,
        "version": package.version,
    }


def _made(
    files: list[dict[str, Any]], papers: list[dict[str, Any]], software: list[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """The run, the workflow that it followed, and the terms of use."""
    language = "https://snakemake.readthedocs.io"
    yield {
        "@id": "#run",
        "@type": "CreateAction",
        "name": "A run of the workflow",
        "instrument": {"@id": "#workflow"},
        "object": [_id(paper) for paper in papers],
        "result": [_id(file) for file in files],
        "description": "It read the tables that were typed from the papers; provenance.json has their hashes and the "
        "time.",
    }
    yield {
        "@id": "#workflow",
        "@type": ["SoftwareSourceCode", "ComputationalWorkflow"],
        "name": "Snakefile",
        "programmingLanguage": {"@id": language},
        "description": "From tables typed by hand to audited and re-analysed results",
        "softwareRequirements": [_id(package) for package in software],
    }
    yield {
        "@id": language,
        "@type": "ComputerLanguage",
        "name": "Snakemake",
        "identifier": {"@id": language},
        "url": {"@id": language},
    }
    yield {
        "@id": "#license",
        "@type": "CreativeWork",
        "name": "Terms of use",
        "description": "The numbers are facts printed by the papers that are cited, and what follows from them. The "
        "software is under the MIT licence.",
    }
