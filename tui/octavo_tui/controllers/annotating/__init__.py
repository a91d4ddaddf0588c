"""What the user writes about papers: tags and notes."""
