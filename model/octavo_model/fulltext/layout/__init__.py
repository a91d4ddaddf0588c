"""Documents as lines of any width: for the screen, as plain text, and as Markdown."""
