# Audit: what the papers print against themselves.
# needs  data/processed, config/outcomes.yaml, config/scales.yaml, the section `audit` of config/config.yaml
# gives  results/stages/audit_findings.csv


rule audit_papers:
    input:
        processed=PROCESSED,
        outcomes="config/outcomes.yaml",
        scales="config/scales.yaml",
    output:
        findings="results/stages/audit_findings.csv",
    log:
        "logs/audit_papers.log",
    params:
        processed="data/processed",
        made_from=made_from("audit_papers.py", sections=["audit"], **DEFINITIONS),
    script:
        "../scripts/audit_papers.py"
