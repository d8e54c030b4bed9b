"""The report: tables over all stages, figures, and pages that lead every number back to its cell."""

from reanalysis.report.render import render_report

__all__ = ["render_report"]
