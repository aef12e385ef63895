"""Who sells is told once, by the environment, and stands on what every process issues."""

from dataclasses import replace

from sqlalchemy.orm import Session

from tmcard import create_app
from tmcard.config import Config
from tmcard.domain.receipts import Seller
from tmcard.store import receipts
from tmcard.web.database import db


def test_every_session_of_a_process_knows_the_seller_of_its_settings(migrated: Config) -> None:
    app = create_app(replace(migrated, seller_name="Example Ltd", seller_address="1 Example Street"))
    with app.app_context(), Session(db.engine) as other:
        assert receipts.seller(db.session()) == receipts.seller(other) == Seller("Example Ltd", "1 Example Street", "")
        db.engine.dispose()


def test_a_site_that_says_nothing_has_no_seller_lines(migrated: Config) -> None:
    with create_app(migrated).app_context():
        assert receipts.seller(db.session()) == Seller()
        db.engine.dispose()
