"""The staff pages: what needs a person, every order with its whole story, and what may be done about it."""

from flask import Flask

from tmcard.web.staff import acts, entry, fates, links, refunds, views, words
from tmcard.web.staff.guard import blueprint

__all__ = ["acts", "blueprint", "entry", "install", "links", "refunds", "views"]


def install(app: Flask) -> None:
    """Let the templates find the words."""
    app.jinja_env.filters.update(age=words.age, event=words.event, who=words.who)
    app.jinja_env.filters.update(fate=fates.fate, masked=fates.masked)
    app.jinja_env.globals["staff_words"] = words
