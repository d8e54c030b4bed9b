# Reading: every cell of every paper, checked, and all problems at once.
# needs  data/raw/<paper>/ (paper.yaml and tables) and data/raw/sets.csv, outcomes, scales
# gives  data/processed: each table over all papers, papers.json, and in findings.csv what could not be read;
#        results/tables/{agreement,agreement_differences}.csv: first against second entry
#
# The raw files are compared by content (params), not listed as input: their names are anybody's choice, a file that
# came or went counts, and so does a change that carries an older date.

# lint: Specify a conda environment or container for each rule: one environment serves all, from requirements/lock.txt.
# lint: Param processed is a prefix of input or output file but hardcoded: it is a fixed folder of the project.

from reanalysis.model.input_tables import INPUT_TABLES

PROCESSED = [f"data/processed/{table}.csv" for table in (*INPUT_TABLES, "findings")] + ["data/processed/papers.json"]


rule read_papers:
    output:
        PROCESSED,
        agreement="results/tables/agreement.csv",
        differences="results/tables/agreement_differences.csv",
    log:
        "logs/read_papers.log",
    params:
        raw="data/raw",
        processed="data/processed",
        made_from=made_from("read_papers.py", raw=RAW, **DEFINITIONS),
    script:
        "../scripts/read_papers.py"
