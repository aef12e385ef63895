"""Somebody with a browser without JavaScript: opens pages, sends forms, follows redirects, and inspects every page."""

from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

import html5lib
import requests

from tests.web.inspect_page import check


@dataclass
class Visitor:
    """One browser, with its cookies and its language."""

    site: str
    language: str = "en-GB,en;q=0.9"
    http: requests.Session = field(default_factory=requests.Session)
    page: Element = field(default_factory=lambda: Element("html"))
    url: str = ""
    status: int = 0

    def open(self, address: str) -> "Visitor":
        """Go to `address` (relative to where we are) and look at what comes."""
        answer = self.http.get(urljoin(self.url or self.site, address), headers=self._headers(), timeout=20)
        return self._look(answer)

    def submit(self, action: str, **typed: str | None) -> "Visitor":
        """Fill in and send the form whose action contains `action`. None leaves a box unticked or a field out."""
        form = self.form(action)
        sent = {**_prefilled(form), **{k: v for k, v in typed.items() if v is not None}}
        for name in (k for k, v in typed.items() if v is None):
            sent.pop(name, None)
        target = urljoin(self.url, form.get("action", ""))
        answer = self.http.post(target, data=sent, headers={**self._headers(), "Referer": self.url}, timeout=20)
        return self._look(answer)

    def form(self, action: str) -> Element:
        """The form whose action contains `action`."""
        for form in self.page.iter("form"):
            if action in form.get("action", "") and form.get("method", "get").lower() == "post":
                return form
        raise AssertionError(f"no form for {action} on {self.url}: {self.text}")

    def follow(self, part: str) -> "Visitor":
        """Follow the first link whose address contains `part`."""
        for link in self.page.iter("a"):
            if part in link.get("href", ""):
                return self.open(link.get("href", ""))
        raise AssertionError(f"no link to {part} on {self.url}: {self.text}")

    @property
    def text(self) -> str:
        """What can be read on the page, spaces folded."""
        body = self.page.find("body")
        return " ".join("".join(body.itertext() if body is not None else []).split())

    @property
    def path(self) -> str:
        """Where we are, without the host."""
        return urlsplit(self.url).path

    def times(self) -> list[str]:
        """Every instant on the page, as machines read it."""
        return [element.get("datetime", "") for element in self.page.iter("time")]

    def _headers(self) -> dict[str, str]:
        return {"Accept-Language": self.language, "Accept": "text/html"}

    def _look(self, answer: requests.Response) -> "Visitor":
        self.url, self.status = answer.url, answer.status_code
        self.page = html5lib.parse(answer.text, namespaceHTMLElements=False)
        if answer.url.startswith(self.site):
            check(answer.text, answer.url)
        return self


def _prefilled(form: Element) -> dict[str, str]:
    """What the browser would send if nothing were typed."""
    values: dict[str, str] = {}
    for box in form.iter("input"):
        kind, name = box.get("type", "text"), box.get("name")
        if name and (kind not in ("checkbox", "radio", "submit") or box.get("checked") is not None):
            values[name] = box.get("value", "on" if kind == "checkbox" else "")
    for select in form.iter("select"):
        options = list(select.iter("option"))
        chosen = [o for o in options if o.get("selected") is not None] or options[:1]
        if select.get("name") and chosen:
            values[str(select.get("name"))] = chosen[0].get("value", chosen[0].text or "")
    for area in form.iter("textarea"):
        if area.get("name"):
            values[str(area.get("name"))] = area.text or ""
    return values
