"""From an archive to a site: which pages there are, what stands on them, their bytes, their files."""
