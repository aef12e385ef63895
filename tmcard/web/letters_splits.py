"""What mails to those who share a price tell."""

from sqlalchemy.orm import Session

from tmcard.domain.orders import OrderStatus
from tmcard.services import splitting
from tmcard.services.messaging import NothingToTell
from tmcard.store.models import Message
from tmcard.web.letters_orders import Facts, receipt_facts


def _share(session: Session, message: Message) -> Facts:
    """A share has come. Once it is delivered, or on its way back, the next message tells of that."""
    facts = receipt_facts(session, message)
    split = splitting.told(session, facts["order"])
    if split is None or facts["order"].status != OrderStatus.POOLED:
        raise NothingToTell(facts["order"].ref)
    return {**facts, "split": split}


FACTS = {"share": _share}
