"""Proportions with their intervals, two-stage designs and trends across doses."""
