"""Blank tables and workbooks to type into, and what is still untouched in them."""
