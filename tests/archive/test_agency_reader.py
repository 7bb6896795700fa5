"""Agencies through outlets: names of one agency are one, and a text counts where it was read and for whom wrote it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.source.exports import export, page_xml

from daybook.archive import ArchiveReader, open_for_reading
from daybook.archive.reading.agency_reader import agencies_of, agency_hosts
from daybook.config import load_settings
from daybook.model import RawPage, SubjectKind
from daybook.model.outlet_figures import AgencyCount, OutletCount, OutletFigures
from daybook.pipeline.intake import import_paths
from daybook.progress import finish

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def figures(folder: Path, text: str, *hosts: str) -> list[OutletFigures]:
    page = RawPage("Portal:Current events/2024 August 14", text, 5, datetime(2024, 8, 14, 9, tzinfo=UTC), "Ed")
    path = folder / "export.xml"
    path.write_text(export(page_xml(page.title, [page])))
    settings = load_settings(assignments=[f"files.archive={folder}/archive.sqlite"])
    finish(import_paths([path], settings, NOW))
    with open_for_reading(settings.files.archive) as connection:
        reader = ArchiveReader(connection)
        return [reader.outlet_figures((host,)) for host in hosts]


def test_texts_of_an_agency_are_counted_for_the_outlet_and_for_the_agency(tmp_path: Path) -> None:
    text = (
        "* A bridge opens. [https://www.courier.example/1 (AP via Courier)]\n"
        "* A ferry sinks. [https://courier.example/2 (Associated Press via Courier)] [https://gazette.example/3 (Gazette/AP)]\n"
        "* A quake strikes. [https://apnews.com/4 (AP)] [https://courier.example/5 (Courier)]\n"
        "* A vote is held. [https://gazette.example/6 (Gazette/Reuters)]\n"
        "* A dam breaks. [https://apnews.com/7 (AP via AP News)]\n"
    )
    courier, agency, gazette = figures(tmp_path, text, "courier.example", "apnews.com", "gazette.example")

    assert courier.carried == (AgencyCount("AP", "apnews.com", 2),)
    assert gazette.carried == (AgencyCount("AP", "apnews.com", 1), AgencyCount("Reuters", None, 1))
    assert agency.through == (OutletCount("courier.example", 2), OutletCount("gazette.example", 1))
    assert agency.carried == ()  # its own texts on its own pages


def test_an_event_counts_once_for_an_outlet_however_many_of_its_sources_name_the_agency(tmp_path: Path) -> None:
    text = (
        "* A bridge opens. [https://courier.example/1 (AP via Courier)] [https://courier.example/2 (AP via Courier)]\n"
    )
    (courier,) = figures(tmp_path, text, "courier.example")

    assert courier.carried == (AgencyCount("AP", None, 1),)


@pytest.mark.parametrize(
    ("label", "names"),
    [
        ("Associated Press", ["AP"]),
        ("AFP/Reuters", ["AFP", "Reuters"]),
        ("AP and AFP", ["AP", "AFP"]),
        ("Trinidad and Tobago Wire", ["Trinidad and Tobago Wire"]),
        ("Some Wire", ["Some Wire"]),
        ("/", ["/"]),
    ],
)
def test_a_label_names_agencies(label: str, names: list[str]) -> None:
    assert [agency.name for agency in agencies_of(label)] == names


def test_every_agency_has_a_host_of_its_own() -> None:
    assert len(agency_hosts()) > 20
    assert all("." in host and host == host.lower() for host in agency_hosts())


def test_withdrawn_events_do_not_count(tmp_path: Path) -> None:
    pages = [
        RawPage("Portal:Current events/2024 August 14", text, number, datetime(2024, 8, 14, number, tzinfo=UTC), "Ed")
        for number, text in enumerate(
            (
                "* A bridge opens. [https://courier.example/1 (AP via Courier)]\n* A ferry sinks.\n",
                "* A ferry sinks.\n",
            ),
            5,
        )
    ]
    path = tmp_path / "export.xml"
    path.write_text(export(page_xml(pages[0].title, pages)))
    settings = load_settings(assignments=[f"files.archive={tmp_path}/archive.sqlite"])
    finish(import_paths([path], settings, NOW))
    with open_for_reading(settings.files.archive) as connection:
        reader = ArchiveReader(connection)

        assert reader.outlet_figures(("courier.example",)) == OutletFigures()
        assert reader.has_subject(SubjectKind.OUTLET, "courier.example")


def test_an_outlet_asked_for_alone_has_the_counts_that_it_has_among_many(tmp_path: Path) -> None:
    """The first few are counted one by one, then all at once; an agency's own outlet needs the counts of all."""
    text = "\n".join(
        f"*A ferry sinks, {number}. [https://o{number % 20}.example/{number} (AP via Outlet {number % 20})]"
        for number in range(40)
    )
    text += "\n*A ferry floats. [https://apnews.com/1 (AP)]"
    hosts = [f"o{number}.example" for number in range(20)]
    for folder in ("one", "other"):
        (tmp_path / folder).mkdir()
    first = figures(tmp_path / "one", text, *hosts)
    later = figures(tmp_path / "other", text, "apnews.com", *hosts)

    assert first == later[1:]
    assert [each.slug for each in later[0].through] == sorted(hosts)
    assert all(each.carried == (AgencyCount("AP", "apnews.com", 2),) for each in first)
