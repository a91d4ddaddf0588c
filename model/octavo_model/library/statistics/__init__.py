"""What was decided when, how fast, and what is left, from the marks of a library."""
