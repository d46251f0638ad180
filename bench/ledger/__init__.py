"""What a transfer costs: one module a side of the comparison."""
