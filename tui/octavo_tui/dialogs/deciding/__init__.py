"""Dialogs about what the user decides: what to follow and to mute."""
