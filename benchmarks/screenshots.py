"""Pictures of each kind of page: three widths in light and dark, on paper, and without scripts: `make screenshots`.

To be looked at by people. Of the sample site it also takes the two pictures that the README opens with.
"""

from __future__ import annotations

import argparse
import base64
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.reading import SITE, browser, chosen_pages, served, set_scheme, set_width
from selenium.webdriver import Chrome

WIDTHS = (390, 820, 1440)
PAPER = 794
"""CSS pixels of a sheet of A4."""

LONGEST = 2600
"""CSS pixels of a page that a picture shows: three screens; below, pages repeat themselves."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a page is looked at; `scheme` is light, dark or print."""

    width: int
    scheme: str
    scripts: bool = True

    @property
    def name(self) -> str:
        """Return how a picture's file is called after."""
        return f"{self.width}-{self.scheme}{'' if self.scripts else '-no-scripts'}"


LOOKS = (
    *(Look(width, scheme) for scheme in ("light", "dark") for width in WIDTHS),
    Look(PAPER, "print"),
    Look(WIDTHS[0], "light", scripts=False),
)


def take(driver: Chrome, address: str, look: Look) -> bytes:
    """Open a page and return its picture, as PNG."""
    if look.scheme == "print":
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print", "features": []})
    else:
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
        set_scheme(driver, look.scheme)
    set_width(driver, look.width)
    driver.get(address)
    size = driver.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]
    clip = {"x": 0, "y": 0, "width": look.width, "height": min(LONGEST, int(size["height"])), "scale": 1}
    picture = driver.execute_cdp_cmd(
        "Page.captureScreenshot", {"format": "png", "captureBeyondViewport": True, "clip": clip}
    )
    return base64.b64decode(picture["data"])


README = Path("docs/pictures")
README_PICTURES = (("light", "/index.html"), ("dark", "/topic/covid-19-pandemic.html"))
"""The pictures that the README opens with: the scheme, and a page of the sample site."""
README_SIZE = (1180, 860)
"""CSS pixels that such a picture shows; it is taken at three fifths of that size."""


def take_for_readme(driver: Chrome, address: str) -> None:
    """Take the pictures that the README opens with, as WebP: a tenth of PNG's size."""
    README.mkdir(parents=True, exist_ok=True)
    width, height = README_SIZE
    for scheme, path in README_PICTURES:
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
        set_scheme(driver, scheme)
        set_width(driver, width)
        driver.get(address + path)
        clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 0.6}
        picture = driver.execute_cdp_cmd(
            "Page.captureScreenshot", {"format": "webp", "quality": 72, "captureBeyondViewport": True, "clip": clip}
        )
        (README / f"{scheme}.webp").write_bytes(base64.b64decode(picture["data"]))


def chosen_looks(names: list[str] | None) -> Iterator[Look]:
    """Yield the looks that are asked for, by their names or parts of them; all where none are."""
    return (look for look in LOOKS if not names or any(name in look.name for name in names))


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--site", type=Path, default=SITE, help="folder of a built site (default: %(default)s)")
    parser.add_argument("--out", type=Path, default=Path("build/screenshots"))
    parser.add_argument("--kind", action="append", help="only these kinds of pages")
    parser.add_argument("--look", action="append", help="only looks with this in their names, such as 390, dark, print")
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    pages = {kind: path for kind, path in chosen_pages(chosen.site).items() if not chosen.kind or kind in chosen.kind}
    looks = list(chosen_looks(chosen.look))
    with served(chosen.site) as address:
        for scripts in (True, False):
            with browser(scripts=scripts) as driver:
                for kind, path in pages.items():
                    for look in looks:
                        if look.scripts is scripts:
                            file = chosen.out / f"{kind}-{look.name}.png"
                            file.write_bytes(take(driver, address + path, look))
        if chosen.site == SITE:
            with browser() as driver:
                take_for_readme(driver, address)
    for kind, path in pages.items():
        print(kind, path)


if __name__ == "__main__":
    main()
