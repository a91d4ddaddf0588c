"""What the user says about papers: tags and notes."""
