"""Mails and newsletters."""
