"""What others know of events: the wiki of their articles, and the cited sources of themselves."""
