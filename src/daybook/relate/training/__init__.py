"""Teaching rankers and embeddings from editors' own topics, and how good they are."""
