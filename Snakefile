"""This repository is a review like any other: its papers stand in data/raw, the workflow in the package."""


include: "workflow/reanalysis/workflow/Snakefile"
