"""The site over HTTP: from the folder that `build` wrote, or straight from the archive."""
