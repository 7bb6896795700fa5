"""Making a release: what is checked before a tag is published. Not part of the package."""
