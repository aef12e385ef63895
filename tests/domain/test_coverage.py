"""Where plans work."""

from tmcard.domain.coverage import Covered, Place, united

JAPAN, KOREA = Place("JP", ("KDDI 5G",)), Place("KR")


def test_a_plan_works_in_the_countries_it_was_sold_with_on_the_networks_its_carrier_names() -> None:
    assert united(["TW", "JP"], [JAPAN, KOREA]) == (JAPAN, Place("TW"))


def test_a_plan_that_names_no_countries_works_wherever_its_carrier_says() -> None:
    assert united(None, [KOREA, JAPAN]) == (JAPAN, KOREA)


def test_a_covered_plan_is_called_by_its_english_name_where_it_has_no_other() -> None:
    assert Covered("a", (("en", "Asia"), ("zh", "")), ()).name("zh") == "Asia"
