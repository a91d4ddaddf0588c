"""Lists of papers that people keep: Markdown, and ids one a line."""
