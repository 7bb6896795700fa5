"""Small facts kept with an archive: what its wiki says of itself, how the last fetch went, which pages and days it has whole."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from daybook.archive import WritableArchive, read_attachment, save_attachment
from daybook.model.encoding import decoder, to_json
from daybook.model.wiki import SiteInfo

T = TypeVar("T")

_SITE_INFO = "site-info.json"
_FETCH = "fetch.json"
_HISTORIES = "whole-histories.json"


@dataclass(frozen=True, slots=True)
class FetchRecord:
    """How the last fetch went: when it ended (UTC), which wiki it read, what it brought; `failure` is empty where it did well.

    `succeeded` is when a fetch last came to its end without a failure, None where none ever did.
    """

    finished: datetime
    wiki: str
    pages: int = 0
    revisions: int = 0
    failure: str = ""
    succeeded: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Histories:
    pages: dict[str, int]


_decode_histories = decoder(_Histories)
_decode_site = decoder(SiteInfo)
_decode_fetch = decoder(FetchRecord)


def read_site_info(connection: sqlite3.Connection) -> SiteInfo | None:
    """Return what the wiki said of itself when it was last asked; None where it never was."""
    return _read(connection, _SITE_INFO, _decode_site)


def save_site_info(archive: WritableArchive, site: SiteInfo) -> None:
    """Keep what the wiki says of itself."""
    save_attachment(archive, _SITE_INFO, to_json(site))


def read_fetch_record(connection: sqlite3.Connection) -> FetchRecord | None:
    """Return how the last fetch went; None where there was none."""
    return _read(connection, _FETCH, _decode_fetch)


def save_fetch_record(archive: WritableArchive, record: FetchRecord) -> None:
    """Keep how a fetch went."""
    save_attachment(archive, _FETCH, to_json(record))


def read_whole_histories(connection: sqlite3.Connection) -> dict[str, int]:
    """Return the pages of which the archive has every revision, each with the number of the last of them."""
    histories = _read(connection, _HISTORIES, _decode_histories)
    return histories.pages if histories is not None else {}


def save_whole_histories(archive: WritableArchive, pages: dict[str, int]) -> None:
    """Keep of which pages the archive has every revision."""
    save_attachment(archive, _HISTORIES, to_json(_Histories(pages)))


def _read(connection: sqlite3.Connection, name: str, decode: Callable[[bytes], T]) -> T | None:
    content = read_attachment(connection, name)
    try:
        return decode(content) if content is not None else None
    except ValueError:  # written by another version, or damaged: as good as nothing, and written anew by the next fetch
        return None
