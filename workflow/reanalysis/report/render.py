"""From the tables of a run to its pages: results/report.html and results/papers/<paper>.html, figures beside them."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reanalysis.figures.svg import standalone
from reanalysis.model.config import ControlsConfig, RatesConfig, ReportConfig, SurvivalConfig
from reanalysis.model.store import load_dataset, load_outcomes, load_scales, write_bytes, write_text
from reanalysis.report import format as fmt
from reanalysis.report import front, paper_numbers
from reanalysis.report.answers import answers
from reanalysis.report.bibliography import bibliography
from reanalysis.report.gallery import gallery
from reanalysis.report.gather import gather
from reanalysis.report.methods_text import cited_in, methods_text, used_in
from reanalysis.report.paper_page import paper_context, raw_tables
from reanalysis.report.pdf import document
from reanalysis.report.pdf_render import typeset
from reanalysis.report.pictures import Picture
from reanalysis.report.site import Page, Site
from reanalysis.report.software import software
from reanalysis.report.trace import island

TEMPLATES = Path(__file__).resolve().parents[2] / "report"
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
    site = Site(dataset, gathered, load_outcomes(project / "config" / "outcomes.yaml"), load_scales(project / "config" / "scales.yaml"), choices.decimals)
    environment = _environment()
    level = fmt.level(RatesConfig.model_validate(config.get("rates") or {}).conf_level)
    times = fmt.level(SurvivalConfig.model_validate(config.get("survival") or {}).conf_level)
    drawn = list(gallery(site, level=level, level_of_times=times, alpha=ControlsConfig.model_validate(config.get("controls") or {}).alpha))
    shared = {"title": choices.title, "level": level, **_assets()}
    context = _front(site, processed, drawn, config)
    printed = document(site, context["overview"], drawn, title=choices.title, methods=(context["paragraphs"], context["references"]))
    with ThreadPoolExecutor(1) as beside:
        pdf = beside.submit(typeset, printed)  # the typesetter does not hold Python's lock: it works while the pages are written
        _write(environment, "report.html.j2", results / "report.html", Page(site), {**shared, **context})
        for name in site.states:
            context = paper_context(site, name) | _numbers(site, name) | {"pictures": [p for p in drawn if p.paper == name]}
            _write(environment, "paper.html.j2", results / "papers" / f"{name}.html", Page(site, name), {**shared, **context})
        for drawing in drawn:
            write_text(results / "figures" / f"{drawing.name}.svg", standalone(drawing.svg))
    write_text(results / "references.bib", bibliography(dataset, cited_in(config, used_in(site)), software(used_in(site))))
    write_bytes(results / "report.pdf", pdf.result())


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, auto_reload=False,
    )
    environment.globals["svg"] = Markup  # only ever given figures that figures.svg has made
    return environment


def _assets() -> dict[str, Any]:
    """Style and script of the page with their hashes for its content security policy."""
    style, script = (TEMPLATES / name for name in ("style.css", "page.js"))
    texts = {name: "\n" + path.read_text(encoding="utf-8") for name, path in (("style", style), ("script", script))}
    hashes = {name: "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for name, text in texts.items()}
    policy = f"default-src 'none'; style-src '{hashes['style']}'; script-src '{hashes['script']}'; img-src data:; base-uri 'none'; form-action 'none'"
    return {"style": Markup(texts["style"]), "script": Markup(texts["script"]), "policy": policy}


def _numbers(site: Site, name: str) -> dict[str, Any]:
    if site.states[name]["state"] == "left_out":
        return {}
    page = Page(site, name)
    return {"blocks": paper_numbers.outcomes(page), "categories": paper_numbers.categories(page), "survival": paper_numbers.survival(page)}


def _front(site: Site, processed: Path, drawn: list[Picture], config: Mapping[str, Any]) -> dict[str, Any]:
    page = Page(site)
    paragraphs, references = methods_text(config, used_in(site))
    few = len(site.states) <= MOST_CURVES
    return {
        "overview": front.overview(site, processed), "left_out": front.left_out(site, page), "answers": list(answers(site, page, site.states)),
        "forests": [p for p in drawn if p.name.startswith("forest-") and not p.paper], "controls": [p for p in drawn if p.name.startswith("controls-") and not p.paper],
        "assumed": [p for p in drawn if p.name.startswith("assumed-")] if few else [], "curves": [p for p in drawn if p.name.startswith("km-")] if few else [],
        "medians": [p for p in drawn if p.name.startswith("medians-")],
        "findings": front.findings_by_paper(site, page), "compared": front.compared(site, page), "paragraphs": paragraphs, "references": references,
        "sets": raw_tables(page, "sets", site.dataset.sets),
        "short": site.short_name, "paper_href": page.paper_href, "states": site.states,
    }


def _write(environment: Environment, template: str, path: Path, page: Page, context: Mapping[str, Any]) -> None:
    """Write a page with the trace of all numbers that it shows."""
    text = environment.get_template(template).render(context)
    write_text(path, text.replace(NO_TRACE, NO_TRACE.replace("{}", island(page, text)), 1))
