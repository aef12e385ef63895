"""What is on in the demo shop, whenever it is opened."""

from datetime import datetime, timedelta
from importlib.resources import files
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")


def on(now: datetime) -> bytes:
    """The promotions file, with a sale that began three days ago by Beijing's clocks and has ten to go."""
    today = now.astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    text = files("standins.demo").joinpath("promotions.toml").read_text(encoding="utf-8")
    for name, days in (("{three_days_ago}", -3), ("{in_ten_days}", 10)):
        text = text.replace(name, (today + timedelta(days=days)).isoformat())
    return text.encode()
