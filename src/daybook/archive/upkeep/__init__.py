"""Work on an archive as a whole: checked, copied, rebuilt, read again, and its state in a few numbers."""
