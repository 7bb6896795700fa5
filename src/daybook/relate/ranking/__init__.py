"""Rankers and what they look at: a registry, four rankers, features of pairs, relevance."""
