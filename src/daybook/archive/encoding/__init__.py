"""Records, texts, days and moments as the archive stores them, with the checksums that tell when they are damaged."""
