"""Titles, authors and abstracts of papers that are known by an id alone."""
