"""Floor C: a signed-in page the way Flask's books teach it. Flask-Login, three ORM queries, one template."""

import os

from flask import Flask, render_template
from flask_login import LoginManager, current_user, login_required
from flask_sqlalchemy import SQLAlchemy
from jinja2 import DictLoader
from sqlalchemy import select

from bench.floors.page import PLAIN
from bench.floors.rows import Base, Holding, Person, Purchase
from tmcard.store.engine import POOL_SIZE

db = SQLAlchemy(model_class=Base)


def build(template: str = PLAIN) -> Flask:
    """The application, for the database in the environment."""
    app = Flask(__name__, static_folder=None)
    app.config.update(SECRET_KEY=os.environ["SECRET_KEY"], SQLALCHEMY_DATABASE_URI=os.environ["FLOOR_DATABASE"])
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"pool_size": POOL_SIZE}  # the same care for the floor
    app.jinja_loader = DictLoader({"page.html": template})
    app.jinja_env.globals["moment"] = str
    db.init_app(app)
    LoginManager(app).user_loader(lambda key: db.session.get(Person, int(key)))
    app.add_url_rule("/", view_func=login_required(dashboard))
    return app


def dashboard() -> str:
    """Cards and latest orders of whoever is signed in."""
    cards = select(Holding).where(Holding.person_id == current_user.id).order_by(Holding.id)
    orders = select(Purchase).where(Purchase.person_id == current_user.id).order_by(Purchase.id.desc()).limit(3)
    return render_template("page.html", cards=db.session.scalars(cards).all(), orders=db.session.scalars(orders).all())
