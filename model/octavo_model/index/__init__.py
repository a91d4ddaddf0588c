"""The SQLite index: derived from archive and journal, disposable. Only query fields have other SQL.

The functions take a connection; those that write must be called inside a write transaction.
"""
