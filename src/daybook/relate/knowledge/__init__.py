"""What relating knows before it reads an archive: an embedding, trained models and their features, and what ships."""
