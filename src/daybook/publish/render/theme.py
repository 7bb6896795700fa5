"""A theme's files: the shipped ones, with the publisher's own folder laid over them.

A file of the publisher's folder wins over the shipped file of the same path; files that Daybook does not ship are allowed
(`static/logo.svg`, another language's `words/fr.toml`). This module reads and names; templates are compiled elsewhere.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path, PurePosixPath
from typing import Literal

from daybook.errors import PublishError
from daybook.model.setting import setting
from daybook.publish.addresses import STATIC_FOLDER

_KNOWN = re.compile(
    r"(?:pages/[\w-]+\.html|style/[\w-]+\.css|words/[\w-]+\.toml|static/[\w./-]+|icons/[\w-]+\.(?:svg|png|ico)|[\w-]+\.js)"
)


@dataclass(frozen=True, slots=True)
class ThemeSettings:
    """How the HTML pages look: the `[theme]` part of `daybook.toml`."""

    folder: Path | None = setting(None, help="folder whose files win over the theme's own")
    words: str = setting(
        "",
        help="language of the interface, as a BCP 47 tag; empty: the site's language, or English where that has no words",
    )
    style: Literal["auto", "within", "linked"] = setting(
        "auto",
        help="where pages have their style: `within` each, so that a reader's first page needs one request less;"
        " `linked`, in one file that all share, for a smaller site; `auto`: within, on large sites linked",
    )
    accent: str = setting("", help="colour of links in the light scheme, such as #17497c; empty: the theme's own")
    accent_dark: str = setting("", help="colour of links in the dark scheme, such as #9cc3f0; empty: the theme's own")
    logo: Path | None = setting(None, help="picture beside the site's title: an SVG or PNG file of at most 20 KB")
    image: str = setting("", help="address of a picture that previews of all pages show; empty: none")


@dataclass(frozen=True, slots=True)
class Theme:
    """All files of a theme by path: `pages/event.html`, `style/base.css`, `words/en.toml`, `icons/favicon.ico`."""

    files: Mapping[str, bytes]

    def text(self, name: str) -> str:
        """Return a file as text; `PublishError` where it is missing or is not UTF-8."""
        try:
            return self.files[name].decode()
        except KeyError:
            raise PublishError(f"the theme has no file: `{name}`") from None
        except UnicodeDecodeError as error:
            raise PublishError(f"a file of the theme is not UTF-8: `{name}`") from error

    def texts(self, folder: str) -> dict[str, str]:
        """Return the text files of a folder by their names within it."""
        return {name.removeprefix(folder): self.text(name) for name in sorted(self.files) if name.startswith(folder)}

    def static_path(self, name: str) -> str:
        """Return where a file of `static/` is published: its name carries a digest, so it may be cached for ever."""
        digest = hashlib.sha256(self.files[f"static/{name}"]).hexdigest()[:10]
        path = PurePosixPath(name)
        return f"{STATIC_FOLDER}{path.with_stem(f'{path.stem}-{digest}')}"

    def published(self) -> dict[str, bytes]:
        """Return the files to publish beside the pages, by path: those of `static/` there, icons where browsers look for them."""
        names = (name.removeprefix("static/") for name in sorted(self.files) if name.startswith("static/"))
        icons = {
            f"/{name.removeprefix('icons/')}": self.files[name] for name in self.files if name.startswith("icons/")
        }
        return {self.static_path(name): self.files[f"static/{name}"] for name in names} | icons


def read_theme(folder: Path | None = None) -> Theme:
    """Read the shipped theme, and over it the publisher's `folder`; `PublishError` where that cannot be read."""
    files = dict(_walk(resources.files("daybook") / "theme", ""))
    if folder is not None:
        if not folder.is_dir():
            what = "is no folder" if folder.exists() else "does not exist"
            raise PublishError(
                f"the theme {what}: `{folder}`",
                hint="a theme is a folder with `pages/`, `style/`, `words/` or `static/`",
            )
        try:
            files |= dict(_walk(folder, ""))
        except OSError as error:
            raise PublishError(f"the theme folder cannot be read: `{folder}`") from error
    return Theme(dict(sorted(files.items())))


def _walk(folder: Traversable | Path, prefix: str) -> list[tuple[str, bytes]]:
    """List the theme's files below a folder, leaving out what is none (editors' backups, Python's caches)."""
    found = []
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        path = prefix + entry.name
        if entry.is_dir():
            found += _walk(entry, f"{path}/")
        elif _KNOWN.fullmatch(path):
            found.append((path, entry.read_bytes()))
    return found
