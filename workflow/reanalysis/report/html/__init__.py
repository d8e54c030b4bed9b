"""What only a page on the screen has: the panel that traces a number."""
