"""The answers: for each trial its main outcome, what it was compared with, and the verdict on it."""
