"""Sources that state how many papers there are: bioRxiv and medRxiv, OpenReview, the Anthology."""
