"""What leaves the reader: links, copies, exports."""
