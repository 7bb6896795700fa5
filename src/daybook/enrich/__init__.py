"""What others know of contexts and sources: redirects, descriptions, metadata of cited articles."""
