"""Commands about what the user is interested in."""
