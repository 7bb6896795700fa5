"""Texts into numbers: words, names, phrases and titles as numbered terms, read out of documents."""
