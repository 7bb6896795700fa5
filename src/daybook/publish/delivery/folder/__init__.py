"""A site's folder: written whole or not at all, and what it remembers of its last build."""
