"""Dialogs about tags and notes."""
