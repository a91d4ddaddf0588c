"""Files that no format reads: what they are, and what to do instead."""
