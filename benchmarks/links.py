"""Whether the links of a built site lead anywhere: every address of the site itself, in every file of every format.

    python -m benchmarks.links [--site demo/site] [--sample 20000]

A site of more files than the sample is checked by as many of them, chosen by chance with a fixed seed. Where a page is
named without an ending, as JSON and XML do, the same page must be there in the same format. Fragments are looked for too.
"""

from __future__ import annotations

import argparse
import html
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from random import Random
from urllib.parse import unquote, urlsplit

from benchmarks.reading import SITE

from daybook.model.encoding import decoder

SAMPLE = 20_000
"""Files looked at, at most: the whole sample site; of a site of 774,000 files, enough to find what one in 5,000 has wrong
with a chance of 98 %."""

TEXT = (".html", ".json", ".xml", ".md", ".atom", ".rss", ".opml", ".webmanifest", ".txt", ".map")
LIVE = ("api/", "mcp")
"""What only a site that is served live has: `llms.txt`, the same in both, says so."""

_ATTRIBUTE = re.compile(r'\b(?:href|src|action)="([^"]+)"')
_MARKDOWN = re.compile(r"\]\(<?(/[^)>\s]*)")
_QUOTED = re.compile(r'"(/[^"\\\s]+)"')
_BETWEEN = re.compile(r">\s*(/[^<\s]+)\s*<")


@dataclass(frozen=True, slots=True)
class Broken:
    """A link of a file that leads nowhere."""

    file: str
    link: str


class Site:
    """A built site: its address and what files it has."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        url = decoder(dict[str, object])((folder / "index.json").read_bytes())["url"]
        self.address = str(url).removesuffix("index.html")
        self.below = urlsplit(self.address).path
        # With `site.data_pages = "days"` pages that retell days, such as the random page, come in HTML alone: what names them
        # without an ending means that.
        self._endings = ("",) if (folder / "random.json").is_file() else ("", ".html")
        self._absolute = re.compile(re.escape(self.address.rstrip("/")) + r"(/[^\"'<>()\s\\]*)")

    def files(self) -> list[str]:
        """Return the paths of all files that may have links, in order."""
        found = []
        for folder, folders, names in os.walk(self.folder):
            folders[:] = [name for name in folders if not name.startswith(".")]
            place = Path(folder).relative_to(self.folder).as_posix()
            found += [f"{place}/{name}" for name in names if name.endswith(TEXT) and not place.startswith("search/")]
        return sorted(path.removeprefix("./") for path in found)

    def links(self, file: str, text: str) -> Iterator[str]:
        """Yield the addresses of this site that a file names."""
        # A stop or comma after an address ends the sentence that it stands in.
        found = (link.rstrip(".,;:") for link in self._absolute.findall(html.unescape(text)))
        yield from (self.below + link[1:] for link in found)
        if file.endswith(".html"):
            yield from (html.unescape(link) for link in _ATTRIBUTE.findall(text))
        elif file.endswith(".md"):
            yield from _MARKDOWN.findall(text)
        elif file.endswith((".json", ".webmanifest")):
            yield from _QUOTED.findall(text)
        elif file.endswith(".xml"):
            yield from map(html.unescape, _QUOTED.findall(text))
            yield from (link for link in map(html.unescape, _BETWEEN.findall(text)) if self._is_own(link))

    def _is_own(self, text: str) -> bool:
        """Say whether text is an address and not a source's label that looks like one: it begins as the site's folders do."""
        first = text.removeprefix(self.below).lstrip("/").partition("/")[0]
        return (self.folder / first).is_dir()

    def has(self, link: str, file: str) -> bool:
        """Say whether a link of a file leads to something; links to other sites are taken to."""
        parts = urlsplit(link)
        if parts.scheme or parts.netloc or (not parts.path and not parts.fragment):
            return True
        place = unquote(parts.path)
        if not place:
            return self._marks(file, parts.fragment)
        if not place.startswith(self.below):
            return not place.startswith("/")
        target = place.removeprefix(self.below)
        if target.startswith(LIVE):
            return True
        ending = Path(file).suffix
        endings = [ending, *self._endings]
        tried = [target + "index.html"] if not target or target.endswith("/") else [target + each for each in endings]
        found = next((one for one in tried if (self.folder / one).is_file()), None)
        return found is not None and (not parts.fragment or ending != ".html" or self._marks(found, parts.fragment))

    @lru_cache(4096)  # noqa: B019 - one site for the life of the command
    def _marks(self, file: str, fragment: str) -> bool:
        return f'id="{fragment}"' in (self.folder / file).read_text("utf-8")


def broken_links(folder: Path, sample: int = SAMPLE) -> tuple[list[Broken], int, int, int]:
    """Return the links that lead nowhere; how many were looked at, of how many files, of how many there are."""
    site = Site(folder)
    files = site.files()
    chosen = files if len(files) <= sample else sorted(Random(1).sample(files, sample))
    broken, looked = [], 0
    for file in chosen:
        for link in dict.fromkeys(site.links(file, (folder / file).read_text("utf-8"))):
            looked += 1
            if not site.has(link, file):
                broken.append(Broken(file, link))
    return broken, looked, len(chosen), len(files)


def print_links(folder: Path, sample: int = SAMPLE) -> int:
    """Print what is broken and how much was looked at; return the number of broken links."""
    broken, looked, chosen, files = broken_links(folder, sample)
    for one in broken[:50]:
        print(f"broken: {one.file}: {one.link}")
    print(f"links: {looked} in {chosen} of {files} files, {len(broken)} broken")
    return len(broken)


def main() -> None:
    """Look, print, and exit with 1 where a link is broken."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--site", type=Path, default=SITE, help="folder of a built site (default: %(default)s)")
    parser.add_argument("--sample", type=int, default=SAMPLE, help="files to look at, at most (default: %(default)s)")
    chosen = parser.parse_args()
    sys.exit(1 if print_links(chosen.site, chosen.sample) else 0)


if __name__ == "__main__":
    main()
