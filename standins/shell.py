"""`flask` for a local run: the command line with the addresses and credentials that `make run` gives its processes."""

import os
import sys

from standins.settings import environment


def main() -> None:
    """Become `flask`: `python -m standins.shell tmcard clock +3d`."""
    os.environ.update(environment(os.environ))
    os.execv(sys.executable, [sys.executable, "-m", "flask", "--app", "wsgi", *sys.argv[1:]])  # noqa: S606 - our own words


if __name__ == "__main__":
    main()
