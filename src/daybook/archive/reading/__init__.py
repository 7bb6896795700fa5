"""Questions to the archive, each kind in a module of its own; `reader` has them all."""
