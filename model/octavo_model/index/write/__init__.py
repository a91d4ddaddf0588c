"""Everything that changes the index."""
