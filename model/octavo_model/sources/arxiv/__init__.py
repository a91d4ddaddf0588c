"""arXiv as a source: which announcement days are complete, and what to ask for next."""
