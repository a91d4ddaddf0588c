"""The app and its screen."""
