"""What chats show of a link: that somebody asks for something, in the language of whoever asks. Nothing else."""

from dataclasses import dataclass

from flask_babel import force_locale, gettext

from tmcard.store.models import Link

LOCALES = {"en": "en_GB", "zh": "zh_CN"}


@dataclass(frozen=True, slots=True)
class Preview:
    """The Open Graph text of a page."""

    title: str
    description: str
    locale: str


def preview(link: Link) -> Preview:
    """The text for this link: the same for every link of its language."""
    with force_locale(link.locale):
        title = gettext("Somebody asks you to renew a T-M card")
        description = gettext("Open the link to see the plans and to pay. You need no account.")
    return Preview(str(title), str(description), LOCALES.get(link.locale, LOCALES["en"]))
