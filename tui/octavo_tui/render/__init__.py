"""Values to styled text."""
