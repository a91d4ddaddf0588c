"""Sources on this machine: folders and programs."""
