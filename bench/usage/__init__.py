"""What reading and reporting usage costs: one module a question."""
