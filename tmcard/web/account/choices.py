"""What an owner wants to be written to about: the form, and the quiet hours as a list to choose from."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice

from tmcard.domain.messages import Channel
from tmcard.domain.preferences import Preferences, Topic
from tmcard.web.fields import Form
from tmcard.web.topics import TOPICS

HOURS = tuple(range(24))


class Choices(Form):
    """A box for each topic by each way (`email_data` and so on), and from when until when it stays quiet."""

    quiet_from = SelectField(_("Quiet from"), coerce=str, validate_choice=False)
    quiet_until = SelectField(_("until"), coerce=str, validate_choice=False)

    def __init__(self, wishes: Preferences) -> None:
        super().__init__(data=_as_data(wishes))
        for field in (self.quiet_from, self.quiet_until):
            field.choices = [SelectChoice(str(hour), f"{hour:02}:00") for hour in HOURS]

    def validate_quiet_from(self, field: Any) -> None:
        """An hour of the day."""
        _need_hour(field)

    def validate_quiet_until(self, field: Any) -> None:
        """An hour of the day."""
        _need_hour(field)

    def boxes(self, channel: Channel) -> list[Any]:
        """The boxes of one way, in the order of the topics."""
        return [self[f"{channel}_{topic}"] for topic in Topic]

    @property
    def wishes(self) -> Preferences:
        """What was chosen."""
        by_email, by_sms = (
            frozenset(topic for topic in Topic if self[f"{channel}_{topic}"].data)
            for channel in (Channel.EMAIL, Channel.SMS)
        )
        return Preferences(by_email, by_sms, int(self.quiet_from.data), int(self.quiet_until.data))


for _channel in Channel:
    for _topic, (_name, _about) in TOPICS.items():
        setattr(Choices, f"{_channel}_{_topic}", BooleanField(_name))


def _as_data(wishes: Preferences) -> dict[str, Any]:
    data: dict[str, Any] = {"quiet_from": str(wishes.quiet_from), "quiet_until": str(wishes.quiet_until)}
    for channel, wanted in ((Channel.EMAIL, wishes.by_email), (Channel.SMS, wishes.by_sms)):
        data |= {f"{channel}_{topic}": topic in wanted for topic in Topic}
    return data


def _need_hour(field: Any) -> None:
    if field.data not in {str(hour) for hour in HOURS}:
        raise ValidationError(_("Choose an hour of the day"))
