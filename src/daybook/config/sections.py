"""All sections of `daybook.toml`, each a record that its stage declares; only where files stand, and what is watched, is said here."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from daybook.enrich.settings import SourceReadingSettings
from daybook.model.setting import at_least, setting
from daybook.parse import ParseSettings
from daybook.publish.mail_settings import MailSettings
from daybook.publish.render.theme import ThemeSettings
from daybook.publish.settings import SiteSettings
from daybook.relate import RelateSettings
from daybook.source.settings import FollowSettings, WikiSettings

FILE_NAME = "daybook.toml"
"""The name under which a publisher's folder keeps its settings."""


@dataclass(frozen=True, slots=True)
class FileSettings:
    """Where a publisher keeps things."""

    archive: Path = setting(Path("archive.sqlite"), help="The archive: one SQLite file.")
    site: Path = setting(Path("site"), help="The folder that the site is written to; Daybook owns what is in it.")
    data: Path = setting(
        Path("open-data"), help="The folder of the tables that `site.data` publishes; Daybook owns what is in it."
    )
    about: Path = setting(
        Path("about.md"), help="Text of the about page, in Markdown; without the file, a default text."
    )
    opinion: Path = setting(Path("opinion"), help="Folder of your own articles, YYYY-MM-DD-slug.md; it may be missing.")


@dataclass(frozen=True, slots=True)
class StatusSettings:
    """When an archive counts as out of date."""

    max_age: int = setting(
        3,
        help="Days without a new revision on the wiki after which `daybook fetch` and `daybook status` end with exit code 1; 0: never.",
        rule=at_least(0),
    )


@dataclass(frozen=True, slots=True)
class Settings:
    """All sections of `daybook.toml`."""

    files: FileSettings = field(default_factory=FileSettings)
    site: SiteSettings = field(default_factory=SiteSettings)
    theme: ThemeSettings = field(default_factory=ThemeSettings)
    wiki: WikiSettings = field(default_factory=WikiSettings)
    parse: ParseSettings = field(default_factory=ParseSettings)
    sources: SourceReadingSettings = field(default_factory=SourceReadingSettings)
    relate: RelateSettings = field(default_factory=RelateSettings)
    follow: FollowSettings = field(default_factory=FollowSettings)
    mail: MailSettings = field(default_factory=MailSettings)
    status: StatusSettings = field(default_factory=StatusSettings)
