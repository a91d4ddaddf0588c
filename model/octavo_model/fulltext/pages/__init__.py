"""Web pages of papers as documents: LaTeXML's HTML, and Markdown."""
