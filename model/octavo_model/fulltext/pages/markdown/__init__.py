"""Pages in Markdown: Hugging Face, and what programs make of TeX and PDF."""
