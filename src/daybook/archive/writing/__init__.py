"""What is kept, and what follows from it: revisions, identities, events, subjects, places, the search index."""
