"""The SQLite index: derived from archive and journal, disposable. Only query fields have other SQL.

The functions take a connection; who calls a writing one is inside a write transaction.
"""
