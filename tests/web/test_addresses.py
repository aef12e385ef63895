"""The addresses that shared parts link to lead somewhere."""

import pytest
from flask import Flask

from tmcard.web import addresses

ADDRESSES = {name: value for name, value in vars(addresses).items() if name.isupper()}


@pytest.mark.parametrize("address", ADDRESSES.values(), ids=ADDRESSES)
def test_each_address_has_a_view(app: Flask, address: str) -> None:
    assert address in {rule.rule for rule in app.url_map.iter_rules()}
