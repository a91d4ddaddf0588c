"""Answers of programming interfaces of preprint servers and conferences."""
