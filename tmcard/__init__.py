"""tmcard: self-service for owners of a T-M card."""

import os

from flask import Flask

from tmcard.config import Config, from_environ


def create_app(config: Config | None = None) -> Flask:
    """Build the web application and the `flask tmcard` commands from `config` (default: the environment).

    Connects to nothing. Raises config.Misconfigured.
    """
    from tmcard import cli, web, wiring
    from tmcard.web.database import db
    from tmcard.web.site import Site

    config = config or from_environ(os.environ)
    config.state_dir.mkdir(parents=True, exist_ok=True)
    app = Site(__name__)
    app.config.update(
        SQLALCHEMY_DATABASE_URI=config.database_url,
        SECRET_KEY=config.secret_key,
        SECRET_KEY_FALLBACKS=list(config.secret_key_fallbacks),
    )
    app.extensions["tmcard"] = wiring.House(config, wiring.build_gateways(config))
    db.init_app(app)
    web.install(app, config)
    cli.install(app)
    return app
