"""The filter of the list: what is searched where, and how a query is completed."""
