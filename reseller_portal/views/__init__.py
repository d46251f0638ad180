"""The roof's own screens: home, health, errors, the style guide."""
