"""The cellar: what any app may use. Imports Django and packages only."""
