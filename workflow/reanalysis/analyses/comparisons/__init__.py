"""One group against a control: counts, times, sets, robustness, borrowing."""
