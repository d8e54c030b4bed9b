# Report: all estimates and findings together, figures, pages, and where everything came from.
# needs  data/processed, the outputs of all stages, the templates, data/accepted if it is there
# gives  results/estimates.csv,
#        results/tables/{answers,comparability}.csv,
#        results/tables/{facts,findings,papers,changes,changed_cells,changed_settings,data_dictionary}.csv,
#        results/figures, results/report.html, results/synthesis.html, results/report.pdf, results/references.bib,
#        results/papers/<paper>.html (one per folder of data/raw), results/versions.json, results/provenance.json
#
# The raw files count here too: provenance.json holds their hashes.

# lint: Param results is a prefix of input or output file but hardcoded: it is a fixed folder of the project.


rule render_report:
    input:
        rules.read_papers.output,
        rules.audit_papers.output,
        rules.estimate_rates.output,
        rules.compare_controls.output,
        rules.summarise_survival.output,
        rules.pool_sets.output,
    output:
        "results/estimates.csv",
        "results/tables/answers.csv",
        "results/tables/comparability.csv",
        "results/tables/facts.csv",
        "results/tables/findings.csv",
        "results/tables/papers.csv",
        "results/tables/changes.csv",
        "results/tables/changed_cells.csv",
        "results/tables/changed_settings.csv",
        "results/tables/data_dictionary.csv",
        "results/report.html",
        "results/report.pdf",
        "results/synthesis.html",
        "results/references.bib",
        "results/datapackage.json",
        "results/ro-crate-metadata.json",
        [
            f"results/papers/{paper}.{kind}"
            for paper in fingerprint.paper_names(Path("data/raw"))
            for kind in (["html", "pdf"] if SETTINGS["report"]["paper_pdf"] else ["html"])
        ],
        figures=directory("results/figures"),
        versions="results/versions.json",
        provenance="results/provenance.json",
    log:
        "logs/render_report.log",
    params:
        project=".",
        processed="data/processed",
        results="results",
        made_from=made_from(
            "render_report.py",
            sections=["report", "rates", "controls", "survival", "synthesis", "audit"],
            raw=RAW,
            templates=fingerprint.of_folder(HOME.parent / "templates"),
            accepted=fingerprint.of_folder(Path("data/accepted")),
            **DEFINITIONS,
        ),
    script:
        "../scripts/render_report.py"
