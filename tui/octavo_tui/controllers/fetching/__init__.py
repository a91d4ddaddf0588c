"""Fetching from sources, choosing them, and adding papers by hand."""
