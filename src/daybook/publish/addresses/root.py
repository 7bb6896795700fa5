"""Where a site is published: what stands before each of its paths."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Root:
    """Where a site is published: `host` with its scheme ("https://example.org"), `folder` ("" or "/daybook")."""

    host: str
    folder: str = ""

    @classmethod
    def of(cls, address: str) -> Root:
        """Make a root of the site's address, such as `https://example.org/daybook/`."""
        parts = urlsplit(address)
        return cls(f"{parts.scheme}://{parts.netloc}", parts.path.rstrip("/"))

    def relative(self, path: str) -> str:
        """Return a path as links on the site write it: from the root of its host."""
        return self.folder + path

    def absolute(self, path: str) -> str:
        """Return the whole address of a path of the site."""
        return f"{self.host}{self.folder}{path}"

    def within(self, requested: str) -> str | None:
        """Return the site's own path for one that a host was asked for; None where it lies outside the site's folder."""
        if not requested.startswith(f"{self.folder}/"):
            return None
        return requested[len(self.folder) :]
