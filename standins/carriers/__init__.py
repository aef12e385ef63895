"""A local stand-in for the carriers: their real wire format, a ledger of our own, and failures on request.

It is reached only by base URL. README.md lists every endpoint and every magic value.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import flask

from standins.carriers import control, page
from standins.carriers.airalo import control as airalo_control
from standins.carriers.airalo import subscribing as airalo_subscribing
from standins.carriers.airalo import views as airalo_views
from standins.carriers.courier import Courier
from standins.carriers.esimaccess import control as esimaccess_control
from standins.carriers.esimaccess import lifecycle as esimaccess_lifecycle
from standins.carriers.esimaccess import views as esimaccess_views
from standins.carriers.standin import KEY, Pauses, RateLimit, Standin
from standins.carriers.state import State

PARTS = (
    esimaccess_views,
    esimaccess_lifecycle,
    esimaccess_control,
    airalo_views,
    airalo_subscribing,
    airalo_control,
    control,
    page,
)


def _utc_now() -> datetime:
    return datetime.now(UTC)


def create_app(
    *,
    state_path: Path,
    access_code: str,
    webhook_url: str,
    clock: Callable[[], datetime] = _utc_now,
    hang_seconds: float = 30.0,
    slow_seconds: float = 8.0,
    **airalo: str,
) -> flask.Flask:
    """Build the carriers' stand-in over the ledger at `state_path` (made when it is missing).

    `webhook_url` receives the carrier's notices until `webhook/save` names another; "" sends none.
    `hang_seconds` is how long a time-out holds the line, `slow_seconds` how late a slow answer comes.
    The second dialect takes `airalo_client_id`, `airalo_client_secret` and `airalo_webhook_url`.
    """
    app = flask.Flask(__name__)
    state = State(state_path, clock)
    app.extensions[KEY] = Standin(
        state=state,
        access_code=access_code,
        webhook_url=webhook_url,
        pauses=Pauses(hang_seconds=hang_seconds, slow_seconds=slow_seconds),
        courier=Courier(state),
        rate_limit=RateLimit(),
        **airalo,
    )
    for part in PARTS:
        app.register_blueprint(part.blueprint)
    return app
