"""A site delivered: planned, built into a folder, or answered address by address."""
