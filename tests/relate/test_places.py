"""Places that events name."""

from __future__ import annotations

from datetime import date

import pytest
from babel import Locale

from daybook.gazetteer import read_gazetteer
from daybook.relate import Document, Knowledge, read_documents
from daybook.relate.index.event_index import build_index

ENGLISH = read_gazetteer("en")


def places_of(text: str, *links: str) -> set[str]:
    """Return the codes of the places that an event names."""
    assert ENGLISH is not None
    document = Document(1, date(2024, 1, 1), 0, text, links, links)
    index = build_index([read_documents([document])], knowledge=Knowledge(gazetteer=ENGLISH))
    return {ENGLISH.places[number].code for number in index.places.row(0).tolist()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Voters in New Mexico choose a governor.", {"us", "us-nm"}),
        ("A Mexican court rules.", {"mx"}),
        ("New Jersey, Nova Scotia and Papua New Guinea send guests.", {"us", "us-nj", "ca", "ca-ns", "pg"}),
        ("South Sudanese talks open in Sudan.", {"ss", "sd"}),
        ("The U.S. Navy sails through the Indian Ocean.", {"us"}),
        ("They ask us to wait.", set()),
        ("Floods in North Darfur.", {"sd", "sd-dn"}),
        ("Snow falls in Northern Ireland and in Ireland.", {"gb", "gb-nir", "ie"}),
    ],
)
def test_the_longest_name_counts(text: str, expected: set[str]) -> None:
    """A place inside a longer name is not meant; a region's country is named with it; case matters."""
    assert places_of(text) == expected


def test_titles_of_links_name_places_too() -> None:
    """What a link leads to counts, each title by itself."""
    assert places_of("The prime minister resigns.", "Prime Minister of Italy") == {"it"}
    assert places_of("Two titles.", "Something New", "Mexico City") == {"mx", "mx-dif"}


def test_countries_have_the_names_of_the_cldr() -> None:
    """The file is data from a source: what Babel knows as a country is there."""
    assert ENGLISH is not None
    known = {place.code: place.names for place in ENGLISH.places if place.is_country}
    territories = Locale("en").territories

    assert len(known) > 200
    assert all(territories[code.upper()] for code in known)
    assert all(territories[code.upper()] in known[code] for code in ("fr", "ng", "br", "jp", "za"))
    assert all(place.country in known for place in ENGLISH.places)


def test_no_name_means_two_places() -> None:
    """A name leads to one place, or is told not to be one, and never both."""
    assert ENGLISH is not None
    names = [name for name, _ in ENGLISH.names()]

    assert len(names) == len(set(names))


@pytest.mark.parametrize("language", ["de", "../en", "", "english"])
def test_a_language_that_nobody_wrote_down_has_no_places(language: str) -> None:
    """No file, no places; and no path leads out of the folder."""
    assert read_gazetteer(language) is None
