"""Similar papers: related, recommended, duplicates."""
