"""What follows from the rows of a paper before any statistics: counts, controls, membership, acknowledgement."""
