"""Pictures of each kind of page, three widths wide, in light and dark: `make screenshots`. To be looked at by people."""

from __future__ import annotations

import argparse
import base64
from pathlib import Path

from benchmarks.reading import SITE, browser, chosen_pages, served, set_scheme, set_width

WIDTHS = (360, 820, 1280)
LONGEST = 2600
"""CSS pixels of a page that a picture shows: three screens; below, pages repeat themselves."""


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", type=Path, default=SITE, help="folder of a built site (default: %(default)s)")
    parser.add_argument("--out", type=Path, default=Path("build/screenshots"))
    parser.add_argument("--kind", action="append", help="only these kinds of pages")
    parser.add_argument("--width", action="append", type=int, help="only these widths")
    parser.add_argument("--scheme", action="append", help="light or dark only")
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    pages = {kind: path for kind, path in chosen_pages(chosen.site).items() if not chosen.kind or kind in chosen.kind}
    with served(chosen.site) as address, browser() as driver:
        for kind, path in pages.items():
            for scheme in chosen.scheme or ("light", "dark"):
                set_scheme(driver, scheme)
                for width in chosen.width or WIDTHS:
                    set_width(driver, width)
                    driver.get(address + path)
                    height = min(LONGEST, int(driver.execute_script("return document.documentElement.scrollHeight")))
                    clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
                    picture = driver.execute_cdp_cmd(
                        "Page.captureScreenshot", {"format": "png", "captureBeyondViewport": True, "clip": clip}
                    )
                    file = chosen.out / f"{kind}-{width}-{scheme}.png"
                    file.write_bytes(base64.b64decode(picture["data"]))
            print(kind, path)


if __name__ == "__main__":
    main()
