"""What a list on screen shows: its order, the scores in it, and its status."""
