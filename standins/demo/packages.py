"""What the stand-in carriers sell in the demo: what our plans load, where it works, and on whose networks."""

from typing import Any

from tmcard.domain.plans import BYTES_PER_MB, Allowance, Offer

#: Networks that travellers are taken in by, as the carriers name them.
NETWORKS = {
    "CN": ("China Mobile", "China Unicom"),
    "HK": ("csl", "3"),
    "ID": ("Telkomsel", "Indosat"),
    "JP": ("NTT docomo", "SoftBank", "KDDI"),
    "KH": ("Smart", "Cellcard"),
    "KR": ("SK Telecom", "KT", "LG U+"),
    "MO": ("CTM",),
    "MY": ("Maxis", "CelcomDigi"),
    "PH": ("Globe", "Smart"),
    "SG": ("Singtel", "StarHub"),
    "TH": ("AIS", "TrueMove H"),
    "TW": ("Chunghwa Telecom", "Taiwan Mobile"),
    "VN": ("Viettel", "MobiFone"),
}
#: Where the second carrier's demo plans work.
SECOND_PLACES = ("JP",)


def package_of(offer: Offer) -> dict[str, Any]:
    """A plan as the first carrier sells it: six tenths of our price, in ten-thousandths of a dollar."""
    is_daily = offer.allowance is Allowance.DAY
    places = [
        {"locationName": code, "locationLogo": f"/img/flags/{code.lower()}.png", "operatorList": _operators(code)}
        for code in offer.countries
    ]
    return {
        "packageCode": offer.carrier_code,
        "price": offer.price.amount_minor * 60,
        "volume": offer.day_bytes or offer.data_bytes,
        "dataType": 2 if is_daily else 1,
        "fupPolicy": f"{offer.throttle_kbps} Kbps" if offer.throttle_kbps else "",
        "duration": offer.period.days,
        "name": offer.name("en"),
        "location": ",".join(offer.countries),
        "locationNetworkList": places,
    }


def _operators(country: str) -> list[dict[str, str]]:
    return [{"operatorName": name, "networkType": "5G"} for name in NETWORKS.get(country, ())]


def second_package_of(offer: Offer) -> dict[str, Any]:
    """A plan as the second carrier sells it."""
    networks = {code: [{"name": name, "types": ["LTE", "5G"]} for name in NETWORKS[code]] for code in SECOND_PLACES}
    return {
        "id": offer.carrier_code,
        "amount": offer.data_bytes // BYTES_PER_MB,
        "day": offer.period.days,
        "price": offer.price.amount_minor * 6 // 1000,
        "operator": "Standin Japan",
        "networks": networks,
    }
