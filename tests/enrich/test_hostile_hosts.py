"""Whatever a cited host sends, the outcome is facts or a reason, and the next source is read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.examples import examples
from tests.network.addresses import NOT_PUBLIC_6, forbidden, notations
from tests.network.hostile import ENDLESS
from tests.news_host import Host, news_host
from tests.source.scripted_server import http, scripted_server

from daybook.enrich.confined import ConfinedReader
from daybook.enrich.fetch import SourceFailure, SourceFault, SourceReader
from daybook.enrich.settings import SourceReadingSettings
from daybook.model import SourceFacts
from daybook.network.public import is_public

TODAY = date(2026, 11, 28)
HERE = SourceReadingSettings(private=True, pause=0.0, timeout=300.0, longest=600.0)
HURRIED = SourceReadingSettings(private=True, pause=0.0, timeout=300.0, longest=0.3)
NO_ROBOTS = http(b"", status="404 Not Found")


@pytest.fixture(scope="module")
def confined() -> Iterator[ConfinedReader]:
    with ConfinedReader() as ours:
        yield ours


@pytest.fixture
def reader(confined: ConfinedReader) -> SourceReader:
    """Return a reader that knows no host: one of an earlier test may have had the same port, and its rules are kept."""
    return SourceReader(HERE, "editor@daybook.example", confined=confined)


@pytest.fixture
def host() -> Iterator[Host]:
    with news_host() as running:
        yield running


DATES = (
    "Mon, 01 Jan 2020 00:00:00 +999999999999999",
    "Mon, 01 Jan 10000000000000000000000 00:00:00 GMT",
    "10000000000000000000000-01-01",
    "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59-23:59",
    "9" * 5000,
    "\x00",
)
CHARSETS = ("\x00", "utf-8\x00", "\x01\x02", "rot13", "hex", "idna", "utf-7", "x" * 5000, "", "ü", "undefined")
LOCATIONS = (
    "http://[", "http://[::1", "http://a:b:c/", "http://a:99999/", "//", "http://", "http:///x", "\x00", "ftp://a/",
    "javascript:1", "http://" + "a" * 70 + "/", "http://user:pass@a/", "http://xn--\u00fc/", "http://a b/", "x" * 9000,
)  # fmt: skip


@pytest.mark.parametrize("location", LOCATIONS)
def test_a_redirect_to_nowhere_is_a_reason(reader: SourceReader, location: str) -> None:
    moved = f"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    with scripted_server(NO_ROBOTS, moved.encode("utf-8", "replace"), *[http(b"", status="404 No")] * 9) as server:
        outcome = reader.read_facts(server.address, TODAY)

    assert isinstance(outcome, SourceFailure)
    assert outcome.why


@pytest.mark.parametrize("stated", DATES)
@pytest.mark.parametrize(
    "place", ['<meta name="date" content="{}">', '<meta property="article:published_time" content="{}">']
)
def test_a_date_that_is_none_is_left_out(confined: ConfinedReader, stated: str, place: str) -> None:
    page = f"<title>Ferry overturns</title>{place.format(stated)}"

    assert confined.read_facts(page.encode(), "http://a.example/", TODAY) == SourceFacts(title="Ferry overturns")


@pytest.mark.parametrize("charset", CHARSETS)
def test_a_charset_that_is_none_is_passed_over(reader: SourceReader, charset: str) -> None:
    page = http(b"<title>Ferry overturns</title>", kind=f'text/html; charset="{charset}"')
    with scripted_server(NO_ROBOTS, page) as server:
        outcome = reader.read_facts(server.address, TODAY)

    title = SourceFacts(title="Ferry overturns")
    assert outcome == title or outcome == SourceFailure(SourceFault.NOT_HTTP)


@pytest.mark.parametrize(
    "page",
    [
        "<html " + " ".join(f"a{number}=1" for number in range(100_000)) + ">",
        "".join(f"<html b{number}=1>" for number in range(60_000)),
        "<p>" * 300_000,
        "<b><p>" * 150_000,
        "<table><tr><td>" * 60_000,
        '<script type="application/ld+json">' + "[" * 500_000,
        '<script type="application/ld+json">' + '{"@graph":[' * 90_000,
        "<meta name=date content='" + "1" * 1_000_000 + "'>",
        "&" * 1_000_000,
        "<!--" * 250_000,
    ],
    ids=[
        "attributes",
        "html",
        "depth",
        "formatting",
        "tables",
        "brackets",
        "graphs",
        "digits",
        "ampersands",
        "comments",
    ],
)
def test_a_page_made_to_keep_the_reader_busy_costs_no_more_than_its_time(page: str) -> None:
    """Facts or none: either way the reader comes back, and reads the next page."""
    with ConfinedReader(seconds=2.0) as confined:
        outcome = confined.read_facts(page.encode()[: 1 << 20], "http://a.example/", TODAY)

    assert outcome is None or isinstance(outcome, SourceFacts)


def test_a_reader_that_ran_out_of_time_reads_the_next_page() -> None:
    with ConfinedReader(seconds=0.0) as confined:
        assert confined.read_facts(b"<title>First</title>", "http://a.example/", TODAY) is None
        confined._seconds = 60.0
        assert confined.read_facts(b"<title>Next</title>", "http://a.example/", TODAY) == SourceFacts(title="Next")


@pytest.mark.parametrize(
    "rules",
    [
        b"Disallow: /" + b"*a" * 60 + b"*b$\n",
        b"Allow: /" + b"*" * 100_000,
        b"Disallow: *a*b\n" * 30_000,
        b"\xff\x00" * 99,
    ],
)
def test_rules_made_to_keep_the_reader_busy_cost_no_more_than_their_time(rules: bytes) -> None:
    with ConfinedReader(seconds=5.0) as confined:
        verdict = confined.judge_robots(b"User-agent: *\n" + rules, "http://a.example/" + "a" * 6000, "Daybook")

    assert verdict is None or verdict.allowed


def test_rules_that_cannot_be_judged_in_time_keep_us_out(host: Host) -> None:
    host.put("/robots.txt", b"User-agent: *\nDisallow: /private\n")
    address = host.put("/news")
    with SourceReader(HERE, "", confined=ConfinedReader(seconds=0.0)) as reader:
        outcome = reader.read_facts(address, TODAY)

    assert outcome == SourceFailure(SourceFault.NO_ROBOTS)


@pytest.mark.parametrize("delay", ["nan", "inf", "-1", "1e400", "9" * 400, "x", "\x00"])
def test_a_delay_that_is_none_does_no_harm(host: Host, confined: ConfinedReader, delay: str) -> None:
    verdict = confined.judge_robots(f"User-agent: *\nCrawl-delay: {delay}\n".encode(), "http://a.example/x", "Daybook")

    assert verdict is not None
    assert verdict.allowed
    assert verdict.delay is None or verdict.delay < float("inf")


@pytest.mark.parametrize("way", sorted(ENDLESS))
def test_a_host_that_never_comes_to_an_end_is_given_up(way: str) -> None:
    with scripted_server(NO_ROBOTS, ENDLESS[way]) as server, SourceReader(HURRIED, "") as reader:
        outcome = reader.read_facts(server.address, TODAY)

    assert outcome in (SourceFailure(SourceFault.TOO_SLOW), SourceFailure(SourceFault.NOT_HTTP))


@pytest.mark.parametrize("way", ["headers", "trailers", "100 Continue"])
def test_a_robots_txt_that_never_comes_to_an_end_is_given_up(way: str) -> None:
    with scripted_server(ENDLESS[way]) as server, SourceReader(HURRIED, "") as reader:
        outcome = reader.read_facts(server.address, TODAY)

    assert outcome in (SourceFailure(SourceFault.TOO_SLOW), SourceFailure(SourceFault.NOT_HTTP))


PUBLIC_ONLY = SourceReadingSettings(pause=0.0)
IN_URLS = [f"[{form}]" if ":" in form else form for form in forbidden() if "%" not in form]
AS_NAMES = ["localhost", "LOCALHOST.", *notations("127.0.0.1"), *notations("169.254.169.254"), *notations("10.0.0.1")]


def test_more_than_185_forms_are_tried() -> None:
    assert len({*IN_URLS, *AS_NAMES}) >= 185


def test_no_form_of_an_address_that_is_not_public_is_asked_directly() -> None:
    with SourceReader(PUBLIC_ONLY, "") as reader:
        asked = {form: reader.read(f"http://{form}/secret") for form in [*IN_URLS, *AS_NAMES]}

    harmless = (SourceFault.NOT_PUBLIC, SourceFault.UNKNOWN_HOST, SourceFault.BAD_ADDRESS)
    let_in = {form: outcome for form, outcome in asked.items() if getattr(outcome, "fault", None) not in harmless}
    assert let_in == {}
    assert all(outcome == SourceFailure(SourceFault.NOT_PUBLIC) for form, outcome in asked.items() if form in IN_URLS)


def test_no_form_of_an_address_that_is_not_public_is_asked_by_redirect(host: Host) -> None:
    """The first host counts as public here; where it sends us does not."""

    def allows(number: str) -> bool:
        return number == "127.0.0.1" or is_public(number)

    ours = SourceReader(HERE, "", allows=allows)
    let_in = {}
    for form in [each for each in IN_URLS if each != "127.0.0.1"]:
        outcome = ours.read(host.put("/out", b"", 302, Location=f"http://{form}/secret"))
        if outcome != SourceFailure(SourceFault.NOT_PUBLIC):
            let_in[form] = outcome

    assert let_in == {}


@pytest.mark.parametrize("number", [form for form in NOT_PUBLIC_6 if "%" in form])
def test_an_address_with_a_zone_is_not_asked(number: str) -> None:
    outcome = SourceReader(PUBLIC_ONLY, "").read(f"http://[{number}]/")

    assert isinstance(outcome, SourceFailure)
    assert outcome.for_good or outcome.fault is SourceFault.UNKNOWN_HOST


HEADERS = st.lists(
    st.tuples(
        st.sampled_from(["Location", "Content-Type", "Content-Encoding", "Content-Length", "Transfer-Encoding", "X"]),
        st.sampled_from(
            [*LOCATIONS[:10], *(f"text/html; charset={each}" for each in CHARSETS), "gzip", "br", "chunked", "-1", "5",
             "/next", "text/html", "application/xhtml+xml"]
        ),
    ),
    max_size=6,
)  # fmt: skip
BODIES = st.lists(
    st.sampled_from(
        [*(f'<meta name="date" content="{each[:90]}">' for each in DATES), "<title>", "</title>", "<html lang='\x00'>",
         '<link rel="canonical" href="http://[">', '<script type="application/ld+json">', '{"@type":["Article"],',
         '"datePublished":', '{"@graph":[', "9" * 400, "</script>", "\ud800", "&#99999999999;", "<!DOCTYPE [", "\x00"]
    )
    | st.text(max_size=20),
    max_size=8,
).map(lambda parts: "".join(parts).encode("utf-8", "surrogatepass"))  # fmt: skip
STATUSES = st.sampled_from(
    ["200 OK", "200", "301 Moved", "302 Found", "304 Same", "404 No", "429 Wait", "500 Broken", "999 X"]
)


@settings(examples(80), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(status=STATUSES, headers=HEADERS, body=BODIES, robots=st.binary(max_size=60))
def test_whatever_a_host_sends_the_next_source_is_read(
    confined: ConfinedReader, status: str, headers: list[tuple[str, str]], body: bytes, robots: bytes
) -> None:
    reader = SourceReader(HERE, "editor@daybook.example", confined=confined)
    head = "".join(f"{name}: {value}\r\n" for name, value in headers)
    answer = f"HTTP/1.1 {status}\r\n{head}\r\n".encode("utf-8", "replace") + body
    # Both listen at once: the second must not have the port of the first, whose rules the reader remembers.
    with (
        scripted_server(http(robots, kind="text/plain"), answer, *[answer] * 6) as server,
        scripted_server(NO_ROBOTS, http(b"<title>Next</title>", kind="text/html")) as other,
    ):
        outcome = reader.read_facts(server.address, TODAY)
        after = reader.read_facts(other.address, TODAY)

    assert isinstance(outcome, SourceFacts | SourceFailure)
    assert after == SourceFacts(title="Next")
