"""Acronyms that the papers of a library define, as hidden words of titles."""
