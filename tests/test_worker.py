"""What the worker does by its timetable."""

from flask import Flask

from tmcard.worker import Worker


def test_rows_letters_and_each_carrier_have_rounds_of_their_own(app: Flask) -> None:
    """So none of them waits for a carrier or a mail server that hangs."""
    worker = Worker(app)
    tasks = [task for task, _ in worker.rounds()]
    assert tasks[:4] == [worker.drive_due, worker.send_letters, worker.remind, worker.prune]
    assert len(tasks[4:]) == len(worker.tools.carriers)
