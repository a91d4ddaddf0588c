"""The full text of papers: read from web pages, kept, and laid out in lines of any width."""
