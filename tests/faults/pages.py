"""What an order's page tells, read by its headline as a payer would."""

from functools import cache

from flask import Flask
from flask.testing import FlaskClient

from tmcard.web.checkout.states import State
from tmcard.web.checkout.words import WORDS

S = State
#: Pages that say that no money of this order is with us.
NO_MONEY = frozenset({S.WAITING, S.MENDABLE, S.DECLINED, S.STOPPED, S.LAPSED, S.EXPIRED, S.CANCELLED})


@cache
def headlines(app: Flask) -> dict[str, State]:
    """The English headline of each state; several states may share one, told apart by `seen`'s order."""
    with app.test_request_context("/", headers={"Accept-Language": "en"}):
        found: dict[str, State] = {}
        for state, words in WORDS.items():
            found.setdefault(str(words.headline), state)
        return found


def told(app: Flask, client: FlaskClient, ref: str) -> tuple[int, str]:
    """The status of the order's page, and the state it speaks of (empty while it is only to be reviewed)."""
    answer = client.get(f"/checkout/{ref}", headers={"Accept-Language": "en"})
    if answer.status_code == 303 and answer.headers["Location"].startswith("/checkout/"):
        return 200, ""  # the order that took its place speaks for itself
    text = answer.get_data(as_text=True)
    found = next((state.value for line, state in headlines(app).items() if line in text), "")
    return answer.status_code, found
