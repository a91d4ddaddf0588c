"""Papers on their way out: one module a format, each a function from papers to pieces of text.

All take papers one by one and give text as it comes, so that a library of any size leaves in
little memory.
"""
