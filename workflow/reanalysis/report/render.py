"""From the tables of a run to its pages: results/report.html and results/papers/<paper>.html, figures beside them."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reanalysis.figures.svg import standalone
from reanalysis.model.config import ControlsConfig, RatesConfig, ReportConfig, SurvivalConfig
from reanalysis.model.store import load_dataset, load_vocabulary, write_bytes, write_text
from reanalysis.report.exports.bibliography import bibliography
from reanalysis.report.exports.datapackage import write_datapackage
from reanalysis.report.exports.ro_crate import write_ro_crate
from reanalysis.report.gather import gather
from reanalysis.report.html.trace import island
from reanalysis.report.methods.software import software
from reanalysis.report.methods.text import cited_in, methods_text
from reanalysis.report.page import Page, page_file
from reanalysis.report.pdf.alone import paper_pdf
from reanalysis.report.pdf.document import document
from reanalysis.report.pdf.typeset import typeset
from reanalysis.report.pictures.gallery import gallery
from reanalysis.report.pictures.picture import Picture
from reanalysis.report.pictures.view import figure_view, figure_views, galleries
from reanalysis.report.site import Site, used_in
from reanalysis.report.text import formatting as fmt
from reanalysis.report.views import front, rates, synthesis
from reanalysis.report.views.changes import change_view
from reanalysis.report.views.control_lines import control_lines
from reanalysis.report.views.paper import paper_context, raw_tables
from reanalysis.report.views.trials import trial_rows

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
MOST_CURVES = 12
NO_TRACE = '<script type="application/json" id="trace">{}</script>'


def render_report(project: Path, processed: Path, results: Path, config: Mapping[str, Any]) -> None:
    """Write the tables over all stages, the figures, the report and a page for every paper.

    Parameters
    ----------
    project
        Root of the project: outcomes and scales are read from its config folder.
    processed
        Folder of the tables that entry wrote.
    results
        Folder of the results; the stages' tables are read from it.
    config
        The whole of config.yaml, validated: what the methods text says is taken from it.
    """
    dataset = load_dataset(processed)
    gathered = gather(dataset, processed, results, project / "data/accepted/estimates.csv")
    choices = ReportConfig.model_validate(config.get("report") or {})
    names = load_vocabulary(project, dataset)
    site = Site(dataset, gathered, names.outcomes, names.scales, choices.decimals)
    environment = environment_of_pages()
    level = fmt.level(RatesConfig.model_validate(config.get("rates") or {}).conf_level)
    times = fmt.level(SurvivalConfig.model_validate(config.get("survival") or {}).conf_level)
    drawn = list(
        gallery(
            site,
            level=level,
            level_of_times=times,
            alpha=ControlsConfig.model_validate(config.get("controls") or {}).alpha,
        )
    )
    shared = {"title": choices.title, "level": level, **_assets()}
    context = _front(site, processed, config)
    version = context["overview"]["version"]
    printed = document(
        site, context["overview"], drawn, title=choices.title, methods=(context["paragraphs"], context["references"])
    )
    with ThreadPoolExecutor(1) as beside:
        pdf = beside.submit(
            typeset, printed
        )  # the typesetter does not hold Python's lock: it works while the pages are written
        _write_front(environment, site, results, drawn, {**shared, **context})
        for name in site.states:
            page = Page(site, name)
            context = paper_context(site, name, page) | _numbers(page) | {"pictures": figure_views(page, drawn)}
            file = results / "papers" / f"{page_file(name)}.html"
            _write(environment, "paper.html.j2", file, page, {**shared, **context, "pdf": choices.paper_pdf})
            _paper_alone(site, name, drawn, file.with_suffix(".pdf"), (choices, version))
        _write_synthesis(environment, site, results, drawn, shared)
        for drawing in drawn:
            write_text(results / "figures" / f"{drawing.name}.svg", standalone(drawing.svg))
    write_text(
        results / "references.bib", bibliography(dataset, cited_in(config, used_in(site)), software(used_in(site)))
    )
    write_bytes(results / "report.pdf", pdf.result())
    about = {"title": choices.title, "data_version": version}
    write_datapackage(results, dataset, **about)
    write_ro_crate(results, dataset, packages=software(used_in(site)), drawn=drawn, **about)


def _paper_alone(site: Site, name: str, drawn: list[Picture], file: Path, of_run: tuple[ReportConfig, str]) -> None:
    """The paper as a document of its own where that is asked for; one of an earlier run goes where it is not."""
    choices, version = of_run
    if choices.paper_pdf:
        write_bytes(file, paper_pdf(site, name, drawn, title=choices.title, version=version))
    else:
        file.unlink(missing_ok=True)


def environment_of_pages() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        bytecode_cache=_compiled(),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals["svg"] = Markup  # only ever given figures that figures.svg has made
    return environment


def _compiled() -> FileSystemBytecodeCache | None:
    """Compiled templates, kept beside them as Python keeps its own; None where that folder cannot be written."""
    folder = TEMPLATES / "__pycache__"
    with contextlib.suppress(OSError):
        folder.mkdir(exist_ok=True)
    return FileSystemBytecodeCache(str(folder)) if os.access(folder, os.W_OK) else None


def _assets() -> dict[str, Any]:
    """Style and script of the page with their hashes for its content security policy."""
    style, script = (TEMPLATES / name for name in ("style.css", "page.js"))
    texts = {name: "\n" + path.read_text(encoding="utf-8") for name, path in (("style", style), ("script", script))}
    hashes = {
        name: "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        for name, text in texts.items()
    }
    policy = (
        f"default-src 'none'; style-src '{hashes['style']}'; script-src '{hashes['script']}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    return {"style": Markup(texts["style"]), "script": Markup(texts["script"]), "policy": policy}


def _numbers(page: Page) -> dict[str, Any]:
    if page.site.states[page.name]["state"] == "left_out":
        return {}
    return {"blocks": rates.outcomes(page), "categories": rates.categories(page), "survival": rates.survival(page)}


def _front(site: Site, processed: Path, config: Mapping[str, Any]) -> dict[str, Any]:
    """What every page of the front has in common."""
    used = (
        {result.method for result in site.results.all}
        | {row["quantity"] for row in site.robustness}
        | ({"multiverse"} if site.multiverse else set())
    )
    paragraphs, references = methods_text(config, used)
    return {
        "overview": front.overview(site, processed),
        "paragraphs": paragraphs,
        "references": references,
        "dictionary": front.dictionary(),
        "short": site.short_name,
    }


def _write_front(
    environment: Environment, site: Site, results: Path, drawn: list[Picture], context: Mapping[str, Any]
) -> None:
    """Write report.html, and report-2.html and so on where there are more papers than a page holds; pages of an
    earlier, larger run go."""
    pages = front.pages_of(list(site.states))
    for number, (file, names) in enumerate(pages, 1):
        first = number == 1
        page = Page(site, front="" if first else "report.html")
        own = {
            "first": first,
            "turning": front.turning(pages, number),
            "left_out": front.left_out(site, page, names),
            "rows_left_out": front.rows_left_out(site, page, names),
            "rows": trial_rows(site, page, names),
            "control_rows": control_lines(site, page) if first else [],
            "galleries": galleries(page, drawn, few=len(names) <= MOST_CURVES) if len(pages) == 1 else [],
            "contradicted": front.contradictions_of(site, page, names),
            "compared": front.compared(site, page, names),
            "paper_href": page.paper_href,
            "sets": raw_tables(page, "sets", site.dataset.sets) if first else [],
            "changed": change_view(page) if first else None,
            "synthesis": synthesis.link_of(page) if first else None,
        }
        _write(environment, "report.html.j2", results / file, page, {**context, **own})
    for stale in set(results.glob("report-*.html")) - {results / file for file, _ in pages}:
        stale.unlink()


def _write_synthesis(
    environment: Environment, site: Site, results: Path, drawn: list[Picture], shared: Mapping[str, Any]
) -> None:
    """Write the page of the pools, which says so where no set asks for one."""
    page = Page(site, front="report.html")
    found = synthesis.synthesis(page)
    pictures = [figure_view(page, picture) for picture in drawn if picture.kind == "pool"]
    _write(
        environment, "synthesis.html.j2", results / synthesis.FILE, page,
        {**shared, "pools": found, "pictures": pictures},
    )  # fmt: skip


def _write(environment: Environment, template: str, path: Path, page: Page, context: Mapping[str, Any]) -> None:
    """Write a page with the trace of all numbers that `page` handed out for it."""
    text = environment.get_template(template).render(context)
    write_text(path, text.replace(NO_TRACE, NO_TRACE.replace("{}", island(page)), 1))
