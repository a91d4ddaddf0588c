"""Similar papers: related ones, recommendations, possible duplicates."""
