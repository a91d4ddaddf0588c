"""The Daily Papers page of Hugging Face, as JSON, HTML and text."""
