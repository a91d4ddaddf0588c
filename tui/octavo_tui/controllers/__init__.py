"""State and decisions of the screen, without drawing."""
