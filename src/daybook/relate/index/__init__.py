"""Every event as a vector of weighted terms, and the members of stories."""
