"""Numbers of the trade as people type them, and the names that stand in addresses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tmcard.domain.identifiers import (
    ALPHABET,
    REF_LENGTH,
    MalformedIccid,
    clean_code,
    last,
    luhn_digit,
    mask_msisdn,
    new_ref,
    new_token,
    parse_iccid,
    plain,
)

DIGITS = st.text("0123456789", min_size=1, max_size=25)
ICCID = "8985200000000000003"


@pytest.mark.parametrize(
    "text",
    [
        ICCID,
        "8985 2000 0000 0000 003",
        "8985-2000-0000-0000-003",
        " 8985200000000000003\u200b\n",
        "8985200000000000003F",
        "８９８５２０００００００００００００３",
    ],
)
def test_an_iccid_is_read_as_people_write_it(text: str) -> None:
    assert parse_iccid(text) == ICCID


@pytest.mark.parametrize(
    "text",
    ["", "89", "1985200000000000003", "89852000000000000", "8985200000000000003123", "898520000000000000X", "٨٩" * 9],
)
def test_what_cannot_be_an_iccid_is_refused(text: str) -> None:
    with pytest.raises(MalformedIccid):
        parse_iccid(text)


@given(st.integers(16, 19), st.data())
def test_every_iccid_of_the_trade_is_read(length: int, data: st.DataObject) -> None:
    tail = data.draw(st.text("0123456789", min_size=length, max_size=length))
    assert parse_iccid(f"89{tail}") == f"89{tail}"


@given(DIGITS)
def test_a_check_digit_fits_and_no_other_does(digits: str) -> None:
    fitting = [d for d in "0123456789" if luhn_digit(digits) == int(d)]
    assert fitting == [str(luhn_digit(digits))]


@given(st.text("123456789", min_size=2, max_size=20), st.data())
def test_one_wrong_digit_is_noticed(digits: str, data: st.DataObject) -> None:
    whole = digits + str(luhn_digit(digits))
    place = data.draw(st.integers(0, len(digits) - 1))
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != whole[place]]))
    altered = whole[:place] + other + whole[place + 1 :]
    assert luhn_digit(altered[:-1]) != int(altered[-1])


@pytest.mark.parametrize(
    ("digits", "check"), [("7992739871", 3), ("898520000000000000", luhn_digit("898520" + "0" * 12))]
)
def test_check_digits_follow_iso_7812(digits: str, check: int) -> None:
    assert luhn_digit(digits) == check


def test_references_survive_the_phone() -> None:
    refs = {new_ref() for _ in range(500)}
    assert len(refs) == 500
    assert all(len(ref) == REF_LENGTH and set(ref) <= set(ALPHABET) for ref in refs)
    assert {clean_code(ref.lower().replace("0", "o").replace("1", "l")) for ref in refs} == refs


def test_tokens_hold_256_bits() -> None:
    assert len(new_token()) >= 43
    assert new_token() != new_token()


@given(st.text(max_size=40))
def test_plain_text_stays_plain(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert plain(text).isalnum() or not plain(text)


@pytest.mark.parametrize(
    ("msisdn", "shown"),
    [("+8613800138000", "+86138••••8000"), ("+6591234567", "+65••••67"), ("+3581234567", "+35••••67")],
)
def test_a_number_is_shown_without_its_middle(msisdn: str, shown: str) -> None:
    assert mask_msisdn(msisdn) == shown


@given(st.text("0123456789", min_size=7, max_size=15))
def test_at_least_four_digits_are_hidden_where_there_are_enough(digits: str) -> None:
    msisdn = f"+{digits}"
    kept = mask_msisdn(msisdn).replace("•", "")
    assert len(msisdn) - len(kept) >= min(4, len(msisdn) - 5)


def test_the_tail_of_a_number_may_be_shown() -> None:
    assert last(ICCID) == "0003"
