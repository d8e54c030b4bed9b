# Audit: what the papers print against themselves.
# needs  data/processed, outcomes, scales, the section `audit` of the settings
# gives  results/stages/audit_findings.csv


rule audit_papers:
    input:
        processed=PROCESSED,
    output:
        findings="results/stages/audit_findings.csv",
    log:
        "logs/audit_papers.log",
    params:
        processed="data/processed",
        made_from=made_from("audit_papers.py", sections=["audit"], **DEFINITIONS),
    script:
        "../scripts/audit_papers.py"
