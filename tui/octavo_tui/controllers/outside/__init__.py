"""What leaves the reader: links, copies, exports, and papers for the user's own commands."""
