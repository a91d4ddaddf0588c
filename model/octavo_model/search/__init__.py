"""Which papers match a query, and in which order."""
