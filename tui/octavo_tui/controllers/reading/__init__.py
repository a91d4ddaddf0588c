"""Reading the full text of a paper: showing it, its links, searching it, copying and noting."""
