"""What a reader's browser sends, and one that inspects what it gets."""

from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.web.inspect_page import check

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
CHINESE = {"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8"}


class Visitor(FlaskClient):
    """A test client that inspects each whole page it is given."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Fetch, and fail on a page that is not sound. Files are read and closed at once."""
        response = super().open(*args, **{"buffered": True, **kwargs})
        if response.mimetype == "text/html" and response.get_data(as_text=True).startswith("<!doctype"):
            check(response.get_data(as_text=True), response.request.path)
        return response
