"""What citation managers and databases export: PubMed, Web of Science, EndNote."""
