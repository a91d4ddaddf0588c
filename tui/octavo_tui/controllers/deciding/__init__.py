"""Deciding on papers: marks, selections, undo, and what a finished list adds up to."""
