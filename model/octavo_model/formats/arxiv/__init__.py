"""arXiv's mails and feeds."""
