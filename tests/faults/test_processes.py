"""Real gunicorn and worker processes are killed or halted in the middle of a renewal: it still ends well, once."""

import os
import signal
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import requests
from sqlalchemy.orm import Session

from tests import rows
from tests.conftest import create_database
from tests.faults.house import House, house_in, until
from tests.faults.story import approve, is_over, quote, verdict
from tests.faults.test_kills import CREDITED_ONCE
from tests.world import free_ports, world
from tmcard.store import orders, owners
from tmcard.web.database import db

#: Who dies or halts where. `both` takes the other process along, `kill` one of gunicorn's processes, `kill-all` all.
KILLS = [
    ("web", "kill-all", "after:create_call"), ("web", "kill-all", "before:capture_call"),
    ("web", "kill-all", "after:capture_call"), ("web", "kill", "after:captured"),
    ("worker", "kill-all", "before:top_up_call"), ("worker", "kill-all", "after:top_up_call"),
    ("worker", "kill-all", "before:credited"), ("both", "kill-all", "after:capture_call"),
]  # fmt: skip
HALTS = [
    ("web", "before:capture_call"), ("web", "after:capture_call"),
    ("worker", "before:top_up_call"), ("worker", "after:top_up_call"),
]  # fmt: skip


@pytest.fixture(scope="module")
def sqlite_house(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("processes")
    with world(folder, sqlite_template) as everything, house_in(everything, folder, free_ports()) as house:
        yield house


@pytest.fixture(scope="module")
def postgres_house(tmp_path_factory: pytest.TempPathFactory, postgres_server: str) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("processes-pg")
    create_database(postgres_server, "processes", template="template")
    url = postgres_server.format(name="processes")
    with world(folder, folder, database_url=url) as everything, house_in(everything, folder, free_ports()) as house:
        yield house


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def house(request: pytest.FixtureRequest) -> Iterator[House]:
    """Each database in turn; both processes alive, nobody told to die."""
    found: House = request.getfixturevalue("sqlite_house" if request.param == "sqlite" else "postgres_house")
    found.forget_orders()
    found.revive()
    yield found
    found.forget_orders()


def cookie_of_owner(house: House, ref: str) -> dict[str, str]:
    app = house.world.app
    client = app.test_client()
    with app.app_context(), Session(db.engine, expire_on_commit=False) as session:
        order = orders.by_ref(session, ref)
        owner = owners.by_id(session, order.owner_id) if order and order.owner_id else None
        assert owner is not None
        rows.sign_in(client, session, owner, house.now())
    name = app.config["SESSION_COOKIE_NAME"]
    found = client.get_cookie(name)
    assert found is not None
    return {name: found.value}


def press(house: House, ref: str) -> None:
    """Press "Pay"; again where the site died under it, or is still dying."""
    form, cookies = {"terms": "y", "email": "payer@example.com"}, cookie_of_owner(house, ref)

    def is_pressed() -> bool:
        try:
            url = f"{house.address}/checkout/{ref}/pay"
            assert requests.post(url, form, cookies=cookies, timeout=60, allow_redirects=False).status_code == 303
        except requests.ConnectionError:
            house.revive()
            return False
        return True

    until(is_pressed, "the payer is sent to PayPal")


def come_back(house: House, ref: str, token: str) -> None:
    """Come back from PayPal; whoever finds the site dead never comes again."""
    try:
        requests.get(f"{house.address}/checkout/{ref}/return?token={token}", timeout=60, allow_redirects=False)
    except requests.ConnectionError:
        house.revive()


@pytest.mark.parametrize(("who", "deed", "point"), KILLS, ids=["-".join(kill) for kill in KILLS])
def test_processes_killed_here_leave_a_renewal_that_is_credited_once(
    house: House, who: str, deed: str, point: str
) -> None:
    ref, role = quote(house.world, now=house.now()), "worker" if who == "worker" else "web"
    house.order(role, deed, point)
    press(house, ref)
    come_back(house, ref, approve(house.world, ref))
    until(lambda: house.has_obeyed(role), f"{role} came to {point}")
    if who == "both":
        house.kill("web" if role == "worker" else "worker")
    until(lambda: is_over(house.world, ref), "the renewal is over", house.go_on)
    assert verdict(house.world, ref) == CREDITED_ONCE


@pytest.mark.parametrize(("role", "point"), HALTS, ids=["-".join(halt) for halt in HALTS])
def test_a_process_halted_past_its_lease_changes_nothing_when_it_wakes(house: House, role: str, point: str) -> None:
    ref = quote(house.world, now=house.now())
    press(house, ref)
    house.order(role, "stop", point)
    token = approve(house.world, ref)
    payer = threading.Thread(target=come_back, args=(house, ref, token))
    payer.start()
    until(lambda: house.has_obeyed(role), f"{role} halted at {point}")
    second = replace(house, processes={})
    try:
        second.start("worker")
        until(lambda: is_over(house.world, ref), "the other worker ended it", second.pass_time)
    finally:
        os.killpg(house.processes[role].pid, signal.SIGCONT)
        payer.join()
        second.kill("worker")
    house.advance(second.ahead - house.ahead)
    assert verdict(house.world, ref) == CREDITED_ONCE
