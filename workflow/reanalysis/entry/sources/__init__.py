"""Bytes to grids of text: CSV, workbooks and YAML, with the place of every cell."""
