"""The top: Flask lives here and nowhere else."""

from flask import Flask

from tmcard.config import Config
from tmcard.web import (
    access_log,
    account,
    addresses,
    advice,
    allowances,
    auth,
    checkout,
    clock,
    compression,
    cookies,
    coverage,
    dashboard,
    doors,
    errors,
    formats,
    guards,
    guests,
    home,
    i18n,
    intake,
    ops,
    plans,
    promotions,
    security,
    sharing,
    staff,
    static,
    templating,
    unsubscribe,
    webhooks,
)

#: Each has a `blueprint` and, where it sets up an extension of Flask's, an `install(app)`.
BLUEPRINTS = (
    home,
    ops,
    auth,
    account,
    dashboard,
    plans,
    promotions,
    coverage,
    advice,
    checkout,
    doors,
    guests,
    sharing,
    unsubscribe,
    webhooks,
    staff,
)


def install(app: Flask, config: Config) -> None:
    """Put everything shared, and every blueprint, on `app`."""
    clock.install(app, config)
    templating.install(app)
    access_log.install(app, config)
    compression.install(app)
    security.install(app, config)
    cookies.install(app)
    intake.install(app)
    i18n.install(app, config)
    formats.install(app)
    allowances.install(app)
    known = {"addresses": addresses, "owner": guards.signed_in_owner, "here": guards.here}
    app.jinja_env.globals.update(known, support_email=config.support_email)
    for part in BLUEPRINTS:
        if hasattr(part, "install"):
            part.install(app)
        app.register_blueprint(part.blueprint)
    errors.install(app)
    static.install(app, config)
    security.behind_proxies(app, config)
