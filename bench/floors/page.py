"""A page of some 11.5 kB with about 40 variables and 20 texts: what a dashboard usually weighs before compression."""

import random
import re

WORDS = (
    "My cards", "Plans", "Sign out", "Help", "Terms", "Privacy", "Skip to the content", "Data left", "Ends",
    "As of", "Renew", "Plan history", "Your account", "Language", "Details", "Number", "Status", "Paid", "Used",
    "Rename",
)  # fmt: skip
#: Text that compresses about as well as prose does.
_chance = random.Random(1)  # noqa: S311 - no secret
FILLING = "".join(f"<p class='muted'>{' '.join(_chance.choices(WORDS, k=14))}</p>\n" for _ in range(75))
#: With translations per call, as gettext in templates works out of the box.
TRANSLATED = (
    "<!doctype html><html lang='en'><head><meta charset='utf-8'><title>T-M card</title></head><body>\n<ul>"
    + "".join(f'<li>{{{{ _("{word}") }}}}</li>\n' for word in WORDS)
    + """</ul><h1>{{ current_user.phone }}</h1>
{% for card in cards %}<article id="card-{{ card.id }}">
<h2>{{ card.label }}</h2><p>{{ card.iccid }}</p><p>{{ card.plan }}</p>
<p>{{ card.total_mb - card.used_mb }} of {{ card.total_mb }} MB, {{ card.used_mb * 100 // card.total_mb }} %</p>
<p>{{ moment(card.ends_at) }} <small>{{ card.reported_at }}</small></p></article>{% endfor %}
{% for order in orders %}<p>{{ order.ref }} {{ order.plan }} {{ order.status }} {{ order.amount_minor }}</p>{% endfor %}
<form method="post"><input type="hidden" name="csrf_token" value="{{ csrf_token() }}"></form>
"""
    + FILLING
    + "</body></html>"
)
#: The same in one language.
PLAIN = re.sub(r'\{\{ _\("(.+?)"\) \}\}', r"\1", TRANSLATED).replace("{{ csrf_token() }}", "")
