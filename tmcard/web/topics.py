"""What the topics of messages are called, on the account page and behind the link in a mail."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from tmcard.domain.messages import Channel
from tmcard.domain.preferences import Preferences, Topic

#: Each topic: its name, and when such a message comes.
TOPICS: Mapping[Topic, tuple[LazyString, LazyString]] = {
    Topic.DATA: (_("Data running low"), _("When little data is left, and when none is.")),
    Topic.TIME: (_("Days running out"), _("Some days before a card ends, and when it ends.")),
    Topic.FORECAST: (_("Forecast"), _("When the data will probably be used up within two days.")),
    Topic.OFFERS: (_("Offers"), _("Discounts and sales.")),
}
WAYS: Mapping[Channel, LazyString] = {Channel.EMAIL: _("E-mail"), Channel.SMS: _("SMS")}


@dataclass(frozen=True, slots=True)
class Line:
    """One topic by one way, and whether it is on."""

    topic: Topic
    is_on: bool

    @property
    def name(self) -> LazyString:
        """What the reader calls it."""
        return TOPICS[self.topic][0]

    @property
    def about(self) -> LazyString:
        """When such messages come."""
        return TOPICS[self.topic][1]


def lines(wishes: Preferences, channel: Channel) -> list[Line]:
    """Every topic by one way."""
    wanted = wishes.by_email if channel is Channel.EMAIL else wishes.by_sms
    return [Line(topic, topic in wanted) for topic in Topic]
