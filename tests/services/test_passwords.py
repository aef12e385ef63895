"""Passwords: hashed well, verified whole, and few at a time."""

import threading

import pytest
from argon2 import PasswordHasher

from tmcard.services import passwords
from tmcard.services.passwords import Crowded, Verdict, hash_password, verify


def test_a_hash_is_argon2id_with_the_chosen_cost() -> None:
    assert hash_password("river lamp otter").startswith("$argon2id$v=19$m=47104,t=1,p=1$")


def test_two_hashes_of_one_password_differ() -> None:
    assert hash_password("river lamp otter") != hash_password("river lamp otter")


@pytest.mark.parametrize("length", [64, 128])
def test_every_letter_counts(length: int) -> None:
    password = "x1" * (length // 2)
    stored = hash_password(password)
    assert verify(stored, password) == Verdict(is_right=True)
    assert not verify(stored, password[:-1] + "y").is_right
    assert not verify(stored, password[:-1]).is_right


def test_full_width_letters_are_the_same_password() -> None:
    assert verify(hash_password("ｒｉｖｅｒ lamp 43"), "river lamp 43").is_right


@pytest.mark.parametrize("stored", [None, "!", "$argon2id$broken"])
def test_nobody_has_no_password(stored: str | None) -> None:
    assert not verify(stored, "nobody has this number").is_right


def test_an_overlong_password_is_wrong_without_being_hashed() -> None:
    assert not verify(hash_password("river lamp"), "x" * 1025).is_right


def test_a_hash_by_old_parameters_is_made_anew() -> None:
    verdict = verify(PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash("river lamp"), "river lamp")
    assert verdict.is_right
    assert verdict.fresh_hash is not None
    assert verify(verdict.fresh_hash, "river lamp") == Verdict(is_right=True)


def test_a_flood_is_sent_away_and_the_next_one_is_served() -> None:
    start, refused = threading.Barrier(30), []

    def one() -> None:
        start.wait()
        try:
            hash_password("river lamp otter")
        except Crowded:
            refused.append(1)

    threads = [threading.Thread(target=one) for _ in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 0 < len(refused) <= 30 - passwords.ROOM
    assert hash_password("river lamp otter")
