"""The settings file, saved views and the session."""
