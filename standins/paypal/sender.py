"""Webhook delivery: one background thread, a bounded round at a time, a few retries each."""

import threading
import time
import uuid

import requests

from standins.paypal.context import Context

ROUND = 50
RETRY_SECONDS = (1.0, 3.0, 10.0)
TIMEOUT_SECONDS = (1.0, 10.0)


class Sender:
    """Delivers queued events. The queue is the table, so nothing is lost by a kill -9."""

    def __init__(self) -> None:
        self._has_work = threading.Event()
        self._has_ended = threading.Event()
        self._thread: threading.Thread | None = None

    def wake(self) -> None:
        """Say that events may be waiting. Returns at once."""
        self._has_work.set()

    def stop(self) -> None:
        """Let the thread end after the delivery it is at, and wait for that."""
        self._has_ended.set()
        self._has_work.set()
        if self._thread is not None:
            self._thread.join()

    def start(self, context: Context) -> None:
        """Start the thread; with no webhook address there is nothing to start."""
        if context.webhook_url:
            self._thread = threading.Thread(target=self._run, args=(context,), name="paypal-webhooks", daemon=True)
            self._thread.start()

    def _run(self, context: Context) -> None:
        self._has_work.set()  # what a killed process left in the queue
        while not self._has_ended.is_set():
            self._has_work.wait(timeout=RETRY_SECONDS[0])
            self._has_work.clear()
            for event_id in _due(context):
                if not self._has_ended.is_set():
                    _send_queued(context, event_id)


def deliver(context: Context, event_id: str) -> int | None:
    """Deliver one event now, signed afresh; give the status it was answered with, None for no answer."""
    with context.ledger.transaction() as db:
        row = db.execute("SELECT body FROM webhooks WHERE id = ?", (event_id,)).fetchone()
        sent_at = context.stamp(db)
    raw = str(row["body"]).encode()
    headers = context.signer.headers(raw, transmission_id=str(uuid.uuid4()), sent_at=sent_at)
    status = _post(context.webhook_url, raw, headers)
    is_taken = status is not None and 200 <= status < 300
    with context.ledger.transaction() as db:
        db.execute(
            "UPDATE webhooks SET deliveries = deliveries + 1, last_status = ?,"
            " state = CASE WHEN ? THEN 'delivered' ELSE state END WHERE id = ?",
            (status, is_taken, event_id),
        )
    return status


def _due(context: Context) -> list[str]:
    with context.ledger.transaction() as db:
        rows = db.execute(
            "SELECT id FROM webhooks WHERE state = 'queued' AND due_at <= ? ORDER BY seq LIMIT ?",
            (time.time(), ROUND),
        )
        return [str(row["id"]) for row in rows]


def _send_queued(context: Context, event_id: str) -> None:
    with context.ledger.transaction() as db:
        row = db.execute("SELECT copies, attempts FROM webhooks WHERE id = ?", (event_id,)).fetchone()
    if row is None:  # reset in between
        return
    statuses = [deliver(context, event_id) for _ in range(row["copies"])]
    if any(status is not None and 200 <= status < 300 for status in statuses):
        return
    attempts = int(row["attempts"]) + 1
    state = "queued" if attempts <= len(RETRY_SECONDS) else "given_up"
    due_at = time.time() + RETRY_SECONDS[min(attempts, len(RETRY_SECONDS)) - 1]
    with context.ledger.transaction() as db:
        db.execute(
            "UPDATE webhooks SET attempts = ?, state = ?, due_at = ? WHERE id = ?",
            (attempts, state, due_at, event_id),
        )


def _post(url: str, raw: bytes, headers: dict[str, str]) -> int | None:
    with requests.Session() as session:
        session.trust_env = False  # no proxy and no .netrc between two processes on one machine
        try:
            response = session.post(
                url,
                data=raw,
                headers={**headers, "Content-Type": "application/json"},
                timeout=TIMEOUT_SECONDS,
                allow_redirects=False,
            )
        except requests.RequestException:
            return None
        return response.status_code
