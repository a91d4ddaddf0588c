"""The parts of the reading screen. Each draws only its visible lines and posts typed messages."""
