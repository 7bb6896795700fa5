"""Names of the groups of files that are no pages: pages name their groups in their kinds, shards of the search by theirs."""

SITE = "site"
"""Files that are neither pages nor of one subject: feeds of the site, schemas, icons, the theme's own."""
DATA = "data"
"""The tables that the site publishes, and what describes them."""
LAST = "last"
"""Files that gather something from all groups."""
