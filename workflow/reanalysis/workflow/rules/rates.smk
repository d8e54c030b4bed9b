# Rates: every proportion with its intervals.
# needs  data/processed, outcomes, scales, the section `rates` of the settings
# gives  results/tables/response_rates.csv, results/stages/rates_{findings,facts}.csv


rule estimate_rates:
    input:
        processed=PROCESSED,
    output:
        estimates="results/tables/response_rates.csv",
        findings="results/stages/rates_findings.csv",
        facts="results/stages/rates_facts.csv",
    log:
        "logs/estimate_rates.log",
    params:
        processed="data/processed",
        made_from=made_from("estimate_rates.py", sections=["rates"], **DEFINITIONS),
    script:
        "../scripts/estimate_rates.py"
