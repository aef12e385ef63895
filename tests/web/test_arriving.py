"""Pages whose address is a key: their forms work under https, and the key goes nowhere."""

import pytest
from flask import Flask

from tests.web.shop import TOKEN

SITE = "https://localhost"


@pytest.mark.parametrize("path", ["/r/made-up", "/g/made-up", "/o/made-up", "/u/made-up", "/e/made-up"])
def test_the_language_can_be_switched_on_a_page_behind_a_key(https_app: Flask, path: str) -> None:
    client = https_app.test_client()
    page = client.get(path, base_url=SITE)
    assert (page.status_code, page.headers["Referrer-Policy"]) == (404, "origin")
    found = TOKEN.search(page.text)
    form = {"csrf_token": found.group(1) if found else "", "language": "zh", "next": "/"}
    answer = client.post("/language", base_url=SITE, data=form, headers={"Referer": f"{SITE}/"})
    assert answer.status_code == 303
