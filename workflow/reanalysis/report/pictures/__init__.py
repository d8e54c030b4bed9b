"""Which figures there are, from which numbers, and where each is shown."""
