"""From the archive to page records: one record per page, which every format renders."""
