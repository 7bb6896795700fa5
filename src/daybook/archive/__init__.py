"""The one SQLite file that holds everything: raw pages, events with identity and history, what is derived from them."""
