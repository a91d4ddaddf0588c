"""What runs before Textual is imported."""
