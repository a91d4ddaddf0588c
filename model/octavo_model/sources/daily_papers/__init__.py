"""The Daily Papers of Hugging Face: which days to ask for, and asking for them."""
