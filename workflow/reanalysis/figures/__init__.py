"""Estimates in, drawings out."""
