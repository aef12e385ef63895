"""An address is proven by pressing the button behind the link that went there, by nothing else."""

import pytest

from tests import doors, rows
from tests.rows import NOW
from tests.services.stories import Story
from tmcard.domain.links import Purpose, Standing
from tmcard.services import accounts, confirming, linking
from tmcard.services.throttling import TooMany
from tmcard.store import links, messages, owners
from tmcard.store.models import Owner
from tmcard.store.transactions import release, write

KEYS = doors.KEYS
ADDRESS = "anna@example.com"


@pytest.fixture
def owner(story: Story) -> Owner:
    """Somebody with a password and no address."""
    return doors.owner(story.session)


def give(story: Story, owner: Owner, address: str | None = ADDRESS) -> None:
    """They type an address."""
    accounts.set_email(story.session, owner.id, address, doors.PASSWORD, story.clock())


def tokens(story: Story, owner: Owner) -> list[str]:
    """The tokens of all links that went out, the newest first."""
    found = [linking.token_of(KEYS, link) for link in links.of_owner(story.session, owner.id, Purpose.EMAIL)]
    release(story.session)
    return found


def confirm(story: Story, token: str) -> Standing | None:
    """They press the button."""
    asked = confirming.confirm(story.session, KEYS, token, story.clock())
    release(story.session)
    return asked.standing if asked is not None else None


def stored(story: Story, owner: Owner) -> Owner:
    """The owner as the database has them now."""
    found = owners.by_id(story.session, owner.id)
    release(story.session)
    assert found is not None
    return found


def test_a_new_address_is_asked_and_not_yet_believed(story: Story, owner: Owner, database_kind: str) -> None:
    give(story, owner)
    (message,) = [each for each in doors.messages(story.session) if each.kind == "confirm_email"]
    assert (message.recipient, message.channel, message.owner_id) == (ADDRESS, "email", owner.id)
    assert stored(story, owner).email_verified_at is None
    assert tokens(story, owner)[0] not in str(message.facts)


def test_pressing_the_button_proves_it(story: Story, owner: Owner, database_kind: str) -> None:
    give(story, owner)
    assert confirm(story, tokens(story, owner)[0]) is Standing.OPEN
    assert stored(story, owner).email_verified_at == NOW


def test_looking_proves_nothing(story: Story, owner: Owner) -> None:
    give(story, owner)
    asked = confirming.asked_at(story.session, KEYS, tokens(story, owner)[0], story.clock())
    assert asked is not None
    assert asked.standing is Standing.OPEN
    assert stored(story, owner).email_verified_at is None


def test_another_address_has_to_be_proven_anew(story: Story, owner: Owner) -> None:
    give(story, owner)
    confirm(story, old := tokens(story, owner)[0])
    give(story, owner, "other@example.com")
    assert stored(story, owner).email_verified_at is None
    assert confirm(story, old) is Standing.REVOKED
    assert stored(story, owner).email_verified_at is None


def test_saving_the_same_address_again_changes_nothing(story: Story, owner: Owner) -> None:
    give(story, owner)
    confirm(story, tokens(story, owner)[0])
    give(story, owner)
    assert stored(story, owner).email_verified_at == NOW
    assert len(tokens(story, owner)) == 1


def test_a_removed_address_cannot_come_back_by_an_old_link(story: Story, owner: Owner) -> None:
    give(story, owner)
    give(story, owner, None)
    assert confirm(story, tokens(story, owner)[0]) is Standing.SUPERSEDED
    assert stored(story, owner).email is None


def test_the_link_ends_after_two_days(story: Story, owner: Owner) -> None:
    give(story, owner)
    story.clock.tick(days=2)
    assert confirm(story, tokens(story, owner)[0]) is Standing.EXPIRED


def test_a_token_of_another_kind_proves_nothing(story: Story, owner: Owner) -> None:
    with write(story.session, "link"):
        other = linking.make(story.session, Purpose.RENEW, owner_id=owner.id, locale="en", now=NOW, email=ADDRESS)
    assert confirm(story, linking.token_of(KEYS, other)) is None
    assert confirm(story, "nonsense") is None


def test_only_the_newest_link_counts(story: Story, owner: Owner) -> None:
    give(story, owner)
    story.clock.tick(minutes=2)
    confirming.ask_again(story.session, owner.id, story.clock())
    newest, oldest = tokens(story, owner)
    assert confirm(story, oldest) is Standing.REVOKED
    assert confirm(story, newest) is Standing.OPEN


def test_an_address_that_came_back_counts_again_once_it_is_confirmed(story: Story, owner: Owner) -> None:
    give(story, owner)
    with write(story.session, "refused"):
        owners.mark_refused(story.session, owner.id, "email", ADDRESS, NOW)
    confirm(story, tokens(story, owner)[0])
    assert stored(story, owner).email_refused_at is None


def test_nobody_has_a_strangers_mailbox_filled(story: Story, owner: Owner) -> None:
    give(story, owner)
    story.clock.tick(minutes=2)
    confirming.ask_again(story.session, owner.id, story.clock())
    other = rows.owner(story.session, email=ADDRESS)
    confirming.ask_again(story.session, other.id, story.clock())
    with pytest.raises(TooMany):
        confirming.ask_again(story.session, other.id, story.clock())


def test_an_address_that_is_proven_is_asked_no_more(story: Story, owner: Owner) -> None:
    give(story, owner)
    confirm(story, tokens(story, owner)[0])
    confirming.ask_again(story.session, owner.id, story.clock())
    assert len(tokens(story, owner)) == 1
    assert messages.by_key(story.session, "confirm_email:") is None
    release(story.session)
