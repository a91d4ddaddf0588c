"""Commands about tags and notes."""
