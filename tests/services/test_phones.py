"""Phone numbers are understood however they are typed."""

import pytest

from tmcard.services.phones import PhoneRefused, countries, home_zone, parse_msisdn


@pytest.mark.parametrize(
    ("typed", "region", "msisdn"),
    [
        ("13800138000", "CN", "+8613800138000"),
        (" 138 0013-8000 ", "CN", "+8613800138000"),
        ("１３８００１３８０００", "CN", "+8613800138000"),
        ("＋８６ 138 0013 8000", "US", "+8613800138000"),
        ("008613800138000", "CN", "+8613800138000"),
        ("0086 13800138000", "US", "+8613800138000"),
        ("0086 13800138000", "JP", "+8613800138000"),
        ("+86-138-0013-8000", None, "+8613800138000"),
        ("07400 123456", "GB", "+447400123456"),
        ("(202) 555-0143", "US", "+12025550143"),
        ("138\u200b0013\u200b8000", "CN", "+8613800138000"),
    ],
)
def test_typed_numbers_become_e164(typed: str, region: str | None, msisdn: str) -> None:
    assert parse_msisdn(typed, region) == msisdn


@pytest.mark.parametrize(
    ("typed", "region", "code"),
    [
        ("", "CN", "missing"),
        ("  ", "CN", "missing"),
        ("my phone", "CN", "not_a_number"),
        ("123", "CN", "too_short"),
        ("1380013800013", "CN", "too_long"),
        ("12800138000", "CN", "not_a_number"),
        ("13800138000", None, "not_a_number"),
        ("0800 1111", "GB", "not_mobile"),
        ("010 6552 9988", "CN", "not_mobile"),
        ("<script>1</script>", "CN", "not_a_number"),
    ],
)
def test_other_things_are_refused_with_a_reason(typed: str, region: str | None, code: str) -> None:
    with pytest.raises(PhoneRefused) as refused:
        parse_msisdn(typed, region)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("msisdn", "zone"),
    [
        ("+8613800138000", "Asia/Shanghai"),
        ("+447400123456", "Europe/London"),
        ("+12025550143", "America/New_York"),
        ("+94712345678", None),
    ],
)
def test_a_number_knows_its_zone_where_there_is_one(msisdn: str, zone: str | None) -> None:
    assert home_zone(msisdn) == zone


@pytest.mark.parametrize(("language", "first", "name"), [("zh", "CN", "中国"), ("en", "US", "United States")])
def test_the_likely_country_is_listed_first_in_the_readers_words(language: str, first: str, name: str) -> None:
    assert (countries(language)[0].region, countries(language)[0].name) == (first, name)
