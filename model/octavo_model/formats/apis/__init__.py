"""Answers of programming interfaces: of preprint servers, conferences and paper search."""
