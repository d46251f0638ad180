"""What is metered and reported: its screens."""
