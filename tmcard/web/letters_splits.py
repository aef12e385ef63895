"""What mails to those who share a price tell, and to the owner whose card it is for."""

from collections.abc import Callable, Mapping

from sqlalchemy.orm import Session

from tmcard.domain.orders import OrderStatus
from tmcard.domain.splits import Outcome
from tmcard.services import splitting
from tmcard.services.messaging import NothingToTell
from tmcard.store import orders
from tmcard.store.models import Message
from tmcard.web.letters_links import link
from tmcard.web.letters_orders import Facts, receipt_facts


def _share(session: Session, message: Message) -> Facts:
    """A share has come. Once it is delivered, or goes back, the next message tells of that."""
    facts = receipt_facts(session, message)
    split = splitting.told(session, facts["order"])
    comes_to_nothing = split is not None and split.outcome not in (None, Outcome.COMPLETE)
    if split is None or comes_to_nothing or facts["order"].status != OrderStatus.POOLED:
        raise NothingToTell(facts["order"].ref)
    return {**facts, "split": split}


def _split_failed(session: Session, message: Message) -> Facts:
    """To the card's owner, who may want to renew it alone."""
    order = orders.by_ref(session, message.facts["ref"])
    split = splitting.told(session, order) if order is not None else None
    if order is None or split is None or order.owner_id is None or order.has_changed_hands:
        raise NothingToTell(message.facts["ref"])
    return {
        "card": order.card,
        "plan": order.plan,
        "split": split,
        "plans_url": link("plans.picker", card=order.card.ref),
    }


FACTS: Mapping[str, Callable[[Session, Message], Facts]] = {"share": _share, "split_failed": _split_failed}
