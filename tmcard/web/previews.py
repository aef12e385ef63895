"""What chats show of a link: what it is for, in the language of whoever gave it away. Nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import LazyString, force_locale
from flask_babel import lazy_gettext as _

from tmcard.domain.links import Purpose
from tmcard.store.models import Link

LOCALES = {"en": "en_GB", "zh": "zh_CN"}
#: By what the link is for: a title and a description.
TEXTS: Mapping[str, tuple[LazyString, LazyString]] = {
    Purpose.RENEW: (
        _("Renew your T-M card"),
        _("Open the link to see what is left and renew in two taps, without signing in."),
    ),
    Purpose.GUEST: (
        _("Somebody asks you to renew a T-M card"),
        _("Open the link to see the plans and to pay. You need no account."),
    ),
}


@dataclass(frozen=True, slots=True)
class Preview:
    """The Open Graph text of a page."""

    title: str
    description: str
    locale: str


def preview(link: Link) -> Preview:
    """The text for this link: the same for every link of its kind and language."""
    title, description = TEXTS[link.purpose]
    with force_locale(link.locale):
        return Preview(str(title), str(description), LOCALES.get(link.locale, LOCALES["en"]))
