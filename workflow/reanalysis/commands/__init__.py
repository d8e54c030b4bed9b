"""What each command of `reanalysis` does: one module per command, imported when it is called.

Each has `run(project, ...) -> int`, the exit status; everything it says goes through `terminal`.
"""
