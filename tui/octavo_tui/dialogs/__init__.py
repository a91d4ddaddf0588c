"""Modal screens: each asks and returns a value."""
