"""What one look at a source says, and what looks over weeks come to: never gone too early, never gone for a paywall."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybook.enrich.fetch import Look, SourceFault
from daybook.enrich.health import (
    APART,
    FAILURES,
    RECHECK,
    Sign,
    due,
    follow,
    is_of,
    known_paywalls,
    read_sign,
)
from daybook.model import SourceHealth, SourceState

NOW = datetime(2026, 11, 28, tzinfo=UTC)
ASKED = "https://courier.example/2004/08/bridge"
PAYWALLS = frozenset({"gazette.example"})


def after(*signs: tuple[float, Sign]) -> SourceState:
    """Return what is known after looks at these days."""
    record = None
    for day, sign in signs:
        record = follow(record, sign, NOW + timedelta(days=day))
    assert record is not None
    return record


@pytest.mark.parametrize(
    ("look", "sign"),
    [
        (Look(ASKED, 200, arrived=ASKED), Sign.ANSWERED),
        (Look(ASKED, 200, arrived="https://www.courier.example/2004/08/bridge/", lasting=True), Sign.ANSWERED),
        (Look(ASKED, 200, arrived="https://courier.example/a/17", lasting=True), Sign.MOVED),
        (Look(ASKED, 200, arrived="https://courier.example/a/17"), Sign.ANSWERED),
        (Look(ASKED, 404), Sign.MISSING),
        (Look(ASKED, 410), Sign.REMOVED),
        (Look(ASKED, 500), Sign.MISSING),
        (Look(ASKED, 503), Sign.MISSING),
        (Look(ASKED, 599), Sign.MISSING),
        (Look(ASKED, 600), Sign.SILENT),
        (Look(ASKED, 999), Sign.BLOCKED),
        (Look(ASKED, 403), Sign.BLOCKED),
        (Look(ASKED, 429), Sign.BLOCKED),
        (Look(ASKED, 451), Sign.BLOCKED),
        (Look(ASKED, 418), Sign.SILENT),
        (Look("https://www.gazette.example/x", 403), Sign.PAYWALLED),
        (Look("https://gazette.example/x", 401), Sign.PAYWALLED),
        (Look("https://gazette.example/x", 404), Sign.MISSING),
        (Look("https://mygazette.example/x", 403), Sign.BLOCKED),
        (Look(ASKED, 200, arrived="https://courier.example/"), Sign.MISSING),
        (Look("https://courier.example/", 200, arrived="https://courier.example/en"), Sign.ANSWERED),
        (Look("https://courier.example/?id=7", 200, arrived="https://courier.example/"), Sign.MISSING),
        (Look(ASKED, 200, arrived="https://courier.example/404.html"), Sign.MISSING),
        (Look(ASKED, 200, arrived="https://courier.example/page-not-found"), Sign.MISSING),
        (Look(ASKED, 200, arrived="https://courier.example/notfound"), Sign.MISSING),
        (Look("https://a.example/404-dead", 200, arrived="https://b.example/404-dead", lasting=True), Sign.MOVED),
        (Look(ASKED, 200, arrived="https://courier.example/peugeot-4045", lasting=True), Sign.MOVED),
        (Look(ASKED, fault=SourceFault.UNKNOWN_HOST), Sign.MISSING),
        (Look(ASKED, fault=SourceFault.NO_CONNECTION), Sign.MISSING),
        (Look(ASKED, fault=SourceFault.BROKEN), Sign.MISSING),
        (Look(ASKED, fault=SourceFault.TOO_SLOW), Sign.SILENT),
        (Look(ASKED, fault=SourceFault.SILENT), Sign.SILENT),
        (Look(ASKED, fault=SourceFault.NOT_SECURE), Sign.SILENT),
        (Look(ASKED, fault=SourceFault.REDIRECTS), Sign.BLOCKED),
        (Look(ASKED, 503, is_guarded=True), Sign.BLOCKED),
        (Look(ASKED, 200, arrived="https://courier.example/login?next=/2004/08/bridge", lasting=True), Sign.BLOCKED),
        (Look(ASKED, 200, arrived="https://consent.courier.example/", lasting=True), Sign.BLOCKED),
        (Look(ASKED, 200, arrived="https://courier.example/2004/08/subscriptions-fall", lasting=True), Sign.MOVED),
        (Look("https://gazette.example/x", 200, arrived="https://gazette.example/subscribe"), Sign.PAYWALLED),
        (Look("https://gazette.example/x", 200, arrived="https://gazette.example/"), Sign.PAYWALLED),
        (Look("https://gazette.example/x", 200, arrived="https://gazette.example/404"), Sign.MISSING),
        (Look("https://courier.example/?utm_source=feed", 200, arrived="https://courier.example/"), Sign.ANSWERED),
        (Look(ASKED, fault=SourceFault.ROBOTS), Sign.BLOCKED),
        (Look(ASKED, fault=SourceFault.NOT_HTML), Sign.ANSWERED),
        (Look(ASKED, fault=SourceFault.BAD_ADDRESS), Sign.SILENT),
        (Look(ASKED, fault=SourceFault.NOT_PUBLIC), Sign.SILENT),
    ],
)
def test_a_look_says(look: Look, sign: Sign) -> None:
    assert read_sign(look, PAYWALLS) is sign


@pytest.mark.parametrize(
    "title",
    [
        "404", "Error 404", "404 Not Found", "404: Not Found", "HTTP 404", "Page not found", "Page Not Found | Courier",
        "Courier – Page not found", "404 - Page not found", "Sorry, the page you requested could not be found.",
        "Article no longer available", "This page doesn't exist", "Seite nicht gefunden – Kurier", "Página no encontrada",
        "Page introuvable", "ページが見つかりません", "الصفحة غير موجودة", "Страница не найдена", "courier.example is for sale",
    ],
)  # fmt: skip
def test_a_title_says_that_there_is_no_page(title: str) -> None:
    assert read_sign(Look(ASKED, 200, arrived=ASKED, title=title), PAYWALLS) is Sign.MISSING


@pytest.mark.parametrize(
    "title",
    [
        "404 dead in floods", "Flood kills 404 | Courier", "Lost city not found after all", "Peugeot 404 turns sixty",
        "Missing page of the treaty was not found, says museum", "Highway 404 reopens - Courier", "Error 404: how a start-up failed",
        "Old domain of the king is for sale", "Page not found: the web's lost decade", "", "x" * 100_000, "404 " * 50_000,
    ],
)  # fmt: skip
def test_a_headline_says_nothing_of_its_page(title: str) -> None:
    assert read_sign(Look(ASKED, 200, arrived=ASKED, title=title), PAYWALLS) is Sign.ANSWERED


def test_who_reaches_nobody_judges_nobody() -> None:
    assert read_sign(Look(ASKED, fault=SourceFault.UNKNOWN_HOST), PAYWALLS, is_online=False) is Sign.SILENT
    assert read_sign(Look(ASKED, fault=SourceFault.NO_CONNECTION), PAYWALLS, is_online=False) is Sign.SILENT


def test_a_source_is_gone_after_three_looks_in_vain_three_days_apart() -> None:
    assert after((0, Sign.MISSING), (3, Sign.MISSING)).health is SourceHealth.UNKNOWN
    assert after((0, Sign.MISSING), (3, Sign.MISSING), (6, Sign.MISSING)).health is SourceHealth.GONE
    assert after((0, Sign.MISSING), (1, Sign.MISSING), (2, Sign.MISSING)).health is SourceHealth.UNKNOWN
    assert after((0, Sign.MISSING), (3, Sign.MISSING), (5.9, Sign.MISSING)).health is SourceHealth.UNKNOWN


def test_an_answer_between_begins_the_count_anew() -> None:
    record = after((0, Sign.MISSING), (3, Sign.MISSING), (4, Sign.ANSWERED), (9, Sign.MISSING))

    assert (record.health, len(record.failures)) == (SourceHealth.ALIVE, 1)


def test_one_that_was_removed_is_gone_at_once_and_alive_as_soon_as_it_answers() -> None:
    gone = after((0, Sign.ANSWERED), (8, Sign.REMOVED))

    assert gone.health is SourceHealth.GONE
    assert due(gone) == gone.looked + RECHECK
    assert follow(gone, Sign.ANSWERED, due(gone)).health is SourceHealth.ALIVE


def test_a_host_that_blocks_us_takes_nothing_back() -> None:
    assert after((0, Sign.BLOCKED)).health is SourceHealth.BLOCKED
    assert after((0, Sign.ANSWERED), (8, Sign.BLOCKED)).health is SourceHealth.ALIVE
    assert (
        after((0, Sign.MISSING), (3, Sign.MISSING), (6, Sign.BLOCKED), (9, Sign.MISSING)).health is SourceHealth.BLOCKED
    )


def test_a_new_address_is_kept_until_the_old_one_answers_again() -> None:
    moved = follow(None, Sign.MOVED, NOW, "https://courier.example/a/17")

    assert (moved.health, moved.moved_to) == (SourceHealth.MOVED, "https://courier.example/a/17")
    assert follow(moved, Sign.ANSWERED, NOW + RECHECK).moved_to is None


@given(st.lists(st.tuples(st.floats(0.01, 9), st.sampled_from(list(Sign))), max_size=30))
def test_whatever_happens_gone_means_three_failures_apart_or_removed(steps: list[tuple[float, Sign]]) -> None:
    record, day, removed = None, 0.0, False
    for wait, sign in steps:
        day += wait
        record = follow(record, sign, NOW + timedelta(days=day))
        removed = sign is Sign.REMOVED or (removed and sign not in (Sign.ANSWERED, Sign.MOVED, Sign.PAYWALLED))
        if record.health is SourceHealth.GONE and not removed:
            gaps = [later - earlier for earlier, later in zip(record.failures, record.failures[1:], strict=False)]
            assert len(record.failures) == FAILURES or sign is not Sign.MISSING
            assert all(gap >= APART for gap in gaps)
        assert record.since <= record.looked < due(record)


def test_the_list_of_paywalls_is_of_hosts() -> None:
    hosts = known_paywalls()

    assert len(hosts) > 30
    assert all(host == host.lower().strip(".") and "." in host and "/" not in host for host in hosts)
    assert is_of("www.nytimes.com", hosts)
    assert not is_of("nytimes.com.example", hosts)
