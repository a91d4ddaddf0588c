"""Full texts and PDFs of the papers of a library."""
