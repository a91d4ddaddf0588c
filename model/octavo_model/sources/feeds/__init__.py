"""Feeds: fetching them, and noticing when entries may have been missed."""
