"""The report: tables over all stages, figures, and pages that lead every number back to its cell."""


def __getattr__(name: str) -> object:
    """Import the renderer with its figures and templates when it is asked for: comparing results needs none of them."""
    if name != "render_report":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from reanalysis.report.render import render_report

    return render_report
