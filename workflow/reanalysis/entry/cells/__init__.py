"""One cell: its characters, the words typed in it, slips of the keyboard, and the problem that is told."""
