"""Where digests come from by themselves: the user's list of sources, and how each is fetched.

`source` and `book` say which there are, `state` what happened to them last, `fetching` brings
what is new; the rest is its machinery. Only `fetching` and `web` need a network library.
"""
