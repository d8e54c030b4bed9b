# Synthesis: groups of several papers pooled, as sets.csv asks.
# needs  data/processed, outcomes, scales, the section `synthesis` of the settings
# gives  results/tables/{synthesis,synthesis_studies,synthesis_choices}.csv,
#        results/stages/synthesis_{findings,facts}.csv


rule pool_sets:
    input:
        processed=PROCESSED,
    output:
        estimates="results/tables/synthesis.csv",
        studies="results/tables/synthesis_studies.csv",
        choices="results/tables/synthesis_choices.csv",
        findings="results/stages/synthesis_findings.csv",
        facts="results/stages/synthesis_facts.csv",
    log:
        "logs/pool_sets.log",
    params:
        processed="data/processed",
        made_from=made_from("pool_sets.py", sections=["synthesis"], **DEFINITIONS),
    script:
        "../scripts/pool_sets.py"
