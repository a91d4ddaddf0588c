"""The settings file and the session."""
