"""The stages wired together, once."""
