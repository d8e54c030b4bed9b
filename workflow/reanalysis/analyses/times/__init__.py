"""Curves, medians, means and what a paper prints of times."""
