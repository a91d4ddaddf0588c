"""The SQLite index: derived from archive and journal, disposable. All SQL is in this package.

The functions take a connection; who calls a writing one is inside a write transaction.
"""
