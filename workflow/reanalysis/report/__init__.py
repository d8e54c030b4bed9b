"""The report: tables over all stages, figures, and pages that lead every number back to its cell."""
