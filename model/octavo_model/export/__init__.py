"""Exports of papers: a module for each format, with ``pieces`` from papers to chunks of text."""
