"""Files that are no pages, a module for each family: feeds, previews, tables, redirects, the sitemap, the search index."""
