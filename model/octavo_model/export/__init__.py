"""Exports of papers: one module for each format, with a function from papers to chunks of text.

All take papers one by one and yield text, so that a library of any size needs little memory.
"""
