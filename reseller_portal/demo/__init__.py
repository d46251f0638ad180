"""Deterministic, entirely fictional data for the demo installation of the portal."""
