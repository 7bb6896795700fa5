"""The registry of rankers: what is listed can be made, and knowing it costs nothing."""

from __future__ import annotations

import subprocess
import sys

import pytest

import daybook.relate
from daybook.model.setting import check_rules
from daybook.relate import RANKERS, RelateSettings, read_shipped_knowledge
from daybook.relate.ranking.registry import make_ranker


@pytest.mark.parametrize("name", RANKERS)
def test_a_registered_ranker_is_made_under_its_name(name: str) -> None:
    """What settings name is what ranks."""
    assert make_ranker(RelateSettings(ranker=name), read_shipped_knowledge()).name == name


def test_a_ranker_without_its_model_is_the_formula() -> None:
    """Where nothing was learnt, nothing learnt ranks."""
    assert make_ranker(RelateSettings(ranker="trained")).name == "formula"


def test_an_unknown_ranker_is_refused_with_those_there_are() -> None:
    """A typing error names the choices."""
    with pytest.raises(ValueError, match="one of " + ", ".join(f"`{name}`" for name in RANKERS)):
        check_rules(RelateSettings(ranker="trend"))


def test_settings_of_relating_load_no_numpy() -> None:
    """Every command reads the settings: `--help` must not wait for compiled modules."""
    code = (
        "import sys; from daybook.relate import RANKERS, RelateSettings; print({'numpy', 'scipy'} & set(sys.modules))"
    )

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"


def test_every_public_name_is_there() -> None:
    """Names that load late load."""
    assert all(getattr(daybook.relate, name) is not None for name in daybook.relate.__all__)
