"""The SQLite index: derived from archive and journal, and disposable.

The functions take a connection; those that write must be called inside a write transaction.
"""
