"""Papers ranked by what was kept and refused."""
