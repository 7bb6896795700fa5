"""The site out: an archive's related lists brought up to date, then its pages built; and the spec that `serve` shares."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from daybook.agents.llms import LLMS, llms_txt
from daybook.archive import (
    expect_archive,
    first_moment,
    follows_houses,
    join_outlets,
    keep_attribute,
    open_for_reading,
    open_for_writing,
    read_attribute,
)
from daybook.config import Settings
from daybook.errors import DaybookError, PublishError, SettingsError
from daybook.network.public import is_public
from daybook.pipeline.library import open_library
from daybook.pipeline.related_state import are_related
from daybook.progress import Progress, Steps
from daybook.publish.addresses import Root
from daybook.publish.delivery import build
from daybook.publish.delivery.build import BuildOptions, BuildReport
from daybook.publish.delivery.build_spec import BuildSpec
from daybook.publish.delivery.estimate import Estimate, estimate_build
from daybook.publish.formats.to_html import HtmlRenderer, style_file
from daybook.publish.pages.opinion import missing_events
from daybook.publish.pages.site import tag_of_address
from daybook.publish.publisher_texts import read_texts
from daybook.publish.render.branding import apply_branding
from daybook.publish.render.interface_words import words_of
from daybook.publish.render.reader_text import CatalogueText
from daybook.publish.render.theme import Theme, read_theme

if TYPE_CHECKING:
    from daybook.publish.render.to_png import PictureRenderer


TAG = "tag"
LOCAL_NAMES = (".localhost", ".local", ".internal", ".home.arpa", ".test", ".invalid")
"""What names end with that mean nothing outside of a machine or its network (RFC 6761, 6762, 8375)."""

"""The attribute of an archive that holds the tag of its feeds."""


def build_site(
    settings: Settings, now: datetime, *, as_of: datetime | None = None, whole: bool = False
) -> Steps[BuildReport]:
    """Bring the site's folder up to the archive; with `as_of`, to what was known at that moment (UTC).

    Related events are found first for what changed. With `whole`, every page is looked at, whatever the archive says.
    """
    expect_archive(settings.files.archive)  # one that is missing or damaged is reported before anything is made
    if as_of is None:
        _join_outlets(settings, now)
        if not are_related(settings):
            yield from _relate(settings, now)
        _keep_tag(settings, now)
        report = yield from _publish(settings, build_spec(settings, verified=True), whole=whole)
        return _with_hub_told(settings, report)
    _expect_known(settings.files.archive, as_of)
    with tempfile.TemporaryDirectory(prefix="daybook-") as folder:
        from daybook.archive import copy_as_of  # loads what derives an archive's tables

        copy = Path(folder) / "archive.sqlite"
        copy_as_of(settings.files.archive, copy, as_of, verified=True)
        past = replace(settings, files=replace(settings.files, archive=copy, data=Path(folder) / "data"))
        yield from _relate(past, now)
        spec = replace(
            build_spec(past, verified=True), source=f"{_name(settings.files.archive)} as of {as_of.isoformat()}"
        )
        return (yield from _publish(past, spec, whole=whole))


def _with_hub_told(settings: Settings, report: BuildReport) -> BuildReport:
    """Tell the hub, where there is one, which feeds changed; return the report with what came of it."""
    if not settings.site.hub or not report.feeds:
        return report
    root = Root.of(settings.site.address)
    from daybook.pipeline.telling_hub import tell_hub  # few sites have a hub

    notified, failure = tell_hub(settings.site.hub, [root.absolute(feed) for feed in report.feeds])
    return replace(report, notified=notified, hub_failure=failure)


def _relate(settings: Settings, now: datetime) -> Steps[int]:
    """Bring the related lists up to date."""
    from daybook.pipeline.relating import relate_events  # takes longer to load than to find that there is nothing to do

    return (yield from relate_events(settings, now))


def estimate_site(settings: Settings) -> Estimate:
    """Return what a whole build of the site would write, about: files and bytes, by folder and by ending."""
    expect_archive(settings.files.archive)
    return estimate_build(build_spec(settings, verified=True))


def _expect_known(archive: Path, moment: datetime) -> None:
    """Refuse a moment before anything was known: an empty site would replace the one that is there."""
    with open_for_reading(archive, verified=True) as connection:
        first = first_moment(connection)
    if first is None or moment < first:
        since = f"; its first revision was saved at {first:%Y-%m-%dT%H:%MZ}" if first else ""
        raise DaybookError(
            f"the archive knows nothing of {moment:%Y-%m-%dT%H:%MZ}{since}", hint="choose a later moment for --as-of"
        )


def build_spec(settings: Settings, *, verified: bool = False) -> BuildSpec:
    """Return what a site is made from: the archive, the settings, the theme, the publisher's own texts.

    The archive is verified each time it is opened, unless it is `verified` already.
    """
    settings = _with_images_chosen(_with_kept_tag(settings))
    open_data = None
    if settings.site.data:
        from daybook.pipeline.open_data import list_data  # loads all that exports tables

        open_data = partial(list_data, settings.files.data)
    look = settings.theme
    theme = apply_branding(read_theme(look.folder), look)
    texts = read_texts(settings.files.about, settings.files.opinion)
    digest = hashlib.sha256(repr(look).encode())
    for name, content in theme.files.items():
        digest.update(f"\0{name}\0{hashlib.sha256(content).hexdigest()}".encode())
    pictures = partial(make_pictures, settings, theme) if settings.site.images else None
    if pictures is not None:
        digest.update(pictures().drawn_from.encode())
    make_html = partial(HtmlRenderer, settings.site, theme, look, opinion=bool(texts.articles))
    return BuildSpec(
        open_library=partial(open_library, settings.files.archive, verified=verified, since=settings.site.since),
        open_data=open_data,
        settings=settings.site,
        make_html=make_html,
        make_pictures=pictures,
        files=theme.published() | style_file(theme) | {LLMS: llms_txt(settings.site)},
        texts=texts,
        look=digest.hexdigest(),
        source=_name(settings.files.archive),
        text=CatalogueText(words_of(theme, look.words, settings.site.language)),
        search="html" in settings.site.formats,  # what reads the index is a page in HTML
    )


def make_pictures(settings: Settings, theme: Theme) -> PictureRenderer:
    """Return what draws preview images; `PublishError` where Pillow or the font is missing."""
    from daybook.publish.render.to_png import PictureRenderer

    site, look = settings.site, settings.theme
    text = words_of(theme, look.words, site.language)
    return PictureRenderer(site.title, text, font=site.image_font, accent=look.accent)


def _join_outlets(settings: Settings, now: datetime) -> None:
    """Join the outlets of each house, where the archive does not follow these houses yet."""
    with open_for_reading(settings.files.archive, verified=True) as connection:
        if follows_houses(connection, settings.site.outlets):
            return
    with open_for_writing(settings.files.archive, now=now) as archive:
        join_outlets(archive, settings.site.outlets)


def _with_images_chosen(settings: Settings) -> Settings:
    """Return the settings with preview images, where the publisher leaves that open and Pillow is there."""
    if settings.site.images is not None:
        return settings
    try:
        import daybook.publish.render.to_png  # noqa: F401 - the home of Pillow
    except PublishError:
        images = False
    else:
        images = True
    return replace(settings, site=replace(settings.site, images=images))


def _keep_tag(settings: Settings, now: datetime) -> None:
    """Keep the tag of feeds that the first build of a site with an address of its own uses: the site may move later."""
    if not _is_of_the_world(settings.site.address):
        return
    with open_for_reading(settings.files.archive, verified=True) as connection:
        kept = read_attribute(connection, TAG)
    if kept is None:
        with open_for_writing(settings.files.archive, now=now) as archive:
            keep_attribute(archive, TAG, settings.site.tag or tag_of_address(settings.site.address))


def _is_of_the_world(address: str) -> bool:
    """Say whether the host of an address is one's own in all the world: ids of feeds made with it are nobody else's.

    A site that is tried out on this machine, or in its network, does not decide how feeds name their entries for ever.
    """
    host = (urlsplit(address).hostname or "").rstrip(".")
    is_number = ":" in host or host.replace(".", "").isdigit()
    return is_public(host) if is_number else "." in host and not host.endswith(LOCAL_NAMES)


def _with_kept_tag(settings: Settings) -> Settings:
    """Return the settings with the tag that the archive keeps, where the publisher sets none."""
    if settings.site.tag or not settings.files.archive.exists():
        return settings
    with open_for_reading(settings.files.archive, verified=True) as connection:
        kept = read_attribute(connection, TAG)
    return replace(settings, site=replace(settings.site, tag=kept)) if kept else settings


def _name(path: Path) -> str:
    """Return a path as text that can be encoded, whatever bytes it is made of."""
    return os.fsencode(path).decode("utf-8", "replace")


def _publish(settings: Settings, spec: BuildSpec, *, whole: bool) -> Steps[BuildReport]:
    with spec.open_library() as library:
        faults = missing_events(library, spec.texts.articles)
    if faults:
        raise SettingsError(faults, hint="copy it from the address bar of the event's page")
    if settings.site.data:
        from daybook.pipeline.open_data import refresh_data

        yield from refresh_data(settings)
    task = "building"
    for step in build.build_site(spec, settings.files.site, BuildOptions(whole=whole)):
        if isinstance(step, BuildReport):
            return step
        if isinstance(step, Estimate):
            task = f"building about {step.files:,} files, {step.size / 1e9:,.1f} GB"
        else:
            yield Progress(task, step.pages, None, "pages")
    raise AssertionError("a build ends with its report")
