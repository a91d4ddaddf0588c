"""The terminal and the desktop around it."""
