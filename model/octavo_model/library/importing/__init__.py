"""From files to papers in the library."""
