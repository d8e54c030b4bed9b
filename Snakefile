"""This repository is a review like any other: its papers stand in data/raw, the workflow in the package."""


include: "workflow/reanalysis/workflow/Snakefile"


# Snakemake takes no default target from a file that is included.
rule everything:
    default_target: True
    input:
        rules.all.input,
