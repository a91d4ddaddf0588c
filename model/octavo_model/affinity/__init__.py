"""Which papers are about the same things: by the words and phrases of titles and abstracts."""
