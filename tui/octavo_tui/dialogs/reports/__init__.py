"""Dialogs that show something and ask nothing."""
