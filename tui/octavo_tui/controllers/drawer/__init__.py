"""The drawer: what it lists and counts, and what is done with a digest in it."""
