"""From the tree of a formula to text."""
