"""Grids of text to typed rows: headers, odd rows, tables and paper.yaml."""
