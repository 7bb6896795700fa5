"""A whole page: the list of the day's events in any layout, the tree of its bullets, and month pages cut into days."""
