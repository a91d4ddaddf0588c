"""Formats of digests: bytes in, papers and warnings out.

One module a format. Adding one touches its module and a line of the registry.
"""
