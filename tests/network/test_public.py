"""Which addresses belong to the public network, whatever the Python that runs thinks of them."""

from __future__ import annotations

import pytest
from tests.network.addresses import PUBLIC, forbidden

from daybook.network.public import is_public


@pytest.mark.parametrize("number", forbidden())
def test_an_address_of_a_special_network_is_not_public(number: str) -> None:
    assert not is_public(number)


@pytest.mark.parametrize("number", PUBLIC)
def test_an_address_of_the_public_network_is_public(number: str) -> None:
    assert is_public(number)


@pytest.mark.parametrize("text", ["", "x", "localhost", "1.2.3", "8.8.8.8 ", "::ffff:8.8.8.8%1", "8" * 50])
def test_what_is_no_address_is_not_public(text: str) -> None:
    assert not is_public(text)
