# Controls: comparisons with controls, and how far each conclusion is from tipping.
# needs  data/processed, outcomes, scales, the section `controls` of the settings
# gives  results/tables/{comparisons,borrowing,trends,robustness,multiverse}.csv,
#        results/stages/controls_{findings,facts}.csv


rule compare_controls:
    input:
        processed=PROCESSED,
    output:
        estimates="results/tables/comparisons.csv",
        borrowing="results/tables/borrowing.csv",
        trends="results/tables/trends.csv",
        robustness="results/tables/robustness.csv",
        multiverse="results/tables/multiverse.csv",
        findings="results/stages/controls_findings.csv",
        facts="results/stages/controls_facts.csv",
    log:
        "logs/compare_controls.log",
    params:
        processed="data/processed",
        made_from=made_from("compare_controls.py", sections=["controls"], **DEFINITIONS),
    script:
        "../scripts/compare_controls.py"
