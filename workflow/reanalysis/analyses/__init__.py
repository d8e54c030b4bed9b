"""Tables in, estimates out: which method on which rows."""
