# Survival: durations, survival and follow-up.
# needs  data/processed, outcomes, scales, of the settings the sections `survival` and
#        `controls` (a family may hold counts and times)
# gives  results/tables/{survival,survival_curves,parametric_curves,survival_robustness,reconstruction}.csv,
#        results/stages/survival_{findings,facts}.csv


rule summarise_survival:
    input:
        processed=PROCESSED,
    output:
        estimates="results/tables/survival.csv",
        curves="results/tables/survival_curves.csv",
        parametric="results/tables/parametric_curves.csv",
        robustness="results/tables/survival_robustness.csv",
        reconstruction="results/tables/reconstruction.csv",
        findings="results/stages/survival_findings.csv",
        facts="results/stages/survival_facts.csv",
    log:
        "logs/summarise_survival.log",
    params:
        processed="data/processed",
        made_from=made_from("summarise_survival.py", sections=["survival", "controls"], **DEFINITIONS),
    script:
        "../scripts/summarise_survival.py"
