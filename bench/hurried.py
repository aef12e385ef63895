"""`python -m bench.hurried`: the worker without the carrier's limit on calls: what is left is our part of a renewal."""

from tmcard import create_app
from tmcard.adapters.esimaccess.rate import RateLimit
from tmcard.worker import Worker

#: What it says when it is ready.
AT_WORK = "At work, and in a hurry"
#: No limit that a bench would notice.
PER_SECOND = 1e9


def main() -> None:
    """Work until a signal comes."""
    app = create_app()
    app.extensions["tmcard"].gateways.carriers["esimaccess"]._rate = RateLimit(PER_SECOND)
    print(AT_WORK, flush=True)
    Worker(app).run()


if __name__ == "__main__":
    main()
