"""What may change under a renewal: prices, plans, cards and their owners, each in one transaction of its own."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.faults.scene import Scene
from tmcard.store import orders, payments
from tmcard.store.models import Order, Owner
from tmcard.store.transactions import write
from tmcard.web.database import db


def _changed(name: str, deed: Callable[[Session, Scene, Order], None]) -> Callable[[Scene, str], None]:
    def change(scene: Scene, ref: str) -> None:
        with scene.app.app_context(), Session(db.engine, expire_on_commit=False) as session, write(session, name):
            order = orders.by_ref(session, ref)
            if order is not None:
                deed(session, scene, order)

    return change


def _dearer(_: Session, __: Scene, order: Order) -> None:
    for price in order.plan.prices:
        price.amount_minor += 300


def _withdrawn(_: Session, scene: Scene, order: Order) -> None:
    order.plan.sold_until = scene.clock()


def _gone(_: Session, __: Scene, order: Order) -> None:
    order.card.is_gone = True


def _expired(_: Session, scene: Scene, order: Order) -> None:
    order.card.ends_at = scene.clock() - timedelta(seconds=1)


def _sold_on(session: Session, _: Scene, order: Order) -> None:
    order.card.owner_id = session.scalars(select(Owner.id).where(Owner.id != order.owner_id)).one()


def _not_offered(session: Session, scene: Scene, order: Order) -> None:
    newest = payments.latest(session, order.id)
    if newest is not None:
        newest.expires_at = scene.clock()


CHANGES: Mapping[str, Callable[[Scene, str], None]] = {
    "price": _changed("repriced", _dearer),
    "plan": _changed("withdrawn", _withdrawn),
    "card": _changed("card_gone", _gone),
    "expiry": _changed("card_expired", _expired),
    "owner": _changed("sold_on", _sold_on),
}
stop_offering = _changed("not_offered", _not_offered)
