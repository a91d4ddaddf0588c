"""What Octavo keeps on disk: digests as they came, the journal of marks, locks."""
