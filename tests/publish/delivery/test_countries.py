"""Pages of countries are made again where events came, changed or left, and nowhere else: not where others of their day did."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from daybook.config import Settings, load_settings
from daybook.pipeline.building import build_site
from daybook.pipeline.intake import import_paths
from daybook.progress import finish

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
FRANCE, GERMANY, JAPAN = (
    "A storm hits [[Paris]], France.",
    "A storm hits [[Berlin]], Germany.",
    "Rain falls in [[Tokyo]], Japan.",
)


@pytest.mark.parametrize(
    ("before", "after", "made"),
    [
        ([FRANCE], [FRANCE, "A choir sings in [[Lyon]], France."], {"fr"}),
        ([FRANCE], [FRANCE.replace("hits", "has hit")], {"fr"}),
        ([FRANCE, "Somebody sings."], [FRANCE, "Somebody sings again."], set()),
        ([FRANCE], [FRANCE, GERMANY], {"de"}),
        ([FRANCE, GERMANY], [FRANCE], {"de"}),
        (["A storm hits [[Lyon]], France, in the night."], ["A storm hits [[Berlin]], Germany, in the night."], {"fr", "de"}),
    ],
)  # fmt: skip
def test_countries_that_events_entered_or_left_are_made_again(
    tmp_path: Path, before: list[str], after: list[str], made: set[str]
) -> None:
    settings = load_settings(None, [f"files.archive={tmp_path}/archive.sqlite", f"files.site={tmp_path}/site"])
    _save(tmp_path, settings, "2019-03-01", [JAPAN])
    _save(tmp_path, settings, "2019-05-04", [*before, FRANCE.replace("storm", "flood")])
    finish(build_site(settings, NOW))
    pages = {path.stem: path for path in (settings.files.site / "places").glob("??.html")}
    for path in pages.values():
        path.write_text("as it was")  # only what is made again is put right

    _save(tmp_path, settings, "2019-05-04", [*after, FRANCE.replace("storm", "flood")])
    finish(build_site(settings, NOW))

    present = {path.stem: path for path in (settings.files.site / "places").glob("??.html")}
    remade = {country for country in {*pages, *present} if country not in present or present[country].read_text() != "as it was"}  # fmt: skip
    assert remade == made
    assert finish(build_site(settings, NOW, whole=True)).replaced == len(pages.keys() - made)


def test_a_month_that_is_read_later_changes_the_countries_whose_events_lie_around_it(tmp_path: Path) -> None:
    """Their charts hatch what was not read."""
    settings = load_settings(None, [f"files.archive={tmp_path}/archive.sqlite", f"files.site={tmp_path}/site"])
    _save(tmp_path, settings, "2019-03-01", [FRANCE, JAPAN])
    _save(tmp_path, settings, "2019-05-04", [FRANCE])
    finish(build_site(settings, NOW))
    before = json.loads((settings.files.site / "places/fr.json").read_bytes())

    _save(tmp_path, settings, "2019-04-02", [GERMANY])
    finish(build_site(settings, NOW))

    after = json.loads((settings.files.site / "places/fr.json").read_bytes())
    assert (before["unread"], after.get("unread")) == (["2019-04"], None)
    assert finish(build_site(settings, NOW, whole=True)).replaced == 0


def _save(folder: Path, settings: Settings, day: str, lines: list[str]) -> None:
    page = folder / f"{day}.wikitext"
    page.write_text("".join(f"*{line}\n" for line in lines))
    finish(import_paths([page], settings, NOW + timedelta(days=len(lines))))
