"""Mail that comes back: what a mail server pipes to us when it could not deliver."""

import sys

import click
from flask.cli import with_appcontext

from tmcard.services import bouncing
from tmcard.web.clock import now
from tmcard.web.database import db

#: With the copy of our own mail and its PDF a notification stays far below this.
MOST_BYTES = 2 * 1024 * 1024


@click.command("read-bounce")
@with_appcontext
def read_bounce_command() -> None:
    """Read one delivery status notification (RFC 3464) from standard input, as an alias of a mail server pipes it.

    Ends well whatever comes in: a mail server would only send back what a command refuses.
    """
    click.echo(bouncing.hear_bounce(db.session(), sys.stdin.buffer.read(MOST_BYTES), now()))


commands = (read_bounce_command,)
