"""The parts of the reading screen, which draw visible lines and report what the user does."""
