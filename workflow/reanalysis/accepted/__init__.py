"""The comparison of a run with the accepted one: numbers, cells and settings."""
