"""The top: Flask lives here and nowhere else."""

from flask import Flask
from flask_compress import Compress

from tmcard.config import Config
from tmcard.web import (
    access_log,
    account,
    addresses,
    auth,
    checkout,
    dashboard,
    errors,
    formats,
    guards,
    home,
    i18n,
    intake,
    ops,
    plans,
    security,
    static,
    templating,
    webhooks,
)

#: Each has a `blueprint` and, where it sets up an extension of Flask's, an `install(app)`.
BLUEPRINTS = (home, ops, auth, account, dashboard, plans, checkout, webhooks)


def install(app: Flask, config: Config) -> None:
    """Put everything shared, and every blueprint, on `app`."""
    templating.install(app)
    access_log.install(app, config)
    security.install(app, config)
    intake.install(app)
    i18n.install(app, config)
    formats.install(app)
    _compress(app)
    known = {"addresses": addresses, "owner": guards.signed_in_owner, "here": guards.here}
    app.jinja_env.globals.update(known, support_email=config.support_email)
    for part in BLUEPRINTS:
        if hasattr(part, "install"):
            part.install(app)
        app.register_blueprint(part.blueprint)
    errors.install(app)
    static.install(app, config)
    security.behind_proxies(app, config)


def _compress(app: Flask) -> None:
    """Pages are made for one reader each, so what is cheap to compute wins; files are compressed beforehand."""
    app.config.update(
        COMPRESS_ALGORITHM=["zstd", "br", "gzip"],
        COMPRESS_ZSTD_LEVEL=3,
        COMPRESS_BR_LEVEL=4,
        COMPRESS_LEVEL=5,
        COMPRESS_MIMETYPES=["text/html"],
        COMPRESS_STREAMS=False,
    )
    Compress(app)
