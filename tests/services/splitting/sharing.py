"""Three friends who share US$9.00, as the tests of splits tell of them."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import count

from tests.services.stories import Story
from tmcard.domain.links import Purpose
from tmcard.domain.money import Money
from tmcard.services import linking, splitting
from tmcard.services.quoting.quote import Wish, place
from tmcard.store import guests, splits
from tmcard.store.models import GuestTerms, Link, Order, Split
from tmcard.store.transactions import release, write

LASTS = timedelta(days=2)
_friends = count(1)


@dataclass
class Friends:
    """A split among `shares` friends, and the link that they were all sent."""

    story: Story
    link: Link
    split: Split

    def quote(self, visitor: str = "") -> Order:
        """A friend opens the link and is quoted a share."""
        story, now = self.story, self.story.clock()
        visitor = visitor or f"friend-{next(_friends)}"
        with write(story.session, "share_quoted"):
            share = splitting.share_for(story.session, self.split, visitor, now)
            assert share is not None
            facts = (story.owner.id, story.card.ref, story.plan.sku, visitor, "USD", "en", "Asia/Shanghai")
            wish = Wish(*facts, link_id=self.link.id, visitor_hash=visitor, share=share)
            order = place(story.session, wish, now, {})
        return story.order(order.id)

    def pay(self) -> Order:
        """A friend pays a share."""
        return self.story.pay(self.quote())

    def seen(self) -> Split:
        """The split as the database has it now."""
        found = splits.by_id(self.story.session, self.split.id)
        release(self.story.session)
        return found


def friends(story: Story, shares: int = 3) -> Friends:
    """The owner sends a link that splits the price of the plan."""
    session, now = story.session, story.clock()
    with write(session, "split_made"):
        facts = {"card_id": story.card.id, "expires_at": now + LASTS}
        link = linking.make(session, Purpose.GUEST, owner_id=story.owner.id, locale="en", now=now, **facts)
        terms = GuestTerms(link_id=link.id, uses=shares, shows_rest=False, note="", made_by="owner")
        terms.skus = [story.plan.sku]
        guests.add_terms(session, terms)
        price = story.plan.prices[0]
        split = splitting.make(
            session, link, plan_id=story.plan.id, price=Money(price.amount_minor, price.currency), shares=shares,
            deadline_at=now + LASTS, now=now,
        )  # fmt: skip
    return Friends(story, link, split)
