"""Sources of digests: the user's list of them, and fetching what is new in each.

`spec` and `source_list` hold the list, `state` remembers the last fetches, `fetcher` runs them.
Only `http`, which `fetcher` imports, needs a network library.
"""
