"""What each section of a page shows."""
