"""A visit to the site as a person makes it: open a page, send its form, look at the phone."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests import doors
from tmcard.web.clock import CLOCK

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
NUMBER = {"country": "CN", "phone": doors.TYPED}


@dataclass
class Visit:
    """One browser. `at` is the time on the site's clock."""

    browser: FlaskClient
    session: Session
    at: datetime

    def get(self, path: str, **options: Any) -> TestResponse:
        """Open a page."""
        return self.browser.get(path, **options)

    def post(self, path: str, headers: Any = None, **fields: Any) -> TestResponse:
        """Send a form, with the token that any page holds."""
        found = TOKEN.search(self.get("/help").text)
        token = found.group(1) if found else ""
        return self.browser.post(path, data={"csrf_token": token, **fields}, headers=headers)

    def later(self, **span: float) -> None:
        """Let time pass."""
        self.at += timedelta(**span)

    def register(self) -> TestResponse:
        """Ask for an account; the code is on its way then."""
        return self.post("/auth/register", password=doors.PASSWORD, **NUMBER)

    def sign_in(self, password: str = doors.PASSWORD, **more: Any) -> TestResponse:
        """Offer number and password."""
        return self.post("/auth/sign-in", password=password, **{**NUMBER, **more})

    def enter_code(self, **more: str) -> TestResponse:
        """Type the code that is on the phone."""
        return self.post("/auth/verify", code=doors.code(self.session), **more)

    def enter(self) -> None:
        """Sign in on this browser with everything it takes."""
        self.sign_in()
        self.enter_code()


@pytest.fixture
def visit(app: Flask, visitor: FlaskClient, session: Session, now: datetime) -> Visit:
    """Somebody at the site, at the instant at which tests happen."""
    visit = Visit(visitor, session, now)
    app.extensions[CLOCK] = lambda: visit.at
    return visit
