"""What a browser says while it is used: nothing on the console, and no request to anybody but the site and PayPal."""

from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, WebError


@dataclass
class Watch:
    """Looks over a browser's shoulder. `expects` are statuses of answers that the test itself brings about."""

    allowed: tuple[str, ...]
    expects: tuple[int, ...] = ()
    problems: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        """Begin to watch."""
        context.on("console", self._on_console)
        context.on("weberror", self._on_error)
        context.on("request", self._on_request)

    def _on_console(self, message: ConsoleMessage) -> None:
        expected = any(f"responded with a status of {status} " in message.text for status in self.expects)
        if message.type != "info" and not expected:
            self.problems.append(f"{message.type}: {message.text} ({message.location.get('url')})")

    def _on_error(self, error: WebError) -> None:
        self.problems.append(f"error: {error.error}")

    def _on_request(self, request: Request) -> None:
        if not request.url.startswith(self.allowed):
            self.problems.append(f"request: {request.url}")
