"""The portions of a build, and the work on days, subjects, pages, feeds and tables that they are made of."""
