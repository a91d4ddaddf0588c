"""What the user is interested in: groups of kept papers, and what is followed and muted."""
