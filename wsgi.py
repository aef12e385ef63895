"""The WSGI entry point."""

from tmcard import create_app

app = create_app()
