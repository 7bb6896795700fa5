"""Which pages and files a build makes. Decides; makes nothing."""
