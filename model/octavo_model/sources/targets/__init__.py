"""Targets of sources: how they are written, checked and spelled."""
