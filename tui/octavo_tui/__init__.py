"""Octavo's screen: the Textual app and the command line."""
